#include "modules/operation/manifest.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "core/files.h"

enum { TABLES_MAX = 4096 };
#define ROWS_MAX INT64_C(1000000000000)

static void put_texts(struct json_writer *json, const char *key, const struct str *items,
                      size_t count)
{
    json_open_array(json, key);
    for (size_t i = 0; i < count; i++)
        json_put_text(json, NULL, items[i]);
    json_close_array(json);
}

static void put_tables(struct json_writer *json, const struct manifest *m)
{
    json_open_array(json, "tables");
    for (size_t i = 0; i < m->tables.count; i++) {
        json_open_object(json, NULL);
        json_put_text(json, "name", m->tables.items[i].name);
        json_put_int(json, "rows", m->tables.items[i].rows);
        json_put_text(json, "sum", m->tables.items[i].sum);
        json_close_object(json);
    }
    json_close_array(json);
    json_open_array(json, "facts");
    for (size_t i = 0; i < m->fact_count; i++) {
        json_open_object(json, NULL);
        json_put_text(json, "kind", m->facts[i].kind);
        json_put_int(json, "rows", m->facts[i].rows);
        json_put_int(json, "total", m->facts[i].total);
        json_close_object(json);
    }
    json_close_array(json);
}

struct str manifest_text(struct arena *arena, const struct manifest *m)
{
    struct buf out;
    buf_init(&out, arena, MANIFEST_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_int(&json, "format", MANIFEST_FORMAT);
    json_put_text(&json, "made", civil_rfc3339(arena, m->made_us));
    json_put_text(&json, "program", m->program);
    json_put_text(&json, "engine", m->engine);
    json_put_text(&json, "database", m->database);
    json_put_text(&json, "label", m->label);
    json_put_bool(&json, "keys", m->keys);
    json_put_int(&json, "files", m->files);
    json_put_int(&json, "bytes", m->bytes);
    json_put_int(&json, "log_size", m->log_size);
    json_put_text(&json, "log_root", m->log_root);
    json_put_text(&json, "log_vkey", m->log_vkey);
    json_put_text(&json, "sums_sha256", m->sums_sha256);
    put_tables(&json, m);
    put_texts(&json, "migrations", m->migrations, m->migration_count);
    put_texts(&json, "missing", m->missing, m->missing_count);
    put_texts(&json, "erased", m->erased, m->erased_count);
    json_close_object(&json);
    buf_text(&out, "\n");
    return buf_str(&out);
}

static struct str *get_texts(struct arena *arena, const struct json *list, size_t *count)
{
    *count = json_count(list);
    struct str *items = ARENA_ARRAY(arena, struct str, *count + 1);
    for (size_t i = 0; i < *count; i++)
        items[i] = json_text(json_at(list, i));
    return items;
}

static void get_tables(struct arena *arena, const struct json *root, struct manifest *m)
{
    const struct json *tables = json_get(root, "tables");
    const struct json *facts = json_get(root, "facts");
    m->tables.count = json_count(tables);
    m->tables.items = ARENA_ARRAY(arena, struct db_table, m->tables.count + 1);
    for (size_t i = 0; i < m->tables.count; i++) {
        const struct json *row = json_at(tables, i);
        m->tables.items[i] = (struct db_table){.name = json_get_text(row, "name"),
                                               .rows = json_get_int(row, "rows", -1),
                                               .sum = json_get_text(row, "sum")};
    }
    m->fact_count = json_count(facts);
    m->facts = ARENA_ARRAY(arena, struct manifest_fact, m->fact_count + 1);
    for (size_t i = 0; i < m->fact_count; i++) {
        const struct json *row = json_at(facts, i);
        m->facts[i] = (struct manifest_fact){.kind = json_get_text(row, "kind"),
                                             .rows = json_get_int(row, "rows", -1),
                                             .total = json_get_int(row, "total", -1)};
    }
}

/* Sums of what stands there stay far from overflowing. */
static bool counts_are_sane(const struct manifest *m)
{
    if (m->tables.count > TABLES_MAX || m->fact_count > TABLES_MAX)
        return false;
    for (size_t i = 0; i < m->tables.count; i++)
        if (m->tables.items[i].rows < 0 || m->tables.items[i].rows > ROWS_MAX)
            return false;
    return true;
}

static bool is_sane(const struct manifest *m)
{
    bool engine = str_is(m->engine, "sqlite") || str_is(m->engine, "postgresql");
    bool database = str_is(m->database, "database.sqlite") || str_is(m->database, "database.dump");
    bool counts = counts_are_sane(m) && m->files >= 0 && m->bytes >= 0 && m->log_size >= 0;
    return engine && database && counts && m->tables.count > 0 &&
           m->sums_sha256.len == FILES_HASH_TEXT;
}

struct result manifest_parse(struct arena *arena, struct str text, struct manifest *m)
{
    const struct result bad = result_fail(ERROR_INVALID, "backup.manifest",
                                          N_("manifest.json không phải của một bản sao lưu."));
    const struct json *root;
    if (text.len > MANIFEST_MAX || !result_ok(json_parse(arena, text, &root)))
        return bad;
    int64_t format = json_get_int(root, "format", 0);
    if (format > MANIFEST_FORMAT)
        return result_fail(ERROR_UNSUPPORTED, "backup.format",
                           N_("Bản sao lưu do phiên bản truc mới hơn làm. Dùng phiên bản đó."));
    *m = (struct manifest){
        .program = json_get_text(root, "program"),
        .engine = json_get_text(root, "engine"),
        .database = json_get_text(root, "database"),
        .label = json_get_text(root, "label"),
        .keys = json_get_bool(root, "keys", false),
        .files = json_get_int(root, "files", -1),
        .bytes = json_get_int(root, "bytes", -1),
        .log_size = json_get_int(root, "log_size", -1),
        .log_root = json_get_text(root, "log_root"),
        .log_vkey = json_get_text(root, "log_vkey"),
        .sums_sha256 = json_get_text(root, "sums_sha256"),
    };
    get_tables(arena, root, m);
    m->migrations = get_texts(arena, json_get(root, "migrations"), &m->migration_count);
    m->missing = get_texts(arena, json_get(root, "missing"), &m->missing_count);
    m->erased = get_texts(arena, json_get(root, "erased"), &m->erased_count);
    if (format < 1 || !civil_parse_rfc3339(json_get_text(root, "made"), &m->made_us))
        return bad;
    return is_sane(m) ? RESULT_OK : bad;
}

int64_t manifest_rows(const struct manifest *m)
{
    int64_t rows = 0;
    for (size_t i = 0; i < m->tables.count; i++)
        rows += m->tables.items[i].rows;
    return rows;
}

static bool is_path_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '/' || c == '.' || c == '_' || c == '-';
}

bool sums_parse(struct str line, struct sums_line *out)
{
    if (line.len < FILES_HASH_TEXT + 3 || line.len > SUMS_LINE_MAX)
        return false;
    out->hash = str_slice(line, 0, FILES_HASH_TEXT);
    out->path = str_slice(line, FILES_HASH_TEXT + 2, line.len);
    if (!str_equal(str_slice(line, FILES_HASH_TEXT, FILES_HASH_TEXT + 2), S("  ")))
        return false;
    for (size_t i = 0; i < out->hash.len; i++) {
        char c = out->hash.ptr[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    bool after_slash = true; /* a part may not begin with a dot: neither ".." nor what is hidden */
    for (size_t i = 0; i < out->path.len; i++) {
        char c = out->path.ptr[i];
        if (!is_path_byte(c) || (after_slash && (c == '.' || c == '/')))
            return false;
        after_slash = c == '/';
    }
    return !after_slash;
}
