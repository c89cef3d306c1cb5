/*
 * One dossier of the shipped procedure from draft to handed-over result, by the services that
 * handlers call; and the same with one more user task in the process file.
 */
#include "tests/support/fixture.h"

#include <string.h>

#include "core/calendar_days.h"
#include "core/identifiers.h"
#include "core/identity.h"
#include "core/organisation.h"
#include "core/reference.h"
#include "core/search.h"
#include "db/query.h"
#include "modules/dossier/service.h"
#include "tests/process.h"
#include "tests/process_longer.h"
#include "tests/support/second.h"

static const char answers[] =
    "{\"loai_giay_to\":\"khai_sinh\",\"ho_ten_nguoi\":\"Nguyễn Ngọc Thảo Vy\","
    "\"noi_dang_ky\":\"xã Thanh Bình\",\"nam_dang_ky\":\"2016\",\"quan_he\":\"cha_me\","
    "\"ho_ten\":\"Nguyễn Hoàng Phúc\",\"so_dinh_danh\":\"075 090 001 127\","
    "\"dien_thoai\":\"0912 345 678\",\"so_ban\":\"2\",\"nhan_ket_qua\":\"truc_tiep\"}";

struct journey {
    struct fixture *f;
    int64_t agency_id;
    struct grant grants[ROLE_COUNT];
    struct actor actors[ROLE_COUNT];
    struct dossier_view view; /* as the last look saw it */
};

static struct str data_file(const char *path)
{
    for (size_t i = 0; i < reference_files_count; i++)
        if (strcmp(reference_files[i].path, path) == 0)
            return reference_files[i].bytes;
    fail_msg("no %s", path);
    return S("");
}

static void bring_in(struct fixture *f, const char *process)
{
    struct procedure_files files = {data_file("procedures/2.000635/procedure.json"),
                                    data_file("procedures/2.000635/form.json"),
                                    data_file("procedures/2.000635/process.bpmn")};
    struct procedure_import import = {.files = &files, .process_json = str_from_c(process)};
    struct str problem;
    assert_ok(procedure_import(f->db, f->arena, f->clock.fixed_us, &import));
    assert_ok(calendar_import(f->db, f->arena, data_file("calendar.json"), NULL, &problem));
}

static void set_out(struct journey *j, struct fixture *f, const char *process)
{
    struct agency_new agency = {.agency = {.code = S("H19.62"),
                                           .area_code = S("26221"),
                                           .name = S("UBND xã Phú Hòa"),
                                           .place = S("xã Phú Hòa"),
                                           .kind = S("xã"),
                                           .level = 4},
                                .act = S("thử nghiệm"),
                                .valid_from = S("2025-07-01")};
    *j = (struct journey){.f = f};
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &j->agency_id));
    bring_in(f, process);
    assert_ok(db_commit(f->db));
    for (int role = 0; role < ROLE_COUNT; role++) {
        j->grants[role] = (struct grant){.role = (enum role)role, .agency_id = j->agency_id};
        j->actors[role] = (struct actor){.account_id = role + 1,
                                         .person_id = role + 1,
                                         .name = S("Lê Thị Hoa"),
                                         .agency_id = j->agency_id,
                                         .today = S("2026-11-23"),
                                         .grants = &j->grants[role],
                                         .grant_count = 1};
    }
}

static struct service_context acting(struct journey *j, const struct actor *actor)
{
    struct service_context ctx = j->f->service;
    ctx.actor = actor;
    return ctx;
}

/* The dossier as its receipt page shows it, and where it must stand. */
static void stands_at(struct journey *j, struct str receipt, const char *node,
                      enum dossier_status status)
{
    struct fixture *f = j->f;
    struct service_context ctx = acting(j, NULL);
    assert_ok(dossier_by_receipt(&ctx, receipt, &j->view));
    if (!str_is(j->view.brief.task_node, node) || j->view.brief.status != status)
        fail_msg("at %.*s with status %d, not %s with %d", STR_ARG(j->view.brief.task_node),
                 (int)j->view.brief.status, node, (int)status);
}

