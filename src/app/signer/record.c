#include "app/signer/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/os_file.h"

enum { LINE_MAX_BYTES = 4096, COLUMNS = 11, HASH_TEXT = 64 };

/* Column numbers of a line. */
enum { COL_OPERATION = 2, COL_OUTCOME = 3, COL_KEY = 4, COL_DOCUMENT = 7, COL_LEADER = 8 };

/* What the future needs of a past signature. */
struct signed_one {
    struct sha256 document;
    struct str key; /* PERSON */
    bool seal;      /* document is then the leader's digest … */
    struct sha256 sealed; /* … and this what the seal signed */
};

struct record {
    struct arena *arena;
    const char *path;
    int64_t lines;
    struct sha256 last;
    struct signed_one *items;
    size_t count;
    size_t capacity;
};

static struct result broken(void)
{
    return result_fail(ERROR_CORRUPT, "signer.record_broken", NULL);
}

static void remember(struct record *record, struct signed_one one)
{
    if (record->count == record->capacity) {
        record->capacity = record->capacity == 0 ? 256 : record->capacity * 2;
        struct signed_one *bigger = ARENA_ARRAY(record->arena, struct signed_one, record->capacity);
        if (record->count > 0)
            memcpy(bigger, record->items, record->count * sizeof *bigger);
        record->items = bigger;
    }
    record->items[record->count++] = one;
}

static const struct signed_one *look_up(const struct record *record, const struct sha256 *document,
                                        bool seal)
{
    for (size_t i = record->count; i-- > 0;)
        if (record->items[i].seal == seal &&
            memcmp(&record->items[i].document, document, sizeof *document) == 0)
            return &record->items[i];
    return NULL;
}

struct str record_leader_of(const struct record *record, const struct sha256 *document)
{
    const struct signed_one *one = look_up(record, document, false);
    return one == NULL ? S("") : one->key;
}

bool record_is_sealed(const struct record *record, const struct sha256 *leader,
                      const struct sha256 *document)
{
    const struct signed_one *one = look_up(record, leader, true);
    return one != NULL && !sha256_equal(document, &one->sealed);
}

/* The hash that ends a line: over the hash before it and the line up to its last tab. */
static struct sha256 chain(const struct sha256 *before, struct str text)
{
    const struct str parts[] = {sha256_str(before), text};
    return sha256_joined(parts, 2);
}

static bool digest_in(struct arena *arena, struct str hex, struct sha256 *out)
{
    struct str bytes;
    return str_unhex(arena, hex, &bytes) && sha256_from(bytes, out);
}

static void learn(struct record *record, const struct str *columns)
{
    struct arena *arena = record->arena;
    struct signed_one one = {.seal = str_is(columns[COL_OPERATION], "seal")};
    bool counts = str_is(columns[COL_OUTCOME], "ok") &&
                  (one.seal || str_is(columns[COL_OPERATION], "person"));
    if (!counts)
        return;
    if (one.seal)
        counts = digest_in(arena, columns[COL_LEADER], &one.document) &&
                 digest_in(arena, columns[COL_DOCUMENT], &one.sealed);
    else
        counts = digest_in(arena, columns[COL_DOCUMENT], &one.document);
    one.key = str_dup(arena, columns[COL_KEY]);
    if (counts)
        remember(record, one);
}

static struct result take_line(struct record *record, struct arena *scratch, struct str line)
{
    struct str columns[COLUMNS];
    int64_t number;
    if (!str_ends(line, S("\n")) || line.len < HASH_TEXT + 2)
        return broken();
    line = str_slice(line, 0, line.len - 1);
    struct str text = str_slice(line, 0, line.len - HASH_TEXT);
    struct sha256 hash = chain(&record->last, text);
    if (!str_equal(str_hex(scratch, hash.bytes, SHA256_SIZE),
                   str_slice(line, text.len, line.len)))
        return broken();
    for (size_t i = 0; i < COLUMNS; i++)
        str_split(text, '\t', &columns[i], &text);
    if (!str_to_i64(columns[0], &number) || number != record->lines)
        return broken();
    record->last = hash;
    record->lines++;
    learn(record, columns);
    return RESULT_OK;
}

struct result record_open(struct arena *arena, const char *folder, struct record **out)
{
    struct record *record = ARENA_NEW(arena, struct record);
    record->arena = arena;
    record->path = str_printf(arena, "%s/record.log", folder).ptr;
    *out = record;
    FILE *file = fopen(record->path, "re");
    if (file == NULL)
        return RESULT_OK;
    struct arena *scratch = arena_new(1 << 20);
    struct result read = RESULT_OK;
    char *line = NULL;
    size_t size = 0;
    for (ssize_t len; result_ok(read) && (len = getline(&line, &size, file)) > 0;) {
        read = len > LINE_MAX_BYTES ? broken()
                                    : take_line(record, scratch, str_of(line, (size_t)len));
        arena_reset(scratch);
    }
    free(line);
    arena_free(scratch);
    fclose(file);
    return read;
}

/* A column may hold no tab and no control character. */
static void add_column(struct buf *out, struct str text)
{
    if (str_empty(text))
        buf_byte(out, '-');
    for (size_t i = 0; i < text.len && i < 200; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        buf_byte(out, byte < 0x20 || byte == 0x7f ? '?' : byte);
    }
    buf_byte(out, '\t');
}

enum { LINE_COLUMNS = 9 };

static void columns_of(const struct record_line *line, struct str columns[LINE_COLUMNS])
{
    const struct str all[LINE_COLUMNS] = {
        str_from_c(line->operation), str_from_c(line->outcome), line->key, line->actor, line->peer,
        line->document, line->leader, line->bytes, line->authority,
    };
    memcpy(columns, all, sizeof all);
}

/* The line's text with its hash; `last` becomes that hash. */
static void write_line(struct buf *out, struct arena *scratch, int64_t number,
                       const struct record_line *line, struct sha256 *last)
{
    struct str columns[LINE_COLUMNS];
    size_t from = out->len;
    columns_of(line, columns);
    buf_printf(out, "%lld\t%lld\t", (long long)number, (long long)line->at_us);
    for (size_t i = 0; i < LINE_COLUMNS; i++)
        add_column(out, columns[i]);
    *last = chain(last, str_slice(buf_str(out), from, out->len));
    buf_add(out, str_hex(scratch, last->bytes, SHA256_SIZE));
    buf_byte(out, '\n');
}

struct result record_add(struct record *record, struct arena *scratch,
                         const struct record_line *lines, size_t count)
{
    struct sha256 last = record->last;
    struct buf out;
    buf_init(&out, scratch, LINE_MAX_BYTES * count);
    for (size_t i = 0; i < count; i++)
        write_line(&out, scratch, record->lines + (int64_t)i, &lines[i], &last);
    if (!result_ok(os_file_append(record->path, buf_str(&out), 0600)))
        return result_fail(ERROR_UNAVAILABLE, "signer.record",
                           N_("Không ghi được nhật ký ký số nên chưa ký. Báo quản trị hệ thống."));
    record->last = last;
    record->lines += (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        struct str columns[LINE_COLUMNS];
        columns_of(&lines[i], columns);
        struct str seen[COLUMNS] = {[COL_OPERATION] = columns[0], [COL_OUTCOME] = columns[1],
                                    [COL_KEY] = columns[2], [COL_DOCUMENT] = columns[5],
                                    [COL_LEADER] = columns[6]};
        learn(record, seen);
    }
    return RESULT_OK;
}
