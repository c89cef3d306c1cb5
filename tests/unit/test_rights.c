/* Grants through delegations, roles as data, and the history of rights. */
#include "tests/unit/rights_world.h"

#include "core/delegation.h"
#include "core/privacy.h"
#include "core/roles.h"
#include "db/query.h"

static struct delegation_new leave(struct world *w, enum who from, enum who to)
{
    return (struct delegation_new){.from_person_id = w->person[from],
                                   .to_person_id = w->person[to],
                                   .decision = S("Văn bản 12/UQ-UBND"),
                                   .reason = S("Nghỉ phép"),
                                   .valid_from = S(TODAY),
                                   .valid_to = S("2026-11-26")};
}

static struct result give(struct world *w, enum who by, struct delegation_new what)
{
    struct fixture *f = w->f;
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, delegation_give(f->db, f->arena, f->clock.fixed_us, actor_of(w, by),
                                            &what));
}

static struct result revoke(struct world *w, enum who by, int64_t id, const char *reason)
{
    struct fixture *f = w->f;
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, delegation_revoke(f->db, f->arena, f->clock.fixed_us, actor_of(w, by),
                                              (struct delegation_end){id, str_from_c(reason)}));
}

static int64_t last_delegation(struct world *w)
{
    return fixture_number(w->f, "SELECT MAX(id) FROM delegation");
}

static void a_substitute_acts_in_both_names_until_the_day_of_return(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    assert_null(authority(w, OFFICER, "dossier.accept", NULL));
    assert_ok(give(w, CHAIR, leave(w, CLERK, OFFICER)));
    const struct grant *grant = authority(w, OFFICER, "dossier.accept", NULL);
    assert_non_null(grant);
    assert_int_equal(grant->for_person_id, w->person[CLERK]);
    assert_true(str_is(actor_words(f->arena, actor_of(w, OFFICER), grant),
                       "Trần Hữu Lộc thay mặt Mai Thị Ngọc Diễm"));
    assert_true(actor_has_role(actor_of(w, OFFICER), ROLE_CLERK));
    assert_null(authority(w, DEPUTY, "dossier.accept", NULL));

    fixture_advance(w->f, 2 * MICROS_PER_DAY); /* 25 November: the last day */
    assert_non_null(authority(w, OFFICER, "dossier.accept", NULL));
    fixture_advance(w->f, MICROS_PER_DAY);
    assert_null(authority(w, OFFICER, "dossier.accept", NULL));
    assert_false(actor_has_role(actor_of(w, OFFICER), ROLE_CLERK));
}

/* What waits for the absent person is read in both names, one's own work in one's own. */
static void a_substitute_reads_in_both_names(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    assert_ok(give(w, CHAIR, leave(w, CLERK, OFFICER)));
    struct actor *officer = actor_of(w, OFFICER);
    assert_null(permission_seen_for(officer));
    permission_sees(officer, w->commune, S("tu_phap_ho_tich"));
    permission_sees(officer, w->commune, S("citizen"));
    permission_sees(officer, w->other, S("mot_cua"));
    assert_null(permission_seen_for(officer));
    struct permission_object object = {.procedure = S("2.000635"), .holder_role = S("mot_cua")};
    struct permission_question question = {
        .permission = "dossier.read", .agency_id = w->commune, .object = &object};
    const struct grant *own;
    assert_ok(permission_authority(f->db, f->arena, officer, question, &own));
    assert_int_equal(own->for_person_id, 0);
    const struct grant *seen = permission_seen_for(officer);
    assert_non_null(seen);
    assert_int_equal(seen->for_person_id, w->person[CLERK]);
    struct str dossier = S("dossier:1");
    struct evidence_reading reading = {.actor = actor_mark(f->arena, officer),
                                       .screen = S("dossier.view"), .purpose = S("dossier.view"),
                                       .agency_id = w->commune, .objects = &dossier,
                                       .object_count = 1, .authority = seen};
    int64_t acts = fixture_number(f, "SELECT COUNT(*) FROM delegated_act");
    assert_ok(evidence_reading_add(f->db, f->arena, f->clock.fixed_us, reading));
    struct evidence_row row;
    assert_ok(evidence_last(f->db, f->arena, S("read"), dossier, &row));
    assert_true(str_is(evidence_behalf(f->arena, row.record), "Mai Thị Ngọc Diễm"));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM delegated_act"), acts);
    struct reading_list list;
    struct reading_filter filter = {.objects = &dossier, .object_count = 1, .most = 5};
    assert_ok(privacy_readings(f->db, f->arena, &filter, &list));
    assert_int_equal(list.count, 1);
    assert_true(str_is(list.items[0].name, "Trần Hữu Lộc thay mặt Mai Thị Ngọc Diễm"));
}

