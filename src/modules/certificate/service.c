#include "modules/certificate/service.h"

#include "core/certificates.h"
#include "core/evidence.h"
#include "core/identity.h"
#include "core/organisation.h"
#include "core/permission.h"
#include "db/db.h"
#include "modules/certificate/queries.h"

static struct result find_person(struct service_context *ctx, const struct register_order *order,
                                 int64_t *id)
{
    struct q_register_people_rows rows;
    const struct q_register_people_in asked = {
        .name = order->name,
        .staff_code = order->staff_code,
        .agency_code = order->agency_code,
        .day = organisation_today(ctx->arena, ctx->clock)};
    TRY(q_register_people(ctx->db, ctx->arena, asked, &rows));
    *id = rows.count == 1 ? rows.items[0].id : 0;
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
    bool agency = str_empty(order->name) && str_empty(order->staff_code);
    *owner = (struct certificate_owner){.kind = agency ? "agency" : "person",
                                        .actor = ctx->actor == NULL
                                                     ? S("system")
                                                     : actor_mark(ctx->arena, ctx->actor),
                                        .reason = order->reason};
    if (agency)
        TRY(find_agency(ctx, order->agency_code, &owner->agency_id));
    else
        TRY(find_person(ctx, order, &owner->person_id));
    return owner->person_id != 0 || owner->agency_id != 0
               ? RESULT_OK
               : result_fail(ERROR_INVALID, "certificate.holder",
                             N_("Hôm nay không có đúng một người giữ chức vụ mang họ tên này, "
                                "hoặc không có cơ quan mang mã này."));
}

/* By the grants of the actor; the operator's own command has none. */
static struct result reaches(struct service_context *ctx, int64_t person_id, int64_t agency_id)
{
    static const char MANAGE[] = "certificate.manage";
    struct q_register_reach_rows rows = {.count = 0};
    if (ctx->actor == NULL)
        return RESULT_OK;
    if (agency_id != 0)
        return permission_check(ctx->db, ctx->arena, ctx->actor, MANAGE, agency_id);
    const struct q_register_reach_in asked = {person_id, ctx->actor->today};
    TRY(q_register_reach(ctx->db, ctx->arena, asked, &rows));
    if (rows.count == 0)
        return permission_check_whole(ctx->db, ctx->arena, ctx->actor, MANAGE);
    for (size_t i = 0; i < rows.count; i++)
        TRY(permission_check(ctx->db, ctx->arena, ctx->actor, MANAGE, rows.items[i].agency_id));
    return RESULT_OK;
}

/* Who administers one of a person's agencies does not rule over what they sign for in another; who
 * is in none is the highest agency's. */
static struct result may_manage(struct service_context *ctx, int64_t person_id, int64_t agency_id)
{
    struct result may = reaches(ctx, person_id, agency_id);
    if (may.kind != ERROR_FORBIDDEN)
        return may;
    return result_fail(ERROR_FORBIDDEN, "certificate.elsewhere",
                       N_("Người hoặc cơ quan này ở ngoài nơi bạn quản trị. Nhờ quản trị của cơ "
                          "quan cấp trên làm việc này."));
}

/* A certificate that somebody held before gets a new holder; else it is entered. */
struct result register_enter(struct service_context *ctx, const struct register_order *order,
                             int64_t *id, bool *same)
{
    struct sha256 digest = sha256(order->der);
    struct certificate_owner owner;
    struct q_register_known_out known;
    bool found;
    int64_t now_us = clock_now_us(ctx->clock);
    const struct q_register_known_in asked = {
        .sha256 = str_hex(ctx->arena, digest.bytes, SHA256_SIZE)};
    TRY(find_holder(ctx, order, &owner));
    TRY(may_manage(ctx, owner.person_id, owner.agency_id));
    TRY(q_register_known(ctx->db, ctx->arena, asked, &known, &found));
    *same = found && known.held > 0 && known.person_id == owner.person_id &&
            known.agency_id == owner.agency_id;
    *id = found ? known.id : 0;
    if (*same)
        return RESULT_OK;
    if (found && known.held > 0)
        return result_fail(ERROR_CONFLICT, "certificate.held",
                           N_("Chứng thư này đang có người giữ. Thu lại trước rồi giao."));
    if (found)
        TRY(certificates_hold(ctx->db, ctx->arena, now_us, owner, known.id));
    else
        TRY(certificates_add(ctx->db, ctx->arena, now_us, owner, order->der));
    TRY(q_register_known(ctx->db, ctx->arena, asked, &known, &found));
    *id = known.id;
    return RESULT_OK;
}

static struct result enter_new(struct service_context *ctx, const struct register_order *order,
                               int64_t *id)
{
    bool same;
    TRY(register_enter(ctx, order, id, &same));
    return same ? result_fail(ERROR_CONFLICT, "certificate.held",
                              N_("Người này đang giữ chính chứng thư này."))
                : RESULT_OK;
}

struct result register_add(struct service_context *ctx, const struct register_order *order,
                           int64_t *id)
{
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db, enter_new(ctx, order, id));
}

static struct result end(struct service_context *ctx, int64_t id, struct str reason)
{
    int64_t now_us = clock_now_us(ctx->clock);
    struct str by = actor_mark(ctx->arena, ctx->actor);
    struct q_register_held_out held = {.person_id = 0};
    bool found;
    const struct q_register_end_in row = {.certificate_id = id, .now = now_us, .by = by,
                                          .reason = reason};
    TRY(q_register_held(ctx->db, ctx->arena, (struct q_register_held_in){id}, &held, &found));
    if (!found)
        return result_fail(ERROR_CONFLICT, "certificate.free",
                           N_("Chứng thư này đang không có ai giữ."));
    TRY(may_manage(ctx, held.person_id, held.agency_id));
    TRY(q_register_end(ctx->db, ctx->arena, row, NULL));
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
    if (str_empty(order->fingerprint))
        return result_fail(ERROR_INVALID, "trust.fingerprint",
                           N_("Ghi dấu vân tay SHA-256 mà cơ quan cấp công bố"));
    TRY(permission_check_whole(ctx->db, ctx->arena, ctx->actor, "trust.manage"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     trust_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), order, id));
}

struct result trust_list_withdraw(struct service_context *ctx, int64_t id, struct str reason)
{
    const struct trust_end end_of = {.id = id, .reason = reason,
                                     .actor = actor_mark(ctx->arena, ctx->actor)};
    TRY(permission_check_whole(ctx->db, ctx->arena, ctx->actor, "trust.manage"));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     trust_withdraw(ctx->db, ctx->arena, clock_now_us(ctx->clock), &end_of));
}
