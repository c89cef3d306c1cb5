/* `truc backup [DIR]`: docs/guide/operating.md. */
#include <stdio.h>

#include "app/operation/commands.h"
#include "app/operation/shared.h"
#include "app/terminal.h"
#include "modules/operation/rules.h"
#include "sign/signer_client.h"

enum { SIGN_MS = 10000 };

#define AGAIN_US (INT64_C(3600) * MICROS_PER_SECOND)

struct options {
    bool due;
    bool whole;
    bool keys;
    const char *label;
    const char *folder;
};

static bool read_options(struct config *config, struct options *options)
{
    const char *label = option_value(config, "--label");
    *options = (struct options){.due = option_taken(config, "--due"),
                                .whole = option_taken(config, "--full"),
                                .keys = option_taken(config, "--with-keys"),
                                .label = label == NULL ? "" : label};
    return options_end(config, 1) && (options->folder = backup_folder_of(config, 1)) != NULL;
}

/* Whether the hour of the schedule has come. Where nobody can tell, it has. */
static bool is_due(const struct config *config, struct db *db)
{
    struct schedule schedule = {
        .hour = (int)settings_int(config->settings, "backup.hour"), .again_us = AGAIN_US};
    struct operation_run good = {0};
    struct operation_run last = {0};
    bool found;
    if (!result_ok(operation_last_good(db, config->arena, S("backup"), &good, &found)) ||
        !result_ok(operation_last(db, config->arena, S("backup"), &last, &found)))
        return true;
    struct done_before before = {good.began_us, last.began_us};
    return schedule_is_due(schedule, before, clock_now_us(&config->clock));
}

/* Links share their bytes, and so their damage: as long as the last drill found some, everything is
 * read and copied anew. */
static bool must_be_whole(const struct config *config, struct db *db)
{
    struct operation_run drill;
    bool found;
    if (!result_ok(operation_last(db, config->arena, S("drill"), &drill, &found)) || !found ||
        drill.good)
        return false;
    fprintf(stderr, "%s\n",
            tr(config->locale, N_("Lần diễn tập trước hỏng: đọc và chép lại mọi tệp, không dùng "
                                  "tệp của bản sao cũ.")));
    return true;
}

static void say_report(const struct config *config, const struct backup_report *report,
                       int64_t took_us)
{
    struct arena *arena = config->arena;
    const struct manifest *m = &report->manifest;
    printf(tr(config->locale, N_("Bản sao lưu %.*s\n")), STR_ARG(report->place));
    printf(tr(config->locale,
              N_("%.*s dòng, %.*s tệp, nhật ký %lld mục, %.*s (mới %.*s), %.*s\n")),
           STR_ARG(say_count(arena, manifest_rows(m))), STR_ARG(say_count(arena, m->files)),
           (long long)m->log_size, STR_ARG(say_bytes(arena, m->bytes)),
           STR_ARG(say_bytes(arena, (int64_t)report->new_bytes)),
           STR_ARG(say_duration(arena, took_us)));
    printf("%s\n", m->keys ? tr(config->locale, N_("Khóa ký: niêm phong trong keys.sealed."))
                           : tr(config->locale,
                                N_("Khóa ký: không có trong bản này; cất riêng, hoặc dùng "
                                   "--with-keys.")));
    for (size_t i = 0; i < m->missing_count; i++)
        fprintf(stderr, tr(config->locale, N_("  thiếu hoặc hỏng ở nút: tệp %.*s\n")),
                STR_ARG(m->missing[i]));
}

/* The running node's signer; away, the backup stays unsigned and says so. */
static struct result sign_backup(const struct backup_signer *signer, struct arena *arena,
                                 struct str text, struct str *signature)
{
    const struct config *config = signer->context;
    struct signer_answer answer;
    const struct signer_request request = {.operation = SIGNER_BACKUP, .key = S("nhat-ky"),
                                           .actor = S("system"), .bytes = text, .file = -1};
    TRY(signer_ask(arena, config_path(config, "run/signer.sock"), &request, SIGN_MS, &answer));
    *signature = answer.payload;
    return RESULT_OK;
}

