/*
 * A dossier's paper from the leader's desk to a dated, sealed file: over the services and jobs of
 * the product, with the real signer and a timestamp authority that can be switched off.
 */
#include "tests/support/fixture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/os_file.h"
#include "base/os_process.h"
#include "core/calendar_days.h"
#include "core/identity.h"
#include "core/jobs.h"
#include "core/organisation.h"
#include "core/reference.h"
#include "core/settings.h"
#include "core/trust.h"
#include "modules/certificate/certificate.h"
#include "modules/dossier/service.h"
#include "modules/result/service.h"
#include "sign/key_setup.h"
#include "sign/signer_client.h"
#include "tests/process.h"

static const char answers[] =
    "{\"loai_giay_to\":\"khai_sinh\",\"ho_ten_nguoi\":\"Nguyễn Ngọc Thảo Vy\","
    "\"noi_dang_ky\":\"xã Thanh Bình\",\"nam_dang_ky\":\"2016\",\"quan_he\":\"cha_me\","
    "\"ho_ten\":\"Nguyễn Hoàng Phúc\",\"so_dinh_danh\":\"075 090 001 127\","
    "\"dien_thoai\":\"0912 345 678\",\"so_ban\":\"2\",\"nhan_ket_qua\":\"truc_tiep\"}";

struct world {
    struct fixture *f;
    int64_t agency_id;
    int64_t person_id;
    struct grant grants[ROLE_COUNT];
    struct actor actors[ROLE_COUNT];
    struct key_setup setup;
    struct key_holder holders[2];
    struct os_process signer;
    struct job_context job;
    struct job_kinds kinds;
    const struct job_kind *tables[1];
    int64_t dossier_id;
    struct str code;
};

static struct str data_file(const char *path)
{
    for (size_t i = 0; i < reference_files_count; i++)
        if (strcmp(reference_files[i].path, path) == 0)
            return reference_files[i].bytes;
    fail_msg("no %s", path);
    return S("");
}

static void bring_in(struct fixture *f)
{
    struct procedure_files files = {data_file("procedures/2.000635/procedure.json"),
                                    data_file("procedures/2.000635/form.json"),
                                    data_file("procedures/2.000635/process.bpmn")};
    struct procedure_import import = {.files = &files, .process_json = str_from_c(process_json)};
    struct str problem;
    assert_ok(procedure_import(f->db, f->arena, f->clock.fixed_us, &import));
    assert_ok(calendar_import(f->db, f->arena, data_file("calendar.json"), NULL, &problem));
}

/* The agency and its chair; everybody else acts without a row of their own. */
static void people(struct world *w)
{
    struct fixture *f = w->f;
    const struct agency_new agency = {.agency = {.code = S("H19.62"), .area_code = S("26221"),
                                                 .name = S("UBND xã Phú Hòa"),
                                                 .place = S("xã Phú Hòa"), .kind = S("xã"),
                                                 .level = 4},
                                      .act = S("thử nghiệm"), .valid_from = S("2025-07-01")};
    int64_t post;
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &w->agency_id));
    bring_in(f);
    assert_ok(person_add(f->db, f->arena, f->clock.fixed_us, S("Đặng Thị Kim Ngân"),
                         &w->person_id));
    assert_ok(post_ensure(f->db, f->arena,
                          (struct post_new){w->agency_id, S("Lãnh đạo"), S("Chủ tịch UBND"),
                                            str_from_c(role_code(ROLE_LEADER)), false,
                                            S("2025-07-01")},
                          &post));
    assert_ok(person_appoint(f->db, f->arena,
                             (struct appointment_new){w->person_id, post, S("QĐ 1"),
                                                      S("2025-07-01")}));
    assert_ok(db_commit(f->db));
    for (int role = 0; role < ROLE_COUNT; role++) {
        w->grants[role] = (struct grant){.role = (enum role)role, .agency_id = w->agency_id};
        w->actors[role] = (struct actor){.account_id = role + 1, .person_id = w->person_id,
                                         .name = S("Đặng Thị Kim Ngân"),
                                         .agency_id = w->agency_id, .today = S("2026-11-23"),
                                         .grants = &w->grants[role], .grant_count = 1};
    }
}

static const char *inside(struct world *w, const char *name)
{
    return str_printf(w->f->arena, "%.*s/%s", STR_ARG(w->f->folder), name).ptr;
}

