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
#include "core/identity_queries.h"
#include "core/jobs.h"
#include "core/organisation.h"
#include "core/reference.h"
#include "core/settings.h"
#include "core/trust.h"
#include "modules/certificate/certificate.h"
#include "modules/dossier/service.h"
#include "core/signable.h"
#include "modules/result/result.h"
#include "modules/signing/desk.h"
#include "modules/signing/signing.h"
#include "sign/key_setup.h"
#include "sign/signer_client.h"
#include "tests/process.h"

static const char answers[] =
    "{\"loai_giay_to\":\"khai_sinh\",\"ho_ten_nguoi\":\"Nguyễn Ngọc Thảo Vy\","
    "\"noi_dang_ky\":\"xã Thanh Bình\",\"nam_dang_ky\":\"2016\",\"quan_he\":\"cha_me\","
    "\"ho_ten\":\"Nguyễn Hoàng Phúc\",\"so_dinh_danh\":\"075 090 001 127\","
    "\"dien_thoai\":\"0912 345 678\",\"so_ban\":\"2\",\"nhan_ket_qua\":\"truc_tiep\"}";

static const struct signable *const signable_tables[] = {result_signables};
static const struct signable_list signables = {signable_tables, 1};

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
    const struct job_kind *tables[2];
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
    struct q_account_add_out account;
    const struct q_account_add_in login = {.person_id = w->person_id, .login = S("ngan.dtk"),
                                           .password_hash = S("-"),
                                           .totp_secret = S("12345678901234567890")};
    assert_ok(q_account_add(f->db, f->arena, login, &account));
    assert_ok(db_commit(f->db));
    for (int role = 0; role < ROLE_COUNT; role++) {
        w->grants[role] = (struct grant){.role = (enum role)role, .agency_id = w->agency_id};
        w->actors[role] = (struct actor){.account_id = role == ROLE_LEADER ? account.id
                                                                     : account.id + role + 1,
                                         .person_id = w->person_id,
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
    w->tables[1] = module_signing.jobs;
    w->kinds = (struct job_kinds){.tables = w->tables, .count = 2};
    w->job = (struct job_context){.service = f->service, .settings = settings,
                                  .data_dir = f->folder,
                                  .signer_path = str_from_c(inside(w, "run/signer.sock")),
                                  .signables = signables};
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

/* What lies before the leader. */
static struct signing_paper paper_now(struct world *w, struct service_context *leader)
{
    struct fixture *f = w->f;
    struct signing_paper paper;
    assert_ok(result_signables[0].open(leader, issued_now(w).id, &paper));
    return paper;
}

/* A batch of what lies on the desk, ready for its PIN. */
static int64_t start_batch(struct world *w, struct service_context *leader)
{
    struct fixture *f = w->f;
    const struct desk_context desk = {leader, signables};
    struct signing_paper paper = paper_now(w, leader);
    const struct batch_choice choice = {&paper.thing, paper.thing.version};
    int64_t batch;
    bool left;
    assert_true(paper.mine);
    assert_ok(batch_start(&desk, &choice, 1, &batch));
    assert_ok(batch_prepare(&desk, batch, 1, &left));
    return batch;
}

static const char *allow_batch(struct world *w, struct service_context *leader, int64_t batch,
                               const char *pin)
{
    struct batch_allowance allowance;
    struct signer_answer answer;
    struct result asked = batch_allowance(leader, batch, &allowance);
    if (!result_ok(asked))
        return asked.code;
    const struct signer_request request = {.operation = SIGNER_GRANT, .key = allowance.key_id,
                                           .actor = allowance.actor, .pin = str_from_c(pin),
                                           .hashes = allowance.parts[0].hashes, .file = -1};
    asked = signer_ask(w->f->arena, str_c(w->f->arena, w->job.signer_path), &request, 5000,
                       &answer);
    allowance.parts[0].grant = answer.payload;
    if (result_ok(asked))
        asked = batch_allow(leader, &allowance);
    return result_ok(asked) ? "ok" : asked.code;
}

/* The leader allows what lies on the desk, with this PIN. */
static const char *allow(struct world *w, const char *pin)
{
    struct service_context leader = acting(w, ROLE_LEADER);
    return allow_batch(w, &leader, start_batch(w, &leader), pin);
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
    struct str payload = str_printf(f->arena, "{\"document_id\":%lld,\"part_id\":1}",
                                    (long long)done.id);
    assert_ok(job_sign_part(&w->job, S("x"), payload));
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

static const char *give_back(struct service_context *ctx, const struct signing_paper *paper,
                             int64_t revision)
{
    struct result done = db_write_begin(ctx->db);
    if (result_ok(done))
        done = db_finish(ctx->db, result_signables[0].give_back(ctx, paper->thing.id,
                                                                          revision,
                                                                          S("Sai ngày sinh")));
    return result_ok(done) ? "ok" : done.code;
}

static void sent_back_goes_back_to_the_officer(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    struct service_context leader = acting(w, ROLE_LEADER);
    struct service_context clerk = acting(w, ROLE_CLERK);
    struct dossier_brief dossier;
    struct signing_paper paper = paper_now(w, &leader);
    assert_string_equal(give_back(&clerk, &paper, paper.revision), "permission.denied");
    assert_string_equal(give_back(&leader, &paper, paper.revision + 1), "signing.changed");
    assert_string_equal(give_back(&leader, &paper, paper.revision), "ok");
    assert_ok(dossier_brief_by_id(&f->service, w->dossier_id, &dossier));
    assert_true(str_is(dossier.task_node, "lap_trich_luc"));
    assert_int_equal(issued_now(w).state, ISSUED_RETURNED);
    struct signing_draft draft = {.id = paper.thing.id, .version = paper.thing.version};
    assert_fails(result_signables[0].check(&leader, &draft), "signing.changed");
    os_process_kill(&w->signer);
}

static void only_what_was_seen_and_only_by_its_leader(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    struct service_context leader = acting(w, ROLE_LEADER);
    struct service_context stranger = leader;
    struct actor other = w->actors[ROLE_LEADER];
    struct signing_paper paper = paper_now(w, &leader);
    struct signing_draft unseen = {.id = paper.thing.id,
                                   .version = sha256_hex(f->arena, S("khác"))};
    struct signing_draft seen = {.id = paper.thing.id, .version = paper.thing.version};
    assert_fails(result_signables[0].check(&leader, &unseen), "signing.changed");
    assert_ok(result_signables[0].check(&leader, &seen));
    other.person_id = w->person_id + 1;
    stranger.actor = &other;
    assert_fails(result_signables[0].check(&stranger, &seen), "result.other_signer");
    struct grant elsewhere = {.role = ROLE_LEADER, .agency_id = w->agency_id + 1};
    other.grants = &elsewhere;
    other.agency_id = elsewhere.agency_id;
    assert_fails(result_signables[0].open(&stranger, paper.thing.id, &paper), "result.none");
    os_process_kill(&w->signer);
}

/* A batch whose grant died with the signer goes on with a new PIN; what is signed stays. */
static void a_batch_goes_on_with_a_new_pin(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    struct service_context leader = acting(w, ROLE_LEADER);
    const struct desk_context desk = {&leader, signables};
    struct batch batch;
    bool left;
    int64_t id = start_batch(w, &leader);
    assert_string_equal(allow_batch(w, &leader, id, "000000"), "signer.pin_wrong");
    assert_string_equal(allow_batch(w, &leader, id, "246810"), "ok");
    assert_string_equal(allow_batch(w, &leader, id, "246810"), "signing.not_ready");
    os_process_kill(&w->signer);
    start_signer(w);
    run_jobs(w);
    assert_ok(batch_load(&leader, id, &batch));
    assert_int_equal(batch.counts[ITEM_STOPPED], 1);
    assert_int_equal(batch.again, 1);
    assert_int_equal(issued_now(w).state, ISSUED_WAITING);
    assert_ok(batch_resume(&leader, id));
    assert_ok(batch_prepare(&desk, id, 1, &left));
    assert_string_equal(allow_batch(w, &leader, id, "246810"), "ok");
    run_jobs(w);
    assert_ok(batch_load(&leader, id, &batch));
    assert_int_equal(batch.counts[ITEM_SIGNED], 1);
    assert_int_equal(issued_now(w).state, ISSUED_DONE);
    assert_ok(batch_resume(&leader, id)); /* nothing stopped: nothing is asked for */
    assert_ok(batch_load(&leader, id, &batch));
    assert_int_equal(batch.counts[ITEM_SIGNED], 1);
    struct actor other = w->actors[ROLE_LEADER];
    other.person_id = w->person_id + 1;
    leader.actor = &other;
    assert_fails(batch_load(&leader, id, &batch), "signing.no_batch");
    os_process_kill(&w->signer);
}

/* A PIN that comes an hour after the papers were prepared signs none of them. */
static void a_pin_that_comes_late_signs_nothing(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    struct service_context leader = acting(w, ROLE_LEADER);
    struct batch batch;
    int64_t id = start_batch(w, &leader);
    fixture_advance(f, (BATCH_READY_MINUTES * 60 + 1) * MICROS_PER_SECOND);
    assert_string_equal(allow_batch(w, &leader, id, "246810"), "signing.not_ready");
    assert_ok(batch_load(&leader, id, &batch));
    assert_int_equal(batch.again, 1);
    os_process_kill(&w->signer);
}

/* What changed since the leader looked, and since it was sent back. */
static void changed_paragraphs_are_shown(void **state)
{
    struct fixture *f = *state;
    struct world *w = set_out(f);
    struct service_context leader = acting(w, ROLE_LEADER);
    struct service_context officer = acting(w, ROLE_OFFICER);
    const struct desk_context desk = {&leader, signables};
    struct dossier_view view;
    struct desk_paper opened;
    struct signing_paper paper = paper_now(w, &leader);
    assert_ok(desk_open(&desk, S("ket-qua"), paper.thing.id, &opened));
    assert_null(opened.base); /* nothing to compare with */
    assert_string_equal(give_back(&leader, &paper, paper.revision), "ok");
    assert_ok(dossier_brief_by_id(&f->service, w->dossier_id, &view.brief));
    fixture_advance(f, MICROS_PER_SECOND);
    assert_ok(dossier_complete_task(&officer, view.brief.code, view.brief.revision,
                                    S("{\"quyen_so\":\"02\",\"so_dang_ky\":\"0412\"}")));
    run_jobs(w);
    assert_ok(desk_open(&desk, S("ket-qua"), issued_now(w).id, &opened));
    assert_non_null(opened.base);
    assert_false(opened.base_seen);
    assert_true(str_is(opened.base->reason, "Sai ngày sinh"));
    assert_int_equal(opened.diff.changes, 1);
    assert_ok(desk_seen(&leader, &opened.paper));
    struct desk_list list;
    struct desk_row rows[DESK_PAGE_ROWS];
    size_t count;
    assert_ok(desk_load(&desk, &(struct desk_filter){.tab = DESK_WAITING}, &list));
    assert_ok(desk_rows(&desk, &list, 0, rows, &count));
    assert_int_equal(count, 1);
    assert_int_equal(rows[0].news, NEWS_SAME);
    assert_int_equal(list.counts[DESK_RETURNED], 1);
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
        FIXTURE_TESTS(a_batch_goes_on_with_a_new_pin),
        FIXTURE_TESTS(a_pin_that_comes_late_signs_nothing),
        FIXTURE_TESTS(changed_paragraphs_are_shown),
        FIXTURE_TESTS(every_fault_of_signing_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