static void say_signing(const struct config *config, struct result signing)
{
    if (result_ok(signing))
        printf("%s\n", tr(config->locale, N_("Khóa nhật ký đã ký bản này (manifest.note).")));
    else
        fprintf(stderr, tr(config->locale, N_("Bản này chưa được ký: %s\n")),
                signing.message != NULL ? tr(config->locale, signing.message) : signing.code);
}

static struct operation_run run_of(const struct config *config, const struct backup_request *r,
                                   const struct backup_report *report, struct result done)
{
    const struct manifest *m = &report->manifest;
    bool good = result_ok(done) && m->missing_count == 0;
    struct operation_run run = {
        .kind = S("backup"), .good = good, .began_us = r->now_us,
        .ended_us = clock_now_us(&config->clock), .place = report->place,
        .program = r->program, .rows = manifest_rows(m), .files = m->files, .bytes = m->bytes,
        .new_bytes = (int64_t)report->new_bytes, .log_size = m->log_size,
        .manifest_sha256 = report->manifest_sha256};
    if (!result_ok(done))
        run.detail = str_printf(config->arena, "HỎNG: %s",
                                done.message != NULL ? done.message : done.code);
    else if (!good)
        run.detail = str_printf(config->arena, "%zu tệp của nút thiếu hoặc hỏng, trước hết %.*s",
                                m->missing_count, STR_ARG(m->missing[0]));
    return run;
}

static int make(const struct config *config, struct db *db, const struct options *options,
                struct str passphrase)
{
    struct shown shown;
    struct backup_report report;
    const struct backup_signer signer = {sign_backup, config};
    struct backup_request request = {
        .signer = &signer, .node = node_place_of(config), .folder = options->folder,
        .whole = options->whole || must_be_whole(config, db),
        .passphrase = passphrase, .label = str_from_c(options->label),
        .program = program_version(config->arena), .now_us = clock_now_us(&config->clock),
        .progress = progress_on_stderr(&shown, config)};
    int64_t began_us = clock_monotonic_us();
    struct result done = backup_make(db, config->arena, &request, &report);
    progress_end(&shown);
    struct operation_run run = run_of(config, &request, &report, done);
    if (done.kind != ERROR_CONFLICT) /* another one is at it: that one tells */
        run_ended(config, db, &run, !run.good);
    if (!result_ok(done)) {
        fprintf(stderr, "%s\n", db_last_error(db));
        return config_failed(config, "truc backup", done);
    }
    say_report(config, &report, clock_monotonic_us() - began_us);
    say_signing(config, report.signing);
    int64_t removed;
    struct result pruned =
        backup_prune(config->arena, options->folder,
                     settings_int(config->settings, "backup.keep"), &removed);
    if (!result_ok(pruned))
        return config_failed(config, "truc backup", pruned);
    return run.good ? EXIT_OK : EXIT_FAILED;
}

static struct result prepare(const struct config *config, const struct options *options,
                             struct db **db, struct str *passphrase)
{
    TRY(become_owner(config, options->folder));
    TRY(open_node(config, db));
    if (options->keys)
        TRY(terminal_ask_secret(config->arena,
                                tr(config->locale, N_("Cụm mật khẩu niêm phong khóa ký")),
                                passphrase));
    return RESULT_OK;
}

int command_backup(int argc, char **argv)
{
    struct config config;
    struct options options;
    struct db *db = NULL;
    struct str passphrase = S("");
    int status = EXIT_OK;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    if (!read_options(&config, &options)) {
        config_free(&config);
        return EXIT_WRONG_USE;
    }
    struct result ready = prepare(&config, &options, &db, &passphrase);
    if (!result_ok(ready))
        status = config_failed(&config, "truc backup", ready);
    else if (!options.due || is_due(&config, db))
        status = make(&config, db, &options, passphrase);
    db_close(db);
    config_free(&config);
    return status;
}