/* The absent clerk goes to another agency: the substitute does not come into it with them. */
static void a_transfer_takes_nothing_along(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    const struct grant *grant;
    struct str log;
    struct permission_question there = {.permission = "dossier.accept", .agency_id = w->other};
    struct appointment_new second = {.person_id = w->person[CLERK],
                                     .position_id = fixture_number(
                                         f, "SELECT position_id FROM appointment t"
                                            " JOIN person p ON p.id = t.person_id"
                                            " WHERE p.name = 'Phan Thị Loan'"),
                                     .decision = S("Quyết định 2"),
                                     .valid_from = S(TODAY)};
    assert_ok(give(w, CHAIR, leave(w, CLERK, OFFICER)));
    assert_ok(db_write_begin(f->db));
    assert_ok(person_appoint(f->db, f->arena, second));
    assert_ok(changed(w, "test"));
    assert_ok(db_commit(f->db));
    assert_ok(permission_authority(f->db, f->arena, actor_of(w, CLERK), there, &grant));
    assert_fails(permission_authority(f->db, f->arena, actor_of(w, OFFICER), there, &grant),
                 "permission.denied");
    assert_non_null(authority(w, OFFICER, "dossier.accept", NULL));
    struct rights_moment now = {.person_id = w->person[OFFICER], .day = S(TODAY)};
    assert_ok(rights_recomputed_from_log(f->db, f->arena, now, &log));
    struct grant_list grants;
    assert_ok(rights_at(f->db, f->arena, now.person_id, now.day, &grants));
    assert_true(str_equal(log, rights_lines(f->arena, &grants)));
}

static void evidence_names_both(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct evidence_row *rows;
    struct delegated_acts acts;
    size_t count;
    assert_ok(give(w, CHAIR, leave(w, CLERK, OFFICER)));
    struct actor *officer = actor_of(w, OFFICER);
    struct evidence act = {.kind = S("dossier.received"), .object = S("dossier:5"),
                           .actor = actor_mark(f->arena, officer)};
    assert_ok(db_write_begin(f->db));
    assert_ok(evidence_add(f->db, f->arena, f->clock.fixed_us, act));
    act.authority = authority(w, OFFICER, "dossier.accept", NULL);
    assert_ok(evidence_add(f->db, f->arena, f->clock.fixed_us, act));
    act.authority = authority(w, OFFICER, "dossier.task", NULL); /* one's own: not in the list */
    assert_ok(evidence_add(f->db, f->arena, f->clock.fixed_us, act));
    assert_ok(db_commit(f->db));
    assert_ok(evidence_of(f->db, f->arena, S("dossier:5"), &rows, &count));
    assert_int_equal(count, 3);
    assert_int_equal(str_find(rows[0].record, S("behalf")), rows[0].record.len);
    assert_true(str_find(rows[1].record, S("\"behalf\":{\"delegation\":")) < rows[1].record.len);
    assert_true(str_find(rows[1].record, S("Mai Thị Ngọc Diễm")) < rows[1].record.len);
    assert_int_equal(str_find(rows[2].record, S("behalf")), rows[2].record.len);
    assert_ok(delegation_acts(f->db, f->arena, last_delegation(w), &acts));
    assert_int_equal(acts.count, 1);
    assert_true(str_is(acts.items[0].actor, "Trần Hữu Lộc"));
    assert_true(str_is(acts.items[0].kind, "dossier.received"));
}

