#include "modules/operation/restore.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/fault.h"
#include "base/os_copy.h"
#include "base/os_file.h"
#include "modules/operation/keys_seal.h"

enum {
    FOLDER_MODE = 0750,
    FILE_MODE = 0640,
    SECRET_MODE = 0600,
    SETTINGS_MAX = 1 << 20,
    SEALED_MAX = 80 << 20,
    SCRATCH = 1 << 20,
    SPARE_BYTES = 16 << 20
};

struct work {
    const struct restore_request *request;
    struct restore_report *report;
    struct arena *arena;
    struct arena *scratch;
    struct str stage;    /* becomes the data folder */
    struct str database; /* address while it is checked */
    struct str dump;     /* where the copy of the database was laid */
    uint64_t done;
};

static bool is_sqlite(const struct manifest *m)
{
    return str_is(m->engine, "sqlite");
}

/* The file of an SQLite address. */
static struct str file_of(struct str url)
{
    return str_slice(url, strlen("sqlite:"), url.len);
}

static bool is_inside(struct str path, struct str folder)
{
    return path.len > folder.len + 1 && str_starts(path, folder) && path.ptr[folder.len] == '/';
}

static struct result not_empty(void)
{
    return result_fail(ERROR_CONFLICT, "restore.not_empty",
                       N_("Nơi phục hồi đã có dữ liệu. Dời nó đi, hoặc chọn thư mục khác; không có "
                          "gì bị ghi đè."));
}

static struct result check_target(struct arena *arena, const struct restore_request *r,
                                  const struct manifest *m)
{
    const char *data = str_c(arena, r->target.data);
    bool sqlite = str_starts(r->target.database, S("sqlite:"));
    struct os_names names = {0};
    if (sqlite != is_sqlite(m))
        return result_fail(ERROR_UNSUPPORTED, "restore.engine",
                           N_("Bản sao lưu của loại cơ sở dữ liệu khác. Đổi mục database."));
    if (os_file_exists(data))
        TRY(os_dir_list(arena, data, 64, &names));
    if (names.count > 0)
        return not_empty();
    return db_copy_target(r->target.database, arena);
}

static struct result check_space(struct work *work)
{
    uint64_t free_bytes;
    uint64_t total;
    TRY(os_disk_space(str_c(work->arena, work->stage), &free_bytes, &total));
    if (free_bytes >= (uint64_t)work->report->manifest.bytes + SPARE_BYTES)
        return RESULT_OK;
    return result_fail(ERROR_UNAVAILABLE, "backup.space",
                       N_("Đĩa không đủ chỗ để phục hồi. Dọn chỗ hoặc chọn nơi khác."));
}

/* Where a file of the backup goes; NULL: nowhere. */
static const char *place_of(struct work *work, struct str path)
{
    const struct restore_request *r = work->request;
    struct str stage = work->stage;
    if (str_equal(path, work->report->manifest.database))
        return str_c(work->scratch, work->dump);
    if (str_is(path, "truc.conf"))
        return str_printf(work->scratch, "%.*s/truc.conf%s", STR_ARG(stage),
                          r->target.config == NULL ? "" : ".da-sao-luu").ptr;
    if (str_is(path, "demo") || str_starts(path, S("files/")) || str_starts(path, S("log/")))
        return str_printf(work->scratch, "%.*s/%.*s", STR_ARG(stage), STR_ARG(path)).ptr;
    return NULL;
}

static struct result make_folder_of(struct arena *scratch, const char *path)
{
    const char *slash = strrchr(path, '/');
    return os_dir_make(str_c(scratch, str_of(path, (size_t)(slash - path))), FOLDER_MODE);
}

