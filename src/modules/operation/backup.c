#include "modules/operation/backup.h"

#include <errno.h>

#include "base/clock.h"
#include "base/fault.h"
#include "base/os_copy.h"
#include "base/os_file.h"
#include "modules/operation/backup_work.h"
#include "modules/operation/keys_seal.h"
#include "modules/operation/queries.h"

enum {
    FOLDER_MODE = 0700,
    DATA_MODE = 0600,
    NAMES_MAX = 4096,
    SCRATCH = 16 << 20,
    SPARE_BYTES = 64 << 20 /* tiles, lists, and what grows meanwhile */
};

static const char UNFINISHED[] = ".dang-lam-";

const char *backup_path(struct backup_work *work, struct str path)
{
    return str_printf(work->scratch, "%.*s/%.*s", STR_ARG(work->folder), STR_ARG(path)).ptr;
}

const char *backup_previous_path(struct backup_work *work, struct str path)
{
    return str_printf(work->scratch, "%.*s/%.*s", STR_ARG(work->previous), STR_ARG(path)).ptr;
}

struct result backup_folders(struct backup_work *work, struct str path)
{
    size_t end = path.len;
    while (end > 0 && path.ptr[end - 1] != '/')
        end--;
    struct str folder = str_slice(path, 0, end > 0 ? end - 1 : 0);
    if (str_empty(folder) || str_equal(folder, work->made_dir))
        return RESULT_OK;
    TRY(os_dir_make(backup_path(work, folder), FOLDER_MODE));
    work->made_dir = str_dup(work->arena, folder);
    return RESULT_OK;
}

struct result backup_note(struct backup_work *work, struct str path, const struct sha256 *hash,
                          uint64_t bytes)
{
    struct str hex = str_hex(work->scratch, hash->bytes, SHA256_SIZE);
    work->manifest->bytes += (int64_t)bytes;
    if (fprintf(work->sums, "%.*s  %.*s\n", STR_ARG(hex), STR_ARG(path)) < 0)
        return result_fail(ERROR_UNAVAILABLE, "os.disk_full", N_("Đĩa đã đầy. Hãy dọn chỗ."));
    return RESULT_OK;
}

struct result backup_write(struct backup_work *work, struct str path, struct str bytes)
{
    struct sha256 hash = sha256(bytes);
    TRY(backup_folders(work, path));
    TRY(os_file_write_soon(backup_path(work, path), bytes, DATA_MODE));
    work->new_bytes += bytes.len;
    return backup_note(work, path, &hash, bytes.len);
}

struct result backup_take(struct backup_work *work, const char *from, struct str path)
{
    struct os_digest digest;
    TRY(os_file_copy(from, backup_path(work, path), DATA_MODE, &digest));
    work->new_bytes += digest.bytes;
    return backup_note(work, path, &digest.hash, digest.bytes);
}

static struct result check_space(struct backup_work *work)
{
    uint64_t database;
    uint64_t files;
    uint64_t free_bytes;
    uint64_t total;
    TRY(db_size(work->db, &database));
    TRY(backup_files_need(work, &files));
    TRY(os_disk_space(work->request->folder, &free_bytes, &total));
    if (free_bytes >= database + files + SPARE_BYTES)
        return RESULT_OK;
    return result_fail(ERROR_UNAVAILABLE, "backup.space",
                       N_("Đĩa không đủ chỗ cho bản sao lưu. Dọn chỗ hoặc chọn nơi khác."));
}