static void there_are_no_chains(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    assert_ok(give(w, CHAIR, leave(w, CLERK, OFFICER)));
    /* who stands in passes nothing on, and nobody stands in for one who stands in */
    assert_fails(give(w, CHAIR, leave(w, OFFICER, DEPUTY)), "delegation.chain");
    assert_fails(give(w, CHAIR, leave(w, DEPUTY, CLERK)), "delegation.chain");
    struct delegation_new later = leave(w, OFFICER, DEPUTY);
    later.valid_from = S("2026-11-26");
    later.valid_to = S("2026-11-27");
    assert_ok(give(w, CHAIR, later));

    /* even a row that got past the door gives only the absent person's own posts */
    fixture_script(w->f, "UPDATE delegation SET valid_from = '2026-11-23'");
    const struct grant *grant = authority(w, DEPUTY, "dossier.accept", NULL);
    assert_null(grant);
}

static void nobody_delegates_to_themselves_or_what_they_do_not_manage(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    assert_fails(give(w, CHAIR, leave(w, CLERK, CHAIR)), "delegation.self");
    assert_fails(give(w, OFFICER, leave(w, CLERK, OFFICER)), "delegation.self");
    assert_fails(give(w, OFFICER, leave(w, CLERK, DEPUTY)), "permission.denied");
    assert_fails(give(w, CHAIR, leave(w, STRANGER, OFFICER)), "permission.denied");
    assert_fails(give(w, ADMIN, leave(w, STRANGER, OFFICER)), "delegation.other_agency");
    assert_fails(give(w, ADMIN, leave(w, AUDITOR, OFFICER)), "delegation.other_agency");
    assert_fails(give(w, ADMIN, leave(w, ADMIN, AUDITOR)), "delegation.nothing");
    assert_ok(give(w, ADMIN, leave(w, CLERK, OFFICER)));
    assert_fails(give(w, ADMIN, leave(w, CLERK, OFFICER)), "delegation.exists");
}

/* Gives one of the cast one more post, with everything around it kept in the log. */
static void post_later(struct world *w, enum who who, struct post_new post)
{
    struct fixture *f = w->f;
    struct appointment_new new = {.person_id = w->person[who], .decision = S("QĐ 2"),
                                  .valid_from = post.valid_from};
    assert_ok(db_write_begin(f->db));
    assert_ok(post_ensure(f->db, f->arena, post, &new.position_id));
    assert_ok(person_appoint(f->db, f->arena, new));
    assert_ok(changed(w, "test"));
    assert_ok(db_commit(f->db));
}

static void make_inspector(struct world *w, enum who who, const char *day)
{
    struct post_new post = {.agency_id = w->commune, .unit = S("Đơn vị"), .title = S("Thanh tra"),
                            .role = S("thanh_tra"), .valid_from = str_from_c(day)};
    post_later(w, who, post);
}

static void an_inspector_takes_no_work(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    make_inspector(w, DEPUTY, SINCE);
    assert_fails(give(w, CHAIR, leave(w, CLERK, DEPUTY)), "delegation.duties");
}

/* An inspector from the second day on, known beforehand: not on the first day either. */
static void duties_count_on_every_day(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    make_inspector(w, DEPUTY, "2026-11-25");
    struct delegation_new what = leave(w, CLERK, DEPUTY);
    assert_fails(give(w, CHAIR, what), "delegation.duties");
    what.valid_to = S("2026-11-25"); /* over before it begins */
    assert_ok(give(w, CHAIR, what));
}

/* Made an inspector while standing in: from that day on only their own work, and the log agrees. */
static void duties_that_come_later_end_it(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct grant_list grants;
    struct str log;
    assert_ok(give(w, CHAIR, leave(w, CLERK, DEPUTY)));
    make_inspector(w, DEPUTY, "2026-11-24");
    assert_non_null(authority(w, DEPUTY, "dossier.accept", NULL));
    fixture_advance(f, MICROS_PER_DAY);
    assert_null(authority(w, DEPUTY, "dossier.accept", NULL));
    struct rights_moment then = {.person_id = w->person[DEPUTY], .day = S("2026-11-24")};
    assert_ok(rights_recomputed_from_log(f->db, f->arena, then, &log));
    assert_ok(rights_at(f->db, f->arena, then.person_id, then.day, &grants));
    assert_int_equal(grants.count, 2);
    assert_true(str_equal(log, rights_lines(f->arena, &grants)));
}