/* An answer of `len` letters: what was typed is kept, however much the form's fields may hold. */
static struct str long_answers(struct fixture *f, size_t len)
{
    char *letters = arena_alloc(f->arena, len + 1);
    memset(letters, 'a', len);
    return str_printf(f->arena, "{\"ho_ten\":\"%s\"}", letters);
}

static struct str sent(struct journey *j)
{
    struct fixture *f = j->f;
    struct service_context ctx = acting(j, NULL);
    struct str token, receipt, again;
    assert_ok(dossier_draft_start(&ctx, S("2.000635"), j->agency_id, &token));
    assert_fails(dossier_submit(&ctx, token, &receipt), "dossier.incomplete");
    assert_ok(draft_save(&ctx, token, long_answers(f, 60000)));
    assert_fails(draft_save(&ctx, token, long_answers(f, 300000)), "draft.too_long");
    assert_ok(draft_save(&ctx, token, str_from_c(answers)));
    assert_ok(dossier_submit(&ctx, token, &receipt));
    assert_ok(dossier_submit(&ctx, token, &again));
    assert_true(str_equal(receipt, again));
    return receipt;
}

/* What somebody of `role` gives at the open user task. */
static void work(struct journey *j, enum role role, const char *variables)
{
    struct fixture *f = j->f;
    struct service_context ctx = acting(j, &j->actors[role]);
    assert_ok(dossier_complete_task(&ctx, j->view.brief.code, j->view.brief.revision,
                                    str_from_c(variables)));
}

/* What a job or the module of results does at the open task. */
static void job_done(struct journey *j, const char *variables)
{
    struct fixture *f = j->f;
    struct service_context ctx = acting(j, NULL);
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, dossier_task_done(&ctx, j->view.brief.id, j->view.brief.task_id,
                                                 str_from_c(variables), S("system"))));
}

static void accept(struct journey *j)
{
    struct fixture *f = j->f;
    struct service_context ctx = acting(j, &j->actors[ROLE_CLERK]);
    struct service_context other = acting(j, &j->actors[ROLE_OFFICER]);
    struct fee_paid fee = {
        .number = S("BL000001"), .paid_us = f->clock.fixed_us, .amount_vnd = 16000};
    assert_fails(dossier_accept(&other, j->view.brief.code, j->view.brief.revision, &fee),
                 "permission.denied");
    assert_ok(dossier_accept(&ctx, j->view.brief.code, j->view.brief.revision, &fee));
    assert_false(result_ok(dossier_accept(&ctx, j->view.brief.code, j->view.brief.revision, &fee)));
}

static void extract_is_prepared(struct journey *j, struct str receipt)
{
    stands_at(j, receipt, "lap_trich_luc", DOSSIER_PROCESSING);
    assert_true(str_is(j->view.brief.task_role, "tu_phap_ho_tich"));
    work(j, ROLE_OFFICER, "{\"quyen_so\":\"01\",\"so_dang_ky\":\"0412\"}");
}

static void the_journey(void **state)
{
    struct fixture *f = *state;
    struct journey journey;
    struct journey *j = &journey;
    set_out(j, f, process_json);
    struct str receipt = sent(j);
    stands_at(j, receipt, "tiep_nhan", DOSSIER_NEW);
    assert_int_equal(dossier_code_pattern_of(j->view.brief.code), DOSSIER_CODE_B);
    assert_true(str_is(j->view.brief.phone, "+84912345678"));
    assert_int_equal(j->view.copies, 2);
    accept(j);
    extract_is_prepared(j, receipt);
    stands_at(j, receipt, "lap_ban_ky", DOSSIER_PROCESSING);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM job WHERE kind = 'result.prepare'"),
                     1);
    job_done(j, "{}");
    stands_at(j, receipt, "ky", DOSSIER_PROCESSING);
    job_done(j, "{\"approved\":false,\"reason\":\"Sai ngày\"}");
    extract_is_prepared(j, receipt);
    stands_at(j, receipt, "lap_ban_ky", DOSSIER_PROCESSING);
    job_done(j, "{}");
    stands_at(j, receipt, "ky", DOSSIER_PROCESSING);
    job_done(j, "{\"approved\":true}");
    stands_at(j, receipt, "tra", DOSSIER_DONE);
    work(j, ROLE_CLERK, "{}");
    stands_at(j, receipt, "het", DOSSIER_RETURNED);
}