static struct result describe(struct backup_work *work)
{
    struct manifest *m = work->manifest;
    struct q_operation_fact_sums_rows facts;
    struct q_operation_migrations_rows migrations;
    TRY(db_tables_count(work->db, work->arena, &m->tables));
    TRY(q_operation_fact_sums(work->db, work->arena, &facts));
    TRY(q_operation_migrations(work->db, work->arena, &migrations));
    m->fact_count = facts.count;
    m->facts = ARENA_ARRAY(work->arena, struct manifest_fact, facts.count + 1);
    for (size_t i = 0; i < facts.count; i++)
        m->facts[i] = (struct manifest_fact){facts.items[i].kind, facts.items[i].rows,
                                             facts.items[i].total};
    m->migration_count = migrations.count;
    m->migrations = ARENA_ARRAY(work->arena, struct str, migrations.count + 1);
    for (size_t i = 0; i < migrations.count; i++)
        m->migrations[i] = migrations.items[i].name;
    return RESULT_OK;
}

static void show_database(void *context, uint64_t done, uint64_t of)
{
    const struct operation_progress *progress = context;
    if (progress->show != NULL)
        progress->show(progress->context, N_("Cơ sở dữ liệu"), done, of);
}

static struct result take_database(struct backup_work *work)
{
    struct operation_progress shown = work->request->progress;
    struct os_digest digest;
    struct str name = work->manifest->database;
    const char *to = backup_path(work, name);
    TRY(db_copy(work->db, work->arena, to, (struct db_progress){show_database, &shown}));
    TRY(os_file_digest(to, &digest));
    work->new_bytes += digest.bytes;
    return backup_note(work, name, &digest.hash, digest.bytes);
}

/* Everything that belongs to one instant, in the read transaction that fixes it. */
static struct result take_snapshot(struct backup_work *work)
{
    struct q_operation_file_totals_out totals;
    TRY(q_operation_file_totals(work->db, work->arena, &totals)); /* the first read fixes it */
    TRY(check_space(work));
    TRY(describe(work));
    TRY(take_database(work));
    fault_survive("backup.database");
    TRY(backup_files(work));
    fault_survive("backup.files");
    return backup_log(work);
}

/* A file that was erased by right while we copied is no damage. */
static struct result sort_missing(struct backup_work *work)
{
    struct manifest *m = work->manifest;
    size_t left = 0;
    for (size_t i = 0; i < m->missing_count; i++) {
        struct q_operation_file_known_out row;
        bool known;
        TRY(q_operation_file_known(work->db, work->arena,
                                   (struct q_operation_file_known_in){m->missing[i]}, &row,
                                   &known));
        if (known)
            m->missing[left++] = m->missing[i];
        else
            m->erased[m->erased_count++] = m->missing[i];
    }
    m->missing_count = left;
    return RESULT_OK;
}

static struct result take_settings(struct backup_work *work)
{
    const struct node_place *node = &work->request->node;
    const char *mark = str_printf(work->arena, "%.*s/demo", STR_ARG(node->data)).ptr;
    if (node->config != NULL)
        TRY(backup_take(work, node->config, S("truc.conf")));
    return os_file_exists(mark) ? backup_take(work, mark, S("demo")) : RESULT_OK;
}

/* Before the database, so that the signer's record in it is never ahead of the copied log. */
static struct result take_keys(struct backup_work *work)
{
    const struct backup_request *r = work->request;
    struct str sealed;
    if (str_empty(r->passphrase))
        return RESULT_OK;
    const char *keys = str_printf(work->arena, "%.*s/keys", STR_ARG(r->node.data)).ptr;
    TRY(keys_seal(work->arena, keys, r->passphrase, &sealed));
    work->manifest->keys = true;
    return backup_write(work, S("keys.sealed"), sealed);
}

static struct result fill(struct backup_work *work)
{
    TRY(take_keys(work));
    TRY(db_read_begin(work->db));
    struct result taken = take_snapshot(work);
    db_rollback(work->db);
    TRY(taken);
    TRY(sort_missing(work));
    return take_settings(work);
}

static struct result close_sums(struct backup_work *work)
{
    bool bad = ferror(work->sums) != 0;
    bad = fclose(work->sums) != 0 || bad;
    work->sums = NULL;
    if (bad)
        return result_fail(ERROR_UNAVAILABLE, "os.disk_full", N_("Đĩa đã đầy. Hãy dọn chỗ."));
    return RESULT_OK;
}