/* A post that reaches below is passed on only by who reaches below; also one that comes later. */
static void nobody_passes_on_more_reach_than_they_have(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct post_new post = {.agency_id = w->commune, .unit = S("Đơn vị"), .title = S("Trưởng khối"),
                            .role = S("mot_cua"), .subtree = true, .valid_from = S("2026-11-25")};
    post_later(w, CLERK, post);
    struct delegation_new what = leave(w, CLERK, OFFICER);
    assert_fails(give(w, CHAIR, what), "permission.below");
    assert_ok(give(w, ADMIN, what));
    assert_ok(revoke(w, ADMIN, last_delegation(w), "Thử"));
    what.valid_to = S("2026-11-25");
    assert_ok(give(w, CHAIR, what));
}

static void a_delegation_says_when_and_why(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct delegation_new what = leave(w, CLERK, OFFICER);
    what.valid_from = S("2026-11-22"); /* yesterday */
    assert_fails(give(w, CHAIR, what), "delegation.days");
    what = leave(w, CLERK, OFFICER);
    what.valid_to = what.valid_from;
    assert_fails(give(w, CHAIR, what), "delegation.days");
    what.valid_to = S("2028-01-01");
    assert_fails(give(w, CHAIR, what), "delegation.days");
    what.valid_to = S("mai");
    assert_fails(give(w, CHAIR, what), "delegation.days");
    what = leave(w, CLERK, OFFICER);
    what.decision = S(" ");
    assert_fails(give(w, CHAIR, what), "delegation.decision");
    what = leave(w, CLERK, OFFICER);
    what.procedures = S("9.999999");
    assert_fails(give(w, CHAIR, what), "delegation.procedure");
    what.procedures = S("");
    what.value_max = -1;
    assert_fails(give(w, CHAIR, what), "delegation.value");
}

static void it_ends_when_it_is_taken_back(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    assert_ok(give(w, CHAIR, leave(w, CLERK, OFFICER)));
    int64_t id = last_delegation(w);
    assert_fails(revoke(w, OFFICER, id, "tôi không muốn"), "delegation.unknown");
    assert_fails(revoke(w, STRANGER, id, "x"), "delegation.unknown");
    assert_fails(revoke(w, CHAIR, id, " "), "delegation.reason");
    assert_fails(revoke(w, CHAIR, id + 1, "x"), "delegation.unknown");
    assert_ok(revoke(w, CLERK, id, "Về sớm")); /* the absent person may */
    assert_null(authority(w, OFFICER, "dossier.accept", NULL));
    assert_fails(revoke(w, CHAIR, id, "lần nữa"), "delegation.over");
}

/* It ends with the absent person's post, too: nobody passes on more than they have. */
static void it_ends_with_the_post(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    assert_ok(give(w, CHAIR, leave(w, CLERK, OFFICER)));
    assert_ok(db_write_begin(f->db));
    struct appointment_end end = {w->appointment[CLERK], S(TODAY), S("QĐ 9")};
    assert_ok(appointment_end(f->db, f->arena, end));
    assert_ok(changed(w, "test"));
    assert_ok(db_commit(f->db));
    assert_null(authority(w, OFFICER, "dossier.accept", NULL));
}

static void authority_to_sign_has_limits(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct delegation_new what = leave(w, CHAIR, OFFICER);
    what.signing = true;
    what.value_max = 50000000;
    assert_fails(give(w, CHAIR, leave(w, CLERK, STRANGER)), "delegation.other_agency");
    struct delegation_new clerks = leave(w, CLERK, OFFICER);
    clerks.signing = true; /* a clerk has nothing to sign */
    assert_fails(give(w, CHAIR, clerks), "delegation.nothing");
    assert_ok(give(w, CHAIR, what));
    struct permission_object paper = {.procedure = S("2.000635"), .value_vnd = 50000000};
    const struct grant *grant = authority(w, OFFICER, "result.sign", &paper);
    assert_non_null(grant);
    assert_int_equal(grant->for_person_id, w->person[CHAIR]);
    paper.value_vnd++;
    assert_null(authority(w, OFFICER, "result.sign", &paper));
    assert_null(authority(w, OFFICER, "result.sign", NULL)); /* of what, nobody said */
    paper.value_vnd = 0;
    assert_null(authority(w, OFFICER, "dossier.ask_again", &paper)); /* signing, nothing else */
    paper.prepared_by_account = w->account[OFFICER];
    assert_null(authority(w, OFFICER, "result.sign", &paper)); /* their own work */
    paper.prepared_by_account = w->account[CLERK];
    assert_non_null(authority(w, OFFICER, "result.sign", &paper));

    fixture_script(w->f, "UPDATE delegation SET procedures = '1.000001 2.000636'");
    assert_null(authority(w, OFFICER, "result.sign", &paper));
    paper.procedure = S("2.000636");
    assert_non_null(authority(w, OFFICER, "result.sign", &paper));
}

