#ifndef TRUC_TESTS_UNIT_RIGHTS_WORLD_H
#define TRUC_TESTS_UNIT_RIGHTS_WORLD_H

/* A city, two of its communes and the people of them, for tests of rights. */
#include "tests/support/fixture.h"

#include "core/evidence.h"
#include "core/identity_queries.h"
#include "core/organisation.h"
#include "core/organisation_change.h"
#include "core/rights.h"
#include "core/session.h"

#define TODAY "2026-11-23"
#define SINCE "2026-05-01"

enum who { CLERK, OFFICER, CHAIR, DEPUTY, ADMIN, AUDITOR, STRANGER, SECOND_ADMIN, PEOPLE };

static const struct {
    const char *name;
    enum role role;
    bool city; /* else the commune; STRANGER sits in another commune */
} CAST[PEOPLE] = {
    [CLERK] = {"Mai Thị Ngọc Diễm", ROLE_CLERK, false},
    [OFFICER] = {"Trần Hữu Lộc", ROLE_OFFICER, false},
    [CHAIR] = {"Hồ Quang Vinh", ROLE_LEADER, false},
    [DEPUTY] = {"Lê Thị Sen", ROLE_LEADER, false},
    [ADMIN] = {"Võ Hoàng Nam", ROLE_ADMINISTRATOR, true},
    [AUDITOR] = {"Đỗ Thị Hạnh", ROLE_AUDITOR, true},
    [STRANGER] = {"Phan Thị Loan", ROLE_CLERK, false},
    [SECOND_ADMIN] = {"Bùi Văn Tám", ROLE_ADMINISTRATOR, true},
};

struct world {
    struct fixture *f;
    int64_t city, commune, other;
    int64_t person[PEOPLE];
    int64_t account[PEOPLE];
    int64_t appointment[PEOPLE];
};

static int64_t agency(struct fixture *f, const char *code, int64_t level, int64_t parent)
{
    int64_t id = 0;
    struct agency_new new = {.agency = {.code = str_from_c(code),
                                        .area_code = str_from_c(code),
                                        .name = str_printf(f->arena, "UBND %s", code),
                                        .place = str_from_c(code),
                                        .kind = S("xã"),
                                        .level = level,
                                        .parent_id = parent},
                             .act = S("Nghị quyết"),
                             .valid_from = S("2026-04-30")};
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, new, &id));
    return id;
}

static void appoint(struct world *w, enum who who)
{
    struct fixture *f = w->f;
    struct q_account_add_out account;
    int64_t place = CAST[who].city ? w->city : who == STRANGER ? w->other : w->commune;
    struct appointment_new new = {.decision = S("Quyết định 1"), .valid_from = S(SINCE)};
    struct post_new post = {.agency_id = place,
                            .unit = S("Đơn vị"),
                            .title = str_printf(f->arena, "Chức vụ %d", (int)who),
                            .role = str_from_c(role_code(CAST[who].role)),
                            .subtree = CAST[who].city,
                            .valid_from = S(SINCE)};
    assert_ok(person_add(f->db, f->arena, f->clock.fixed_us, str_from_c(CAST[who].name),
                         &w->person[who]));
    assert_ok(post_ensure(f->db, f->arena, post, &new.position_id));
    new.person_id = w->person[who];
    assert_ok(person_appoint(f->db, f->arena, new));
    w->appointment[who] = fixture_number(f, "SELECT MAX(id) FROM appointment");
    struct q_account_add_in in = {.person_id = w->person[who],
                                  .login = str_printf(f->arena, "a%d", (int)who),
                                  .password_hash = S("none"),
                                  .totp_secret = S("secret")};
    assert_ok(q_account_add(f->db, f->arena, in, &account));
    w->account[who] = account.id;
}

static struct result changed(struct world *w, const char *object)
{
    return rights_changed(w->f->db, w->f->arena,
                          (struct rights_change){.now_us = w->f->clock.fixed_us,
                                                 .actor = S("system"),
                                                 .object = str_from_c(object)});
}

static struct world *set_out(void **state)
{
    struct fixture *f = *state;
    struct world *w = ARENA_NEW(f->arena, struct world);
    w->f = f;
    assert_ok(db_write_begin(f->db));
    w->city = agency(f, "H19", 2, 0);
    w->commune = agency(f, "H19.62", 4, w->city);
    w->other = agency(f, "H19.63", 4, w->city);
    for (unsigned who = 0; who < SECOND_ADMIN; who++)
        appoint(w, (enum who)who);
    assert_ok(changed(w, "test"));
    assert_ok(db_commit(f->db));
    return w;
}

static struct actor *actor_of(struct world *w, enum who who)
{
    struct fixture *f = w->f;
    struct actor *actor;
    assert_ok(actor_load(f->db, f->arena, &f->clock, w->account[who], &actor));
    return actor;
}

static const struct grant *authority(struct world *w, enum who who, const char *permission,
                                     const struct permission_object *object)
{
    const struct grant *grant = NULL;
    struct permission_question question = {
        .permission = permission, .agency_id = w->commune, .object = object};
    struct result may = permission_authority(w->f->db, w->f->arena, actor_of(w, who), question,
                                             &grant);
    assert_true(result_ok(may) || may.kind == ERROR_FORBIDDEN);
    return grant;
}

#endif
