#include "base/crypto.h"
#include "base/json.h"
#include "modules/verify/sealed.h"
#include "sign/report_wire.h"

enum { TOKEN_BYTES = 16 };

static struct result enter(struct service_context *ctx, const struct report_order *order,
                           struct str wire, struct str token)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct q_report_figures_out figures;
    TRY(q_report_figures(ctx->db, ctx->arena, &figures));
    if (figures.waiting >= REPORT_WAITING_MAX || figures.kept >= REPORT_KEPT_MAX)
        return result_fail(ERROR_UNAVAILABLE, "verify.queue",
                           N_("Nhiều người đang lấy báo cáo có niêm phong. Thử lại sau vài phút, "
                              "hoặc tải báo cáo JSON hay gói kiểm tra."));
    const struct q_report_add_in row = {.token = token, .asked_us = now_us, .told = order->told,
                                        .report = wire, .page_now = order->now,
                                        .page_before = order->before};
    TRY(q_report_add(ctx->db, ctx->arena, row, NULL));
    return job_add(ctx->db, ctx->arena, now_us,
                   (struct job_new){.kind = S("verify.report"), .key = token});
}

struct result report_ask(struct service_context *ctx, const struct report_order *order,
                         struct str *token)
{
    struct str wire;
    TRY(report_wire_write(ctx->arena, order->report, &wire));
    *token = random_hex(ctx->arena, TOKEN_BYTES);
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, enter(ctx, order, wire, *token));
}

struct result report_state_of(struct service_context *ctx, struct str token,
                              struct q_report_state_out *out)
{
    bool found;
    TRY(q_report_state(ctx->db, ctx->arena, (struct q_report_state_in){.token = token}, out,
                       &found));
    int64_t over_us = clock_now_us(ctx->clock) - REPORT_KEPT_MIN * 60 * MICROS_PER_SECOND;
    if (!found || out->asked_us < over_us)
        return result_fail(ERROR_NOT_FOUND, "verify.report_over",
                           N_("Báo cáo này không còn: chúng tôi chỉ giữ một giờ. Kiểm tra lại tệp "
                              "để lấy báo cáo mới."));
    return RESULT_OK;
}