/* How many dossiers the clerk's places find for `typed`. */
static size_t found(struct journey *j, const char *typed)
{
    struct fixture *f = j->f;
    struct search_hits hits;
    const struct actor *clerk = &j->actors[ROLE_CLERK];
    struct search_ask ask = {
        .kind = SEARCH_DOSSIER, .typed = str_from_c(typed), .limit = 10,
        .places = permission_places(f->arena, clerk, "dossier.read")};
    assert_ok(search_find(f->db, f->arena, &ask, &hits));
    return hits.count;
}

static void a_dossier_is_found_where_it_is(void **state)
{
    struct fixture *f = *state;
    struct journey journey;
    struct journey *j = &journey;
    int64_t other;
    set_out(j, f, process_json);
    sent(j);
    assert_int_equal(found(j, "Hoàng Phúc"), 1);
    assert_int_equal(found(j, "hoang phu"), 1);
    assert_int_equal(found(j, "0912345678"), 1);
    assert_int_equal(found(j, "07509000"), 1);
    assert_int_equal(found(j, "h19 62 261123"), 1);
    assert_int_equal(found(j, "hoang phuc nam"), 0);
    struct agency_new agency = {.agency = {.code = S("H19.63"), .name = S("UBND xã Tân Phú"),
                                           .place = S("xã Tân Phú"), .kind = S("xã"), .level = 4},
                                .valid_from = S("2025-07-01")};
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &other));
    assert_ok(db_commit(f->db));
    int64_t here = j->agency_id;
    fixture_script(f, str_printf(f->arena, "UPDATE dossier SET agency_id = %lld", (long long)other)
                          .ptr);
    assert_int_equal(found(j, "hoang phuc"), 0);
    j->grants[ROLE_CLERK].agency_id = other;
    assert_int_equal(found(j, "hoang phuc"), 1);
    fixture_script(f, str_printf(f->arena, "UPDATE dossier SET agency_id = %lld", (long long)here)
                          .ptr);
    assert_int_equal(found(j, "hoang phuc"), 0);
}

/* How many dossiers the list of the clerk has. */
static size_t listed(struct journey *j, enum list_kind kind)
{
    struct fixture *f = j->f;
    struct service_context ctx = acting(j, &j->actors[ROLE_CLERK]);
    struct list_filter filter = {.kind = kind, .limit = 50};
    struct dossier_list list;
    assert_ok(dossier_list(&ctx, &filter, &list));
    return list.count;
}

