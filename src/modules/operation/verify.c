#include "modules/operation/verify.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/os_copy.h"
#include "base/os_file.h"
#include "modules/operation/queries.h"
#include "modules/operation/verify_log.h"

enum { FAULT_TEXT = 512, FILES_A_PAGE = 1024, SCRATCH = 8 << 20 };

void faults_begin(struct faults *faults, struct arena *arena)
{
    *faults = (struct faults){.items = ARENA_ARRAY(arena, struct str, FAULTS_MAX)};
}

void faults_add(struct faults *faults, struct arena *arena, const char *format, ...)
{
    char text[FAULT_TEXT];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (faults->count < FAULTS_MAX)
        faults->items[faults->count] = str_dup(arena, str_from_c(text));
    faults->count++;
}

static struct result walk_lines(FILE *file, struct sums_walk walk)
{
    char text[SUMS_LINE_MAX + 2];
    while (fgets(text, sizeof text, file) != NULL) {
        struct sums_line line;
        if (!sums_parse(str_of(text, strcspn(text, "\n")), &line))
            return result_fail(ERROR_CORRUPT, "backup.sums",
                               N_("SHA256SUMS của bản sao lưu bị hỏng."));
        TRY(walk.take(walk.context, &line));
    }
    return RESULT_OK;
}

struct result sums_walk(struct arena *arena, struct str place, const struct manifest *manifest,
                        struct sums_walk walk)
{
    struct os_digest digest;
    const char *path = str_printf(arena, "%.*s/SHA256SUMS", STR_ARG(place)).ptr;
    TRY(os_file_digest(path, &digest));
    if (!str_equal(str_hex(arena, digest.hash.bytes, SHA256_SIZE), manifest->sums_sha256))
        return result_fail(ERROR_CORRUPT, "backup.sums",
                           N_("SHA256SUMS của bản sao lưu bị hỏng."));
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return result_fail(ERROR_NOT_FOUND, "os.no_file", NULL);
    struct result done = walk_lines(file, walk);
    (void)fclose(file);
    return done;
}

struct checking {
    struct arena *arena;
    struct arena *scratch;
    struct str place;
    struct operation_progress progress;
    uint64_t done;
    uint64_t of;
    struct faults *faults;
};

static struct result check_line(void *context, const struct sums_line *line)
{
    struct checking *c = context;
    struct os_digest digest = {0};
    arena_reset(c->scratch);
    const char *path =
        str_printf(c->scratch, "%.*s/%.*s", STR_ARG(c->place), STR_ARG(line->path)).ptr;
    struct result read = os_file_digest(path, &digest);
    if (read.kind == ERROR_NOT_FOUND)
        faults_add(c->faults, c->arena, "%.*s: thiếu", STR_ARG(line->path));
    else if (!result_ok(read))
        faults_add(c->faults, c->arena, "%.*s: không đọc được", STR_ARG(line->path));
    else if (!str_equal(str_hex(c->scratch, digest.hash.bytes, SHA256_SIZE), line->hash))
        faults_add(c->faults, c->arena, "%.*s: khác mã băm", STR_ARG(line->path));
    c->done += digest.bytes;
    if (c->progress.show != NULL)
        c->progress.show(c->progress.context, N_("Kiểm bản sao lưu"), c->done, c->of);
    return RESULT_OK;
}

struct result backup_check(struct arena *arena, struct str place, const struct manifest *manifest,
                           struct operation_progress progress, struct faults *faults)
{
    struct checking c = {.arena = arena, .scratch = arena_new(SCRATCH), .place = place,
                         .progress = progress, .of = (uint64_t)manifest->bytes, .faults = faults};
    struct result done =
        sums_walk(arena, place, manifest, (struct sums_walk){check_line, &c});
    arena_free(c.scratch);
    return done;
}

static const struct db_table *table_of(const struct db_tables *tables, struct str name)
{
    for (size_t i = 0; i < tables->count; i++)
        if (str_equal(tables->items[i].name, name))
            return &tables->items[i];
    return NULL;
}

/* A migration may add columns (other sums), a new program reference data (more rows): then only
 * lost rows are a fault. */