static void a_post_can_be_narrowed(void **state)
{
    struct world *w = set_out(state);
    fixture_script(w->f, "INSERT INTO position_condition (position_id, procedures, held_only, "
                         "decision, valid_from, valid_to) SELECT position_id, '2.000635', TRUE, "
                         "'Phân công 3', '2026-06-01', NULL FROM appointment WHERE id = 1");
    struct permission_object held = {.procedure = S("2.000635"), .holder_role = S("mot_cua")};
    assert_non_null(authority(w, CLERK, "dossier.accept", &held));
    assert_null(authority(w, CLERK, "dossier.accept", NULL));
    held.holder_role = S("lanh_dao");
    assert_null(authority(w, CLERK, "dossier.accept", &held));
    held = (struct permission_object){.procedure = S("1.000001"), .holder_role = S("mot_cua")};
    assert_null(authority(w, CLERK, "dossier.accept", &held));
    struct permission_scopes scopes;
    permission_scopes(w->f->arena, actor_of(w, CLERK), "dossier.read", &scopes);
    assert_int_equal(scopes.count, 1);
    assert_true(str_is(scopes.items[0].procedures, "2.000635"));
    assert_true(str_is(scopes.items[0].held_role, "mot_cua"));
}

static void limits_go_with_the_post(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    int64_t moved;
    fixture_script(f, "INSERT INTO position_condition (position_id, procedures, held_only, "
                      "decision, valid_from, valid_to) SELECT position_id, '2.000635', FALSE, "
                      "'Phân công 3', '2026-06-01', NULL FROM appointment WHERE id = 1");
    int64_t old = fixture_number(f, "SELECT position_id FROM appointment WHERE id = 1");
    struct post_move move = {.position_id = old, .agency_id = w->other, .on = S(TODAY),
                             .decision = S("QĐ 7")};
    struct post_return back = {.to_id = old, .on = S(TODAY)};
    struct permission_scopes scopes;
    assert_ok(db_write_begin(f->db));
    assert_ok(post_move(f->db, f->arena, move, &moved));
    assert_ok(changed(w, "test"));
    assert_ok(db_commit(f->db));
    permission_scopes(f->arena, actor_of(w, CLERK), "dossier.read", &scopes);
    assert_int_equal(scopes.count, 1);
    assert_int_equal(scopes.items[0].agency_id, w->other);
    assert_true(str_is(scopes.items[0].procedures, "2.000635"));
    back.from_id = moved;
    assert_ok(db_write_begin(f->db));
    assert_ok(post_move_back(f->db, f->arena, back));
    assert_ok(changed(w, "test"));
    assert_ok(db_commit(f->db));
    permission_scopes(f->arena, actor_of(w, CLERK), "dossier.read", &scopes);
    assert_int_equal(scopes.items[0].agency_id, w->commune);
    assert_true(str_is(scopes.items[0].procedures, "2.000635"));
}

static struct result set_role(struct world *w, enum who by, const char *code, const char *plus,
                              const char *minus)
{
    struct fixture *f = w->f;
    struct role_row role;
    assert_ok(role_open(f->db, f->arena, str_from_c(code), S(TODAY), &role));
    struct role_change change = {.code = str_from_c(code), .seen = role.rights,
                                 .wanted = role.rights, .reason = S("Quyết định 40")};
    if (plus)
        permission_set_add(&change.wanted, permission_find(plus));
    if (minus)
        permission_set_drop(&change.wanted, permission_find(minus));
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, role_change(f->db, f->arena, f->clock.fixed_us, actor_of(w, by),
                                        &change));
}