/* Permission stands inside the query: place, day, and what narrows a grant. */
static void a_list_has_what_may_be_seen(void **state)
{
    struct fixture *f = *state;
    struct journey journey;
    struct journey *j = &journey;
    int64_t above;
    set_out(j, f, process_json);
    sent(j);
    struct grant *grant = &j->grants[ROLE_CLERK];
    assert_int_equal(listed(j, LIST_OPEN), 1);
    assert_int_equal(listed(j, LIST_LATE), 0);
    assert_int_equal(listed(j, LIST_CLOSED), 0);
    struct agency_new agency = {.agency = {.code = S("H19"), .name = S("UBND thành phố"),
                                           .place = S("Đồng Nai"), .level = 2},
                                .valid_from = S("2025-07-01")};
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &above));
    assert_ok(db_commit(f->db));
    grant->agency_id = above;
    grant->subtree = true;
    assert_int_equal(listed(j, LIST_OPEN), 0);
    fixture_script(f, str_printf(f->arena,
                                 "INSERT INTO agency_closure (ancestor_id, descendant_id, depth,"
                                 " valid_from) VALUES (%lld, %lld, 1, '2025-07-01')",
                                 (long long)above, (long long)j->agency_id)
                          .ptr);
    assert_int_equal(listed(j, LIST_OPEN), 1);
    grant->limits.procedures = S("1.000656 2.000635");
    assert_int_equal(listed(j, LIST_OPEN), 1);
    grant->limits.procedures = S("1.000656 2.0006351");
    assert_int_equal(listed(j, LIST_OPEN), 0);
    grant->limits = (struct grant_limits){.held_only = true};
    assert_int_equal(listed(j, LIST_OPEN), 1);
    fixture_script(f, "UPDATE dossier SET holder_role = 'lanh_dao'");
    assert_int_equal(listed(j, LIST_OPEN), 0);
    grant->limits = (struct grant_limits){0};
    fixture_advance(f, 60 * MICROS_PER_DAY);
    assert_int_equal(listed(j, LIST_LATE), 1);
    fixture_script(f, "UPDATE dossier SET holder_role = ''");
    assert_int_equal(listed(j, LIST_OPEN), 0);
    assert_int_equal(listed(j, LIST_CLOSED), 1);
    grant->subtree = false;
    assert_int_equal(listed(j, LIST_CLOSED), 0);
    grant->agency_id = j->agency_id;
    assert_int_equal(listed(j, LIST_CLOSED), 1);
    struct service_context ctx = acting(j, &j->actors[ROLE_ADMINISTRATOR]);
    struct list_filter filter = {.limit = 50};
    struct dossier_list list;
    assert_fails(dossier_list(&ctx, &filter, &list), "permission.denied");
}

/* What narrows a grant narrows what it finds, by what the dossier is for and for whom it waits. */
static void a_narrowed_grant_finds_its_own(void **state)
{
    struct fixture *f = *state;
    struct journey journey;
    struct journey *j = &journey;
    set_out(j, f, process_json);
    sent(j);
    struct grant *grant = &j->grants[ROLE_CLERK];
    grant->limits.procedures = S("1.000656 2.000635");
    assert_int_equal(found(j, "hoang phuc"), 1);
    grant->limits.procedures = S("1.000656 2.0006351");
    assert_int_equal(found(j, "hoang phuc"), 0);
    struct grant_source source = {.limits = {.procedures = S("2.000635")}};
    grant->limits = (struct grant_limits){0};
    grant->source = &source;
    assert_int_equal(found(j, "hoang phuc"), 1);
    source.limits.procedures = S("1.000656");
    assert_int_equal(found(j, "hoang phuc"), 0);
    grant->source = NULL;
    grant->limits.held_only = true;
    assert_int_equal(found(j, "hoang phuc"), 1);
    fixture_script(f, "UPDATE dossier SET holder_role = 'lanh_dao'");
    assert_int_equal(found(j, "hoang phuc"), 0);
}

/* How many dossiers the clerk's queue has. */
static size_t queued(struct journey *j, enum queue_list list)
{
    struct fixture *f = j->f;
    struct service_context ctx = acting(j, &j->actors[ROLE_CLERK]);
    struct queue_filter filter = {.list = list, .limit = 50};
    struct queue queue;
    assert_ok(dossier_queue(&ctx, &filter, &queue));
    return queue.count;
}

static void a_narrowed_grant_works_in_its_queue(void **state)
{
    struct fixture *f = *state;
    struct journey journey;
    struct journey *j = &journey;
    set_out(j, f, process_json);
    sent(j);
    struct grant *grant = &j->grants[ROLE_CLERK];
    assert_int_equal(queued(j, QUEUE_TODO), 1);
    grant->limits.procedures = S("2.000635");
    assert_int_equal(queued(j, QUEUE_TODO), 1);
    grant->limits.procedures = S("1.000656");
    assert_int_equal(queued(j, QUEUE_ALL_OPEN), 0);
    grant->limits.procedures = S("2.000635");
    assert_int_equal(queued(j, QUEUE_ALL_OPEN), 1);
    fixture_script(f, "UPDATE dossier SET holder_role = ''");
    assert_int_equal(queued(j, QUEUE_FINISHED), 1);
    grant->limits.procedures = S("1.000656");
    assert_int_equal(queued(j, QUEUE_FINISHED), 0);
}

