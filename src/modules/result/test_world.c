#include "modules/result/test_world.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os_file.h"
#include "core/calendar_days.h"
#include "core/identity_queries.h"
#include "core/organisation.h"
#include "core/reference.h"
#include "core/settings.h"
#include "core/trust.h"
#include "modules/certificate/certificate.h"
#include "modules/dossier/service.h"
#include "modules/signing/signing.h"
#include "sign/signer_client.h"
#include "tests/process.h"

static const char answers[] =
    "{\"loai_giay_to\":\"khai_sinh\",\"ho_ten_nguoi\":\"Nguyễn Ngọc Thảo Vy\","
    "\"noi_dang_ky\":\"xã Thanh Bình\",\"nam_dang_ky\":\"2016\",\"quan_he\":\"cha_me\","
    "\"ho_ten\":\"Nguyễn Hoàng Phúc\",\"so_dinh_danh\":\"075 090 001 127\","
    "\"dien_thoai\":\"0912 345 678\",\"so_ban\":\"2\",\"nhan_ket_qua\":\"truc_tiep\"}";

static const struct signable *const signable_tables[] = {result_signables};
static const struct signable_list signables = {signable_tables, 1};

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
static void people(struct desk_world *w)
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

const char *desk_world_path(struct desk_world *w, const char *name)
{
    return str_printf(w->f->arena, "%.*s/%s", STR_ARG(w->f->folder), name).ptr;
}

static void keys(struct desk_world *w, struct str authority_url)
{
    struct fixture *f = w->f;
    struct str agency = str_printf(f->arena, "%lld", (long long)w->agency_id);
    w->holders[0] = (struct key_holder){.id = S("nguoi-1"), .name = S("Đặng Thị Kim Ngân"),
                                        .organisation = S("UBND xã Phú Hòa"), .agencies = agency,
                                        .pin = S("246810")};
    w->holders[1] = (struct key_holder){.agency = true, .id = S("dau-1"),
                                        .name = S("UBND xã Phú Hòa"), .agencies = agency};
    w->setup = (struct key_setup){.folder = desk_world_path(w, "keys"), .origin = S("thu.vn/log"),
                                  .now_us = clock_now_us(clock_system()), .holders = w->holders,
                                  .holder_count = 2, .authority_url = authority_url};
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

void desk_world_signer(struct desk_world *w)
{
    const char *arguments[] = {getenv("TRUC_SIGNER"), str_c(w->f->arena, w->f->folder), NULL};
    const struct os_spawn spawn = {.arguments = arguments, .input = -1, .output = -1, .error = 2};
    const struct signer_request hello = {.operation = SIGNER_PUBLIC_KEY, .key = S("nhat-ky"),
                                         .file = -1};
    struct signer_answer answer;
    struct fixture *f = w->f;
    assert_non_null(arguments[0]);
    assert_ok(os_dir_make(desk_world_path(w, "run"), 0700));
    assert_ok(os_process_start(&spawn, &w->signer));
    for (int i = 0; i < 1000; i++) {
        if (result_ok(signer_ask(f->arena, desk_world_path(w, "run/signer.sock"), &hello, 1000,
                                 &answer)))
            return;
        usleep(10000);
    }
    fail_msg("the signer does not answer");
}

/* Runs what is due, as the job worker does. */
void desk_world_run(struct desk_world *w)
{
    struct fixture *f = w->f;
    for (bool ran = true; ran;)
        assert_ok(job_run_next(&w->job, w->kinds, S("test"), &ran));
}

struct service_context desk_world_as(struct desk_world *w, enum role role)
{
    struct service_context ctx = w->f->service;
    ctx.actor = &w->actors[role];
    return ctx;
}

/* A dossier that the officer has just finished with: the paper is the next job. */
void desk_world_send(struct desk_world *w)
{
    struct fixture *f = w->f;
    struct service_context citizen = f->service;
    struct service_context clerk = desk_world_as(w, ROLE_CLERK);
    struct service_context officer = desk_world_as(w, ROLE_OFFICER);
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

struct desk_world *desk_world_new(struct fixture *f)
{
    return desk_world_at(f, S(""));
}

struct desk_world *desk_world_at(struct fixture *f, struct str authority_url)
{
    struct desk_world *w = ARENA_NEW(f->arena, struct desk_world);
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
    if (!str_empty(authority_url))
        assert_true(settings_put(settings, f->arena, S("timestamp.url"),
                                 str_concat(f->arena, authority_url, S("/"))));
    people(w);
    keys(w, authority_url);
    desk_world_signer(w);
    w->tables[0] = module_result.jobs;
    w->tables[1] = module_signing.jobs;
    w->kinds = (struct job_kinds){.tables = w->tables, .count = 2};
    w->job = (struct job_context){.service = f->service, .settings = settings,
                                  .data_dir = f->folder,
                                  .signer_path = str_from_c(desk_world_path(w, "run/signer.sock")),
                                  .signables = signables};
    desk_world_send(w);
    desk_world_run(w);
    return w;
}

struct desk_context desk_world_desk(struct service_context *ctx)
{
    return (struct desk_context){ctx, signables};
}

struct issued desk_world_issued(struct desk_world *w)
{
    struct fixture *f = w->f;
    struct issued issued;
    assert_ok(issued_of_dossier(&f->service, w->dossier_id, &issued));
    return issued;
}

/* What lies before the leader. */
struct signing_paper desk_world_paper(struct desk_world *w, struct service_context *leader)
{
    struct fixture *f = w->f;
    struct signing_paper paper;
    assert_ok(result_signables[0].open(leader, desk_world_issued(w).id, &paper));
    return paper;
}

/* A batch of what lies on the desk, ready for its PIN. */
int64_t desk_world_batch(struct desk_world *w, struct service_context *leader)
{
    struct fixture *f = w->f;
    const struct desk_context desk = desk_world_desk(leader);
    struct signing_paper paper = desk_world_paper(w, leader);
    const struct batch_choice choice = {&paper.thing, paper.thing.version};
    int64_t batch;
    bool left;
    assert_true(paper.mine);
    assert_ok(batch_start(&desk, &choice, 1, &batch));
    assert_ok(batch_prepare(&desk, batch, 1, &left));
    return batch;
}

const char *desk_world_allow(struct desk_world *w, struct service_context *leader, int64_t batch,
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
    if (result_ok(asked)) {
        asked = batch_allow(leader, &allowance);
        struct result twice = batch_allow(leader, &allowance); /* from a second page: too late */
        assert_string_equal(twice.code, "signing.not_ready");
    }
    return result_ok(asked) ? "ok" : asked.code;
}

/* The leader allows what lies on the desk, with this PIN. */
const char *desk_world_sign(struct desk_world *w, const char *pin)
{
    struct service_context leader = desk_world_as(w, ROLE_LEADER);
    return desk_world_allow(w, &leader, desk_world_batch(w, &leader), pin);
}