static void roles_change_from_a_day(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct role_history history;
    struct grant_list then;
    assert_non_null(authority(w, CLERK, "dossier.ask", NULL));
    assert_fails(set_role(w, CLERK, "mot_cua", "dossier.ask_again", NULL), "permission.denied");
    assert_fails(set_role(w, ADMIN, "mot_cua", NULL, NULL), "role.same");
    assert_fails(set_role(w, ADMIN, "quan_tri", "audit.read", NULL), "role.self");
    assert_fails(set_role(w, ADMIN, "mot_cua", "account.manage", NULL), "role.duties");
    assert_fails(set_role(w, ADMIN, "lanh_dao", "dossier.accept", NULL), "role.duties");
    assert_ok(set_role(w, ADMIN, "mot_cua", NULL, "dossier.ask"));
    assert_null(authority(w, CLERK, "dossier.ask", NULL));
    assert_ok(rights_at(f->db, f->arena, w->person[CLERK], S("2026-11-22"), &then));
    assert_true(grant_gives(&then.items[0], permission_find("dossier.ask")));
    assert_ok(role_history(f->db, f->arena, S("mot_cua"), &history));
    assert_int_equal(history.count, 1);
    assert_true(str_is(history.items[0].valid_to, TODAY));
    /* the same day once more, and back */
    assert_ok(set_role(w, ADMIN, "mot_cua", "dossier.ask", NULL));
    assert_non_null(authority(w, CLERK, "dossier.ask", NULL));

    struct evidence_row row;
    assert_ok(evidence_last(f->db, f->arena, S("rights.changed"), S("role:mot_cua"), &row));
    assert_true(str_find(row.record, S("Quyết định 40")) < row.record.len);
    assert_true(str_find(row.record, S("dossier.ask")) < row.record.len);
}

static void somebody_can_always_administer(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct appointment_end end = {w->appointment[ADMIN], S(TODAY), S("QĐ 9")};
    assert_fails(set_role(w, ADMIN, "quan_tri", NULL, "role.manage"),
                 "rights.last_administrator");
    assert_ok(db_write_begin(f->db));
    assert_ok(appointment_end(f->db, f->arena, end));
    assert_fails(db_finish(f->db, changed(w, "test")), "rights.last_administrator");
    assert_ok(db_write_begin(f->db));
    appoint(w, SECOND_ADMIN);
    assert_ok(appointment_end(f->db, f->arena, end));
    assert_ok(changed(w, "test"));
    assert_ok(db_commit(f->db));
    fixture_script(f, "UPDATE account SET disabled_us = 1 WHERE login = 'a7'");
    assert_ok(db_write_begin(f->db));
    assert_fails(db_finish(f->db, changed(w, "account:8")), "rights.last_administrator");
}

static void a_new_role_begins_empty(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct role_new what = {S("van_thu"), S("Văn thư"), S("Quyết định 41")};
    struct role_row role;
    assert_ok(db_write_begin(f->db));
    int64_t now_us = f->clock.fixed_us;
    struct actor *admin = actor_of(w, ADMIN);
    assert_ok(role_found(f->db, f->arena, now_us, admin, &what));
    assert_fails(role_found(f->db, f->arena, now_us, admin, &what), "role.exists");
    what.code = S("Văn thư");
    assert_fails(role_found(f->db, f->arena, now_us, admin, &what), "role.code");
    assert_ok(db_commit(f->db));
    assert_ok(role_open(f->db, f->arena, S("van_thu"), S(TODAY), &role));
    assert_int_equal(role.rights.words[0] | role.rights.words[1], 0);
    assert_ok(set_role(w, ADMIN, "van_thu", "dossier.read", NULL));
}

/* What the tables answer and what the log says, of everybody on a day. */
static void assert_agrees(struct world *w, const char *day)
{
    struct fixture *f = w->f;
    const struct rights_log *log;
    assert_ok(rights_log_read(f->db, f->arena, 0, &log));
    for (unsigned who = 0; who < PEOPLE; who++) {
        struct grant_list grants;
        assert_ok(rights_at(f->db, f->arena, w->person[who], str_from_c(day), &grants));
        struct str want = rights_lines(f->arena, &grants);
        struct str got = rights_log_lines(f->arena, log, w->person[who], str_from_c(day));
        assert_string_equal(str_c(f->arena, got), str_c(f->arena, want));
    }
}

