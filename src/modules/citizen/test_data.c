/* A copy of one's data, its end on one's wish, its end when its time has come. */
#include "tests/faults/commune.h"

#include <string.h>

#include "base/os_file.h"
#include "core/citizen.h"
#include "core/evidence.h"
#include "core/facts.h"
#include "core/jobs.h"
#include "db/query.h"
#include "modules/citizen/data.h"
#include "tests/support/second.h"

#define YEAR_US (365 * MICROS_PER_DAY)

struct case_of {
    struct commune *c;
    struct citizen citizen;
    struct service_context ctx;
    struct actor admin;
    struct grant admin_grant;
    struct service_context acting;
    struct job_context job;
};

static const struct job_kind kinds_of[] = {
    {.name = "citizen.export", .run = export_make},
    {.name = "citizen.export_end", .run = export_drop},
    {.name = "citizen.erase", .run = erasure_run},
    {.name = "citizen.dispose", .run = disposal_run},
    {.name = "citizen.retention", .run = retention_list},
    {0},
};

static struct case_of *case_new(struct fixture *f)
{
    struct case_of *one = ARENA_NEW(f->arena, struct case_of);
    int64_t id;
    struct citizen_binding binding = {.identifier = S("075090000123"),
                                      .name = S("Trần Văn Nam"),
                                      .phone = S("+84912345678"),
                                      .actor = S("account:1")};
    one->c = commune_new(f);
    assert_ok(db_write_begin(f->db));
    assert_ok(citizen_bind(f->db, f->arena, f->clock.fixed_us, &binding, &id));
    assert_ok(db_commit(f->db));
    one->ctx = commune_acting(one->c, NULL);
    bool found;
    assert_ok(account_load(&one->ctx, id, &one->citizen, &found));
    assert_true(found);
    one->ctx.citizen = &one->citizen;
    one->admin_grant =
        (struct grant){.role = ROLE_ADMINISTRATOR, .subtree = true, .agency_id = one->c->agency_id};
    one->admin = one->c->clerk;
    one->admin.grants = &one->admin_grant;
    one->acting = commune_acting(one->c, &one->admin);
    one->job = (struct job_context){.service = f->service, .data_dir = f->folder};
    return one;
}

static void run_jobs(struct case_of *one)
{
    struct fixture *f = one->c->f;
    const struct job_kind *tables[] = {kinds_of};
    bool ran = true;
    while (ran)
        assert_ok(job_run_next(&one->job, (struct job_kinds){tables, 1}, S("test"), &ran));
}

/* The daily job, now. */
static void list_due(struct case_of *one, const char *key)
{
    struct fixture *f = one->c->f;
    assert_ok(db_write_begin(f->db));
    assert_ok(job_add(f->db, f->arena, f->clock.fixed_us,
                      (struct job_new){.kind = S("citizen.retention"), .key = str_from_c(key)}));
    assert_ok(db_commit(f->db));
    run_jobs(one);
}

static void withdraw(struct case_of *one, struct str receipt)
{
    struct fixture *f = one->c->f;
    assert_ok(dossier_withdraw(&one->ctx, receipt));
}

static void a_copy_is_whole_and_for_a_day(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct data_copies copies;
    const char *path;
    commune_submit(one->c);
    assert_ok(export_ask(&one->ctx));
    run_jobs(one);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job WHERE state = 'parked'"), 0);
    assert_ok(export_list(&one->ctx, &copies));
    assert_int_equal(copies.count, 1);
    assert_true(copies.items[0].made);
    assert_ok(export_path(&one->ctx, f->folder, copies.items[0].token, &path));
    assert_int_equal(os_file_size(path), copies.items[0].size);
    struct str bytes; /* tests/privacy/run.py has another program read one */
    assert_ok(os_file_read(f->arena, path, 1 << 20, &bytes));
    assert_true(str_starts(bytes, S("PK\x03\x04")));
    assert_true(str_find(bytes, S("/ho-so.json")) < bytes.len);
    assert_true(str_find(bytes, S("075090000123")) < bytes.len);

    struct citizen other = one->citizen;
    other.id += 1;
    struct service_context thief = one->ctx;
    thief.citizen = &other;
    assert_fails(export_path(&thief, f->folder, copies.items[0].token, &path), "export.none");
    fixture_advance(f, EXPORT_LIFE_US);
    assert_fails(export_path(&one->ctx, f->folder, copies.items[0].token, &path), "export.none");
    path = export_place(f->arena, f->folder, copies.items[0].token);
    assert_true(os_file_exists(path));
    run_jobs(one);
    assert_false(os_file_exists(path));
}

