#include "core/revocation.h"

#include "core/certificates.h"
#include "core/certificates_queries.h"
#include "core/evidence.h"
#include "core/notify.h"
#include "core/organisation.h"
#include "core/trust.h"
#include "core/trust_queries.h"
#include "db/db.h"
#include "sign/validation_data.h"

/* One certificate of a path and who issued it. */
struct question {
    struct str certificate;
    struct str issuer;
    struct str sha256;        /* of the certificate, hex */
    struct str issuer_sha256;
    int64_t since_us;         /* what was got since then will do */
    enum http_reach reach;
};

struct said {
    struct revocation_answer answer;
    struct str from; /* address */
};

static struct str fingerprint(struct arena *arena, struct str der)
{
    struct sha256 digest = sha256(der);
    return str_hex(arena, digest.bytes, SHA256_SIZE);
}

static struct result worthless(void)
{
    return result_fail(ERROR_UNAVAILABLE, "revocation.answer", NULL);
}

static bool reads(struct service_context *ctx, const struct question *question, bool crl,
                  struct str der, struct said *out)
{
    const struct revocation_said said = {.crl = crl, .der = der,
                                         .certificate = question->certificate,
                                         .issuer = question->issuer,
                                         .now_us = clock_now_us(ctx->clock)};
    return revocation_answer_read(ctx->arena, &said, &out->answer);
}

static struct result keep(struct service_context *ctx, const struct question *question, bool crl,
                          struct str der, const struct said *said)
{
    const struct trust_answer answer = {.crl = crl,
                                        .about = crl ? question->issuer_sha256 : question->sha256,
                                        .der = der,
                                        .url = said->from,
                                        .made_us = said->answer.made_us,
                                        .next_us = said->answer.next_us};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, trust_answer_keep(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                                                &answer));
}

static struct result fetch(struct service_context *ctx, const struct question *question, bool crl,
                           struct str url, struct str *der)
{
    struct http_request request = {
        .url = str_c(ctx->arena, url),
        .content_type = "application/ocsp-request",
        .limit_ms = REVOCATION_LIMIT_MS,
        .answer_max = crl ? REVOCATION_CRL_MAX : REVOCATION_OCSP_MAX,
        .reach = question->reach,
    };
    if (crl)
        return http_get(ctx->arena, &request, der);
    TRY(ocsp_request_make(ctx->arena, question->certificate, question->issuer, &request.body));
    return http_post(ctx->arena, &request, der);
}

/* From what is kept, else from the place. */
static struct result ask_place(struct service_context *ctx, const struct question *question,
                               bool crl, struct str url, struct said *out)
{
    struct q_revocation_answer_newest_out kept;
    struct str der;
    bool found;
    const struct q_revocation_answer_newest_in wanted = {
        .about = crl ? question->issuer_sha256 : question->sha256,
        .kind = crl ? S("crl") : S("ocsp"), .since = question->since_us};
    TRY(q_revocation_answer_newest(ctx->db, ctx->arena, wanted, &kept, &found));
    if (found) {
        out->from = kept.url;
        return reads(ctx, question, crl, kept.der, out) ? RESULT_OK : worthless();
    }
    out->from = url;
    TRY(fetch(ctx, question, crl, url, &der));
    if (!reads(ctx, question, crl, der, out))
        return worthless();
    return keep(ctx, question, crl, der, out);
}

static struct result ask(struct service_context *ctx, const struct question *question,
                         struct said *out)
{
    struct str ocsp_url;
    struct str crl_url;
    struct str issuer_url;
    struct result asked = result_fail(ERROR_UNAVAILABLE, "revocation.no_place", NULL);
    certificate_places(ctx->arena, question->certificate, &ocsp_url, &crl_url, &issuer_url);
    if (!str_empty(ocsp_url))
        asked = ask_place(ctx, question, false, ocsp_url, out);
    bool silent = !result_ok(asked) || out->answer.status == REVOCATION_UNKNOWN;
    if (silent && !str_empty(crl_url))
        asked = ask_place(ctx, question, true, crl_url, out);
    return asked;
}

static enum certificate_standing standing_of(const struct revocation_answer *answer)
{
    if (answer->status == REVOCATION_REVOKED)
        return answer->hold ? CERTIFICATE_SUSPENDED : CERTIFICATE_REVOKED;
    return answer->status == REVOCATION_GOOD ? CERTIFICATE_GOOD : CERTIFICATE_UNKNOWN;
}

static struct result tell(struct service_context *ctx, int64_t id, struct str phone,
                          enum certificate_standing standing)
{
    static const char *const words[] = {
        [CERTIFICATE_UNKNOWN] = "chua ro tinh trang",
        [CERTIFICATE_GOOD] = "dang hieu luc",
        [CERTIFICATE_SUSPENDED] = "bi tam dung, khong ky duoc",
        [CERTIFICATE_REVOKED] = "bi thu hoi, khong ky duoc",
    };
    struct q_certificate_phones_rows phones;
    const struct q_certificate_phones_in asked = {
        .id = id, .day = organisation_today(ctx->arena, ctx->clock)};
    struct notification told = {
        .phone = phone,
        .text = str_printf(ctx->arena, "Chung thu so muc %lld %s. Xem trang Chung thu so.",
                           (long long)id, words[standing]),
        .object = S("chung-thu")};
    TRY(q_certificate_phones(ctx->db, ctx->arena, asked, &phones));
    TRY(notify_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), told));
    for (size_t i = 0; i < phones.count; i++) {
        told.phone = phones.items[i].phone;
        TRY(notify_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), told));
    }
    return RESULT_OK;
}

