/* At the counter: papers are compared, and a phone becomes the identifier's. */
#include "modules/citizen/service.h"

#include "core/citizen_queries.h"
#include "core/identity.h"
#include "core/notify.h"
#include "core/otp.h"
#include "core/permission.h"
#include "db/lock.h"

#define DESK_PURPOSE "citizen_desk"

static struct result may_bind(struct service_context *ctx)
{
    int64_t agency_id = ctx->actor == NULL ? 0 : ctx->actor->agency_id;
    return permission_check(ctx->db, ctx->arena, ctx->actor, "citizen.bind", agency_id);
}

/* The code is good for this official, this identifier and this phone. */
static struct str desk_object(struct service_context *ctx, const struct citizen_binding *binding)
{
    return str_printf(ctx->arena, "%.*s:%.*s:%.*s",
                      STR_ARG(actor_mark(ctx->arena, ctx->actor)), STR_ARG(binding->identifier),
                      STR_ARG(binding->phone));
}

struct result desk_code_send(struct service_context *ctx, const struct citizen_binding *binding)
{
    TRY(may_bind(ctx));
    TRY(db_write_begin(ctx->db));
    return db_finish(ctx->db,
                     otp_send(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                              (struct otp_target){.purpose = DESK_PURPOSE,
                                                  .object = desk_object(ctx, binding),
                                                  .phone = binding->phone,
                                                  .door = actor_mark(ctx->arena, ctx->actor)}));
}

/* Whoever held the account until now is told, so that a theft is seen at once. */
static struct result tell_old_phone(struct service_context *ctx,
                                    const struct citizen_binding *binding)
{
    struct q_citizen_bound_out row;
    bool found;
    TRY(q_citizen_bound(ctx->db, ctx->arena,
                        (struct q_citizen_bound_in){.identifier = binding->identifier}, &row,
                        &found));
    if (!found || str_equal(row.phone, binding->phone))
        return RESULT_OK;
    return notify_add(ctx->db, ctx->arena, clock_now_us(ctx->clock),
                      (struct notification){.phone = row.phone,
                                            .text = S("Dien thoai dang nhap cua ban vua duoc doi "
                                                      "tai Mot cua. Khong phai ban? Goi tong dai."),
                                            .object = S("otp")});
}

static struct result try_and_bind(struct service_context *ctx,
                                  const struct citizen_binding *binding, struct str code,
                                  bool *right)
{
    int64_t now_us = clock_now_us(ctx->clock);
    int64_t id;
    TRY(otp_try(ctx->db, ctx->arena, now_us,
                (struct otp_answer){.purpose = DESK_PURPOSE,
                                    .object = desk_object(ctx, binding),
                                    .code = code},
                right));
    if (!*right)
        return RESULT_OK;
    TRY(tell_old_phone(ctx, binding));
    return citizen_bind(ctx->db, ctx->arena, now_us, binding, &id);
}

struct result desk_bind(struct service_context *ctx, struct citizen_binding *binding,
                        struct str code)
{
    bool right = false;
    TRY(may_bind(ctx));
    binding->actor = actor_mark(ctx->arena, ctx->actor);
    binding->agency_id = ctx->actor->agency_id;
    TRY(db_write_begin(ctx->db));
    TRY(db_finish(ctx->db, try_and_bind(ctx, binding, code, &right)));
    if (right)
        return RESULT_OK;
    return result_fail(ERROR_INVALID, "citizen.counter_code",
                       N_("Mã không đúng hoặc đã hết hạn. Xem tin nhắn mới nhất trên máy của "
                          "người dân"));
}
