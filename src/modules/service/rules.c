#include "modules/service/rules.h"

#include "base/utf8.h"

/* Every word of the query begins a word of the name; both folded. */
static bool name_has(struct arena *arena, struct str name, struct str words)
{
    struct str padded = str_concat(arena, S(" "), name);
    bool more = true;
    while (more) {
        struct str word;
        more = str_split(words, ' ', &word, &words);
        if (str_find(padded, str_concat(arena, S(" "), word)) == padded.len)
            return false;
    }
    return true;
}

void agencies_meant(struct arena *arena, const struct agency_list *agencies, struct str typed,
                    struct agency_matches *out)
{
    struct str words = utf8_fold(arena, typed);
    out->count = 0;
    for (size_t i = 0; words.len != 0 && i < agencies->count; i++) {
        struct str place = utf8_fold(arena, agencies->items[i].place);
        if (str_equal(place, words)) {
            out->items[0] = agencies->items[i];
            out->count = 1;
            return;
        }
        if (out->count < AGENCY_MATCHES_MAX && name_has(arena, place, words))
            out->items[out->count++] = agencies->items[i];
    }
}

bool agencies_have(const struct agency_list *agencies, int64_t id)
{
    for (size_t i = 0; i < agencies->count; i++)
        if (agencies->items[i].id == id)
            return true;
    return false;
}

void agencies_mean(struct agency_matches *out, struct agency agency)
{
    struct agency_list known = {out->items, out->count};
    if (out->count < AGENCY_MATCHES_MAX && !agencies_have(&known, agency.id))
        out->items[out->count++] = agency;
}
