#include "modules/certificate/job_remind.h"

#include "core/certificates_queries.h"
#include "core/evidence.h"
#include "core/notify.h"
#include "core/organisation.h"
#include "core/settings.h"
#include "db/db.h"
#include "modules/certificate/queries.h"

typedef struct q_certificates_to_remind_out ending_row;

static struct result tell(struct service_context *ctx, const ending_row *row,
                          struct str administrator)
{
    struct str day = civil_date_text(ctx->arena, civil_day_of_us(row->not_after_us));
    struct q_certificate_phones_rows phones;
    const struct q_certificate_phones_in asked = {
        .id = row->id, .day = organisation_today(ctx->arena, ctx->clock)};
    struct notification told = {
        .phone = administrator,
        .text = str_printf(ctx->arena,
                           "Chung thu so muc %lld het han %.*s. Xin cap lai truoc ngay do.",
                           (long long)row->id, STR_ARG(day)),
        .object = S("chung-thu")};
    TRY(q_certificate_phones(ctx->db, ctx->arena, asked, &phones));
    TRY(notify_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), told));
    for (size_t i = 0; i < phones.count; i++) {
        told.phone = phones.items[i].phone;
        TRY(notify_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), told));
    }
    return RESULT_OK;
}

static struct result remind(struct service_context *ctx, const ending_row *row,
                            struct str administrator)
{
    int64_t now_us = clock_now_us(ctx->clock);
    const struct evidence evidence = {
        .kind = S("certificate.reminded"),
        .object = str_printf(ctx->arena, "certificate:%lld", (long long)row->id),
        .actor = S("system"),
        .data = str_printf(ctx->arena, "{\"until_us\":%lld}", (long long)row->not_after_us)};
    const struct q_certificate_reminded_in done = {.id = row->id, .now = now_us};
    TRY(q_certificate_reminded(ctx->db, ctx->arena, done, NULL));
    TRY(tell(ctx, row, administrator));
    return evidence_add(ctx->db, ctx->arena, now_us, evidence);
}

struct result job_remind(struct job_context *job, struct str key, struct str payload)
{
    struct service_context *ctx = &job->service;
    int64_t now_us = clock_now_us(ctx->clock);
    int64_t days = settings_int(job->settings, "certificate.warn_days");
    struct q_certificates_to_remind_rows rows;
    const struct q_certificates_to_remind_in wanted = {.now = now_us,
                                                       .before = now_us + days * MICROS_PER_DAY};
    (void)key;
    (void)payload;
    TRY(q_certificates_to_remind(ctx->db, ctx->arena, wanted, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        TRY(db_write_begin(ctx->db));
        TRY(db_finish(ctx->db, remind(ctx, &rows.items[i],
                                      settings_text(job->settings, "certificate.phone"))));
    }
    return RESULT_OK;
}
