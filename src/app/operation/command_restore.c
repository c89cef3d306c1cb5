/* `truc restore BACKUP`: docs/guide/operating.md. */
#include <stdio.h>
#include <unistd.h>

#include "app/operation/commands.h"
#include "app/operation/shared.h"
#include "app/terminal.h"
#include "base/os_file.h"
#include "modules/operation/restore.h"
#include "modules/operation/rules.h"

static bool read_options(struct config *config, struct restore_request *request, bool *keys)
{
    const char *data = option_value(config, "--data");
    const char *database = option_value(config, "--database");
    const char *vkey = option_value(config, "--vkey");
    *keys = option_taken(config, "--with-keys");
    if (!options_end(config, 1) || config->count != 2) {
        fprintf(stderr, "%s\n", tr(config->locale, N_("Cho biết bản sao lưu: truc restore THƯ_MỤC "
                                                       "[--data THƯ_MỤC_MỚI].")));
        return false;
    }
    request->target = node_place_of(config);
    request->vkey = vkey == NULL ? S("") : str_from_c(vkey);
    request->signed_only = vkey != NULL;
    if (data != NULL) {
        request->target.data = str_from_c(data);
        request->target.config = NULL;
        if (database == NULL && str_starts(config->database, S("sqlite:")))
            request->target.database = str_printf(config->arena, "sqlite:%s/truc.db", data);
    }
    if (database != NULL)
        request->target.database = str_from_c(database);
    request->place = str_from_c(config->rest[1]);
    return true;
}

/* The folder of all backups stands for the newest in it. */
static struct result find_backup(const struct config *config, struct restore_request *request)
{
    struct arena *arena = config->arena;
    while (request->place.len > 1 && str_ends(request->place, S("/")))
        request->place.len--;
    const char *manifest =
        str_printf(arena, "%.*s/manifest.json", STR_ARG(request->place)).ptr;
    if (os_file_exists(manifest))
        return RESULT_OK;
    return backup_newest(arena, str_c(arena, request->place), NULL, &request->place);
}

static void record(const struct config *config, const struct restore_request *request,
                   const struct restore_report *report, int64_t began_us)
{
    struct db *db = NULL;
    const struct manifest *m = &report->manifest;
    struct operation_run run = {
        .kind = S("restore"), .good = true, .began_us = began_us,
        .ended_us = clock_now_us(&config->clock), .place = request->place,
        .program = program_version(config->arena), .rows = manifest_rows(m), .files = m->files,
        .bytes = m->bytes, .new_bytes = m->bytes, .log_size = m->log_size,
        .manifest_sha256 = report->manifest_sha256};
    if (result_ok(db_open(request->target.database, (struct db_options){0}, &db)))
        run_ended(config, db, &run, false);
    db_close(db);
}

static void say_signature(const struct config *config, const struct restore_request *request,
                          const struct restore_report *report)
{
    if (report->signature == BACKUP_UNSIGNED)
        fprintf(stderr, "%s\n",
                tr(config->locale,
                   N_("Bản sao lưu này không có chữ ký: làm trước khi có manifest.note, hoặc lúc "
                      "bộ phận ký tắt. Mã băm khớp, nhưng ai giữ nơi cất vẫn sửa được nó.")));
    else if (request->signed_only)
        printf("%s\n", tr(config->locale, N_("Chữ ký của bản sao lưu đúng với khóa đã cho.")));
    else
        printf(tr(config->locale, N_("Chữ ký đúng, của khóa ghi trong chính bản sao lưu; so với "
                                     "khóa đã công bố, hoặc dùng --vkey: %.*s\n")),
               STR_ARG(report->manifest.log_vkey));
}

static void say_report(const struct config *config, const struct restore_request *request,
                       const struct restore_report *report, int64_t took_us)
{
    struct run_figures figures = {manifest_rows(&report->manifest), report->manifest.files,
                                  took_us};
    printf(tr(config->locale, N_("Đã phục hồi vào %.*s\n")), STR_ARG(request->target.data));
    printf("%.*s\n", STR_ARG(say_drill(config->arena, figures)));
    if (str_empty(request->passphrase))
        printf("%s\n", tr(config->locale,
                          N_("Khóa ký không nằm trong bản phục hồi: đặt lại thư mục keys/ từ nơi "
                             "cất riêng trước khi chạy, nếu không nhật ký không ký tiếp được.")));
    for (size_t i = 0; i < report->manifest.missing_count; i++)
        printf(tr(config->locale, N_("  đã thiếu từ lúc sao lưu: tệp %.*s\n")),
               STR_ARG(report->manifest.missing[i]));
}

static int restore(const struct config *config, struct restore_request *request, bool keys)
{
    struct restore_report report = {0};
    struct shown shown;
    int64_t began_us = clock_now_us(&config->clock);
    int64_t started_us = clock_monotonic_us();
    struct result done = find_backup(config, request);
    if (result_ok(done) && keys)
        done = terminal_ask_secret(config->arena,
                                   tr(config->locale, N_("Cụm mật khẩu niêm phong khóa ký")),
                                   &request->passphrase);
    request->progress = progress_on_stderr(&shown, config);
    if (result_ok(done))
        done = restore_run(config->arena, request, &report);
    progress_end(&shown);
    if (!result_ok(done)) {
        print_faults(&report.faults);
        return config_failed(config, "truc restore", done);
    }
    record(config, request, &report, began_us);
    say_signature(config, request, &report);
    say_report(config, request, &report, clock_monotonic_us() - started_us);
    return EXIT_OK;
}

int command_restore(int argc, char **argv)
{
    struct config config;
    struct restore_request request = {0};
    bool keys;
    int status = EXIT_WRONG_USE;
    if (!config_load(argc, argv, &config))
        return EXIT_WRONG_USE;
    if (read_options(&config, &request, &keys))
        status = restore(&config, &request, keys);
    config_free(&config);
    return status;
}
