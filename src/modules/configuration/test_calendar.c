#include "tests/support/fixture.h"

#include <string.h>

#include "core/evidence.h"
#include "core/identity.h"
#include "core/organisation.h"
#include "core/reference.h"
#include "core/rights.h"
#include "modules/configuration/calendar_service.h"
#include "modules/dossier/service.h"
#include "tests/process.h"

static const char answers[] =
    "{\"loai_giay_to\":\"khai_sinh\",\"ho_ten_nguoi\":\"Nguyễn Ngọc Thảo Vy\","
    "\"noi_dang_ky\":\"xã Thanh Bình\",\"nam_dang_ky\":\"2016\",\"quan_he\":\"cha_me\","
    "\"ho_ten\":\"Nguyễn Hoàng Phúc\",\"so_dinh_danh\":\"075 090 001 127\","
    "\"dien_thoai\":\"0912 345 678\",\"so_ban\":\"2\",\"nhan_ket_qua\":\"truc_tiep\"}";

struct world {
    struct fixture *f;
    struct grant grants[2];
    struct actor admin;
    struct actor clerk;
    int64_t agency_id;
    int64_t due_us; /* of the one dossier */
};

static struct str data_file(const char *path)
{
    for (size_t i = 0; i < reference_files_count; i++)
        if (strcmp(reference_files[i].path, path) == 0)
            return reference_files[i].bytes;
    fail_msg("no %s", path);
    return S("");
}

static void import_calendar(struct fixture *f)
{
    struct str problem;
    assert_ok(db_write_begin(f->db));
    assert_ok(calendar_import(f->db, f->arena, data_file("calendar.json"), NULL, &problem));
    assert_ok(db_commit(f->db));
}

static void bring_in(struct world *w)
{
    struct fixture *f = w->f;
    struct agency_new agency = {.agency = {.code = S("H19.62"),
                                           .area_code = S("26221"),
                                           .name = S("UBND xã Phú Hòa"),
                                           .place = S("xã Phú Hòa"),
                                           .kind = S("xã"),
                                           .level = 4},
                                .act = S("thử nghiệm"),
                                .valid_from = S("2025-07-01")};
    struct procedure_files files = {data_file("procedures/2.000635/procedure.json"),
                                    data_file("procedures/2.000635/form.json"),
                                    data_file("procedures/2.000635/process.bpmn")};
    struct procedure_import import = {.files = &files, .process_json = str_from_c(process_json)};
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &w->agency_id));
    assert_ok(procedure_import(f->db, f->arena, f->clock.fixed_us, &import));
    assert_ok(db_commit(f->db));
    assert_ok(rights_prepare(f->db, f->arena, f->clock.fixed_us));
    import_calendar(f);
}

static struct actor actor_with(struct world *w, struct grant *grant, enum role role)
{
    *grant = (struct grant){.role = role, .subtree = true, .agency_id = w->agency_id};
    return (struct actor){.account_id = 7,
                          .person_id = 7,
                          .name = S("Trịnh Công Hậu"),
                          .agency_id = w->agency_id,
                          .today = S("2026-11-23"),
                          .grants = grant,
                          .grant_count = 1};
}

static void submit_one(struct world *w)
{
    struct fixture *f = w->f;
    struct str token;
    struct str receipt;
    assert_ok(dossier_draft_start(&f->service, S("2.000635"), w->agency_id, &token));
    assert_ok(draft_save(&f->service, token, str_from_c(answers)));
    assert_ok(dossier_submit(&f->service, token, &receipt));
    w->due_us = fixture_number(f, "SELECT due_us FROM dossier");
}

static struct world world_of(struct fixture *f)
{
    struct world w = {.f = f};
    bring_in(&w);
    submit_one(&w);
    return w;
}

static struct result apply(struct world *w, struct actor *actor, struct calendar_edit edit)
{
    struct calendar_plan done;
    struct service_context ctx = w->f->service;
    ctx.actor = actor;
    return calendar_apply(&ctx, &edit, &done);
}

static struct calendar_edit off_on_due(struct world *w, enum calendar_act act)
{
    struct str day = civil_date_text(w->f->arena, civil_day_of_us(w->due_us));
    return (struct calendar_edit){.from = day,
                                  .to = day,
                                  .act = act,
                                  .name = S("Nghỉ bão"),
                                  .law = S("Công điện 12/CĐ-UBND")};
}

/* A day off on the due date moves it to the same time of the next working day; taking the day
 * off back brings the very same instant. */
