#include "modules/result/keep.h"

#include "core/settings.h"
#include "core/signature.h"
#include "core/trust.h"
#include "modules/certificate/certificate.h"
#include "sign/timestamp.h"
#include "sign/validation_data.h"

#define ANSWER_AGE_US (30 * 60 * MICROS_PER_SECOND)

/* The evidence at hand and what it makes of the file. */
struct judged {
    struct evidence_set evidence;
    struct report report;
};

static bool is_database(struct result r)
{
    return r.code != NULL && str_starts(str_from_c(r.code), S("db."));
}

/* Named after what we were at; the database's failures stay what they are. */
static struct result named(struct result failed, enum error_kind kind, const char *code)
{
    return result_ok(failed) || is_database(failed) ? failed : result_fail(kind, code, NULL);
}

static struct result judge(struct service_context *ctx, struct str bytes, int64_t at_us,
                           struct judged *out)
{
    const struct report_input input = {.bytes = bytes};
    TRY(trust_evidence(ctx->db, ctx->arena, TRUST_ANY, at_us, &out->evidence));
    return report_make(&out->evidence, &input, &out->report);
}

/* What authorities have said by now, about these certificates and in their lists. */
static struct result know_more(struct service_context *ctx, const struct augment_list *asked,
                               struct evidence_set *evidence)
{
    struct evidence_set newest;
    TRY(trust_evidence(ctx->db, ctx->arena, TRUST_ANY, clock_now_us(ctx->clock), &newest));
    for (size_t i = 0; i < newest.crls.count; i++)
        evidence_list_add(ctx->arena, &evidence->crls, newest.crls.items[i]);
    for (size_t i = 0; i < asked->count; i++) {
        struct sha256 digest = sha256(asked->items[i].certificate);
        TRY(trust_evidence_about(ctx->db, str_hex(ctx->arena, digest.bytes, SHA256_SIZE),
                                 evidence));
    }
    return RESULT_OK;
}

/* Asks for what is missing. The paths are those of the file as it stands: what is said about a
 * certificate changes neither them nor the instants that they are looked at. */
static struct result gather(struct job_context *job, struct str bytes, struct judged *out)
{
    struct augment_list wanted;
    struct augment_list missing;
    TRY(judge(&job->service, bytes, clock_now_us(job->service.clock), out));
    augment_needs(&out->evidence, &out->report, &wanted);
    for (size_t i = 0; i < wanted.count; i++) {
        struct revocation_answer said;
        TRY(named(certificate_ask(job, wanted.items[i].certificate, CHAIN_SIGNING, ANSWER_AGE_US,
                                  &said),
                  ERROR_UNAVAILABLE, KEEP_SILENT));
    }
    TRY(know_more(&job->service, &wanted, &out->evidence));
    augment_needs(&out->evidence, &out->report, &missing);
    return missing.count == 0 ? RESULT_OK
                              : result_fail(ERROR_UNAVAILABLE, KEEP_SILENT, NULL);
}

static struct result ask_stamp(struct job_context *job, const struct sha256 *imprint,
                               struct str *token)
{
    struct service_context *ctx = &job->service;
    struct certificate_trust trust;
    TRY(certificates_trust(ctx->db, ctx->arena, clock_now_us(ctx->clock), &trust));
    struct result asked = signature_token(job, &trust, imprint, token);
    return asked.kind == ERROR_UNTRUSTED || asked.kind == ERROR_LIMIT
               ? result_fail(ERROR_UNTRUSTED, KEEP_BAD_STAMP, NULL)
               : named(asked, ERROR_UNAVAILABLE, KEEP_NO_STAMP);
}

static struct result stamp(struct job_context *job, struct str base, struct str *out)
{
    struct arena *arena = job->service.arena;
    const struct pdf_signature wanted = {.document_timestamp = true};
    struct pdf_prepared prepared;
    struct str token;
    TRY(named(pdf_sign_prepare(arena, base, &wanted, &prepared), ERROR_CORRUPT, KEEP_FILE));
    TRY(ask_stamp(job, &prepared.digest, &token));
    return named(pdf_sign_finish(arena, prepared.bytes, prepared.range, token, out),
                 ERROR_CORRUPT, KEEP_FILE);
}

static bool holds(const struct report *report)
{
    bool good = report->readable && report->count > 0 && !report->modified &&
                report->stamp_count > 0 &&
                report->stamps[report->stamp_count - 1].integrity == CMS_HOLDS;
    for (size_t i = 0; good && i < report->count; i++)
        good = report->signatures[i].indication == INDICATION_PASSED &&
               str_is(S("LTA"), report->signatures[i].level);
    return good;
}

/* Nothing of the old file may change, and every signature must hold, at LTA. */
static struct result check(struct job_context *job, struct str before, struct kept *made)
{
    struct service_context *ctx = &job->service;
    struct judged *after = ARENA_NEW(ctx->arena, struct judged);
    struct certificate authority;
    /* the stamp is new, and its authority's clock may be ahead */
    TRY(judge(ctx, made->bytes, clock_now_us(ctx->clock) + TIMESTAMP_SKEW_US, after));
    const struct report *report = &after->report;
    if (!str_starts(made->bytes, before) || made->bytes.len <= before.len || !holds(report))
        return result_fail(ERROR_INTERNAL, KEEP_SELF_CHECK, NULL);
    TRY(certificate_read(ctx->arena, report->stamps[report->stamp_count - 1].certificate,
                         &authority));
    int64_t end_us = keep_strength_end(settings_text(job->settings, "result.strength_until"),
                                       authority.strength);
    made->until_us = authority.not_after_us < end_us ? authority.not_after_us : end_us;
    return RESULT_OK;
}

struct result keep_make(struct job_context *job, struct str base, struct kept *out)
{
    struct arena *arena = job->service.arena;
    struct judged *before = ARENA_NEW(arena, struct judged);
    struct validation_data data;
    struct str with_data;
    TRY(gather(job, base, before));
    validation_data_select(&before->evidence, &before->report, &data);
    TRY(named(pdf_add_validation_data(arena, base, &data, &with_data), ERROR_CORRUPT, KEEP_FILE));
    TRY(stamp(job, with_data, &out->bytes));
    return check(job, base, out);
}

/* ---- how long algorithms count ---- */

/* One entry, "112 2030-12-31". */
static bool read_entry(struct str entry, int64_t *bits, int64_t *end_us)
{
    struct str number;
    struct str day;
    int64_t day_number;
    if (!str_split(str_trim(entry), ' ', &number, &day) || !str_to_i64(number, bits) ||
        *bits <= 0 || !civil_parse_date(str_trim(day), &day_number))
        return false;
    *end_us = civil_to_us(civil_from_day_number(day_number));
    return true;
}

/* Whether every entry reads; *earliest is the end that `strength` meets first. */
static bool read_policy(struct str policy, int strength, int64_t *earliest)
{
    struct str entry;
    bool more;
    *earliest = INT64_MAX;
    if (str_empty(str_trim(policy)))
        return true;
    do {
        int64_t bits;
        int64_t end_us;
        more = str_split(policy, ',', &entry, &policy);
        if (!read_entry(entry, &bits, &end_us))
            return false;
        if (strength <= bits && end_us < *earliest)
            *earliest = end_us;
    } while (more);
    return true;
}

bool keep_policy_valid(struct str policy)
{
    int64_t end_us;
    return read_policy(policy, 0, &end_us);
}

int64_t keep_strength_end(struct str policy, int bits)
{
    int64_t end_us;
    return read_policy(policy, bits, &end_us) ? end_us : INT64_MAX;
}
