/* Who looked, questions, answers: by an index, for the person concerned only. */
#include "tests/faults/commune.h"

#include <string.h>

#include "core/citizen.h"
#include "core/evidence.h"
#include "core/holding.h"
#include "core/identity_queries.h"
#include "core/privacy.h"
#include "modules/citizen/service.h"

struct case_of {
    struct commune *c;
    struct citizen citizen; /* bound to the applicant's number */
    struct service_context ctx;
    struct actor leader;
    struct grant leader_grant;
};

static struct case_of *case_new(struct fixture *f)
{
    struct case_of *one = ARENA_NEW(f->arena, struct case_of);
    one->c = commune_new(f);
    one->citizen = (struct citizen){.id = 1,
                                    .identifier = S("075090000123"),
                                    .phone = S("+84900000001"),
                                    .bound = true,
                                    .assurance = ASSURANCE_OTP_BOUND};
    one->ctx = commune_acting(one->c, NULL);
    one->ctx.citizen = &one->citizen;
    one->leader_grant = (struct grant){.role = ROLE_LEADER, .agency_id = one->c->agency_id};
    one->leader = one->c->clerk;
    one->leader.account_id = 9;
    one->leader.grants = &one->leader_grant;
    fixture_script(f, "INSERT INTO person (id, name, name_folded, created_us) VALUES "
                      "(1, 'Lê Thị Hoa', 'le thi hoa', 0)");
    struct q_account_add_out added;
    assert_ok(db_write_begin(f->db));
    assert_ok(q_account_add(f->db, f->arena,
                            (struct q_account_add_in){.person_id = 1, .login = S("hoa.lt")},
                            &added));
    assert_ok(db_commit(f->db));
    assert_int_equal(added.id, 1);
    return one;
}

static void look(struct case_of *one, const char *purpose, const char *first, const char *second)
{
    struct fixture *f = one->c->f;
    struct str objects[2] = {str_from_c(first), str_from_c(second == NULL ? "" : second)};
    assert_ok(evidence_reading_add(
        f->db, f->arena, f->clock.fixed_us,
        (struct evidence_reading){.actor = S("account:1"),
                                  .screen = S("/can-bo/ho-so/{code}"),
                                  .purpose = str_from_c(purpose),
                                  .agency_id = one->c->agency_id,
                                  .objects = objects,
                                  .object_count = second == NULL ? 1 : 2}));
}

static struct looked_list list_of(struct case_of *one, int64_t before_id)
{
    struct fixture *f = one->c->f;
    struct own_objects own;
    struct looked_list list;
    assert_ok(own_objects_of(&one->ctx, &own));
    assert_ok(looked_at(&one->ctx, &own, before_id, false, &list));
    return list;
}

static void a_screen_is_one_line(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    commune_submit(one->c);
    commune_submit(one->c);
    look(one, "dossier.queue", "dossier:1", "dossier:2");
    look(one, "dossier.view", "dossier:2", NULL);
    look(one, "dossier.view", "dossier:77", NULL); /* somebody else's */
    struct looked_list list = list_of(one, 0);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].reading.purpose->code, "dossier.view");
    assert_true(str_is(list.items[0].reading.name, "Lê Thị Hoa"));
    assert_true(str_is(list.items[0].reading.agency_name, "UBND xã Phú Hoà"));
    assert_true(str_starts(list.items[0].label, S("H19.62-")));
    assert_string_equal(list.items[1].reading.purpose->code, "dossier.queue");
    look(one, "nobody.knows", "dossier:1", NULL);
    assert_string_equal(list_of(one, 0).items[0].reading.purpose->code, "other");
}

static void pages_follow_each_other(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    commune_submit(one->c);
    for (int i = 0; i < 45; i++)
        look(one, "dossier.view", "dossier:1", NULL);
    int64_t before_id = 0;
    int64_t last = INT64_MAX;
    size_t seen = 0;
    struct looked_list list = {.more = true};
    for (int page = 0; list.more && page < 5; page++) {
        list = list_of(one, before_id);
        for (size_t i = 0; i < list.count; i++) {
            assert_true(list.items[i].reading.evidence_id < last);
            last = list.items[i].reading.evidence_id;
        }
        seen += list.count;
        before_id = last;
    }
    assert_int_equal(seen, 45);
}

static void another_sees_nothing_of_it(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct own_objects own;
    struct looked looked;
    struct str token;
    commune_submit(one->c);
    look(one, "dossier.view", "dossier:1", NULL);
    int64_t evidence_id = list_of(one, 0).items[0].reading.evidence_id;
    one->citizen.bound = false; /* the same number, claimed with another phone */
    one->citizen.id = 2;
    assert_int_equal(list_of(one, 0).count, 0);
    assert_ok(own_objects_of(&one->ctx, &own));
    assert_fails(looked_once(&one->ctx, &own, evidence_id, &looked), "privacy.no_reading");
    assert_fails(question_ask(&one->ctx, &own, (struct question_new){evidence_id, S("vì sao")},
                              &token),
                 "privacy.no_reading");
    one->citizen.phone = S("+84912345678"); /* the phone that filed it */
    assert_int_equal(list_of(one, 0).count, 1);
}

