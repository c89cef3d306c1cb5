/* Acts and files of the organisation, on both engines. */
#include "tests/support/fixture.h"

#include <string.h>

#include "core/evidence.h"
#include "core/identity_queries.h"
#include "core/rights.h"
#include "core/session.h"
#include "modules/organisation/export.h"
#include "modules/organisation/import_job.h"
#include "modules/organisation/service.h"

#define TODAY S("2026-11-23")

struct office {
    int64_t city;
    int64_t commune;
    int64_t elsewhere; /* another city, which the administrator does not manage */
};

static int64_t found(struct fixture *f, const char *code, int64_t level, int64_t parent)
{
    int64_t id;
    struct agency_new new = {.agency = {.code = str_from_c(code),
                                        .name = str_printf(f->arena, "UBND %s", code),
                                        .place = str_from_c(code),
                                        .kind = S("xã"),
                                        .level = level,
                                        .parent_id = parent},
                             .act = S("Nghị quyết 1"),
                             .valid_from = S("2026-04-30")};
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, new, &id));
    return id;
}

/* A person in a post, signed in. */
static const struct actor *official(struct fixture *f, struct post_new post, const char *name)
{
    struct appointment_new appointment = {.decision = S("Quyết định 1"),
                                          .valid_from = S("2026-05-01")};
    struct q_account_add_out account;
    struct actor *actor;
    assert_ok(db_write_begin(f->db));
    assert_ok(person_add(f->db, f->arena, f->clock.fixed_us, str_from_c(name),
                         &appointment.person_id));
    assert_ok(post_ensure(f->db, f->arena, post, &appointment.position_id));
    assert_ok(person_appoint(f->db, f->arena, appointment));
    struct q_account_add_in in = {.person_id = appointment.person_id,
                                  .login = str_printf(f->arena, "p%lld",
                                                      (long long)appointment.person_id),
                                  .password_hash = S("none"),
                                  .totp_secret = S("secret")};
    assert_ok(q_account_add(f->db, f->arena, in, &account));
    assert_ok(db_commit(f->db));
    assert_ok(actor_load(f->db, f->arena, &f->clock, account.id, &actor));
    return actor;
}

static struct office make_office(struct fixture *f)
{
    struct office o;
    assert_ok(db_write_begin(f->db));
    o.city = found(f, "H19", 2, 0);
    o.commune = found(f, "H19.62", 4, o.city);
    o.elsewhere = found(f, "H20", 2, 0);
    assert_ok(db_commit(f->db));
    struct post_new post = {o.city, S("Văn phòng"), S("Quản trị viên"), S("quan_tri"), true,
                            S("2026-05-01")};
    f->service.actor = official(f, post, "Trịnh Công Hậu");
    return o;
}

static struct order order_of(const char *act, int64_t agency_id)
{
    return (struct order){.act = act_find(str_from_c(act)),
                          .agency_id = agency_id,
                          .day = TODAY,
                          .decision = S("Quyết định 9")};
}

static struct order renaming(struct office *o)
{
    struct order order = order_of("sua", o->commune);
    order.agency = (struct agency){.code = S("H19.62"),
                                   .name = S("UBND phường Phú Hoà"),
                                   .place = S("phường Phú Hoà"),
                                   .kind = S("phường"),
                                   .branch = S("state"),
                                   .level = 4};
    order.code = S("H19");
    return order;
}

static void an_act_is_tried_before_it_is_done(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct order order = renaming(&o);
    struct order_report report;
    struct agency agency;
    struct evidence_row *rows;
    size_t count;
    assert_ok(organisation_try(&f->service, &order, &report));
    assert_true(report.count > 3);
    assert_true(str_is(report.lines[0].before, "UBND H19"));
    assert_true(str_is(report.lines[1].before, "UBND H19.62"));
    assert_true(str_is(report.lines[1].after, "UBND phường Phú Hoà"));
    assert_ok(agency_by_id(f->db, f->arena, o.commune, TODAY, &agency));
    assert_true(str_is(agency.kind, "xã")); /* nothing has happened */
    assert_ok(organisation_do(&f->service, &order, &report));
    assert_ok(agency_by_id(f->db, f->arena, o.commune, TODAY, &agency));
    assert_true(str_is(agency.kind, "phường"));
    assert_int_equal(agency.parent_id, o.city);
    assert_ok(evidence_of(f->db, f->arena, report.object, &rows, &count));
    assert_true(str_is(rows[0].kind, "organisation.agency_changed"));
    assert_true(str_find(rows[0].record, S("\"kind\":\"xã\"")) < rows[0].record.len);
    assert_true(str_find(rows[0].record, S("\"kind\":\"phường\"")) < rows[0].record.len);
    assert_fails(organisation_do(&f->service, &order, &report), "agency.later_change");
}