static struct result check_tables(struct arena *arena, const struct node_check *check,
                                  struct faults *faults)
{
    struct db_tables now;
    TRY(db_tables_count(check->db, arena, &now));
    for (size_t i = 0; i < check->manifest->tables.count; i++) {
        const struct db_table *was = &check->manifest->tables.items[i];
        const struct db_table *is = table_of(&now, was->name);
        if (is == NULL)
            faults_add(faults, arena, "bảng %.*s: thiếu", STR_ARG(was->name));
        else if (check->grown ? is->rows < was->rows : is->rows != was->rows)
            faults_add(faults, arena, "bảng %.*s: %lld dòng, lẽ ra %lld", STR_ARG(was->name),
                       (long long)is->rows, (long long)was->rows);
        else if (!check->grown && !str_equal(is->sum, was->sum))
            faults_add(faults, arena, "bảng %.*s: nội dung khác", STR_ARG(was->name));
    }
    return RESULT_OK;
}

static struct result check_facts(struct arena *arena, const struct node_check *check,
                                 struct faults *faults)
{
    struct q_operation_fact_sums_rows now;
    const struct manifest *m = check->manifest;
    TRY(q_operation_fact_sums(check->db, arena, &now));
    if (now.count != m->fact_count)
        faults_add(faults, arena, "sự kiện: %zu loại, lẽ ra %zu", now.count, m->fact_count);
    for (size_t i = 0; i < now.count && i < m->fact_count; i++)
        if (!str_equal(now.items[i].kind, m->facts[i].kind) ||
            now.items[i].rows != m->facts[i].rows || now.items[i].total != m->facts[i].total)
            faults_add(faults, arena, "sự kiện %.*s: tổng khác", STR_ARG(now.items[i].kind));
    return RESULT_OK;
}

static bool listed(const struct str *items, size_t count, struct str hash)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(items[i], hash))
            return true;
    return false;
}

static void check_file(struct checking *c, const struct manifest *m,
                       const struct q_operation_files_after_out *row)
{
    struct os_digest digest = {0};
    struct str rest = str_slice(row->sha256, 2, row->sha256.len);
    struct str path = str_printf(c->scratch, "files/%.2s/%.*s", row->sha256.ptr, STR_ARG(rest));
    const char *whole = str_printf(c->scratch, "%.*s/%.*s", STR_ARG(c->place), STR_ARG(path)).ptr;
    struct result read = os_file_digest(whole, &digest);
    if (read.kind == ERROR_NOT_FOUND) {
        if (!listed(m->missing, m->missing_count, row->sha256) &&
            !listed(m->erased, m->erased_count, row->sha256))
            faults_add(c->faults, c->arena, "%.*s: thiếu", STR_ARG(path));
    } else if (!result_ok(read) ||
               !str_equal(str_hex(c->scratch, digest.hash.bytes, SHA256_SIZE), row->sha256)) {
        faults_add(c->faults, c->arena, "%.*s: khác mã băm", STR_ARG(path));
    }
    c->done += digest.bytes;
}

static struct result check_files(struct arena *arena, const struct node_check *check,
                                 struct checking *c)
{
    struct q_operation_files_after_rows rows = {0};
    struct str after = S("");
    do {
        char last[SHA256_SIZE * 2];
        memcpy(last, after.ptr, after.len);
        after = str_of(last, after.len);
        arena_reset(c->scratch);
        TRY(q_operation_files_after(check->db, c->scratch,
                                    (struct q_operation_files_after_in){after, FILES_A_PAGE},
                                    &rows));
        for (size_t i = 0; i < rows.count; i++) {
            check_file(c, check->manifest, &rows.items[i]);
            if (c->progress.show != NULL)
                c->progress.show(c->progress.context, N_("Kiểm tệp"), c->done, c->of);
        }
        after = rows.count > 0 ? rows.items[rows.count - 1].sha256 : S("");
        if (after.len > sizeof last)
            return result_fail(ERROR_CORRUPT, "files.hash", NULL);
    } while (rows.count > 0);
    (void)arena;
    return RESULT_OK;
}

struct result node_verify(struct arena *arena, const struct node_check *check,
                          struct faults *faults)
{
    struct checking c = {.arena = arena, .scratch = arena_new(SCRATCH), .place = check->data,
                         .progress = check->progress, .of = (uint64_t)check->manifest->bytes,
                         .faults = faults};
    struct result sound = db_check(check->db);
    if (sound.kind == ERROR_CORRUPT)
        faults_add(faults, arena, "cơ sở dữ liệu: %s", db_last_error(check->db));
    struct result done = sound.kind == ERROR_CORRUPT ? RESULT_OK : sound;
    if (result_ok(done))
        done = check_tables(arena, check, faults);
    if (result_ok(done))
        done = check_facts(arena, check, faults);
    if (result_ok(done))
        done = check_files(arena, check, &c);
    arena_free(c.scratch);
    if (result_ok(done))
        done = verify_log(arena, check, faults);
    return done;
}
