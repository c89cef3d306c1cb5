#include "modules/certificate/service.h"

#include "core/certificates.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/organisation.h"
#include "db/db.h"
#include "modules/certificate/queries.h"

static struct result find_person(struct service_context *ctx, struct str name, int64_t *id)
{
    struct q_register_people_rows rows;
    const struct q_register_people_in asked = {
        .words = name, .day = organisation_today(ctx->arena, ctx->clock)};
    TRY(q_register_people(ctx->db, ctx->arena, asked, &rows));
    *id = rows.count > 0 ? rows.items[0].id : 0;
    for (size_t i = 0; i < rows.count; i++)
        if (rows.items[i].id != *id)
            *id = 0; /* two people of the name */
    return RESULT_OK;
}

static struct result find_agency(struct service_context *ctx, struct str code, int64_t *id)
{
    struct q_register_agency_out row;
    bool found;
    const struct q_register_agency_in asked = {
        .code = code, .day = organisation_today(ctx->arena, ctx->clock)};
    TRY(q_register_agency(ctx->db, ctx->arena, asked, &row, &found));
    *id = found ? row.id : 0;
    return RESULT_OK;
}

static struct result find_holder(struct service_context *ctx, const struct register_order *order,
                                 struct certificate_owner *owner)
{
    *owner = (struct certificate_owner){.kind = order->agency ? "agency" : "person",
                                        .actor = actor_mark(ctx->arena, ctx->actor),
                                        .reason = order->reason};
    if (order->agency)
        TRY(find_agency(ctx, order->holder, &owner->agency_id));
    else
        TRY(find_person(ctx, order->holder, &owner->person_id));
    return owner->person_id != 0 || owner->agency_id != 0
               ? RESULT_OK
               : result_fail(ERROR_INVALID, "certificate.holder",
                             N_("Hôm nay không có đúng một người giữ chức vụ mang họ tên này, "
                                "hoặc không có cơ quan mang mã này."));
}

/* A certificate that somebody held before gets a new holder; else it is entered. */
static struct result give(struct service_context *ctx, const struct register_order *order,
                          const struct certificate_owner *owner, int64_t *id)
{
    struct sha256 digest = sha256(order->der);
    struct q_register_known_out known;
    bool found;
    int64_t now_us = clock_now_us(ctx->clock);
    const struct q_register_known_in asked = {
        .sha256 = str_hex(ctx->arena, digest.bytes, SHA256_SIZE)};
    TRY(q_register_known(ctx->db, ctx->arena, asked, &known, &found));
    if (found && known.held > 0)
        return result_fail(ERROR_CONFLICT, "certificate.held",
                           N_("Chứng thư này đang có người giữ. Thu lại trước rồi giao."));
    if (found)
        TRY(certificates_hold(ctx->db, ctx->arena, now_us, *owner, known.id));
    else
        TRY(certificates_add(ctx->db, ctx->arena, now_us, *owner, order->der));
    TRY(q_register_known(ctx->db, ctx->arena, asked, &known, &found));
    *id = known.id;
    return RESULT_OK;
}

struct result register_add(struct service_context *ctx, const struct register_order *order,
                           int64_t *id)
{
    struct certificate_owner owner;
    TRY(find_holder(ctx, order, &owner));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, give(ctx, order, &owner, id));
}

static struct result end(struct service_context *ctx, int64_t id, struct str reason)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct str by = actor_mark(ctx->arena, ctx->actor);
    int64_t changed = 0;
    const struct q_register_end_in row = {.certificate_id = id, .now = now_us, .by = by,
                                          .reason = reason};
    TRY(q_register_end(ctx->db, ctx->arena, row, &changed));
    if (changed == 0)
        return result_fail(ERROR_CONFLICT, "certificate.free",
                           N_("Chứng thư này đang không có ai giữ."));
    const struct evidence evidence = {
        .kind = S("certificate.ended"),
        .object = str_printf(ctx->arena, "certificate:%lld", (long long)id),
        .actor = by,
        .data = S("{\"before\":\"held\",\"after\":\"free\"}"),
    };
    return evidence_add(ctx->db, ctx->arena, now_us, evidence);
}

struct result register_end(struct service_context *ctx, int64_t id, struct str reason)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, end(ctx, id, reason));
}

struct result trust_list_add(struct service_context *ctx, struct trust_order *order, int64_t *id)
{
    order->actor = actor_mark(ctx->arena, ctx->actor);
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     trust_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), order, id));
}

struct result trust_list_withdraw(struct service_context *ctx, int64_t id, struct str reason)
{
    const struct trust_end end_of = {.id = id, .reason = reason,
                                     .actor = actor_mark(ctx->arena, ctx->actor)};
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     trust_withdraw(ctx->db, ctx->arena, clock_now_us(ctx->clock), &end_of));
}