static void nobody_acts_where_they_have_no_right(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct order_report report;
    struct order order = renaming(&o);
    order.agency_id = o.elsewhere;
    assert_fails(organisation_do(&f->service, &order, &report), "permission.denied");
    order = renaming(&o);
    order.code = S("H20"); /* nor may it go below another's agency */
    assert_fails(organisation_do(&f->service, &order, &report), "permission.denied");
    struct post_new clerk = {o.commune, S("Một cửa"), S("Công chức"), S("mot_cua"), false,
                             S("2026-05-01")};
    f->service.actor = official(f, clerk, "Mai Thị Ngọc Diễm");
    order = renaming(&o);
    assert_fails(organisation_do(&f->service, &order, &report), "permission.denied");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM agency_version"), 3);
}

static void people_of_one_name_are_told_apart(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct order_report report;
    struct order post = order_of("chuc-vu", o.commune);
    post.unit = S("Một cửa");
    post.title = S("Công chức");
    post.role = S("mot_cua");
    assert_ok(organisation_do(&f->service, &post, &report));
    struct order order = order_of("bo-nhiem", o.commune);
    order.target_id = fixture_number(f, "SELECT MAX(id) FROM position");
    order.person = S("Lê Văn An");
    assert_ok(organisation_do(&f->service, &order, &report));
    assert_fails(organisation_do(&f->service, &order, &report), "person.same_name");
    order.staff_code = S("CB-2");
    assert_ok(organisation_do(&f->service, &order, &report)); /* another Lê Văn An */
    assert_fails(organisation_do(&f->service, &order, &report), "appointment.exists");
    order.person = S("Lê Văn Bình");
    assert_fails(organisation_do(&f->service, &order, &report), "person.code");
    order.staff_code = S("#999");
    assert_fails(organisation_do(&f->service, &order, &report), "person.unknown");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM person WHERE name = 'Lê Văn An'"), 2);
}

static void nobody_appoints_themselves(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct order_report report;
    struct order post = order_of("chuc-vu", o.city);
    post.unit = S("Lãnh đạo");
    post.title = S("Chủ tịch");
    post.role = S("lanh_dao");
    assert_ok(organisation_do(&f->service, &post, &report));
    struct order order = order_of("bo-nhiem", o.city);
    order.target_id = fixture_number(f, "SELECT MAX(id) FROM position");
    order.person = f->service.actor->name;
    order.staff_code = str_printf(f->arena, "#%lld", (long long)f->service.actor->person_id);
    assert_fails(organisation_do(&f->service, &order, &report), "appointment.self");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM appointment"), 1);
    order.person = S("Lê Văn An");
    order.staff_code = (struct str){0};
    assert_ok(organisation_do(&f->service, &order, &report));
}

static void a_right_ends_the_day_after_the_last(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct order_report report;
    struct post_new clerk = {o.commune, S("Một cửa"), S("Công chức"), S("mot_cua"), false,
                             S("2026-05-01")};
    int64_t person = official(f, clerk, "Mai Thị Ngọc Diễm")->person_id;
    struct grant_list grants;
    struct order order = order_of("thoi-chuc-vu", o.commune);
    order.target_id = fixture_number(f, "SELECT MAX(id) FROM appointment");
    assert_ok(organisation_do(&f->service, &order, &report));
    assert_ok(rights_at(f->db, f->arena, person, TODAY, &grants));
    assert_int_equal(grants.count, 1);
    assert_ok(rights_at(f->db, f->arena, person, S("2026-11-24"), &grants));
    assert_int_equal(grants.count, 0);
    assert_fails(organisation_do(&f->service, &order, &report), "appointment.ended");
    order.agency_id = o.city; /* an appointment of another agency is none of this page */
    assert_fails(organisation_do(&f->service, &order, &report), "appointment.unknown");
}