static void keys(struct world *w)
{
    struct fixture *f = w->f;
    struct str agency = str_printf(f->arena, "%lld", (long long)w->agency_id);
    w->holders[0] = (struct key_holder){.id = S("nguoi-1"), .name = S("Đặng Thị Kim Ngân"),
                                        .organisation = S("UBND xã Phú Hòa"), .agencies = agency,
                                        .pin = S("246810")};
    w->holders[1] = (struct key_holder){.agency = true, .id = S("dau-1"),
                                        .name = S("UBND xã Phú Hòa"), .agencies = agency};
    w->setup = (struct key_setup){.folder = inside(w, "keys"), .origin = S("thu.vn/log"),
                                  .now_us = clock_now_us(clock_system()), .holders = w->holders,
                                  .holder_count = 2};
    assert_ok(key_setup_make(f->arena, &w->setup));
    f->clock.fixed_us = w->setup.now_us; /* the signer knows no other time than today's */
    assert_ok(db_write_begin(f->db));
    const struct str issuers[] = {w->setup.root, w->setup.authority};
    for (size_t i = 0; i < 2; i++) {
        int64_t id;
        const struct trust_order order = {.domain = TRUST_TEST, .der = issuers[i],
                                          .source = S("thử"), .reason = S("thử"),
                                          .actor = S("system")};
        assert_ok(trust_add(f->db, f->arena, 1, &order, &id));
    }
    assert_ok(certificates_add(f->db, f->arena, 1,
                               (struct certificate_owner){.kind = "person", .key_id = S("nguoi-1"),
                                                          .person_id = w->person_id},
                               w->holders[0].certificate));
    assert_ok(certificates_add(f->db, f->arena, 1,
                               (struct certificate_owner){.kind = "agency", .key_id = S("dau-1"),
                                                          .agency_id = w->agency_id},
                               w->holders[1].certificate));
    assert_ok(db_commit(f->db));
}

static void start_signer(struct world *w)
{
    const char *arguments[] = {getenv("TRUC_SIGNER"), str_c(w->f->arena, w->f->folder), NULL};
    const struct os_spawn spawn = {.arguments = arguments, .input = -1, .output = -1, .error = 2};
    const struct signer_request hello = {.operation = SIGNER_PUBLIC_KEY, .key = S("nhat-ky"),
                                         .file = -1};
    struct signer_answer answer;
    struct fixture *f = w->f;
    assert_non_null(arguments[0]);
    assert_ok(os_dir_make(inside(w, "run"), 0700));
    assert_ok(os_process_start(&spawn, &w->signer));
    for (int i = 0; i < 1000; i++) {
        if (result_ok(signer_ask(f->arena, inside(w, "run/signer.sock"), &hello, 1000, &answer)))
            return;
        usleep(10000);
    }
    fail_msg("the signer does not answer");
}

/* Runs what is due, as the job worker does. */
static void run_jobs(struct world *w)
{
    struct fixture *f = w->f;
    for (bool ran = true; ran;)
        assert_ok(job_run_next(&w->job, w->kinds, S("test"), &ran));
}

static struct service_context acting(struct world *w, enum role role)
{
    struct service_context ctx = w->f->service;
    ctx.actor = &w->actors[role];
    return ctx;
}

/* A dossier that the officer has just finished with: the paper is the next job. */
static void send_dossier(struct world *w)
{
    struct fixture *f = w->f;
    struct service_context citizen = f->service;
    struct service_context clerk = acting(w, ROLE_CLERK);
    struct service_context officer = acting(w, ROLE_OFFICER);
    struct dossier_view view;
    struct str token, receipt;
    const struct fee_paid fee = {.number = S("BL1"), .paid_us = f->clock.fixed_us,
                                 .amount_vnd = 16000};
    assert_ok(dossier_draft_start(&citizen, S("2.000635"), w->agency_id, &token));
    assert_ok(draft_save(&citizen, token, str_from_c(answers)));
    assert_ok(dossier_submit(&citizen, token, &receipt));
    assert_ok(dossier_by_receipt(&citizen, receipt, &view));
    assert_ok(dossier_accept(&clerk, view.brief.code, view.brief.revision, &fee));
    assert_ok(dossier_by_receipt(&citizen, receipt, &view));
    assert_ok(dossier_complete_task(&officer, view.brief.code, view.brief.revision,
                                    S("{\"quyen_so\":\"01\",\"so_dang_ky\":\"0412\"}")));
    w->dossier_id = view.brief.id;
    w->code = view.brief.code;
}

static struct world *set_out(struct fixture *f)
{
    struct world *w = ARENA_NEW(f->arena, struct world);
    struct str problem;
    static const struct setting own[] = {{.name = "site.origin", .otherwise = "http://thu.vn"},
                                         {0}};
    const struct setting **tables = ARENA_ARRAY(f->arena, const struct setting *, 3);
    struct settings *settings;
    w->f = f;
    tables[0] = own;
    tables[1] = module_result.settings;
    tables[2] = module_certificate.settings;
    assert_ok(settings_load(f->arena, (struct settings_tables){tables, 3},
                            (struct settings_sources){0}, &settings, &problem));
    people(w);
    keys(w);
    start_signer(w);
    w->tables[0] = module_result.jobs;
    w->kinds = (struct job_kinds){.tables = w->tables, .count = 1};
    w->job = (struct job_context){.service = f->service, .settings = settings,
                                  .data_dir = f->folder,
                                  .signer_path = str_from_c(inside(w, "run/signer.sock"))};
    send_dossier(w);
    run_jobs(w);
    return w;
}