static void test_there_and_back(void **state)
{
    struct fixture *f = *state;
    struct world w = world_of(f);
    w.admin = actor_with(&w, &w.grants[0], ROLE_ADMINISTRATOR);
    struct calendar_plan plan;
    struct calendar_edit edit = off_on_due(&w, CALENDAR_OFF);
    assert_ok(calendar_plan(&f->service, &edit, &plan));
    assert_int_equal(plan.count, 1);
    assert_int_equal(plan.moves.count, 1);
    assert_int_equal(plan.moves.items[0].due_us, w.due_us + MICROS_PER_DAY);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM configuration"), 0);
    int64_t told = fixture_number(f, "SELECT COUNT(*) FROM notification");
    assert_ok(apply(&w, &w.admin, edit));
    assert_int_equal(fixture_number(f, "SELECT due_us FROM dossier"), w.due_us + MICROS_PER_DAY);
    assert_int_equal(fixture_number(f, "SELECT due_was_us FROM dossier"), w.due_us);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notification"), told + 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM dossier_event "
                                       "WHERE kind = 'due_changed'"),
                     1);
    struct evidence_row row;
    assert_ok(evidence_last(f->db, f->arena, S("dossier.due_changed"), S("dossier:1"), &row));
    struct str before = str_printf(f->arena, "\"before\":{\"due_us\":%lld}", (long long)w.due_us);
    assert_true(str_find(row.record, before) < row.record.len);
    assert_true(str_find(row.record, S("Công điện 12")) < row.record.len);
    assert_ok(apply(&w, &w.admin, off_on_due(&w, CALENDAR_NORMAL)));
    assert_int_equal(fixture_number(f, "SELECT due_us FROM dossier"), w.due_us);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM configuration"), 2);
}

/* What lies behind the due date moves nothing. */
static void test_later_day(void **state)
{
    struct fixture *f = *state;
    world_of(f);
    struct calendar_plan plan;
    struct calendar_edit tet = {.from = S("2027-02-05"),
                                .to = S("2027-02-11"),
                                .act = CALENDAR_OFF,
                                .name = S("Tết Nguyên đán Đinh Mùi"),
                                .law = S("Thông báo 1/TB-VPCP")};
    assert_ok(calendar_plan(&f->service, &tet, &plan));
    assert_int_equal(plan.count, 5); /* a week, without its Saturday and Sunday */
    assert_int_equal(plan.moves.count, 0);
}

static void test_refused(void **state)
{
    struct fixture *f = *state;
    struct world w = world_of(f);
    w.admin = actor_with(&w, &w.grants[0], ROLE_ADMINISTRATOR);
    w.clerk = actor_with(&w, &w.grants[1], ROLE_CLERK);
    struct calendar_edit edit = off_on_due(&w, CALENDAR_OFF);
    assert_fails(apply(&w, &w.clerk, edit), "permission.denied");
    assert_fails(apply(&w, NULL, edit), "permission.nobody");
    edit.law = S("");
    assert_fails(apply(&w, &w.admin, edit), "calendar.law");
    edit = off_on_due(&w, CALENDAR_OFF);
    edit.name = S("");
    assert_fails(apply(&w, &w.admin, edit), "calendar.name");
    edit = off_on_due(&w, CALENDAR_OFF);
    edit.to = S("2026-11-01");
    assert_fails(apply(&w, &w.admin, edit), "calendar.range");
    edit = (struct calendar_edit){S("2026-11-28"), S("2026-11-29"), CALENDAR_OFF, S("a"), S("b")};
    assert_fails(apply(&w, &w.admin, edit), "calendar.same");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM configuration"), 0);
    assert_int_equal(fixture_number(f, "SELECT due_us FROM dossier"), w.due_us);
}

/* The shipped file is read again at every start: what administrators did stays. */
static void test_import_keeps(void **state)
{
    struct fixture *f = *state;
    struct world w = world_of(f);
    w.admin = actor_with(&w, &w.grants[0], ROLE_ADMINISTRATOR);
    struct calendar_edit edit = {.from = S("2027-09-02"),
                                 .to = S("2027-09-02"),
                                 .act = CALENDAR_NORMAL,
                                 .law = S("thử")};
    int64_t days = fixture_number(f, "SELECT COUNT(*) FROM calendar_day");
    assert_ok(apply(&w, &w.admin, edit));
    import_calendar(f);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM calendar_day"), days - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_there_and_back),
        FIXTURE_TESTS(test_later_day),
        FIXTURE_TESTS(test_refused),
        FIXTURE_TESTS(test_import_keeps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