static struct result write_change(struct service_context *ctx,
                                  const struct q_certificate_standing_out *row,
                                  enum certificate_standing after, const struct said *said)
{
    int64_t now_us = clock_now_us(ctx->clock);
    int64_t since_us =
        said->answer.status == REVOCATION_REVOKED ? said->answer.revoked_us : said->answer.made_us;
    const char *code = certificate_standing_code(after);
    const struct q_certificate_status_add_in change = {
        .certificate_id = row->id, .status = str_from_c(code), .since_us = since_us,
        .now = now_us, .source = said->from};
    const struct evidence evidence = {
        .kind = S("certificate.status"),
        .object = str_printf(ctx->arena, "certificate:%lld", (long long)row->id),
        .actor = S("system"),
        .data = str_printf(ctx->arena, "{\"before\":\"%.*s\",\"after\":\"%s\",\"since_us\":%lld}",
                           STR_ARG(row->status), code, (long long)since_us)};
    TRY(q_certificate_status_add(ctx->db, ctx->arena, change, NULL));
    return evidence_add(ctx->db, ctx->arena, now_us, evidence);
}

/* What an authority took back for good does not come back. */
static struct result write_standing(struct service_context *ctx, struct str sha256,
                                    const struct said *said, struct str phone)
{
    struct q_certificate_standing_out row;
    bool found;
    TRY(q_certificate_standing(ctx->db, ctx->arena,
                               (struct q_certificate_standing_in){.sha256 = sha256}, &row, &found));
    if (!found)
        return RESULT_OK; /* not of the register: a timestamp authority's */
    enum certificate_standing before = certificate_standing_parse(row.status);
    enum certificate_standing after =
        before == CERTIFICATE_REVOKED ? before : standing_of(&said->answer);
    const struct q_certificate_asked_in asked = {
        .id = row.id,
        .status = str_from_c(certificate_standing_code(after)),
        .status_from = said->from,
        .status_us = said->answer.made_us,
        .revoked_us = before == CERTIFICATE_REVOKED ? row.revoked_us : said->answer.revoked_us,
        .now = clock_now_us(ctx->clock)};
    TRY(q_certificate_asked(ctx->db, ctx->arena, asked, NULL));
    if (after == before)
        return RESULT_OK;
    TRY(write_change(ctx, &row, after, said));
    bool first = before == CERTIFICATE_UNKNOWN && after == CERTIFICATE_GOOD;
    return first ? RESULT_OK : tell(ctx, row.id, phone, after);
}

static struct result write_silence(struct service_context *ctx, struct str sha256,
                                   struct result why)
{
    const struct q_certificate_unanswered_in row = {
        .sha256 = sha256, .fault = str_from_c(why.code), .now = clock_now_us(ctx->clock)};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_certificate_unanswered(ctx->db, ctx->arena, row, NULL));
}

/* Issuers stay as they are for a day. */
static struct result ask_above(struct service_context *ctx, const struct chain *chain,
                               enum http_reach reach)
{
    int64_t since_us = clock_now_us(ctx->clock) - MICROS_PER_DAY;
    for (size_t i = 1; i + 1 < chain->count; i++) {
        struct said said;
        const struct question question = {
            .certificate = chain->links[i].der, .issuer = chain->links[i + 1].der,
            .sha256 = fingerprint(ctx->arena, chain->links[i].der),
            .issuer_sha256 = fingerprint(ctx->arena, chain->links[i + 1].der),
            .since_us = since_us, .reach = reach};
        struct result asked = ask(ctx, &question, &said);
        if (asked.kind == ERROR_INTERNAL || asked.kind == ERROR_CORRUPT)
            return asked; /* the database's; a place that is away costs the issuer's status only */
    }
    return RESULT_OK;
}

struct result revocation_ask(struct service_context *ctx, const struct revocation_order *order,
                             struct revocation_answer *out)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct chain *chain = ARENA_NEW(ctx->arena, struct chain);
    struct evidence_set evidence;
    struct trust_issuer root;
    struct said said = {.from = S("")};
    TRY(trust_evidence(ctx->db, ctx->arena, TRUST_ANY, now_us, &evidence));
    chain_find(&evidence, order->certificate, order->use, now_us, chain);
    if (!result_ok(trust_of_chain(ctx->db, ctx->arena, chain, now_us, &root)) ||
        chain->count < 2) {
        const struct result no_path = result_fail(ERROR_UNTRUSTED, "certificate.no_path", NULL);
        TRY(write_silence(ctx, fingerprint(ctx->arena, order->certificate), no_path));
        return no_path;
    }
    enum http_reach reach = root.domain == TRUST_TEST ? HTTP_ANYWHERE : order->reach;
    const struct question question = {
        .certificate = order->certificate, .issuer = chain->links[1].der,
        .sha256 = fingerprint(ctx->arena, order->certificate),
        .issuer_sha256 = fingerprint(ctx->arena, chain->links[1].der),
        .since_us = now_us - order->max_age_us, .reach = reach};
    struct result asked = ask(ctx, &question, &said);
    if (!result_ok(asked)) {
        TRY(write_silence(ctx, question.sha256, asked));
        return asked;
    }
    TRY(db_write_begin(ctx->db));
    TRY(db_finish(ctx->db, write_standing(ctx, question.sha256, &said, order->phone)));
    *out = said.answer;
    return ask_above(ctx, chain, reach);
}

struct result revocation_forget(struct service_context *ctx, int64_t before_us)
{
    const struct q_revocation_answer_forget_in row = {.before = before_us};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, q_revocation_answer_forget(ctx->db, ctx->arena, row, NULL));
}