static void an_agency_ends_with_an_heir(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct order_report report;
    struct agency_list now;
    struct order order = order_of("lap", o.city);
    order.agency = (struct agency){.code = S("H19.63"), .name = S("UBND xã Mới"),
                                   .place = S("xã Mới"), .kind = S("xã"), .level = 4};
    assert_ok(organisation_do(&f->service, &order, &report));
    order = order_of("ket-thuc", o.commune);
    order.code = S("H19.63");
    assert_ok(organisation_do(&f->service, &order, &report));
    assert_ok(agency_successors(f->db, f->arena, o.commune, TODAY, &now));
    assert_int_equal(now.count, 1);
    assert_true(str_is(now.items[0].code, "H19.63"));
    order = order_of("ma", now.items[0].id);
    order.agency.code = S("mã sai");
    assert_fails(organisation_do(&f->service, &order, &report), "code.form");
    order.agency.code = S("vxp.saas.03");
    assert_ok(organisation_try(&f->service, &order, &report));
    assert_non_null(report.warning);
    order.agency.code = S("000.00.63.H19");
    assert_ok(organisation_do(&f->service, &order, &report));
    assert_null(report.warning);
}

/* Files. */
static struct import_report run(struct fixture *f, const struct import_kind *kind, const char *csv,
                                bool keep)
{
    struct import_report report;
    assert_ok(db_write_begin(f->db));
    assert_ok(import_run(&f->service, kind, str_from_c(csv), &report));
    if (keep)
        assert_ok(db_commit(f->db));
    else
        db_rollback(f->db);
    return report;
}

#define AGENCY_HEAD                                                                                \
    "Mã,Tên,Địa danh,Loại,Khối,Cấp,Mã cấp trên,Mã khác,Văn bản,Từ ngày,Đến hết ngày\n"

static void assert_problem(const struct import_report *report, size_t at, size_t line,
                           const char *heading)
{
    assert_true((int64_t)at < report->problem_count);
    assert_int_equal(report->problems[at].line, line);
    if (heading == NULL)
        assert_null(report->problems[at].heading);
    else
        assert_string_equal(report->problems[at].heading, heading);
}

static void every_bad_row_says_where_and_what(void **state)
{
    struct fixture *f = *state;
    make_office(f);
    struct import_report report =
        run(f, &import_agencies,
            AGENCY_HEAD
            "H19.70,UBND xã A,xã A,xã,Nhà nước,4,H19,,NQ 2,1/10/2026,\n"
            "H19.71,,xã B,xã,Nhà nước,4,H19,,NQ 2,32/10/2026,\n"
            "H19.72,UBND xã C,xã C,xã,Hội,tư,H19,,NQ 2,31/2/2026,\n"
            "H19.73,UBND xã D,xã D,xã,Nhà nước,4,H77,,NQ 2,1/10/2026,\n"
            "H19.74,UBND xã E,xã E,xã,Nhà nước,4,H19.75,,NQ 2,1/10/2026,\n"
            "H19.75,UBND xã F,xã F,xã,Nhà nước,4,H19.74,,NQ 2,1/10/2026,\n"
            "H19.76,UBND xã G,xã G,xã,Nhà nước,4,H19,,NQ 2,1/10/2026\n"
            "H20.01,UBND xã H,xã H,xã,Nhà nước,4,H20,,NQ 2,1/10/2026,\n"
            "H19.70,UBND xã I,xã I,xã,Nhà nước,4,H19,,NQ 2,1/10/2026,\n",
            false);
    assert_int_equal(report.rows, 9);
    assert_problem(&report, 0, 3, "Tên");
    assert_problem(&report, 1, 3, "Từ ngày"); /* all of a row at once */
    assert_problem(&report, 2, 4, "Khối");
    assert_problem(&report, 3, 4, "Cấp");
    assert_problem(&report, 4, 4, "Từ ngày");
    assert_problem(&report, 5, 5, "Mã cấp trên");
    assert_problem(&report, 6, 6, "Mã cấp trên"); /* two rows that name each other */
    assert_problem(&report, 7, 7, "Mã cấp trên");
    assert_problem(&report, 8, 8, NULL);
    assert_problem(&report, 9, 9, NULL); /* not the sender's to manage */
    assert_problem(&report, 10, 10, NULL); /* another version from the same day */
    assert_int_equal(report.problem_count, 11);
    assert_int_equal(report.made, 1);
}

