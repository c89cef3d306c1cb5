/* `truc rollback [--yes]`: back to the programs that ran before the last upgrade, and to the data
 * of just before it where the old programs cannot read the new schema. Killed in the middle, the
 * same command goes on from where it was: DATA.dang-lui says which backup and which folder. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/operation/commands.h"
#include "app/operation/shared.h"
#include "base/fault.h"
#include "base/os_copy.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "base/os_socket.h"
#include "modules/operation/queries.h"
#include "modules/operation/rejoin.h"
#include "modules/operation/restore.h"
#include "modules/operation/rules.h"

enum { OUTPUT_MAX = 1 << 20, RUN_S = 120, NAMES_MAX = 1000, NOTE_MAX = 8192 };

struct rollback {
    const struct config *config;
    struct arena *arena;
    struct str root;     /* folder of all versions: current, previous, 0.1.0 … */
    struct str programs; /* the previous ones */
    bool managed;        /* systemd runs the node */
    bool back;           /* the data go back too */
    struct str place;    /* backup made before the upgrade */
    struct manifest manifest;
    struct str aside; /* where the data folder is put */
    const char *note; /* beside the data folder, while the data go back */
    bool resumed;     /* it was there */
};

static struct result run_program(struct rollback *r, const char *const *arguments,
                                 struct str *output)
{
    static const char *const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                                              "LC_ALL=C.UTF-8", NULL};
    struct os_spawn spawn = {.arguments = arguments, .environment = environment, .input = -1,
                             .output = -1, .error = 2};
    struct os_run ran;
    int64_t until_us = clock_monotonic_us() + RUN_S * MICROS_PER_SECOND;
    TRY(os_process_run(r->arena, &spawn, OUTPUT_MAX, until_us, &ran));
    *output = ran.output;
    return ran.ended.exited && ran.ended.status == 0
               ? RESULT_OK
               : result_fail(ERROR_UNAVAILABLE, "rollback.program",
                             N_("Một chương trình cần để lùi không chạy được. Xem dòng trên."));
}

static struct result find_previous(struct rollback *r)
{
    struct str folder;
    TRY(os_program_folder(r->arena, &folder));
    size_t end = folder.len;
    while (end > 0 && folder.ptr[end - 1] != '/')
        end--;
    r->root = str_slice(folder, 0, end > 0 ? end - 1 : 0);
    r->programs = str_printf(r->arena, "%.*s/previous", STR_ARG(r->root));
    if (os_file_exists(str_printf(r->arena, "%.*s/truc", STR_ARG(r->programs)).ptr))
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "rollback.none",
                       N_("Không có phiên bản trước để lùi về: chưa nâng cấp lần nào."));
}

static bool line_is_there(struct str text, struct str line)
{
    struct str head;
    while (str_split(text, '\n', &head, &text))
        if (str_equal(str_trim(head), line))
            return true;
    return false;
}

/* Whether the old programs know every migration of the database. */
static struct result schema_fits(struct rollback *r, struct db *db, bool *fits)
{
    const char *program = str_printf(r->arena, "%.*s/truc", STR_ARG(r->programs)).ptr;
    const char *const arguments[] = {program, "migrate", "--known", NULL};
    struct q_operation_migrations_rows rows;
    struct str known;
    TRY(run_program(r, arguments, &known));
    TRY(q_operation_migrations(db, r->arena, &rows));
    *fits = true;
    for (size_t i = 0; i < rows.count; i++)
        *fits = *fits && line_is_there(known, rows.items[i].name);
    return RESULT_OK;
}

static int64_t rows_then(const struct manifest *m, const char *table)
{
    for (size_t i = 0; i < m->tables.count; i++)
        if (str_is(m->tables.items[i].name, table))
            return m->tables.items[i].rows;
    return 0;
}

/* What was written since the backup, in words that an officer can weigh. */
static struct result say_loss(struct rollback *r, struct db *db)
{
    struct q_operation_counts_out now;
    const struct manifest *m = &r->manifest;
    enum locale locale = r->config->locale;
    TRY(q_operation_counts(db, r->arena, &now));
    printf(tr(locale, N_("Dữ liệu trở về lúc %.*s.\nSẽ mất: %lld việc đã ghi, %lld sự kiện, "
                         "%lld tệp mới.\n")),
           STR_ARG(civil_rfc3339(r->arena, m->made_us)),
           (long long)(now.evidence_rows - rows_then(m, "evidence")),
           (long long)(now.facts - rows_then(m, "fact")),
           (long long)(now.files - rows_then(m, "file")));
    printf("%s\n", tr(locale, N_("Nhật ký công khai giữ nguyên: các việc mất vẫn còn dấu băm.")));
    return RESULT_OK;
}

