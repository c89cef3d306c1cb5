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

static struct result make_tiers(struct service_context *ctx)
{
    TRY(tier_add(ctx->db, ctx->arena, 2, S("cấp thành phố"), S("2025-07-01")));
    return tier_add(ctx->db, ctx->arena, 4, S("cấp xã"), S("2025-07-01"));
}

static struct result make_agency(struct service_context *ctx, size_t index, struct demo_cast *cast)
{
    const struct demo_agency *a = &demo_agencies[index];
    struct agency_new new = {
        .agency = {.code = str_from_c(a->code),
                   .area_code = str_from_c(a->area_code),
                   .name = str_from_c(a->name),
                   .place = str_from_c(a->place),
                   .kind = str_from_c(a->kind),
                   .level = a->level,
                   .parent_id = a->parent < 0 ? 0 : cast->agency_id[a->parent],
                   .address = str_from_c(a->address),
                   .phone = str_from_c(a->phone)},
        .act = str_from_c(a->act),
        .valid_from = str_from_c(a->valid_from),
    };
    return agency_found(ctx->db, ctx->arena, clock_now_us(ctx->clock), new,
                        &cast->agency_id[index]);
}

static struct result make_person(struct service_context *ctx, size_t index, struct demo_cast *cast)
{
    const struct demo_person *p = &demo_people[index];
    struct appointment_new appointment = {.decision = str_from_c(p->decision),
                                          .valid_from = SINCE};
    struct post_new post = {.agency_id = cast->agency_id[p->agency],
                            .unit = str_from_c(p->unit),
                            .title = str_from_c(p->title),
                            .role = str_from_c(role_code(p->role)),
                            .subtree = p->subtree,
                            .valid_from = SINCE};
    TRY(person_add(ctx->db, ctx->arena, clock_now_us(ctx->clock), str_from_c(p->name),
                   &appointment.person_id));
    TRY(post_ensure(ctx->db, ctx->arena, post, &appointment.position_id));
    TRY(person_appoint(ctx->db, ctx->arena, appointment));
    struct account_new account = {
        .person_id = appointment.person_id,
        .login = str_from_c(p->login),
        .password = S(OUTBOX_DEMO_PASSWORD),
        .totp_secret = demo_totp_secret(ctx->arena, str_from_c(p->login)),
        .demo = true,
    };
    return account_create(ctx, account, &cast->account_id[index]);
}

struct result demo_cast_make(struct service_context *ctx, struct demo_cast *out)
{
    TRY(make_tiers(ctx));
    for (size_t i = 0; i < DEMO_AGENCIES; i++)
        TRY(make_agency(ctx, i, out));
    for (size_t i = 0; i < DEMO_PEOPLE; i++)
        TRY(make_person(ctx, i, out));
    struct rights_change change = {.now_us = clock_now_us(ctx->clock), .actor = S("system"),
                                   .object = S("demo")};
    return rights_changed(ctx->db, ctx->arena, change);
}