static void a_file_comes_in_once(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    static const char csv[] = AGENCY_HEAD
        "H19.71,Trường B,,trường,Nhà nước,4,H19.70,,NQ 2,1/10/2026,\n"
        "H19.70,UBND xã A,xã A,xã,,4,H19,000.00.70.H19,NQ 2,1/10/2026,\n"
        "H19.62,UBND phường 62,phường 62,phường,Nhà nước,4,H19,,NQ 2,2026-10-01,30/11/2026\n";
    struct import_report report = run(f, &import_agencies, csv, true);
    assert_int_equal(report.problem_count, 0);
    assert_int_equal(report.made, 2); /* the school waits for the commune below it */
    assert_int_equal(report.changed, 1);
    bool below = false;
    struct agency agency;
    assert_ok(agency_by_code(f->db, f->arena, S("H19.71"), TODAY, &agency));
    assert_ok(agency_is_below(f->db, f->arena, (struct agency_line){o.city, agency.id, TODAY},
                              &below));
    assert_true(below);
    assert_fails(agency_by_code(f->db, f->arena, S("H19.62"), S("2026-12-01"), &agency),
                 "agency.unknown");
    report = run(f, &import_agencies, csv, true);
    assert_int_equal(report.same, 3);
    assert_int_equal(report.made + report.changed + report.problem_count, 0);
}

static void headings_are_held_to_the_form(void **state)
{
    struct fixture *f = *state;
    make_office(f);
    struct import_report report = run(f, &import_posts, "Mã cơ quan,Lạ\nH19,x\n", false);
    assert_int_equal(report.problem_count, 5); /* four columns missing, one strange */
    report = run(f, &import_posts, "", false);
    assert_problem(&report, 0, 1, NULL);
    report = run(f, &import_posts, "Mã cơ quan,\"Đơn vị\n", false);
    assert_problem(&report, 0, 1, "Ô thứ");
    assert_true(str_is(report.problems[0].value, "2"));
    report = run(f, &import_posts,
                 "TU NGAY;Vai tro;CHỨC VỤ;đơn vị;Mã cơ quan\n"
                 "1/6/2026;Một cửa;Công chức;Một cửa;H19.62\n",
                 true);
    assert_int_equal(report.made, 1);
    assert_int_equal(report.problem_count, 0);
}

#define POST_HEAD "Mã cơ quan,Đơn vị,Chức vụ,Vai trò,Cấp dưới,Từ ngày\n"
#define PEOPLE_HEAD                                                                                \
    "Mã cán bộ,Họ và tên,Mã cơ quan,Đơn vị,Chức vụ,Văn bản,Từ ngày,Đến hết ngày\n"

/* Somebody who manages one agency, and nothing below it. */
static void manages_the_city_only(struct fixture *f, struct office *o)
{
    struct post_new post = {o->city, S("Văn phòng"), S("Quản trị cơ quan"), S("quan_tri"), false,
                            S("2026-05-01")};
    f->service.actor = official(f, post, "Đỗ Thị Mơ");
}

/* A post that reaches below is made, moved, filled only by who reaches as far; by file, too. */
static void nobody_gives_more_reach_than_they_have(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    const struct actor *all = f->service.actor;
    struct order_report report;
    struct order post = order_of("chuc-vu", o.city);
    post.unit = S("Lãnh đạo");
    post.title = S("Chủ tịch");
    post.role = S("lanh_dao");
    post.subtree = true;
    manages_the_city_only(f, &o);
    const struct actor *city = f->service.actor;
    int64_t posts = fixture_number(f, "SELECT COUNT(*) FROM position");
    assert_fails(organisation_try(&f->service, &post, &report), "permission.below");
    assert_fails(organisation_do(&f->service, &post, &report), "permission.below");
    struct import_report file =
        run(f, &import_posts, POST_HEAD "H19,Lãnh đạo,Chủ tịch,Lãnh đạo,có,23/11/2026\n", true);
    assert_problem(&file, 0, 2, "Cấp dưới");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM position"), posts);
    post.title = S("Phó Chủ tịch");
    post.subtree = false;
    assert_ok(organisation_do(&f->service, &post, &report));

    f->service.actor = all;
    post.title = S("Chủ tịch");
    post.subtree = true;
    assert_ok(organisation_do(&f->service, &post, &report));
    f->service.actor = city;
    struct order order = order_of("bo-nhiem", o.city);
    order.target_id = fixture_number(f, "SELECT MAX(id) FROM position");
    order.person = S("Lê Văn An");
    assert_fails(organisation_do(&f->service, &order, &report), "permission.below");
    struct order moving = order_of("doi-chuc-vu", o.city);
    moving.target_id = order.target_id;
    moving.code = S("H19");
    moving.unit = S("Lãnh đạo");
    moving.title = S("Chủ tịch thành phố");
    assert_fails(organisation_do(&f->service, &moving, &report), "permission.below");
    file = run(f, &import_people,
               PEOPLE_HEAD "C-1,Phạm Văn Bê,H19,Lãnh đạo,Chủ tịch,QĐ 1,23/11/2026,\n", true);
    assert_problem(&file, 0, 2, "Từ ngày");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM appointment"), 2);
    f->service.actor = all;
    assert_ok(organisation_do(&f->service, &order, &report));
}

