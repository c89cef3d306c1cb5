#include "app/demo/demo_people.h"

#include "base/crypto.h"
#include "core/organisation.h"
#include "core/rights.h"
#include "core/totp.h"
#include "modules/account/account.h"
#include "modules/outbox/outbox.h"

/* Appointments begin before the first dossier of the demo. */
#define SINCE S("2026-05-04")

struct str demo_totp_secret(struct arena *arena, struct str login)
{
    struct sha256 digest = sha256(str_printf(arena, "truc demo %.*s", STR_ARG(login)));
    return str_dup(arena, str_of((const char *)digest.bytes, TOTP_SECRET_SIZE));
}

size_t demo_person_with(size_t agency, enum role role)
{
    size_t i = 0;
    while (i < DEMO_PEOPLE &&
           (demo_people[i].agency != (int)agency || demo_people[i].role != role))
        i++;
    return i;
}

static struct result make_person(struct service_context *ctx, size_t index, struct demo_cast *cast)
{
    const struct demo_person *p = &demo_people[index];
    struct str since = p->since != NULL ? str_from_c(p->since) : SINCE;
    struct appointment_new appointment = {.decision = str_from_c(p->decision),
                                          .valid_from = since};
    struct post_new post = {.agency_id = cast->agency_id[p->agency],
                            .unit = str_from_c(p->unit),
                            .title = str_from_c(p->title),
                            .role = str_from_c(role_code(p->role)),
                            .subtree = p->subtree,
                            .valid_from = since};
    TRY(person_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), str_from_c(p->name),
                   &appointment.person_id));
    TRY(post_ensure(ctx->db, ctx->arena, post, &appointment.position_id));
    TRY(person_appoint(ctx->db, ctx->arena, appointment));
    if (index == DEMO_PROVINCE_LEADER)
        cast->leader_person_id = appointment.person_id;
    if (p->login[0] == '\0')
        return RESULT_OK;
    struct account_new account = {
        .person_id = appointment.person_id,
        .login = str_from_c(p->login),
        .password = S(OUTBOX_DEMO_PASSWORD),
        .totp_secret = demo_totp_secret(ctx->arena, str_from_c(p->login)),
        .demo = true,
    };
    return account_create(ctx, account, &cast->account_id[index]);
}

static struct result rights_follow(struct service_context *ctx)
{
    struct rights_change change = {.now_us = clock_now_us(ctx->clock), .actor = S("system"),
                                   .object = S("demo")};
    return rights_changed(ctx->db, ctx->arena, change);
}

/* Bình Phước goes in: its people lead the work there together with ours. */
static struct result join_neighbour(struct service_context *ctx, const struct demo_cast *cast)
{
    struct agency neighbour;
    struct appointment_new appointment = {.person_id = cast->leader_person_id,
                                          .decision = S("Quyết định 8/QĐ-UBND"),
                                          .valid_from = S("2022-01-01")};
    TRY(agency_by_code(ctx->db, ctx->arena, S("H10"), appointment.valid_from, &neighbour));
    struct post_new post = {.agency_id = neighbour.id,
                            .unit = S("Ban chỉ đạo sắp xếp đơn vị hành chính"),
                            .title = S("Phó Trưởng ban"),
                            .role = str_from_c(role_code(ROLE_LEADER)),
                            .subtree = true,
                            .valid_from = appointment.valid_from};
    TRY(post_ensure(ctx->db, ctx->arena, post, &appointment.position_id));
    return person_appoint(ctx->db, ctx->arena, appointment);
}

static struct result find_agencies(struct service_context *ctx, struct str day,
                                   struct demo_cast *cast)
{
    for (size_t i = 0; i < DEMO_AGENCIES; i++) {
        struct agency agency;
        TRY(agency_by_code(ctx->db, ctx->arena, str_from_c(demo_agencies[i].code), day, &agency));
        cast->agency_id[i] = agency.id;
        cast->place[i] = agency.place;
    }
    return RESULT_OK;
}

struct result demo_cast_begin(struct service_context *ctx, struct demo_cast *out)
{
    struct agency province;
    TRY(agency_by_code(ctx->db, ctx->arena, S("H19"), S("2022-01-01"), &province));
    out->agency_id[0] = province.id;
    TRY(make_person(ctx, DEMO_ADMINISTRATOR, out));
    TRY(make_person(ctx, DEMO_PROVINCE_LEADER, out));
    TRY(join_neighbour(ctx, out));
    return rights_follow(ctx);
}

struct result demo_cast_finish(struct service_context *ctx, struct demo_cast *out)
{
    TRY(find_agencies(ctx, SINCE, out));
    for (size_t i = 0; i < DEMO_PEOPLE; i++)
        if (demo_people[i].since == NULL)
            TRY(make_person(ctx, i, out));
    return rights_follow(ctx);
}