static void the_log_alone_gives_the_same_rights(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct str before;
    struct str after;
    static const char *const DAYS[] = {"2026-04-01", "2026-06-01", TODAY, "2026-11-24",
                                       "2026-12-01"};
    struct rights_moment moment = {w->person[OFFICER], S(TODAY), f->clock.fixed_us};
    assert_ok(rights_recomputed_from_log(f->db, f->arena, moment, &before));
    fixture_advance(f, 60 * MICROS_PER_SECOND);
    struct delegation_new what = leave(w, CHAIR, OFFICER);
    what.signing = true;
    what.value_max = 7000000;
    assert_ok(give(w, CHAIR, leave(w, CLERK, DEPUTY)));
    assert_ok(give(w, CHAIR, what));
    assert_ok(set_role(w, ADMIN, "mot_cua", NULL, "dossier.ask"));
    assert_ok(db_write_begin(f->db));
    struct appointment_end end = {w->appointment[STRANGER], S("2026-11-24"), S("QĐ 9")};
    assert_ok(appointment_end(f->db, f->arena, end));
    assert_ok(changed(w, "person:7"));
    assert_ok(db_commit(f->db));
    for (size_t i = 0; i < sizeof DAYS / sizeof DAYS[0]; i++)
        assert_agrees(w, DAYS[i]);
    /* as it was known then: without the delegation */
    assert_ok(rights_recomputed_from_log(f->db, f->arena, moment, &after));
    assert_string_equal(str_c(f->arena, after), str_c(f->arena, before));
    moment.known_us = 0;
    assert_ok(rights_recomputed_from_log(f->db, f->arena, moment, &after));
    assert_false(str_equal(after, before));

    /* a row that changed behind the log's back is found by the comparison */
    fixture_script(f, "UPDATE position SET subtree = TRUE WHERE role = 'mot_cua'");
    struct grant_list grants;
    assert_ok(rights_at(f->db, f->arena, w->person[CLERK], S(TODAY), &grants));
    moment.person_id = w->person[CLERK];
    assert_ok(rights_recomputed_from_log(f->db, f->arena, moment, &after));
    assert_false(str_equal(after, rights_lines(f->arena, &grants)));
}

/* A process that remembers forgets when another one changes anything. */
static void what_is_remembered_is_forgotten_in_time(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct permission_question question = {.permission = "account.manage",
                                           .agency_id = w->commune};
    const struct grant *grant;
    struct actor *admin = actor_of(w, ADMIN);
    assert_ok(permission_authority(f->db, f->arena, admin, question, &grant));
    struct db *elsewhere = fixture_connect(f);
    assert_ok(db_write_begin(elsewhere));
    assert_ok(db_script(elsewhere, "UPDATE agency_closure SET valid_to = '2026-11-23' "
                                   "WHERE depth = 1"));
    assert_ok(rights_changed(elsewhere, f->arena,
                             (struct rights_change){.now_us = f->clock.fixed_us,
                                                    .actor = S("system")}));
    assert_ok(db_commit(elsewhere));
    db_close(elsewhere);
    assert_fails(permission_authority(f->db, f->arena, actor_of(w, ADMIN), question, &grant),
                 "permission.denied");
}

static void every_decision_says_why(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct permission_decision why;
    struct permission_question question = {.permission = "dossier.accept",
                                           .agency_id = w->commune};
    assert_ok(give(w, CHAIR, leave(w, CLERK, OFFICER)));
    assert_ok(permission_decide(f->db, f->arena, actor_of(w, OFFICER), question, &why));
    assert_true(why.allowed);
    assert_string_equal(why.rule, "delegation.substitution");
    assert_int_equal(why.step_count, 4);
    assert_true(str_find(why.steps[3].detail, S("12/UQ-UBND")) < why.steps[3].detail.len);
    question.agency_id = w->other;
    assert_ok(permission_decide(f->db, f->arena, actor_of(w, OFFICER), question, &why));
    assert_false(why.allowed);
    assert_string_equal(why.rule, "scope.outside");
    question = (struct permission_question){.permission = "account.manage",
                                            .agency_id = w->commune};
    assert_ok(permission_decide(f->db, f->arena, actor_of(w, ADMIN), question, &why));
    assert_string_equal(why.rule, "scope.subtree");
}