static void what_goes_out_comes_in_again(void **state)
{
    struct fixture *f = *state;
    make_office(f);
    const struct import_kind *const kinds[] = {&import_agencies, &import_posts, &import_people};
    run(f, &import_posts,
        "Mã cơ quan,Đơn vị,Chức vụ,Vai trò,Cấp dưới,Từ ngày\n"
        "H19.62,=1+1,\"Công chức, \"\"một cửa\"\"\",mot_cua,không,1/6/2026\n",
        true);
    struct import_report people =
        run(f, &import_people,
            "Mã cán bộ,Họ và tên,Mã cơ quan,Đơn vị,Chức vụ,Văn bản,Từ ngày,Đến hết ngày\n"
            "CB-1,Lê Văn An,H19.62,=1+1,\"Công chức, \"\"một cửa\"\"\",QĐ 1,1/6/2026,\n"
            "CB-2,Lê Văn An,H19.62,=1+1,\"Công chức, \"\"một cửa\"\"\",QĐ 2,1/6/2026,23/11/2026\n",
            true);
    assert_int_equal(people.made, 2);
    int64_t size = 0;
    for (size_t i = 0; i < 3; i++) {
        struct str csv;
        assert_ok(export_csv(&f->service, kinds[i], TODAY, &csv));
        struct import_report report = run(f, kinds[i], str_c(f->arena, csv), true);
        assert_int_equal(report.problem_count, 0);
        assert_int_equal(report.same, report.rows);
        size += report.rows;
        assert_true(i == 0 || str_find(csv, S("\"'=1+1\"")) < csv.len);
    }
    assert_int_equal(size, 3 + 2 + 3);
}

static void an_upload_goes_its_way(void **state)
{
    struct fixture *f = *state;
    make_office(f);
    struct job_context job = {.service = f->service};
    struct import_file file = {&import_agencies, S("a.csv"),
                               S(AGENCY_HEAD "H19.70,UBND xã A,xã A,xã,,4,H19,,NQ 2,1/10/2026,\n")};
    struct import_report report;
    import_row row;
    int64_t id;
    assert_ok(import_send(&f->service, file, &id));
    struct str key = str_printf(f->arena, "%lld", (long long)id);
    assert_fails(import_approve(&f->service, id), "import.state");
    assert_ok(import_check_run(&job, key, S("")));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM agency"), 3);
    assert_ok(import_get(&f->service, id, &row, &report));
    assert_true(str_is(row.state, "checked"));
    assert_int_equal(report.made, 1);
    assert_ok(import_approve(&f->service, id));
    assert_fails(import_approve(&f->service, id), "import.state");
    assert_ok(import_apply_run(&job, key, S("")));
    assert_ok(import_apply_run(&job, key, S(""))); /* a job may run twice */
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM agency"), 4);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE kind = 'organisation.imported'"), 1);
    assert_fails(import_get(&f->service, 99, &row, &report), "import.unknown");
}

static void a_file_that_no_longer_fits_is_refused_whole(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct job_context job = {.service = f->service};
    struct import_file file = {
        &import_agencies, S("a.csv"),
        S(AGENCY_HEAD "H19.70,UBND xã A,xã A,xã,,4,H19,,NQ 2,1/10/2026,\n"
                      "H19.71,UBND xã B,xã B,xã,,4,H19.62,,NQ 2,1/10/2026,\n")};
    struct import_report report;
    import_row row;
    int64_t id;
    assert_ok(import_send(&f->service, file, &id));
    struct str key = str_printf(f->arena, "%lld", (long long)id);
    assert_ok(import_check_run(&job, key, S("")));
    assert_ok(import_approve(&f->service, id));
    struct order end = order_of("ket-thuc", o.commune);
    struct order_report done;
    assert_ok(organisation_do(&f->service, &end, &done));
    assert_ok(import_apply_run(&job, key, S("")));
    assert_ok(import_get(&f->service, id, &row, &report));
    assert_true(str_is(row.state, "refused"));
    assert_problem(&report, 0, 3, NULL);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM agency"), 3); /* no row of it */
}