/* More readings than one file of the archive takes: a second one, and none is lost. */
static void a_copy_has_every_reading(void **state)
{
    enum { MANY = 4100 };
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct data_copies copies;
    const char *path;
    struct str bytes;
    commune_submit(one->c);
    struct str object = fact_dossier(f->arena, 1);
    struct arena *many = arena_new(64 << 20);
    for (int i = 0; i < MANY; i++)
        assert_ok(evidence_reading_add(f->db, many, f->clock.fixed_us,
                                       (struct evidence_reading){.actor = S("account:1"),
                                                                 .screen = S("/can-bo/ho-so"),
                                                                 .purpose = S("dossier.list"),
                                                                 .objects = &object,
                                                                 .object_count = 1}));
    arena_free(many);
    assert_ok(export_ask(&one->ctx));
    run_jobs(one);
    assert_ok(export_list(&one->ctx, &copies));
    assert_true(copies.items[0].made);
    assert_ok(export_path(&one->ctx, f->folder, copies.items[0].token, &path));
    assert_ok(os_file_read(f->arena, path, 8 << 20, &bytes));
    size_t lines = 0;
    for (size_t at = 0; (at = str_find(bytes, S("\"ve\":\"dossier:1\""))) < bytes.len; lines++)
        bytes = str_slice(bytes, at + 1, bytes.len);
    assert_int_equal(lines, MANY);
}

static void three_copies_a_day(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    for (int i = 0; i < 3; i++)
        assert_ok(export_ask(&one->ctx));
    assert_fails(export_ask(&one->ctx), "export.too_many");
    fixture_advance(f, MICROS_PER_DAY + 1);
    assert_ok(export_ask(&one->ctx));
}

static void what_came_to_nothing_is_erased_and_the_log_verifies(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct erasure_plan plan;
    withdraw(one, commune_submit(one->c));
    commune_submit(one->c);
    struct str held = commune_submit(one->c);
    withdraw(one, held);
    struct dossier_brief brief;
    assert_ok(dossier_brief_by_receipt(&one->ctx, held, &brief));
    struct hold hold = {.code = brief.code, .act = S("Quyết định 12"), .reason = S("khiếu nại")};
    struct service_context clerk = commune_acting(one->c, &one->c->clerk);
    assert_fails(hold_set(&clerk, hold), "permission.denied");
    assert_ok(hold_set(&one->acting, hold));
    assert_fails(hold_set(&one->acting, hold), "hold.held");
    struct evidence_row *rows;
    size_t count;
    assert_ok(evidence_of(f->db, f->arena, fact_dossier(f->arena, brief.id), &rows, &count));
    struct str last = rows[count - 1].record;
    assert_true(str_find(last, S("\"after\":{\"act\":\"Quyết định 12\",\"reason\":\"khiếu nại\"}"))
                < last.len);
    commune_assert_log(one->c);

    assert_ok(erasure_plan_of(&one->ctx, 0, &plan)); /* newest first */
    assert_int_equal(plan.count, 3);
    assert_non_null(plan.lines[0].why);
    assert_true(str_is(plan.lines[0].source, "Quyết định 12"));
    assert_non_null(plan.lines[1].why);
    assert_null(plan.lines[2].why);
    assert_ok(erasure_ask(&one->ctx));
    assert_fails(erasure_ask(&one->ctx), "erasure.waiting");
    struct decision yes = {.id = 1, .approve = true};
    assert_fails(erasure_decide(&clerk, yes), "permission.denied");
    assert_fails(erasure_decide(&one->acting, (struct decision){.id = 1}), "data.reason");
    assert_ok(erasure_decide(&one->acting, yes));
    assert_fails(erasure_decide(&one->acting, yes), "erasure.decided");
    run_jobs(one);
    assert_int_equal(fixture_number(f, "SELECT erased * 10 + kept FROM erasure_request"), 12);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier WHERE identifier = ''"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM citizen WHERE identifier <> ''"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE record = ''"), 3);
    commune_assert_log(one->c); /* every leaf is still in its place */
}

/* More than a page of dossiers: all are judged, whatever stood in memory at once. */
static void however_many_there_are(void **state)
{
    enum { MANY = 203 };
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct erasure_plan plan;
    for (int i = 0; i < MANY; i++) {
        struct str receipt = commune_submit(one->c);
        if (i != MANY - 2)
            withdraw(one, receipt);
    }
    assert_ok(erasure_plan_of(&one->ctx, 0, &plan));
    assert_true(plan.more);
    assert_ok(erasure_plan_of(&one->ctx, plan.last_id, &plan));
    assert_int_equal(plan.count, 3);
    assert_false(plan.more);
    assert_ok(erasure_ask(&one->ctx));
    assert_ok(erasure_decide(&one->acting, (struct decision){.id = 1, .approve = true}));
    /* a run that died after five of them */
    fixture_script(f, "UPDATE erasure_request SET erased = 5");
    run_jobs(one);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier WHERE identifier <> ''"), 1);
    assert_int_equal(fixture_number(f, "SELECT erased FROM erasure_request"), MANY - 1 + 5);
    assert_int_equal(fixture_number(f, "SELECT kept FROM erasure_request"), 1);
}