/* What is done and waits to be fetched is late for nobody. */
static void what_is_done_is_not_late(void **state)
{
    struct fixture *f = *state;
    struct journey journey;
    struct journey *j = &journey;
    set_out(j, f, process_json);
    sent(j);
    fixture_advance(f, 60 * MICROS_PER_DAY);
    assert_int_equal(queued(j, QUEUE_LATE), 1);
    assert_int_equal(listed(j, LIST_LATE), 1);
    fixture_script(f, "UPDATE dossier SET finished_us = 1, status = 9");
    assert_int_equal(queued(j, QUEUE_LATE), 0);
    assert_int_equal(listed(j, LIST_LATE), 0);
    assert_int_equal(queued(j, QUEUE_TODO), 1);
}

static int64_t neighbour(struct journey *j)
{
    struct fixture *f = j->f;
    int64_t id;
    struct agency_new agency = {.agency = {.code = S("H19.63"), .name = S("UBND xã Tân Phú"),
                                           .place = S("xã Tân Phú"), .kind = S("xã"), .level = 4},
                                .valid_from = S("2025-07-01")};
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &id));
    assert_ok(db_commit(f->db));
    return id;
}

/* Whoever answers for the work of an agency that is no more finds and lists what it finished. */
static void the_heir_has_what_is_left(void **state)
{
    struct fixture *f = *state;
    struct journey journey;
    struct journey *j = &journey;
    set_out(j, f, process_json);
    sent(j);
    fixture_script(f, "UPDATE dossier SET holder_role = ''");
    int64_t closed = j->agency_id;
    j->grants[ROLE_CLERK].agency_id = neighbour(j);
    assert_int_equal(found(j, "hoang phuc"), 0);
    assert_int_equal(listed(j, LIST_CLOSED), 0);
    fixture_script(f, str_printf(f->arena,
                                 "INSERT INTO agency_heir (agency_id, heir_id, valid_from)"
                                 " VALUES (%lld, %lld, '2026-01-01')",
                                 (long long)closed, (long long)j->grants[ROLE_CLERK].agency_id)
                          .ptr);
    assert_int_equal(found(j, "hoang phuc"), 1);
    assert_int_equal(listed(j, LIST_CLOSED), 1);
    j->grants[ROLE_CLERK].limits.procedures = S("1.000656");
    assert_int_equal(found(j, "hoang phuc"), 0);
    assert_int_equal(listed(j, LIST_CLOSED), 0);
    j->grants[ROLE_CLERK].limits.procedures = S("2.000635");
    assert_int_equal(listed(j, LIST_CLOSED), 1);
    fixture_script(f, "UPDATE agency_heir SET valid_to = '2026-02-01'");
    assert_int_equal(found(j, "hoang phuc"), 0);
    assert_int_equal(listed(j, LIST_CLOSED), 0);
}

/* A page of one agency with its heirloom is the newest of all, though each is looked up apart. */
static void pages_of_an_heir_are_newest_first(void **state)
{
    struct fixture *f = *state;
    struct journey journey;
    struct journey *j = &journey;
    set_out(j, f, process_json);
    sent(j);
    int64_t closed = j->agency_id;
    int64_t heir = neighbour(j);
    fixture_script(f, "UPDATE dossier SET holder_role = ''");
    fixture_script(f, str_printf(f->arena,
                                 "INSERT INTO agency_heir (agency_id, heir_id, valid_from)"
                                 " VALUES (%lld, %lld, '2026-01-01')",
                                 (long long)closed, (long long)heir)
                          .ptr);
    for (int i = 0; i < 129; i++)
        fixture_script(f, str_printf(f->arena, "INSERT INTO dossier (code, receipt_token, "
            "result_link, procedure_version_id, agency_id, status, revision, applicant_name, "
            "identifier, phone, search_text, copies, answers, variables, fee_vnd, fee_exemption, "
            "citizen_id, assurance, submitted_us, due_us, holder_role, next_us) SELECT 'X%d', "
            "'X%d', 'X%d', procedure_version_id, %lld, status, 1, applicant_name, identifier, "
            "phone, search_text, 1, answers, variables, 0, '', 0, assurance, submitted_us, due_us, "
            "'', next_us FROM dossier WHERE code NOT LIKE 'X%%'",
            i, i, i, (long long)(i % 3 == 0 ? heir : closed)).ptr);
    j->grants[ROLE_CLERK].agency_id = heir;
    struct service_context ctx = acting(j, &j->actors[ROLE_CLERK]);
    struct list_filter filter = {.kind = LIST_CLOSED, .limit = 50};
    struct dossier_list list;
    int64_t seen = 0;
    do {
        assert_ok(dossier_list(&ctx, &filter, &list));
        for (size_t i = 0; i < list.count; i++) {
            assert_true(filter.after_id == 0 || list.rows[i].row.id == filter.after_id - 1);
            filter.after_id = list.rows[i].row.id;
            seen++;
        }
    } while (list.more);
    assert_int_equal(seen, 130);
}

