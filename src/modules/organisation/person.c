/* Who is meant by a name and the number of a personnel file. */
#include "base/utf8.h"
#include "core/identity.h"
#include "core/permission.h"
#include "modules/organisation/queries.h"
#include "modules/organisation/service.h"

static struct result other_name(void)
{
    return result_fail(ERROR_CONFLICT, "person.code",
                       N_("Mã cán bộ này là của người có tên khác; xem lại mã hoặc tên"));
}

/* "#12". */
static struct result by_id(struct service_context *ctx, struct person_wanted wanted, int64_t *id)
{
    struct q_org_person_out person;
    bool found = false;
    if (str_to_i64(str_slice(wanted.staff_code, 1, wanted.staff_code.len), id))
        TRY(q_org_person(ctx->db, ctx->arena, (struct q_org_person_in){*id}, &person, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "person.unknown", N_("Không có người này"));
    return str_equal(person.name, wanted.name) ? RESULT_OK : other_name();
}

static struct result add(struct service_context *ctx, struct person_wanted wanted, int64_t *id)
{
    TRY(person_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), wanted.name, id));
    if (str_empty(wanted.staff_code))
        return RESULT_OK;
    struct q_org_person_code_in in = {.id = *id, .staff_code = wanted.staff_code};
    return q_org_person_code(ctx->db, ctx->arena, in, NULL);
}

static struct result by_name(struct service_context *ctx, struct person_wanted wanted, int64_t *id)
{
    struct q_org_person_named_rows rows;
    struct q_org_person_named_in in = {.name_folded = utf8_fold(ctx->arena, wanted.name)};
    TRY(q_org_person_named(ctx->db, ctx->arena, in, &rows));
    size_t same = 0;
    for (size_t i = 0; i < rows.count; i++)
        same += str_equal(rows.items[i].name, wanted.name);
    if (same > 0)
        return result_fail(ERROR_CONFLICT, "person.same_name",
                           N_("Đã có người tên này; ghi mã cán bộ của đúng người, hoặc #số của "
                              "trang người đó"));
    return add(ctx, wanted, id);
}

struct result person_ensure(struct service_context *ctx, struct person_wanted wanted, int64_t *id)
{
    if (str_empty(wanted.staff_code))
        return by_name(ctx, wanted, id);
    if (wanted.staff_code.ptr[0] == '#')
        return by_id(ctx, wanted, id);
    struct q_org_person_by_code_out person;
    bool found;
    struct q_org_person_by_code_in in = {.staff_code = wanted.staff_code};
    TRY(q_org_person_by_code(ctx->db, ctx->arena, in, &person, &found));
    if (!found)
        return add(ctx, wanted, id);
    *id = person.id;
    return str_equal(person.name, wanted.name) ? RESULT_OK : other_name();
}

struct result post_within_reach(struct service_context *ctx, int64_t agency_id, bool subtree)
{
    return subtree ? permission_check_below(ctx->db, ctx->arena, ctx->actor,
                                            "organisation.manage", agency_id)
                   : RESULT_OK;
}

struct result person_not_oneself(const struct service_context *ctx, int64_t person_id)
{
    if (ctx->actor == NULL || ctx->actor->person_id != person_id)
        return RESULT_OK;
    return result_fail(ERROR_FORBIDDEN, "appointment.self",
                       N_("Không ai tự bổ nhiệm mình. Nhờ một quản trị viên khác"));
}