static struct str name_of(struct arena *arena, int64_t at_us)
{
    struct civil_time at = civil_from_us(at_us);
    return str_printf(arena, "%04d%02d%02d-%02d%02d%02d", at.year, at.month, at.day, at.hour,
                      at.minute, at.second);
}

static struct result finish(struct backup_work *work, struct backup_report *report)
{
    struct os_digest sums;
    struct arena *arena = work->arena;
    TRY(os_file_digest(backup_path(work, S("SHA256SUMS")), &sums));
    work->manifest->sums_sha256 = str_hex(arena, sums.hash.bytes, SHA256_SIZE);
    struct str text = manifest_text(arena, work->manifest);
    TRY(os_file_write(backup_path(work, S("manifest.json")), text, DATA_MODE));
    report->manifest_sha256 = sha256_hex(arena, text);
    report->signing = backup_sign(work, report->manifest_sha256);
    TRY(os_disk_sync(str_c(arena, work->folder)));
    fault_survive("backup.synced");
    int64_t at_us = work->request->now_us;
    do {
        struct str name = name_of(arena, at_us);
        report->place = str_printf(arena, "%s/%.*s", work->request->folder, STR_ARG(name));
        at_us += MICROS_PER_SECOND;
    } while (os_file_exists(report->place.ptr));
    TRY(os_file_rename(str_c(arena, work->folder), report->place.ptr));
    report->manifest = *work->manifest;
    report->new_bytes = work->new_bytes;
    return RESULT_OK;
}

static struct result make(struct backup_work *work, struct backup_report *report)
{
    TRY(os_dir_make(str_c(work->arena, work->folder), FOLDER_MODE));
    work->sums = fopen(backup_path(work, S("SHA256SUMS")), "wxe");
    if (work->sums == NULL)
        return errno == ENOSPC ? result_fail(ERROR_UNAVAILABLE, "os.disk_full", NULL)
                               : result_fail(ERROR_INTERNAL, "os.file", NULL);
    struct result filled = fill(work);
    struct result closed = close_sums(work);
    TRY(filled);
    TRY(closed);
    return finish(work, report);
}

static struct manifest *new_manifest(const struct backup_request *request, struct db *db,
                                     struct arena *arena)
{
    struct manifest *m = ARENA_NEW(arena, struct manifest);
    bool sqlite = db_engine_of(db) == DB_SQLITE;
    m->made_us = request->now_us;
    m->program = request->program;
    m->engine = sqlite ? S("sqlite") : S("postgresql");
    m->database = sqlite ? S("database.sqlite") : S("database.dump");
    m->label = request->label;
    m->missing = ARENA_ARRAY(arena, struct str, MANIFEST_LIST_MAX + 1);
    m->erased = ARENA_ARRAY(arena, struct str, MANIFEST_LIST_MAX + 1);
    return m;
}

/* What a killed run left; nobody else works here while we hold the lock. */
static struct result remove_unfinished(struct arena *arena, const char *folder)
{
    struct os_names names;
    TRY(os_dir_list(arena, folder, NAMES_MAX, &names));
    for (size_t i = 0; i < names.count; i++)
        if (str_starts(names.items[i], str_from_c(UNFINISHED)))
            TRY(os_tree_remove(str_printf(arena, "%s/%.*s", folder, STR_ARG(names.items[i])).ptr));
    return RESULT_OK;
}