static struct issued issued_now(struct world *w)
{
    struct fixture *f = w->f;
    struct issued issued;
    assert_ok(issued_of_dossier(&f->service, w->dossier_id, &issued));
    return issued;
}

/* The leader allows what lies on the desk, with this PIN. */
static const char *allow(struct world *w, const char *pin)
{
    struct fixture *f = w->f;
    struct service_context leader = acting(w, ROLE_LEADER);
    struct issued issued = issued_now(w);
    struct desk_document document;
    struct desk_allowance allowance;
    struct signer_answer answer;
    int64_t batch;
    assert_ok(desk_open(&leader, issued.id, &document));
    assert_true(document.mine && document.has_certificate);
    const struct desk_order order = {&issued.id, &document.row.base_sha256, 1};
    assert_ok(desk_prepare(&leader, &order, &allowance));
    const struct signer_request request = {.operation = SIGNER_GRANT, .key = allowance.key_id,
                                           .actor = allowance.actor, .pin = str_from_c(pin),
                                           .hashes = allowance.hashes, .file = -1};
    struct result asked = signer_ask(f->arena, str_c(f->arena, w->job.signer_path), &request,
                                     5000, &answer);
    if (result_ok(asked))
        asked = desk_allow(&leader, &allowance, answer.payload, &batch);
    return result_ok(asked) ? "ok" : asked.code;
}

static void leader_signs_and_agency_seals(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    struct validation found;
    struct dossier_brief dossier;
    assert_int_equal(issued_now(w).state, ISSUED_WAITING);
    assert_string_equal(allow(w, "000000"), "signer.pin_wrong");
    assert_int_equal(issued_now(w).state, ISSUED_WAITING);
    assert_string_equal(allow(w, "246810"), "ok");
    run_jobs(w);
    struct issued done = issued_now(w);
    assert_int_equal(done.state, ISSUED_DONE);
    assert_true(str_is(done.symbol, "01/TLHT-BS"));
    assert_int_equal(done.level, 'B'); /* nobody dates it here */
    assert_ok(issued_validate(&f->service, &done, &found));
    assert_true(found.valid);
    assert_int_equal(found.signature_count, 2);
    assert_ok(dossier_brief_by_id(&f->service, w->dossier_id, &dossier));
    assert_int_equal(dossier.status, DOSSIER_DONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM fact WHERE kind = 'result.signed'"),
                     1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM issued_revision"), 3);
    assert_int_equal(
        fixture_number(f, "SELECT COUNT(*) FROM job WHERE kind = 'result.timestamp'"), 1);
    /* every job once more, as after a crash before it was put away: nothing changes */
    struct str payload = str_printf(f->arena, "{\"document_id\":%lld,\"batch_id\":1}",
                                    (long long)done.id);
    for (const struct job_kind *kind = module_result.jobs + 1; kind[1].name != NULL; kind++)
        assert_ok(kind->run(&w->job, S("x"), payload));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM issued_revision"), 3);
    os_process_kill(&w->signer);
}

static void what_was_allowed_is_lost_with_the_signer(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    assert_string_equal(allow(w, "246810"), "ok");
    os_process_kill(&w->signer);
    run_jobs(w); /* the signer is away: the job waits */
    assert_int_equal(issued_now(w).state, ISSUED_SIGNING);
    start_signer(w);
    fixture_advance(f, 60 * MICROS_PER_SECOND);
    run_jobs(w);
    assert_int_equal(issued_now(w).state, ISSUED_WAITING); /* back on the desk, with a reason */
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM issued_document WHERE reason <> ''"),
                     1);
    assert_string_equal(allow(w, "246810"), "ok");
    run_jobs(w);
    assert_int_equal(issued_now(w).state, ISSUED_DONE);
    os_process_kill(&w->signer);
}

static void sent_back_goes_back_to_the_officer(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    struct service_context leader = acting(w, ROLE_LEADER);
    struct service_context clerk = acting(w, ROLE_CLERK);
    struct dossier_brief dossier;
    struct issued issued = issued_now(w);
    struct desk_document document;
    assert_ok(desk_open(&leader, issued.id, &document));
    assert_fails(desk_return(&clerk, issued.id, document.row.revision, S("Sai")),
                 "permission.denied");
    assert_fails(desk_return(&leader, issued.id, document.row.revision, S("  ")),
                 "result.reason");
    assert_fails(desk_return(&leader, issued.id, document.row.revision + 1, S("Sai ngày sinh")),
                 "result.changed");
    assert_ok(desk_return(&leader, issued.id, document.row.revision, S("Sai ngày sinh")));
    assert_ok(dossier_brief_by_id(&f->service, w->dossier_id, &dossier));
    assert_true(str_is(dossier.task_node, "lap_trich_luc"));
    assert_int_equal(issued_now(w).state, ISSUED_RETURNED);
    const struct desk_order order = {&issued.id, &document.row.base_sha256, 1};
    struct desk_allowance allowance;
    assert_fails(desk_prepare(&leader, &order, &allowance), "result.changed");
    os_process_kill(&w->signer);
}