static struct result plan(struct rollback *r, struct db *db)
{
    struct str unused;
    bool fits;
    TRY(schema_fits(r, db, &fits));
    r->back = !fits;
    if (fits) {
        printf("%s\n", tr(r->config->locale, N_("Lược đồ không đổi: chỉ đổi chương trình, không "
                                                "mất dữ liệu nào.")));
        return RESULT_OK;
    }
    const char *folder = backup_folder_of(r->config, 1);
    if (folder == NULL)
        return result_fail(ERROR_INVALID, "rollback.folder", NULL);
    TRY(backup_newest(r->arena, folder, "upgrade", &r->place));
    TRY(backup_manifest(r->arena, r->place, &r->manifest, &unused));
    if (!str_is(r->manifest.engine, "sqlite"))
        return result_fail(ERROR_UNSUPPORTED, "rollback.postgresql",
                           N_("PostgreSQL: phục hồi bản sao vào một cơ sở dữ liệu trống bằng truc "
                              "restore, rồi đổi mục database; xem hướng dẫn vận hành."));
    return say_loss(r, db);
}

static struct result stop_node(struct rollback *r)
{
    static const char *const stop[] = {"/usr/bin/systemctl", "stop", "truc.socket", "truc.service",
                                       NULL};
    struct str unused;
    int fd = -1;
    if (r->managed)
        return run_program(r, stop, &unused);
    struct result reached = os_socket_connect(OS_SOCKET_MESSAGES,
                                              config_path(r->config, "run/signer.sock"), &fd);
    os_close(fd);
    return result_ok(reached) ? result_fail(ERROR_CONFLICT, "rollback.running",
                                            N_("Nút đang chạy. Dừng nút rồi chạy lại lệnh này."))
                              : RESULT_OK;
}

static const char *inside(struct rollback *r, struct str folder, const char *name)
{
    return str_printf(r->arena, "%.*s/%s", STR_ARG(folder), name).ptr;
}

/* What no backup holds is as it was: the keys, settings that lie in the data folder. */
static struct result carry_rest(struct rollback *r)
{
    static const char *const old[] = {"files", "log", "run", "tmp"};
    struct os_names names;
    TRY(os_dir_list(r->arena, str_c(r->arena, r->aside), NAMES_MAX, &names));
    for (size_t i = 0; i < names.count; i++) {
        const char *name = str_c(r->arena, names.items[i]);
        bool left = str_starts(names.items[i], S("truc.db"));
        for (size_t n = 0; n < sizeof old / sizeof old[0]; n++)
            left = left || strcmp(name, old[n]) == 0;
        const char *to = inside(r, r->config->data, name);
        if (!left && !os_file_exists(to))
            TRY(os_file_rename(inside(r, r->aside, name), to));
    }
    return RESULT_OK;
}

/* Nor is the published log ever set back: it comes from the folder that was put aside, with the
 * leaves that the old data do not know. */
static struct result carry_over(struct rollback *r)
{
    struct str data = r->config->data;
    struct rejoin_report rejoined;
    struct db *db = NULL;
    TRY(carry_rest(r));
    if (!os_file_exists(inside(r, r->aside, "log/checkpoint")))
        return RESULT_OK;
    TRY(open_node(r->config, &db));
    struct result done = operation_rejoin(db, r->arena, inside(r, r->aside, "log"),
                                          clock_now_us(&r->config->clock), &rejoined);
    db_close(db);
    TRY(done);
    TRY(os_tree_remove(inside(r, data, "log")));
    return os_file_rename(inside(r, r->aside, "log"), inside(r, data, "log"));
}

static struct result restore_aside(struct rollback *r)
{
    struct shown shown;
    struct restore_report report;
    struct node_place target = node_place_of(r->config);
    struct restore_request request = {.place = r->place, .target = target,
                                      .progress = progress_on_stderr(&shown, r->config)};
    struct result done = restore_run(r->arena, &request, &report);
    progress_end(&shown);
    if (!result_ok(done)) { /* as it was: the old data take their name again */
        print_faults(&report.faults);
        TRY(os_file_rename(str_c(r->arena, r->aside), str_c(r->arena, target.data)));
        TRY(os_tree_remove(r->note));
    }
    return done;
}

static struct result write_note(struct rollback *r)
{
    int64_t now_us = clock_now_us(&r->config->clock);
    r->aside = str_printf(r->arena, "%.*s.truoc-khi-lui-%lld", STR_ARG(r->config->data),
                          (long long)(now_us / MICROS_PER_SECOND));
    return os_file_write(r->note,
                         str_printf(r->arena, "%.*s\n%.*s\n", STR_ARG(r->place),
                                    STR_ARG(r->aside)), 0600);
}