static struct result take_line(void *context, const struct sums_line *line)
{
    struct work *work = context;
    struct os_digest digest = {0};
    struct faults *faults = &work->report->faults;
    const struct operation_progress *progress = &work->request->progress;
    arena_reset(work->scratch);
    const char *to = place_of(work, line->path);
    if (to == NULL)
        return RESULT_OK;
    const char *from = str_printf(work->scratch, "%.*s/%.*s", STR_ARG(work->request->place),
                                  STR_ARG(line->path)).ptr;
    TRY(make_folder_of(work->scratch, to));
    struct result copied = os_file_copy(from, to, FILE_MODE, &digest);
    if (copied.kind == ERROR_NOT_FOUND)
        faults_add(faults, work->arena, "%.*s: thiếu", STR_ARG(line->path));
    else if (copied.kind == ERROR_INTERNAL)
        faults_add(faults, work->arena, "%.*s: không đọc được", STR_ARG(line->path));
    else
        TRY(copied);
    if (result_ok(copied) &&
        !str_equal(str_hex(work->scratch, digest.hash.bytes, SHA256_SIZE), line->hash))
        faults_add(faults, work->arena, "%.*s: khác mã băm", STR_ARG(line->path));
    work->done += digest.bytes;
    if (progress->show != NULL)
        progress->show(progress->context, N_("Phục hồi"), work->done,
                       (uint64_t)work->report->manifest.bytes);
    return RESULT_OK;
}

static struct result damaged(struct work *work)
{
    if (work->report->faults.count == 0)
        return RESULT_OK;
    return result_fail(ERROR_CORRUPT, "restore.damaged",
                       N_("Bản sao lưu bị hỏng; các chỗ hỏng được nêu tên. Chưa phục hồi gì."));
}

static bool names_a_place(struct str line)
{
    struct str name;
    struct str rest;
    if (!str_split(line, '=', &name, &rest))
        return false;
    name = str_trim(name);
    return str_is(name, "data") || str_is(name, "database");
}

/* The settings of the backup name where the node was: now it is here. */
static struct result point_settings_here(struct work *work)
{
    const struct node_place *target = &work->request->target;
    const char *path = str_printf(work->arena, "%.*s/truc.conf", STR_ARG(work->stage)).ptr;
    struct str text;
    struct str line;
    struct buf out;
    if (target->config != NULL || !os_file_exists(path))
        return RESULT_OK;
    TRY(os_file_read(work->arena, path, SETTINGS_MAX, &text));
    buf_init(&out, work->arena, 2 * SETTINGS_MAX);
    buf_printf(&out, "data = %.*s\ndatabase = %.*s\n", STR_ARG(target->data),
               STR_ARG(target->database));
    while (!str_empty(text)) {
        if (!str_split(text, '\n', &line, &text)) {
            line = text;
            text = S("");
        }
        if (!names_a_place(line) && !str_empty(line))
            buf_printf(&out, "%.*s\n", STR_ARG(line));
    }
    return os_file_write_soon(path, buf_str(&out), SECRET_MODE);
}

static struct result open_keys(struct work *work)
{
    const struct restore_request *r = work->request;
    struct str sealed;
    if (str_empty(r->passphrase))
        return RESULT_OK;
    const char *from = str_printf(work->arena, "%.*s/keys.sealed", STR_ARG(r->place)).ptr;
    const char *to = str_printf(work->arena, "%.*s/keys", STR_ARG(work->stage)).ptr;
    TRY(os_file_read(work->arena, from, SEALED_MAX, &sealed));
    return keys_unseal(work->arena, sealed, r->passphrase, to);
}

static struct result verify(struct work *work)
{
    struct db *db = NULL;
    TRY(db_open(work->database, (struct db_options){0}, &db));
    struct node_check check = {.db = db, .data = work->stage,
                               .manifest = &work->report->manifest,
                               .progress = work->request->progress};
    struct result done = node_verify(work->arena, &check, &work->report->faults);
    db_close(db);
    TRY(done);
    return damaged(work);
}

static struct result remove_beside(struct arena *arena, struct str file)
{
    static const char *const suffixes[] = {"-wal", "-shm"};
    for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
        TRY(os_tree_remove(str_printf(arena, "%.*s%s", STR_ARG(file), suffixes[i]).ptr));
    return RESULT_OK;
}

/* Root restores for whoever owned the empty folder, or owns the folder around it. */
static struct result give_away(struct work *work)
{
    struct arena *arena = work->arena;
    struct str like = work->request->target.data;
    if (geteuid() != 0)
        return RESULT_OK;
    while (!os_file_exists(str_c(arena, like)) && like.len > 1)
        like.len--;
    TRY(os_tree_give(str_c(arena, work->stage), str_c(arena, like)));
    return os_file_exists(str_c(arena, work->dump))
               ? os_tree_give(str_c(arena, work->dump), str_c(arena, like))
               : RESULT_OK;
}