static struct result erase_first(struct fixture *f, void *context)
{
    struct case_of *one = context;
    one->ctx.db = f->db;
    return dossier_erase(&one->ctx, 1);
}

static struct result hold_first(struct fixture *f, void *context)
{
    struct case_of *one = context;
    struct hold hold = {.act = S("Quyết định 12"), .reason = S("khiếu nại")};
    struct dossier_end end;
    one->acting.db = f->db;
    TRY(dossier_end_of(&one->acting, 1, &end));
    hold.code = end.code;
    return hold_set(&one->acting, hold);
}

/* The first: pins the dossier, lets the second begin, changes it, and is done. */
static void meet(struct case_of *one, struct second second, const char *sql)
{
    struct fixture *f = one->c->f;
    assert_ok(db_write_begin(f->db));
    assert_ok(dossier_pin(&one->ctx, 1));
    second_go(&second);
    assert_ok(db_script(f->db, sql));
    assert_ok(db_commit(f->db));
    assert_true(second_ended(&second));
}

/* An order to keep and an erasure at the same moment: one of them comes too late, and says so. */
static void an_order_and_an_erasure_meet(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    withdraw(one, commune_submit(one->c));
    meet(one, second_begin(f, "dossier.held", erase_first, one),
         "INSERT INTO legal_hold (object, reason, act, set_by, set_us)"
         " VALUES ('dossier:1', 'x', 'CV 1', 'account:1', 1)");
    fixture_script(f, "UPDATE legal_hold SET ended_us = 2");
    meet(one, second_begin(f, "dossier.gone", hold_first, one), "UPDATE dossier SET erased_us = 3");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM legal_hold WHERE ended_us IS NULL"),
                     0);
}

/* A draft begins with what is known of who is signed in; what is sent says how sure we were. */
static void acts_keep_how_sure_we_were(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct str token;
    struct draft draft;
    one->citizen.assurance = ASSURANCE_OTP_BOUND;
    assert_ok(dossier_draft_start(&one->ctx, S("9.000001"), one->c->agency_id, &token));
    assert_ok(draft_load(&one->ctx, token, &draft));
    assert_true(str_is(draft.answers, "{\"hoten\":\"Trần Văn Nam\",\"dinhdanh\":\"075090000123\","
                                      "\"dienthoai\":\"0912 345 678\"}"));
    commune_submit(one->c); /* nobody signed in */
    struct str receipt;
    assert_ok(dossier_submit(&one->ctx, commune_draft(one->c), &receipt));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier WHERE assurance = 'none' "
                                       "AND citizen_id = 0"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier WHERE citizen_id > 0 "
                                       "AND assurance = 'otp_bound'"),
                     1);
    struct evidence_row *rows;
    size_t count;
    assert_ok(evidence_of(f->db, f->arena, S("dossier:2"), &rows, &count));
    assert_true(str_starts(rows[0].actor, S("citizen:")));
    assert_true(str_find(rows[0].record, S("\"assurance\":\"otp_bound\"")) < rows[0].record.len);
}

static struct str submit_with(struct case_of *one, struct str hash)
{
    struct fixture *f = one->c->f;
    struct str token = commune_draft(one->c);
    struct str receipt;
    struct dossier_file file = {.slot = S("giay"),
                                .name = S("giay.png"),
                                .media_type = S("image/png"),
                                .size = 4,
                                .sha256 = hash};
    assert_ok(draft_add_file(&one->ctx, token, &file));
    assert_ok(dossier_submit(&one->ctx, token, &receipt));
    return receipt;
}

/* Two dossiers with the same paper: its bytes go with the second. */
static void shared_bytes_stay_until_the_last(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct str hash;
    struct str path;
    assert_ok(files_put(f->files, f->arena, S("giay"), &hash));
    withdraw(one, submit_with(one, hash));
    withdraw(one, submit_with(one, hash));
    fixture_script(f, "INSERT INTO legal_hold (object, reason, act, set_by, set_us)"
                      " VALUES ('dossier:1', 'x', 'CV 1', 'account:1', 1)");
    assert_fails(dossier_erase(&one->ctx, 1), "dossier.held");
    assert_ok(files_path(f->files, f->arena, hash, &path));
    fixture_script(f, "UPDATE legal_hold SET ended_us = 2");
    assert_ok(dossier_erase(&one->ctx, 1));
    assert_ok(files_path(f->files, f->arena, hash, &path));
    assert_ok(dossier_erase(&one->ctx, 1)); /* again: nothing */
    assert_ok(dossier_erase(&one->ctx, 2));
    assert_fails(files_path(f->files, f->arena, hash, &path), "files.none");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier_file"), 0);
    commune_submit(one->c);
    assert_fails(dossier_erase(&one->ctx, 3), "dossier.open");
}