static struct result read_note(struct rollback *r)
{
    struct str text;
    r->note = str_printf(r->arena, "%.*s.dang-lui", STR_ARG(r->config->data)).ptr;
    struct result read = os_file_read(r->arena, r->note, NOTE_MAX, &text);
    if (read.kind == ERROR_NOT_FOUND)
        return RESULT_OK;
    TRY(read);
    r->resumed = str_split(text, '\n', &r->place, &text) && str_split(text, '\n', &r->aside, &text);
    if (!r->resumed)
        return result_fail(ERROR_CORRUPT, "rollback.note", NULL);
    r->back = true;
    printf(tr(r->config->locale, N_("Lần lùi trước còn dở: làm tiếp từ bản %.*s. Không muốn nữa "
                                    "thì xóa %s.\n")),
           STR_ARG(r->place), r->note);
    return RESULT_OK;
}

/* Each step leaves a state that says that it is done. */
static struct result data_back(struct rollback *r)
{
    const char *data = str_c(r->arena, r->config->data);
    const char *aside = str_c(r->arena, r->aside);
    if (!os_file_exists(aside))
        TRY(os_file_rename(data, aside));
    fault_survive("rollback.aside");
    if (!os_file_exists(data))
        TRY(restore_aside(r));
    fault_survive("rollback.restored");
    TRY(carry_over(r));
    fault_survive("rollback.carried");
    printf(tr(r->config->locale, N_("Dữ liệu cũ còn nguyên ở %.*s.\n")), STR_ARG(r->aside));
    return RESULT_OK;
}

static struct result switch_programs(struct rollback *r)
{
    const char *link = inside(r, r->root, "current");
    const char *fresh = inside(r, r->root, "current.new");
    (void)unlink(fresh);
    if (symlink("previous", fresh) != 0 || rename(fresh, link) != 0)
        return result_fail(ERROR_FORBIDDEN, "rollback.link",
                           N_("Không đổi được chương trình: chạy lại bằng quyền root."));
    return os_dir_sync(str_c(r->arena, r->root));
}

static struct result start_node(struct rollback *r)
{
    static const char *const start[] = {"/usr/bin/systemctl", "start", "truc.socket",
                                        "truc.service", NULL};
    struct str unused;
    return r->managed ? run_program(r, start, &unused) : RESULT_OK;
}

static void record(struct rollback *r)
{
    struct db *db = NULL;
    int64_t now_us = clock_now_us(&r->config->clock);
    struct operation_run run = {.kind = S("rollback"), .good = true, .began_us = now_us,
                                .ended_us = now_us, .place = r->place,
                                .program = program_version(r->arena),
                                .detail = r->back ? S("Chương trình và dữ liệu trước khi nâng cấp")
                                                  : S("Chương trình trước khi nâng cấp")};
    if (result_ok(open_node(r->config, &db)))
        run_ended(r->config, db, &run, false);
    db_close(db);
}

static struct result carry_out(struct rollback *r)
{
    TRY(stop_node(r));
    if (r->back && !r->resumed)
        TRY(write_note(r));
    if (r->back)
        TRY(data_back(r));
    TRY(switch_programs(r));
    record(r);
    if (geteuid() == 0)
        TRY(os_tree_give(str_c(r->arena, r->config->data), inside(r, r->config->data, "truc.db")));
    if (r->back)
        TRY(os_tree_remove(r->note));
    return start_node(r);
}

static struct result plan_anew(struct rollback *r)
{
    struct db *db = NULL;
    TRY(open_node(r->config, &db));
    struct result planned = plan(r, db);
    db_close(db);
    return planned;
}

static struct result roll_back(struct rollback *r, bool yes, bool *done)
{
    TRY(find_previous(r));
    TRY(read_note(r));
    if (!r->resumed)
        TRY(plan_anew(r));
    if (!yes) {
        printf("%s\n", tr(r->config->locale, N_("Chưa làm gì. Đồng ý thì chạy: truc rollback "
                                                "--yes")));
        return RESULT_OK;
    }
    *done = true;
    return carry_out(r);
}

int command_rollback(int argc, char **argv)
{
    struct config config;
    bool done = false;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    bool yes = option_taken(&config, "--yes");
    if (!options_end(&config, 1)) {
        config_free(&config);
        return EXIT_WRONG_USE;
    }
    struct rollback r = {.config = &config, .arena = config.arena,
                         .managed = os_file_exists("/run/systemd/system")};
    struct result rolled = roll_back(&r, yes, &done);
    int status = result_ok(rolled) ? EXIT_OK : config_failed(&config, "truc rollback", rolled);
    if (status == EXIT_OK && done)
        printf("%s\n", tr(config.locale, N_("Đã lùi về phiên bản trước.")));
    config_free(&config);
    return status;
}