/* The same services, the same forms; the file alone has one more user task. */
static void one_more_task_in_the_file(void **state)
{
    struct fixture *f = *state;
    struct journey journey;
    struct journey *j = &journey;
    set_out(j, f, process_longer_json);
    struct str receipt = sent(j);
    stands_at(j, receipt, "tiep_nhan", DOSSIER_NEW);
    accept(j);
    extract_is_prepared(j, receipt);
    stands_at(j, receipt, "tham_tra", DOSSIER_PROCESSING);
    assert_true(str_is(j->view.holder_role, "lanh_dao"));
    struct service_context officer = acting(j, &j->actors[ROLE_OFFICER]);
    assert_fails(dossier_complete_task(&officer, j->view.brief.code, j->view.brief.revision,
                                       S("{}")),
                 "dossier.other_role");
    work(j, ROLE_LEADER, "{}");
    stands_at(j, receipt, "lap_ban_ky", DOSSIER_PROCESSING);
    job_done(j, "{}");
    stands_at(j, receipt, "ky", DOSSIER_PROCESSING);
}

struct sending_now {
    struct journey *j;
    struct str token;
};

static struct result send_now(struct fixture *f, void *context)
{
    struct sending_now *now = context;
    struct str receipt;
    (void)now->j;
    return dossier_submit(&f->service, now->token, &receipt);
}

/* The draft's agency is being reorganised: what is sent just then waits, and then does not go to
 * where nobody works any more. */
static void what_is_sent_waits_for_a_reorganisation(void **state)
{
    struct fixture *f = *state;
    struct journey j;
    struct sending_now now = {.j = &j};
    set_out(&j, f, process_json);
    struct service_context ctx = acting(&j, NULL);
    assert_ok(dossier_draft_start(&ctx, S("2.000635"), j.agency_id, &now.token));
    assert_ok(draft_save(&ctx, now.token, str_from_c(answers)));
    fixture_script(f, "INSERT INTO agency (created_us) SELECT created_us FROM agency");
    struct second second = second_begin(f, "draft.changed", send_now, &now);
    assert_ok(db_write_begin(f->db));
    if (f->engine == DB_POSTGRES)
        assert_ok(db_script(f->db, "SELECT id FROM agency FOR UPDATE"));
    second_go(&second);
    assert_ok(db_script(f->db, "UPDATE draft SET agency_id = 2"));
    assert_ok(db_commit(f->db));
    assert_true(second_ended(&second));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(the_journey),
        FIXTURE_TESTS(a_dossier_is_found_where_it_is),
        FIXTURE_TESTS(a_list_has_what_may_be_seen),
        FIXTURE_TESTS(a_narrowed_grant_finds_its_own),
        FIXTURE_TESTS(a_narrowed_grant_works_in_its_queue),
        FIXTURE_TESTS(what_is_done_is_not_late),
        FIXTURE_TESTS(the_heir_has_what_is_left),
        FIXTURE_TESTS(pages_of_an_heir_are_newest_first),
        FIXTURE_TESTS(one_more_task_in_the_file),
        FIXTURE_TESTS(what_is_sent_waits_for_a_reorganisation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