static struct str ask_about_first(struct case_of *one)
{
    struct fixture *f = one->c->f;
    struct own_objects own;
    struct str token;
    assert_ok(own_objects_of(&one->ctx, &own));
    int64_t evidence_id = list_of(one, 0).items[0].reading.evidence_id;
    assert_ok(question_ask(&one->ctx, &own, (struct question_new){evidence_id, S("Vì sao?")},
                           &token));
    return token;
}

static void a_question_is_answered_by_another(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct question question;
    commune_submit(one->c);
    look(one, "dossier.view", "dossier:1", NULL);
    struct str token = ask_about_first(one);
    assert_true(str_equal(token, ask_about_first(one))); /* asked twice: one question */
    assert_ok(question_by_token(&one->ctx, token, &question));
    /* Monday 09:00 plus five working days of eight hours: the next Monday, 09:00. */
    assert_int_equal(question.due_us - question.asked_us, 7 * MICROS_PER_DAY);
    struct service_context clerk = commune_acting(one->c, &one->c->clerk);
    assert_fails(question_answer(&clerk, question.id, S("vì")), "privacy.no_question");
    struct actor looker = one->leader;
    looker.account_id = 1;
    struct service_context self = commune_acting(one->c, &looker);
    assert_fails(question_answer(&self, question.id, S("vì")), "privacy.self");
    struct service_context leader = commune_acting(one->c, &one->leader);
    struct question_list open;
    assert_ok(questions_open(&leader, &open));
    assert_int_equal(open.count, 1);
    assert_ok(question_answer(&leader, question.id, S("Vì kiểm tra hồ sơ")));
    assert_fails(question_answer(&leader, question.id, S("lần hai")), "privacy.answered");
    assert_ok(question_by_token(&one->ctx, token, &question));
    assert_true(question.answered);
    assert_true(str_is(question.answer, "Vì kiểm tra hồ sơ"));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notification WHERE object = "
                                       "'privacy' AND phone = '+84900000001'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE kind IN "
                                       "('privacy.asked', 'privacy.answered')"),
                     2);
}

/* The agency is merged away: its successor owes the answer, until that is taken back. */
static void a_question_follows_its_agency(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    const struct holding *held = core_holdings;
    while (strcmp(held->code, "question") != 0)
        held++;
    struct holding_run run = {.id = 1};
    struct holding_counts counts;
    int64_t newer;
    int64_t from = one->c->agency_id;
    commune_submit(one->c);
    look(one, "dossier.view", "dossier:1", NULL);
    ask_about_first(one);
    fixture_script(f, "INSERT INTO agency (id, created_us) VALUES (900, 0)");
    assert_ok(db_write_begin(f->db));
    assert_ok(holding_scope_add(f->db, f->arena, 1, from, false));
    assert_ok(holding_scope_add(f->db, f->arena, 1, 900, true));
    assert_ok(holding_route_add(f->db, f->arena, 1, from, 900));
    assert_ok(held->plan(f->db, f->arena, &run));
    assert_ok(held->move(f->db, f->arena, &run));
    assert_ok(db_commit(f->db));
    assert_ok(held->count(f->db, f->arena, &run, &counts));
    assert_int_equal(counts.count, 1);
    assert_int_equal(counts.items[0].agency_id, 900);
    assert_ok(held->newer(f->db, f->arena, &run, &newer));
    assert_int_equal(newer, 0);
    fixture_script(f, "UPDATE privacy_question SET answered_us = 1");
    assert_ok(held->newer(f->db, f->arena, &run, &newer));
    assert_int_equal(newer, 1);
    assert_ok(db_write_begin(f->db));
    assert_ok(held->back(f->db, f->arena, &run));
    assert_ok(db_commit(f->db));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM privacy_question "
                                       "WHERE agency_id = 900"),
                     0);
}

static void ones_own_reading_is_not_asked_about(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct own_objects own;
    struct looked_list list;
    struct str token;
    struct str object = S("dossier:1");
    commune_submit(one->c);
    assert_ok(evidence_reading_add(f->db, f->arena, f->clock.fixed_us,
                                   (struct evidence_reading){.actor = S("citizen"),
                                                             .screen = S("/ho-so/{token}"),
                                                             .purpose = S("citizen.receipt"),
                                                             .objects = &object,
                                                             .object_count = 1}));
    assert_int_equal(list_of(one, 0).count, 0);
    assert_ok(own_objects_of(&one->ctx, &own));
    assert_ok(looked_at(&one->ctx, &own, 0, true, &list));
    assert_int_equal(list.count, 1);
    struct question_new question = {list.items[0].reading.evidence_id, S("ai?")};
    assert_fails(question_ask(&one->ctx, &own, question, &token), "privacy.own_reading");
}

static void purposes_have_names(void **state)
{
    (void)state;
    size_t count;
    const struct purpose *table = purpose_table(&count);
    for (size_t i = 0; i < count; i++) {
        assert_true(table[i].name[0] != '\0' && table[i].shown[0] != '\0');
        assert_ptr_equal(purpose_find(str_from_c(table[i].code)), &table[i]);
    }
    assert_ptr_equal(purpose_find(S("khong.co")), &table[count - 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(a_screen_is_one_line),
        FIXTURE_TESTS(pages_follow_each_other),
        FIXTURE_TESTS(another_sees_nothing_of_it),
        FIXTURE_TESTS(a_question_is_answered_by_another),
        FIXTURE_TESTS(a_question_follows_its_agency),
        FIXTURE_TESTS(ones_own_reading_is_not_asked_about),
        cmocka_unit_test(purposes_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
