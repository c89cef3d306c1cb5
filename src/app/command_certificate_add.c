#include "app/command_certificate.h"

#include <stdio.h>

#include "app/reference_data.h"
#include "base/os_file.h"
#include "modules/certificate/import_job.h"

enum { CERTIFICATE_MAX = 64 * 1024 };

static struct service_context context_of(const struct config *config, struct db *db)
{
    return (struct service_context){.db = db, .arena = config->arena, .clock = &config->clock};
}

static struct result inspect(const struct config *config, enum inspector_task task,
                             struct str bytes, struct str *answer)
{
    struct inspector inspector;
    struct inspector_request wanted = {.task = task};
    TRY(own_inspector(config->arena, &inspector));
    TRY(os_memory_file("certificate", bytes, &wanted.file));
    struct result done = inspector_bytes(config->arena, &inspector, &wanted, answer);
    os_close(wanted.file);
    return done;
}

struct result certificate_command_add(const struct config *config,
                                      const struct certificate_words *words)
{
    struct db *db = NULL;
    struct register_order order = words->order;
    struct str bytes;
    int64_t id = 0;
    TRY(os_file_read(config->arena, words->file, CERTIFICATE_MAX, &bytes));
    TRY(inspect(config, INSPECTOR_CERTIFICATE, bytes, &order.der));
    TRY(config_open(config, true, &db));
    struct service_context ctx = context_of(config, db);
    struct result done = register_add(&ctx, &order, &id);
    db_close(db);
    TRY(done);
    printf(tr(config->locale, N_("Đã ghi vào sổ, mục %lld.\n")), (long long)id);
    return RESULT_OK;
}

static void say(const struct config *config, const struct certificate_words *words,
                const struct register_report *report)
{
    for (int64_t i = 0; i < report->problem_count && i < REGISTER_PROBLEMS_MAX; i++) {
        const struct register_problem *problem = &report->problems[i];
        fprintf(stderr, "%s:%zu: %s%s%.*s%s%s\n", words->file, problem->line,
                problem->heading == NULL ? "" : tr(config->locale, problem->heading),
                problem->heading == NULL ? "" : ": ", STR_ARG(problem->value),
                str_empty(problem->value) ? "" : ": ", tr(config->locale, problem->message));
    }
    printf(tr(config->locale, N_("%lld dòng: %lld giao mới, %lld đã có sẵn, %lld chỗ cần sửa.\n")),
           (long long)report->rows, (long long)report->made, (long long)report->same,
           (long long)report->problem_count);
}

/* Rolled back by a failure where the file has problems, or was only to be checked. */
static struct result import(struct service_context *ctx, const struct certificate_words *words,
                            struct register_file *file, struct str bytes, struct str verdicts)
{
    struct sha256 digest = sha256(bytes);
    TRY(register_file_run(ctx, file, verdicts, words->order.reason));
    if (file->report.problem_count > 0)
        return result_fail(ERROR_INVALID, "certificate.problems",
                           N_("Chưa dòng nào được ghi. Sửa tệp rồi nhập lại."));
    if (words->check)
        return result_fail(ERROR_CONFLICT, "certificate.checked", NULL);
    if (file->report.made == 0)
        return RESULT_OK;
    return register_import_evidence(ctx, str_hex(ctx->arena, digest.bytes, SHA256_SIZE),
                                    &file->report, words->order.reason);
}

struct result certificate_command_import(const struct config *config,
                                         const struct certificate_words *words)
{
    struct db *db = NULL;
    struct register_file file;
    struct str bytes;
    struct str verdicts = S("");
    TRY(os_file_read(config->arena, words->file, REGISTER_FILE_MAX, &bytes));
    TRY(register_file_read(config->arena, bytes, &file));
    if (!str_empty(file.bundle))
        TRY(inspect(config, INSPECTOR_CERTIFICATES, file.bundle, &verdicts));
    TRY(config_open(config, true, &db));
    struct service_context ctx = context_of(config, db);
    struct result done = db_write_begin(db);
    if (result_ok(done))
        done = db_finish(db, import(&ctx, words, &file, bytes, verdicts));
    db_close(db);
    bool checked = done.code != NULL && str_is(str_from_c(done.code), "certificate.checked");
    if (result_ok(done) || checked || file.report.problem_count > 0)
        say(config, words, &file.report);
    return checked ? RESULT_OK : done;
}

struct result certificate_command_export(const struct config *config)
{
    struct db *db = NULL;
    struct str csv = S("");
    TRY(config_open(config, false, &db));
    struct service_context ctx = context_of(config, db);
    struct result done = register_file_write(&ctx, &csv);
    db_close(db);
    TRY(done);
    fwrite(csv.ptr, 1, csv.len, stdout);
    return RESULT_OK;
}