static void only_what_was_seen_and_only_by_its_leader(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    struct service_context leader = acting(w, ROLE_LEADER);
    struct service_context stranger = leader;
    struct actor other = w->actors[ROLE_LEADER];
    struct issued issued = issued_now(w);
    struct desk_document document;
    struct desk_allowance allowance;
    assert_ok(desk_open(&leader, issued.id, &document));
    const struct str wrong = sha256_hex(f->arena, S("khác"));
    const struct desk_order unseen = {&issued.id, &wrong, 1};
    const struct desk_order seen = {&issued.id, &document.row.base_sha256, 1};
    assert_fails(desk_prepare(&leader, &unseen, &allowance), "result.changed");
    other.person_id = w->person_id + 1;
    stranger.actor = &other;
    assert_false(result_ok(desk_prepare(&stranger, &seen, &allowance)));
    struct grant elsewhere = {.role = ROLE_LEADER, .agency_id = w->agency_id + 1};
    other.grants = &elsewhere;
    other.agency_id = elsewhere.agency_id;
    assert_fails(desk_open(&stranger, issued.id, &document), "result.none");
    os_process_kill(&w->signer);
}

/* As workers do after something broke: later, and once more. */
static void recover(struct world *w)
{
    for (int round = 0; round < 6 && issued_now(w).state != ISSUED_DONE; round++) {
        fixture_advance(w->f, 120 * MICROS_PER_SECOND);
        for (bool ran = true; ran;)
            if (!result_ok(job_run_next(&w->job, w->kinds, S("test"), &ran)))
                break;
        if (issued_now(w).state == ISSUED_WAITING) /* the person is asked again */
            assert_string_equal(allow(w, "246810"), "ok");
    }
}

/* Every write, commit and file operation of signing fails once: whatever broke, the paper ends up
 * signed once, with one number, and says so. */
static void every_fault_of_signing_is_survived(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    struct validation found;
    size_t struck = 0;
    struct arena *scratch = arena_new(256 << 20); /* of one round */
    f->service.arena = scratch;
    w->job.service.arena = scratch;
    for (bool more = true; more;) {
        assert_string_equal(allow(w, "246810"), "ok");
        struct str spec = str_printf(f->arena, "any:%zu", struck + 1);
        assert_ok(fault_arm(spec.ptr));
        for (bool ran = true; ran;)
            if (!result_ok(job_run_next(&w->job, w->kinds, S("test"), &ran)))
                break;
        more = fault_struck();
        const char *place = str_c(f->arena, str_from_c(fault_place()));
        struck += more;
        assert_ok(fault_arm(NULL));
        recover(w);
        struct issued done = issued_now(w);
        if (done.state != ISSUED_DONE) {
            struct job_parked *parked = NULL;
            size_t count = 0;
            assert_ok(jobs_parked(f->db, scratch, 1, &parked, &count));
            fail_msg("fault %zu at %s leaves state %d, parked: %.*s", struck, place,
                     (int)done.state, count == 0 ? 0 : (int)parked[0].error_code.len,
                     count == 0 ? "" : parked[0].error_code.ptr);
        }
        assert_ok(issued_validate(&f->service, &done, &found));
        assert_true(found.valid);
        assert_int_equal(found.signature_count, 2);
        arena_reset(scratch);
        send_dossier(w);
        run_jobs(w);
    }
    int64_t papers = fixture_number(f, "SELECT COUNT(*) FROM issued_document WHERE state = 4");
    assert_int_equal(papers, (int64_t)struck + 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT symbol) FROM issued_document"
                                       " WHERE state = 4"), papers);
    assert_int_equal(fixture_number(f, "SELECT MAX(number) FROM issued_document"), papers);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM fact WHERE kind = 'result.signed'"),
                     papers);
    print_message("# %zu faults of signing struck\n", struck);
    assert_true(struck > 10);
    os_process_kill(&w->signer);
    f->service.arena = f->arena;
    arena_free(scratch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(leader_signs_and_agency_seals),
        FIXTURE_TESTS(what_was_allowed_is_lost_with_the_signer),
        FIXTURE_TESTS(sent_back_goes_back_to_the_officer),
        FIXTURE_TESTS(only_what_was_seen_and_only_by_its_leader),
        FIXTURE_TESTS(every_fault_of_signing_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