static void unused_rights_are_found(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct rights_unused unused;
    struct actor *clerk = actor_of(w, CLERK);
    assert_ok(permission_check(f->db, f->arena, clerk, "dossier.accept", w->commune));
    assert_ok(rights_used(f->db, f->arena, clerk));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM right_use"), 1);
    assert_ok(rights_unused(f->db, f->arena, S(TODAY), &unused));
    bool accept = false;
    bool ask = false;
    for (size_t i = 0; i < unused.count; i++) {
        bool his = unused.items[i].account_id == w->account[CLERK];
        accept = accept || (his && str_is(unused.items[i].permission, "dossier.accept"));
        ask = ask || (his && str_is(unused.items[i].permission, "dossier.ask"));
    }
    assert_false(accept);
    assert_true(ask);
    assert_ok(rights_unused(f->db, f->arena, S("2026-06-01"), &unused)); /* held for a month */
    assert_int_equal(unused.count, 0);
}

static void open(struct world *w, enum who who, const char *address, const char *agent)
{
    struct fixture *f = w->f;
    struct session_new new = {.token = str_printf(f->arena, "%s%s%lld", address, agent,
                                                  (long long)f->clock.fixed_us),
                              .account_id = w->account[who],
                              .stage = SESSION_OPEN,
                              .address = str_from_c(address),
                              .agent = str_from_c(agent)};
    assert_ok(db_write_begin(f->db));
    assert_ok(session_record(f->db, f->arena, f->clock.fixed_us, new));
    assert_ok(db_commit(f->db));
}

static void shared_accounts_are_found(void **state)
{
    struct world *w = set_out(state);
    struct fixture *f = w->f;
    struct accounts_shared shared;
    open(w, CLERK, "10.0.0.1", "Firefox");
    open(w, OFFICER, "10.0.0.2", "Firefox");
    fixture_script(f, "UPDATE session SET seen_us = seen_us + 600000000");
    fixture_advance(f, 60 * MICROS_PER_SECOND);
    open(w, CLERK, "10.0.0.1", "Firefox"); /* the same place and browser */
    assert_ok(accounts_shared(f->db, f->arena, 0, &shared));
    assert_int_equal(shared.count, 0);
    open(w, CLERK, "10.0.0.9", "Firefox");
    assert_ok(accounts_shared(f->db, f->arena, 0, &shared));
    assert_int_equal(shared.count, 1);
    assert_int_equal(shared.items[0].account_id, w->account[CLERK]);
    fixture_advance(f, 1200 * MICROS_PER_SECOND);
    open(w, OFFICER, "10.0.0.8", "Chrome"); /* the other one had ended */
    assert_ok(accounts_shared(f->db, f->arena, 0, &shared));
    assert_int_equal(shared.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(a_substitute_acts_in_both_names_until_the_day_of_return),
        FIXTURE_TESTS(a_substitute_reads_in_both_names),
        FIXTURE_TESTS(a_transfer_takes_nothing_along),
        FIXTURE_TESTS(evidence_names_both),
        FIXTURE_TESTS(there_are_no_chains),
        FIXTURE_TESTS(nobody_delegates_to_themselves_or_what_they_do_not_manage),
        FIXTURE_TESTS(an_inspector_takes_no_work),
        FIXTURE_TESTS(duties_count_on_every_day),
        FIXTURE_TESTS(duties_that_come_later_end_it),
        FIXTURE_TESTS(nobody_passes_on_more_reach_than_they_have),
        FIXTURE_TESTS(a_delegation_says_when_and_why),
        FIXTURE_TESTS(it_ends_when_it_is_taken_back),
        FIXTURE_TESTS(it_ends_with_the_post),
        FIXTURE_TESTS(authority_to_sign_has_limits),
        FIXTURE_TESTS(a_post_can_be_narrowed),
        FIXTURE_TESTS(limits_go_with_the_post),
        FIXTURE_TESTS(roles_change_from_a_day),
        FIXTURE_TESTS(somebody_can_always_administer),
        FIXTURE_TESTS(a_new_role_begins_empty),
        FIXTURE_TESTS(the_log_alone_gives_the_same_rights),
        FIXTURE_TESTS(what_is_remembered_is_forgotten_in_time),
        FIXTURE_TESTS(every_decision_says_why),
        FIXTURE_TESTS(unused_rights_are_found),
        FIXTURE_TESTS(shared_accounts_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
