#include "core/organisation_places.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "core/organisation_change.h"
#include "core/organisation_places_queries.h"

enum { PARTS_MAX = 8, KEY_MAX = 400 };

/* Words before a name, folded; the longer ones first. */
static const char *const kind_words[] = {"thanh pho", "thi tran", "dac khu", "thi xa", "phuong",
                                         "huyen",     "quan",     "tinh",    "xa",     "tp",
                                         "tt",        "tx",       "p",       "x",      "h",
                                         "q",         "t"};

static struct str without_kind(struct str folded)
{
    for (size_t i = 0; i < sizeof kind_words / sizeof kind_words[0]; i++) {
        struct str word = str_from_c(kind_words[i]);
        if (str_starts(folded, word) && folded.len > word.len && folded.ptr[word.len] == ' ')
            return str_slice(folded, word.len + 1, folded.len);
    }
    return folded;
}

struct str place_key(struct arena *arena, struct str name)
{
    struct buf key;
    struct str word;
    struct str rest = without_kind(utf8_fold(arena, name));
    bool more = !str_empty(rest);
    buf_init(&key, arena, KEY_MAX);
    while (more) {
        more = str_split(rest, ' ', &word, &rest);
        buf_add(&key, str_is(word, "dac") ? S("dak") : word);
        buf_text(&key, more ? " " : "");
    }
    return buf_str(&key);
}

/* The longest word of a key that has one spelling: what the database looks for. */
static struct str rarest_word(struct str key)
{
    struct str best = {0};
    struct str word;
    bool more = true;
    while (more) {
        more = str_split(key, ' ', &word, &key);
        if (!str_is(word, "dak") && word.len > best.len)
            best = word;
    }
    return best;
}

struct part {
    struct str text; /* folded, with the word of its kind */
    struct str key;
};

static size_t split_address(struct arena *arena, struct str address, struct part *parts)
{
    size_t count = 0;
    struct str text;
    bool more = true;
    while (more && count < PARTS_MAX) {
        more = str_split(address, ',', &text, &address);
        struct str key = place_key(arena, text);
        if (!str_empty(key))
            parts[count++] = (struct part){utf8_fold(arena, text), key};
    }
    return count;
}

/* "huyện Long Thành, tỉnh Đồng Nai" on the last day of the version. */
static struct result name_above(struct db *db, struct arena *arena, struct place_match *match)
{
    int64_t day;
    struct str last = match->valid_from;
    if (civil_parse_date(match->valid_to, &day))
        last = civil_date_text(arena, day - 1);
    struct q_places_above_rows above;
    struct q_places_above_in in = {.id = match->agency_id, .day = last};
    TRY(q_places_above(db, arena, in, &above));
    struct buf out;
    buf_init(&out, arena, KEY_MAX);
    for (size_t i = 0; i < above.count; i++) {
        struct str place = above.items[i].place;
        if (str_empty(place) || str_equal(place, match->place))
            continue;
        buf_text(&out, out.len > 0 ? ", " : "");
        buf_add(&out, place);
    }
    match->above = buf_str(&out);
    return RESULT_OK;
}

/* The same unit or the same words once: versions of one agency, offices of one place. */
static bool is_known(const struct place_list *list, const struct place_match *match)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct place_match *other = &list->items[i];
        if (other->agency_id == match->agency_id ||
            (str_equal(other->place, match->place) && str_equal(other->above, match->above)))
            return true;
    }
    return false;
}

static struct result named(struct db *db, struct arena *arena, struct str key,
                           struct place_list *out)
{
    struct q_places_like_rows rows;
    struct q_places_like_in in = {.word = rarest_word(key)};
    TRY(q_places_like(db, arena, in, &rows));
    out->items = ARENA_ARRAY(arena, struct place_match, PLACES_MAX);
    out->count = 0;
    for (size_t i = 0; i < rows.count && out->count < PLACES_MAX; i++) {
        const struct q_places_like_out *row = &rows.items[i];
        if (!str_equal(place_key(arena, row->place), key))
            continue;
        struct place_match match = {.agency_id = row->agency_id,
                                    .place = row->place,
                                    .valid_from = row->valid_from,
                                    .valid_to = row->has_valid_to ? row->valid_to
                                                                  : (struct str){0}};
        TRY(name_above(db, arena, &match));
        if (!is_known(out, &match))
            out->items[out->count++] = match;
    }
    return RESULT_OK;
}

/* Whether one of the names above is the key. */
static bool belongs_to(struct arena *arena, struct str above, struct str key)
{
    struct str name;
    bool more = true;
    while (more) {
        more = str_split(above, ',', &name, &above);
        if (str_equal(place_key(arena, name), key))
            return true;
    }
    return false;
}

/* Keeps those that belonged to the part; all of them where none did. */
static void narrow(struct arena *arena, struct place_list *list, struct str key)
{
    struct place_match kept[PLACES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        if (belongs_to(arena, list->items[i].above, key))
            kept[count++] = list->items[i];
    for (size_t i = 0; i < count; i++)
        list->items[i] = kept[i];
    list->count = count > 0 ? count : list->count;
}

/* Those whose kind was written ("xã") before the others, else as they are. */
static void right_kind_first(struct arena *arena, struct place_list *list, struct str text)
{
    struct place_match sorted[PLACES_MAX];
    size_t count = 0;
    for (int right = 1; right >= 0; right--)
        for (size_t i = 0; i < list->count; i++)
            if (str_equal(utf8_fold(arena, list->items[i].place), text) == (right == 1))
                sorted[count++] = list->items[i];
    for (size_t i = 0; i < count; i++)
        list->items[i] = sorted[i];
}

struct result place_find(struct db *db, struct arena *arena, struct str address, struct str on,
                         struct place_list *out)
{
    struct part parts[PARTS_MAX];
    size_t count = split_address(arena, address, parts);
    size_t first = 0;
    *out = (struct place_list){0};
    while (first < count && out->count == 0)
        TRY(named(db, arena, parts[first++].key, out));
    if (out->count == 0)
        return RESULT_OK;
    for (size_t i = first; i < count; i++)
        narrow(arena, out, parts[i].key);
    right_kind_first(arena, out, parts[first - 1].text);
    for (size_t i = 0; i < out->count; i++)
        TRY(agency_successors(db, arena, out->items[i].agency_id, on, &out->items[i].now));
    return RESULT_OK;
}