static struct result make_locked(struct db *db, struct arena *arena,
                                 const struct backup_request *request,
                                 struct backup_report *report)
{
    struct backup_work work = {.request = request, .db = db, .arena = arena,
                               .scratch = arena_new(SCRATCH),
                               .manifest = new_manifest(request, db, arena)};
    work.folder = str_printf(arena, "%s/%s%.*s", request->folder, UNFINISHED,
                             STR_ARG(name_of(arena, request->now_us)));
    struct result done = remove_unfinished(arena, request->folder);
    if (result_ok(done) && !result_ok(backup_newest(arena, request->folder, NULL, &work.previous)))
        work.previous = S("");
    if (result_ok(done))
        done = make(&work, report);
    if (!result_ok(done)) /* what failed leaves nothing; its own failure says enough */
        result_ignore(os_tree_remove(str_c(arena, work.folder)));
    arena_free(work.scratch);
    return done;
}

static struct result lock_folder(struct arena *arena, const char *folder, int *fd)
{
    TRY(os_dir_make(folder, FOLDER_MODE));
    return os_file_lock(str_printf(arena, "%s/.khoa", folder).ptr, fd);
}

struct result backup_make(struct db *db, struct arena *arena, const struct backup_request *request,
                          struct backup_report *report)
{
    int lock;
    *report = (struct backup_report){0};
    TRY(lock_folder(arena, request->folder, &lock));
    struct result done = make_locked(db, arena, request, report);
    os_close(lock);
    return done;
}

struct result backup_manifest(struct arena *arena, struct str place, struct manifest *manifest,
                              struct str *sha256)
{
    struct str text;
    const char *path = str_printf(arena, "%.*s/manifest.json", STR_ARG(place)).ptr;
    struct result read = os_file_read(arena, path, MANIFEST_MAX, &text);
    if (read.kind == ERROR_NOT_FOUND)
        return result_fail(ERROR_NOT_FOUND, "backup.none",
                           N_("Ở đây không có bản sao lưu nào đã xong."));
    TRY(read);
    *sha256 = sha256_hex(arena, text);
    return manifest_parse(arena, text, manifest);
}

struct result backup_newest(struct arena *arena, const char *folder, const char *label,
                            struct str *place)
{
    struct os_names names;
    struct manifest manifest;
    struct str unused;
    TRY(os_dir_list(arena, folder, NAMES_MAX, &names));
    for (size_t i = names.count; i > 0; i--) {
        if (names.items[i - 1].ptr[0] == '.')
            continue;
        *place = str_printf(arena, "%s/%.*s", folder, STR_ARG(names.items[i - 1]));
        if (result_ok(backup_manifest(arena, *place, &manifest, &unused)) &&
            (label == NULL || str_is(manifest.label, label)))
            return RESULT_OK;
    }
    return result_fail(ERROR_NOT_FOUND, "backup.none",
                       N_("Ở đây không có bản sao lưu nào đã xong."));
}

static struct result prune_locked(struct arena *arena, const char *folder, int64_t keep,
                                  int64_t *removed)
{
    struct os_names names;
    TRY(remove_unfinished(arena, folder));
    TRY(os_dir_list(arena, folder, NAMES_MAX, &names));
    int64_t kept = 0;
    for (size_t i = names.count; i > 0; i--) {
        struct manifest manifest;
        struct str unused;
        struct str place = str_printf(arena, "%s/%.*s", folder, STR_ARG(names.items[i - 1]));
        if (names.items[i - 1].ptr[0] == '.' ||
            !result_ok(backup_manifest(arena, place, &manifest, &unused)) ||
            str_is(manifest.label, "upgrade") || ++kept <= keep)
            continue;
        /* Without its manifest it is no backup any more, whatever of it a kill leaves. */
        TRY(os_tree_remove(str_printf(arena, "%.*s/manifest.json", STR_ARG(place)).ptr));
        TRY(os_tree_remove(place.ptr));
        (*removed)++;
    }
    return RESULT_OK;
}

struct result backup_prune(struct arena *arena, const char *folder, int64_t keep, int64_t *removed)
{
    int lock;
    *removed = 0;
    TRY(lock_folder(arena, folder, &lock));
    struct result done = prune_locked(arena, folder, keep, removed);
    os_close(lock);
    return done;
}
