#include "core/signed_verdict.h"

#include "core/signed_verdict_queries.h"
#include "core/trust.h"
#include "sign/report_wire.h"

static const struct {
    const char *code;
    const char *sentence;
    const char *advice;
} words[SIGNED_STATES] = {
    [SIGNED_UNKNOWN] = {"unread", N_("Tệp có phần giống chữ ký số nhưng không đọc được."),
                        N_("Nếu tệp này phải có chữ ký số, hãy lấy lại bản gốc ở nơi cấp.")},
    [SIGNED_NOTHING] = {"", NULL, NULL},
    [SIGNED_VALID] = {"valid", N_("Có chữ ký số hợp lệ, không bị sửa từ khi ký."), NULL},
    [SIGNED_OPEN] = {"open", N_("Có chữ ký số, nhưng chưa kết luận được là hợp lệ."), NULL},
    [SIGNED_BAD] = {"bad", N_("Chữ ký số trong tệp không hợp lệ."),
                    N_("Vẫn gửi được, nhưng người giải quyết cũng thấy điều này. Nên xin bản "
                       "đúng ở nơi cấp rồi thay tệp.")},
    [SIGNED_MODIFIED] = {"modified", N_("Tệp đã bị sửa sau khi ký số."),
                         N_("Vẫn gửi được, nhưng người giải quyết cũng thấy điều này. Nên xin bản "
                            "đúng ở nơi cấp rồi thay tệp.")},
};

enum signed_state signed_state_of(const struct report *report, bool trusted)
{
    if (!report->readable)
        return SIGNED_UNKNOWN;
    if (report->count == 0)
        return SIGNED_NOTHING;
    if (report->modified)
        return SIGNED_MODIFIED;
    if (report->indication == INDICATION_FAILED)
        return SIGNED_BAD;
    return report->indication == INDICATION_PASSED && trusted ? SIGNED_VALID : SIGNED_OPEN;
}

struct result signed_trusted(struct service_context *ctx, const struct report *report, bool demo,
                             bool *trusted)
{
    *trusted = true;
    for (size_t i = 0; i < report->count && *trusted; i++) {
        const struct report_signature *one = &report->signatures[i];
        struct trust_issuer root;
        struct str sha256 = str_hex(ctx->arena, one->root.bytes, sizeof one->root.bytes);
        *trusted = one->has_root;
        if (!one->has_root)
            return RESULT_OK;
        struct result found =
            trust_domain_of(ctx->db, ctx->arena, sha256, clock_now_us(ctx->clock), &root);
        *trusted = result_ok(found) && (root.domain != TRUST_TEST || demo);
        if (!result_ok(found) && found.kind != ERROR_NOT_FOUND)
            return found;
    }
    return RESULT_OK;
}

struct result signed_add_statements(struct db *db, struct arena *arena,
                                    const struct report *report, struct evidence_set *evidence,
                                    bool *more)
{
    size_t before = evidence->ocsps.count;
    for (size_t i = 0; i < report->count; i++) {
        const struct report_signature *one = &report->signatures[i];
        struct str sha256 = str_hex(arena, one->signer.sha256.bytes,
                                    sizeof one->signer.sha256.bytes);
        if (one->has_signer)
            TRY(trust_evidence_about(db, sha256, evidence));
    }
    *more = evidence->ocsps.count > before;
    return RESULT_OK;
}

const char *signed_state_code(enum signed_state state) { return words[state].code; }

enum signed_state signed_state_parse(struct str code)
{
    for (unsigned i = 0; i < SIGNED_STATES; i++)
        if (str_is(code, words[i].code))
            return (enum signed_state)i;
    return SIGNED_NOTHING;
}

const char *signed_state_sentence(enum signed_state state) { return words[state].sentence; }
const char *signed_state_advice(enum signed_state state) { return words[state].advice; }

struct result signed_verdict_keep(struct service_context *ctx, const struct kept_verdict *verdict)
{
    const struct report *report = verdict->report;
    struct str wire;
    if (verdict->state == SIGNED_NOTHING)
        return q_file_verdict_forget(ctx->db, ctx->arena,
                                     (struct q_file_verdict_forget_in){verdict->sha256}, NULL);
    TRY(report_wire_write(ctx->arena, report, &wire));
    const char *sub = sub_indication_name(report->sub);
    struct str word = str_printf(ctx->arena, "%s%s%s", indication_name(report->indication),
                                 sub == NULL ? "" : " / ", sub == NULL ? "" : sub);
    const struct q_file_verdict_put_in row = {
        .sha256 = verdict->sha256, .state = str_from_c(signed_state_code(verdict->state)),
        .word = word, .report = wire, .now = clock_now_us(ctx->clock)};
    return q_file_verdict_put(ctx->db, ctx->arena, row, NULL);
}

struct result signed_verdict_load(struct service_context *ctx, struct str sha256,
                                  struct report *report, int64_t *judged_us)
{
    struct q_file_verdict_report_out row;
    bool found;
    TRY(q_file_verdict_report(ctx->db, ctx->arena, (struct q_file_verdict_report_in){sha256},
                              &row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "file.no_verdict",
                           N_("Tệp này không có chữ ký số nào được kiểm lúc nộp."));
    *judged_us = row.judged_us;
    return report_wire_read(ctx->arena, row.report, report);
}