static void a_refusal_tells_why(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct erasure last;
    bool found;
    assert_ok(erasure_ask(&one->ctx));
    assert_ok(erasure_decide(&one->acting, (struct decision){.id = 1, .reason = S("đang xét xử")}));
    run_jobs(one);
    assert_ok(erasure_last(&one->ctx, &last, &found));
    assert_true(str_is(last.state, "refused") && str_is(last.reason, "đang xét xử"));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM citizen WHERE identifier <> ''"), 1);
    assert_ok(erasure_ask(&one->ctx)); /* may be asked again */
}

static struct disposal newest(struct case_of *one, const char *kind)
{
    struct fixture *f = one->c->f;
    struct disposals list;
    assert_ok(disposals_list(&one->acting, &list));
    for (size_t i = 0; i < list.count; i++) {
        if (strcmp(list.items[i].kind->code, kind) == 0)
            return list.items[i];
    }
    return (struct disposal){0};
}

static void ten_years_later_somebody_approves(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    withdraw(one, commune_submit(one->c));
    withdraw(one, commune_submit(one->c));
    commune_submit(one->c); /* still open: never listed */
    list_due(one, "1");
    assert_int_equal(newest(one, "dossier").id, 0);
    fixture_advance(f, 11 * YEAR_US);
    fixture_script(f, "INSERT INTO legal_hold (object, reason, act, set_by, set_us) "
                      "VALUES ('dossier:2', 'x', 'y', 'account:1', 0)");
    list_due(one, "2");
    list_due(one, "3"); /* an open list is not made twice */
    struct disposal due = newest(one, "dossier");
    assert_int_equal(due.counted, 1);
    assert_true(str_is(due.state, "listed"));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier WHERE identifier = ''"), 0);
    struct service_context clerk = commune_acting(one->c, &one->c->clerk);
    assert_fails(disposal_decide(&clerk, (struct decision){.id = due.id, .approve = true}),
                 "permission.denied");
    assert_ok(disposal_decide(&one->acting, (struct decision){.id = due.id, .approve = true}));
    run_jobs(one);
    assert_int_equal(newest(one, "dossier").erased, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier WHERE identifier = '' "
                                       "AND id = 1"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM disposal WHERE kind = "
                                       "'one_time_code'"),
                     0);
    commune_assert_log(one->c);
}

static void promised_ends_need_nobody(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    commune_draft(one->c);
    fixture_advance(f, 31 * MICROS_PER_DAY);
    commune_draft(one->c);
    list_due(one, "1");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM draft"), 1);
    assert_true(str_is(newest(one, "draft").state, "done"));
}

static void a_term_changes_with_its_source(void **state)
{
    struct fixture *f = *state;
    struct case_of *one = case_new(f);
    struct retention_row row;
    struct retention_new rule = {.kind = S("dossier"), .keep_days = 7300, .verified = true};
    assert_fails(retention_change(&one->acting, rule), "retention.rule");
    rule.source = S("Thông tư 10/2022/TT-BNV");
    struct service_context clerk = commune_acting(one->c, &one->c->clerk);
    assert_fails(retention_change(&clerk, rule), "permission.denied");
    assert_ok(retention_change(&one->acting, rule));
    assert_ok(retention_of(&one->ctx, "dossier", &row));
    assert_int_equal(row.keep_days, 7300);
    assert_true(row.verified);
    rule.keep_days = 3650; /* the same day once more */
    assert_ok(retention_change(&one->acting, rule));
    assert_ok(retention_of(&one->ctx, "dossier", &row));
    assert_int_equal(row.keep_days, 3650);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(acts_keep_how_sure_we_were),
        FIXTURE_TESTS(a_copy_is_whole_and_for_a_day),
        FIXTURE_TESTS(a_copy_has_every_reading),
        FIXTURE_TESTS(three_copies_a_day),
        FIXTURE_TESTS(what_came_to_nothing_is_erased_and_the_log_verifies),
        FIXTURE_TESTS(however_many_there_are),
        FIXTURE_TESTS(an_order_and_an_erasure_meet),
        FIXTURE_TESTS(shared_bytes_stay_until_the_last),
        FIXTURE_TESTS(a_refusal_tells_why),
        FIXTURE_TESTS(ten_years_later_somebody_approves),
        FIXTURE_TESTS(promised_ends_need_nobody),
        FIXTURE_TESTS(a_term_changes_with_its_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
