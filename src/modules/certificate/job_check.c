/* `certificate.check`: every certificate in force, and each that signed within a day, is asked
 * about once a day; one that nobody answered about, every hour. */
#include "modules/certificate/job_check.h"

#include "core/certificates_queries.h"
#include "core/revocation.h"
#include "core/settings.h"

enum { BUNDLE = 50, FRESH_US = 120 * 1000 * 1000 };
#define HOUR_US (3600 * MICROS_PER_SECOND)

struct result certificate_ask(struct job_context *job, struct str der, enum chain_use use,
                              int64_t max_age_us, struct revocation_answer *out)
{
    bool private = settings_bool(job->settings, "certificate.private_network");
    const struct revocation_order order = {
        .certificate = der,
        .use = use,
        .max_age_us = max_age_us,
        .reach = private ? HTTP_NETWORK : HTTP_PUBLIC,
        .phone = settings_text(job->settings, "certificate.phone"),
    };
    return revocation_ask(&job->service, &order, out);
}

/* A place that is away, or says nothing of worth, is no failure of the job. */
static bool is_silence(struct result r)
{
    return r.kind == ERROR_UNAVAILABLE || r.kind == ERROR_TIMEOUT || r.kind == ERROR_LIMIT ||
           r.kind == ERROR_UNTRUSTED;
}

struct result certificate_ask_before_signing(struct job_context *job, struct str der)
{
    struct revocation_answer said;
    struct result asked = certificate_ask(job, der, CHAIN_SIGNING, FRESH_US, &said);
    bool database = asked.code != NULL && str_starts(str_from_c(asked.code), S("db."));
    return is_silence(asked) && !database ? RESULT_OK : asked;
}

static struct result ask_all(struct job_context *job, const struct q_certificates_to_ask_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        struct revocation_answer said;
        struct result asked =
            certificate_ask(job, rows->items[i].der, CHAIN_SIGNING, HOUR_US / 2, &said);
        if (!result_ok(asked) && !is_silence(asked))
            return asked;
        TRY(job_heartbeat(job));
    }
    return RESULT_OK;
}

struct result job_check(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    int64_t now_us = clock_now_us(ctx->clock);
    struct q_certificates_to_ask_rows rows;
    const struct q_certificates_to_ask_in wanted = {
        .now = now_us,
        .asked_before = now_us - 23 * HOUR_US,
        .failed_before = now_us - HOUR_US / 2,
        .used_since = now_us - MICROS_PER_DAY,
        .most = BUNDLE,
    };
    (void)key;
    (void)payload;
    do {
        TRY(q_certificates_to_ask(ctx->db, ctx->arena, wanted, &rows));
        TRY(ask_all(job, &rows));
    } while (rows.count == BUNDLE);
    int64_t keep_us = settings_int(job->settings, "certificate.keep_days") * MICROS_PER_DAY;
    return revocation_forget(ctx, now_us - keep_us);
}