/* The database outside of the data folder first: without the folder no node starts on it. */
static struct result take_names(struct work *work)
{
    const struct node_place *target = &work->request->target;
    struct arena *arena = work->arena;
    TRY(give_away(work));
    TRY(os_disk_sync(str_c(arena, work->stage)));
    if (is_sqlite(&work->report->manifest)) {
        struct str file = file_of(target->database);
        TRY(remove_beside(arena, work->dump));
        if (!is_inside(file, target->data)) {
            TRY(os_disk_sync(str_c(arena, work->dump)));
            TRY(os_file_rename(str_c(arena, work->dump), str_c(arena, file)));
        }
    }
    fault_survive("restore.synced");
    return os_file_rename(str_c(arena, work->stage), str_c(arena, target->data));
}

static struct result run(struct work *work)
{
    const struct restore_request *r = work->request;
    struct sums_walk walk = {take_line, work};
    TRY(check_space(work));
    TRY(sums_walk(work->arena, r->place, &work->report->manifest, walk));
    TRY(damaged(work));
    fault_survive("restore.copied");
    if (!is_sqlite(&work->report->manifest)) {
        TRY(db_copy_back(r->target.database, work->arena, str_c(work->arena, work->dump)));
        TRY(os_tree_remove(str_c(work->arena, work->dump)));
    }
    TRY(point_settings_here(work));
    TRY(open_keys(work));
    TRY(verify(work));
    return take_names(work);
}

/* Beside the data folder, and the database where its own file system is. */
static void choose_places(struct work *work)
{
    const struct node_place *target = &work->request->target;
    struct str file = file_of(target->database);
    work->stage = str_printf(work->arena, "%.*s.dang-phuc-hoi", STR_ARG(target->data));
    work->dump = str_printf(work->arena, "%.*s/database.dump", STR_ARG(work->stage));
    work->database = target->database;
    if (!is_sqlite(&work->report->manifest))
        return;
    if (is_inside(file, target->data))
        work->dump = str_printf(work->arena, "%.*s%.*s", STR_ARG(work->stage),
                                STR_ARG(str_slice(file, target->data.len, file.len)));
    else
        work->dump = str_printf(work->arena, "%.*s.dang-phuc-hoi", STR_ARG(file));
    work->database = str_printf(work->arena, "sqlite:%.*s", STR_ARG(work->dump));
}

static struct result run_in_stage(struct work *work)
{
    const char *stage = str_c(work->arena, work->stage);
    TRY(os_tree_remove(stage)); /* of a run that was killed */
    TRY(os_tree_remove(str_c(work->arena, work->dump)));
    TRY(os_dir_make(stage, FOLDER_MODE));
    struct result done = run(work);
    if (!result_ok(done)) { /* what failed leaves nothing; its own failure says enough */
        result_ignore(os_tree_remove(stage));
        result_ignore(os_tree_remove(str_c(work->arena, work->dump)));
    }
    return done;
}

/* Before anything of the backup is believed. */
static struct result check_signature(struct arena *arena, const struct restore_request *request,
                                     struct restore_report *report)
{
    TRY(backup_signature(arena, request->place, request->vkey, &report->signature));
    if (request->signed_only && report->signature == BACKUP_UNSIGNED)
        return result_fail(ERROR_UNTRUSTED, "restore.unsigned",
                           N_("Bản sao lưu này không có chữ ký, nên không biết ai đã sửa nó chưa. "
                              "Chọn bản có manifest.note, hoặc bỏ --vkey nếu tin nơi cất."));
    return RESULT_OK;
}

struct result restore_run(struct arena *arena, const struct restore_request *request,
                          struct restore_report *report)
{
    struct work work = {.request = request, .report = report, .arena = arena};
    int lock;
    *report = (struct restore_report){0};
    faults_begin(&report->faults, arena);
    TRY(backup_manifest(arena, request->place, &report->manifest, &report->manifest_sha256));
    TRY(check_signature(arena, request, report));
    TRY(check_target(arena, request, &report->manifest));
    choose_places(&work);
    const char *lock_path =
        str_printf(arena, "%.*s.khoa", STR_ARG(request->target.data)).ptr;
    TRY(make_folder_of(arena, lock_path));
    TRY(os_file_lock(lock_path, &lock));
    work.scratch = arena_new(SCRATCH);
    struct result done = run_in_stage(&work);
    arena_free(work.scratch);
    result_ignore(os_tree_remove(lock_path)); /* an empty file harms nobody */
    os_close(lock);
    return done;
}