/* A limit narrows what the post's role gives from its day on, is replaced and lifted; nobody
 * touches that of their own post. */
static void a_post_is_limited_and_freed(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    const struct actor *administrator = f->service.actor;
    struct post_new post = {o.commune, S("Một cửa"), S("Công chức"), S("mot_cua"), false,
                            S("2026-05-01")};
    const struct actor *clerk = official(f, post, "Mai Thị Ngọc Diễm");
    struct order order = order_of("gioi-han", o.commune);
    struct order_report report;
    struct actor *later;
    struct evidence_row row;
    order.target_id = clerk->grants[0].position_id;
    order.procedures = S("9.999999");
    assert_fails(organisation_do(&f->service, &order, &report), "limit.procedure");
    order.procedures = S("");
    assert_fails(organisation_do(&f->service, &order, &report), "limit.same");
    order.held_only = true;
    assert_ok(organisation_try(&f->service, &order, &report));
    assert_true(str_is(report.lines[1].after, "có"));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM position_condition"), 0);
    assert_ok(organisation_do(&f->service, &order, &report));
    assert_ok(actor_load(f->db, f->arena, &f->clock, clerk->account_id, &later));
    assert_true(later->grants[0].limits.held_only);
    assert_ok(evidence_last(f->db, f->arena, S("organisation.post_limited"), report.object, &row));
    assert_true(str_find(row.record, S("\"held_only\":\"có\"")) < row.record.len);
    assert_fails(organisation_do(&f->service, &order, &report), "limit.later");
    order.day = S("2026-11-24");
    assert_fails(organisation_do(&f->service, &order, &report), "limit.same");
    order.held_only = false;
    assert_ok(organisation_do(&f->service, &order, &report));
    fixture_advance(f, MICROS_PER_DAY);
    assert_ok(actor_load(f->db, f->arena, &f->clock, clerk->account_id, &later));
    assert_false(later->grants[0].limits.held_only);
    order = order_of("gioi-han", o.city);
    order.target_id = administrator->grants[0].position_id;
    order.held_only = true;
    assert_fails(organisation_do(&f->service, &order, &report), "limit.self");
}

static void tiers_begin_and_end(void **state)
{
    struct fixture *f = *state;
    struct office o = make_office(f);
    struct order order = order_of("them-cap", o.city);
    struct order_report report;
    struct str name;
    order.tier = S("3");
    order.tier_name = S("cấp huyện");
    assert_ok(organisation_do(&f->service, &order, &report));
    assert_true(str_is(report.object, "tier:3"));
    assert_ok(tier_name(f->db, f->arena, 3, TODAY, &name));
    assert_true(str_is(name, "cấp huyện"));
    assert_fails(organisation_do(&f->service, &order, &report), "tier.exists");
    order.tier = S("ba");
    assert_fails(organisation_do(&f->service, &order, &report), "tier.level");
    order = order_of("bo-cap", o.city);
    order.tier = S("3");
    order.day = S("2026-12-01");
    assert_ok(organisation_do(&f->service, &order, &report));
    assert_ok(tier_name(f->db, f->arena, 3, S("2026-12-01"), &name));
    assert_true(str_empty(name));
    order.tier = S("4"); /* the commune stands there */
    assert_fails(organisation_do(&f->service, &order, &report), "tier.used");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(an_act_is_tried_before_it_is_done),
        FIXTURE_TESTS(nobody_acts_where_they_have_no_right),
        FIXTURE_TESTS(people_of_one_name_are_told_apart),
        FIXTURE_TESTS(nobody_appoints_themselves),
        FIXTURE_TESTS(nobody_gives_more_reach_than_they_have),
        FIXTURE_TESTS(a_right_ends_the_day_after_the_last),
        FIXTURE_TESTS(an_agency_ends_with_an_heir),
        FIXTURE_TESTS(every_bad_row_says_where_and_what),
        FIXTURE_TESTS(a_file_comes_in_once),
        FIXTURE_TESTS(headings_are_held_to_the_form),
        FIXTURE_TESTS(what_goes_out_comes_in_again),
        FIXTURE_TESTS(an_upload_goes_its_way),
        FIXTURE_TESTS(a_file_that_no_longer_fits_is_refused_whole),
        FIXTURE_TESTS(a_post_is_limited_and_freed),
        FIXTURE_TESTS(tiers_begin_and_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
