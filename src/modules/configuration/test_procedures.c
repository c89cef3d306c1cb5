#include "tests/support/fixture.h"

#include <string.h>

#include "core/evidence.h"
#include "core/identity.h"
#include "core/reference.h"
#include "core/rights.h"
#include "db/db.h"
#include "modules/configuration/procedure_service.h"
#include "tests/process.h"

struct world {
    struct fixture *f;
    struct grant grant;
    struct actor admin;
    struct service_context ctx;
    struct procedure_files files;
    struct procedure_import import;
};

static struct str data_file(const char *path)
{
    for (size_t i = 0; i < reference_files_count; i++)
        if (strcmp(reference_files[i].path, path) == 0)
            return reference_files[i].bytes;
    fail_msg("no %s", path);
    return S("");
}

static void set_out(struct world *w, struct fixture *f)
{
    *w = (struct world){.f = f};
    w->grant = (struct grant){.role = ROLE_ADMINISTRATOR, .subtree = true, .agency_id = 1};
    w->admin = (struct actor){.account_id = 7, .agency_id = 1, .today = S("2026-11-23"),
                              .grants = &w->grant, .grant_count = 1};
    w->ctx = f->service;
    w->ctx.actor = &w->admin;
    w->files = (struct procedure_files){data_file("procedures/2.000635/procedure.json"),
                                        data_file("procedures/2.000635/form.json"),
                                        data_file("procedures/2.000635/process.bpmn")};
    w->import = (struct procedure_import){.files = &w->files,
                                          .process_json = str_from_c(process_json),
                                          .problem = S("")};
    assert_ok(rights_prepare(f->db, f->arena, f->clock.fixed_us));
    assert_int_equal(fixture_top_agency(f), 1);
    assert_ok(db_write_begin(f->db));
    assert_ok(procedure_import(f->db, f->arena, f->clock.fixed_us, &w->import));
    assert_ok(db_commit(f->db));
}

/* The shipped file with another fee. */
static struct str with_fee(struct fixture *f, struct str file, const char *fee)
{
    struct str old = S("\"per_copy_vnd\": 8000");
    size_t at = str_find(file, old);
    assert_true(at < file.len);
    return str_printf(f->arena, "%.*s\"per_copy_vnd\": %s%.*s", STR_ARG(str_slice(file, 0, at)),
                      fee, STR_ARG(str_slice(file, at + old.len, file.len)));
}

static int64_t fee_on(struct world *w, int64_t at_us)
{
    struct fixture *f = w->f;
    struct procedure procedure;
    assert_ok(procedure_current(f->db, f->arena, S("2.000635"), at_us, &procedure));
    return procedure.fee_vnd;
}

static struct procedure_publication publication(int64_t draft_id, const char *day)
{
    return (struct procedure_publication){.draft_id = draft_id,
                                          .valid_from = str_from_c(day),
                                          .law = S("Thông tư 12/2026/TT-BTC"),
                                          .reason = S("Đổi lệ phí")};
}

/* From the first instant of its day the new fee holds, and not a microsecond before. */
static void test_publish(void **state)
{
    struct fixture *f = *state;
    struct world w;
    int64_t id;
    struct str code;
    set_out(&w, f);
    w.files.procedure_json = with_fee(f, w.files.procedure_json, "5000");
    assert_ok(procedure_draft_make(&w.ctx, &w.import, &id));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM procedure_version"), 1);
    struct procedure_publication what = publication(id, "2027-01-01");
    assert_ok(procedure_publish(&w.ctx, &what, &code));
    int64_t day;
    assert_true(civil_parse_date(S("2027-01-01"), &day));
    int64_t from_us = civil_to_us(civil_from_day_number(day));
    assert_int_equal(fee_on(&w, from_us - 1), 8000);
    assert_int_equal(fee_on(&w, from_us), 5000);
    struct evidence_row row;
    assert_ok(evidence_last(f->db, f->arena, S("configuration.changed"),
                            S("procedure:2.000635"), &row));
    assert_true(str_find(row.record, S("\"fee_vnd\":8000")) < row.record.len);
    assert_true(str_find(row.record, S("\"fee_vnd\":5000")) < row.record.len);
    assert_fails(procedure_publish(&w.ctx, &what, &code), "procedure.draft");
}

static void test_refused(void **state)
{
    struct fixture *f = *state;
    struct world w;
    int64_t id;
    struct str code;
    set_out(&w, f);
    assert_fails(procedure_draft_make(&w.ctx, &w.import, &id), "procedure.known");
    w.files.procedure_json = with_fee(f, w.files.procedure_json, "\"năm nghìn\"");
    assert_fails(procedure_draft_make(&w.ctx, &w.import, &id), "procedure.file");
    assert_true(w.import.problem.len > 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM procedure_draft"), 0);
    w.files.procedure_json =
        with_fee(f, data_file("procedures/2.000635/procedure.json"), "5000");
    w.grant.role = ROLE_LEADER;
    assert_fails(procedure_draft_make(&w.ctx, &w.import, &id), "permission.denied");
    w.grant.role = ROLE_ADMINISTRATOR;
    assert_ok(procedure_draft_make(&w.ctx, &w.import, &id));
    struct procedure_publication what = publication(id, "2026-11-22");
    assert_fails(procedure_publish(&w.ctx, &what, &code), "procedure.day");
    what = publication(id, "2026-07-01");
    assert_fails(procedure_publish(&w.ctx, &what, &code), "procedure.day");
    what = publication(id, "2027-01-01");
    what.law = S("");
    assert_fails(procedure_publish(&w.ctx, &what, &code), "procedure.law");
    assert_ok(procedure_draft_drop(&w.ctx, id));
    assert_fails(procedure_draft_drop(&w.ctx, id), "procedure.draft");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM procedure_version"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(test_publish),
        FIXTURE_TESTS(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
