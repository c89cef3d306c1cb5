#include "modules/reorganisation/test_world.h"

#include "core/identity_queries.h"
#include "core/organisation.h"
#include "db/query.h"
#include "modules/dossier/module.h"
#include "modules/result/result.h"

static const struct holding *const tables[] = {core_holdings, dossier_holdings, result_holdings};

static int64_t found(struct world *w, const char *code, const char *place, int64_t parent)
{
    int64_t id = 0;
    struct agency_new new = {.agency = {.code = str_from_c(code),
                                        .name = str_printf(w->f->arena, "UBND %s", place),
                                        .place = str_from_c(place),
                                        .kind = parent ? S("xã") : S("tỉnh"),
                                        .level = parent ? 4 : 2,
                                        .parent_id = parent},
                             .act = S("thử nghiệm"),
                             .valid_from = S("2025-07-01")};
    struct fixture *f = w->f;
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, new, &id));
    return id;
}

static void appoint(struct world *w, size_t commune, const char *title, enum role role)
{
    struct fixture *f = w->f;
    struct appointment_new appointment = {.decision = S("QĐ 1"), .valid_from = S("2025-07-01")};
    struct post_new post = {.agency_id = w->communes[commune],
                            .unit = S("Bộ phận"),
                            .title = str_from_c(title),
                            .role = str_from_c(role_code(role)),
                            .valid_from = S("2025-07-01")};
    struct str name = str_printf(f->arena, "%s %zu", title, commune);
    assert_ok(person_add(f->db, f->arena, f->clock.fixed_us, name, &appointment.person_id));
    assert_ok(post_ensure(f->db, f->arena, post, &appointment.position_id));
    assert_ok(person_appoint(f->db, f->arena, appointment));
    struct q_account_add_out added;
    struct q_account_add_in account = {.person_id = appointment.person_id,
                                       .login = str_printf(f->arena, "p%lld",
                                                           (long long)appointment.person_id),
                                       .totp_secret = S("-")};
    assert_ok(q_account_add(f->db, f->arena, account, &added));
}

static struct actor acting(struct world *w, struct grant *grant, enum role role, int64_t id)
{
    *grant = (struct grant){.role = role, .subtree = true, .agency_id = w->province,
                            .role_code = str_from_c(role_code(role))};
    return (struct actor){.account_id = id,
                          .person_id = id,
                          .name = S("Lâm Quốc Tiến"),
                          .title = role == ROLE_LEADER ? S("Chủ tịch UBND") : S("Quản trị viên"),
                          .agency_id = w->province,
                          .today = S("2026-11-23"),
                          .grants = grant,
                          .grant_count = 1};
}

struct str world_code(struct world *w, size_t commune)
{
    return str_printf(w->f->arena, "C.%zu", commune);
}

struct world *world_new(struct fixture *f, size_t communes)
{
    struct world *w = ARENA_NEW(f->arena, struct world);
    *w = (struct world){.f = f, .communes = ARENA_ARRAY(f->arena, int64_t, communes),
                        .commune_count = communes};
    fixture_script(f, "INSERT INTO procedure (code, name, name_en, created_us)"
                      " VALUES ('9.000001', 'Thử', 'Try', 0);"
                      "INSERT INTO procedure_version (procedure_id, number, valid_from, law,"
                      " definition, form, process, bpmn, fingerprint, imported_us)"
                      " SELECT id, 1, '2025-01-01', '', '{}', '{}', '{}', '', 'x', 0"
                      " FROM procedure WHERE code = '9.000001';");
    assert_ok(db_write_begin(f->db));
    w->province = found(w, "P", "tỉnh Thử", 0);
    for (size_t i = 0; i < communes; i++) {
        w->communes[i] = found(w, world_code(w, i).ptr,
                               str_printf(f->arena, "xã Thử %zu", i).ptr, w->province);
        appoint(w, i, "Công chức Một cửa", ROLE_CLERK);
        appoint(w, i, "Công chức tư pháp", ROLE_OFFICER);
        appoint(w, i, "Chủ tịch UBND", ROLE_LEADER);
    }
    assert_ok(db_commit(f->db));
    w->admin = acting(w, &w->admin_grant, ROLE_ADMINISTRATOR, 1);
    w->leader = acting(w, &w->leader_grant, ROLE_LEADER, 2);
    w->engine = (struct reorganisation_engine){
        .service = f->service,
        .holdings = {.tables = tables, .count = sizeof tables / sizeof tables[0]}};
    return w;
}

/* One statement for any number; every tenth answer names Ấp Một, so that a split can tell. */
static void add_dossiers(struct world *w, size_t commune, size_t count, const char *holder)
{
    static const char SQL[] =
        "INSERT INTO dossier (code, receipt_token, result_link, procedure_version_id, agency_id,"
        " status, revision, applicant_name, identifier, phone, search_text, copies, answers,"
        " variables, fee_vnd, submitted_us, due_us, holder_role, next_us)"
        " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %zu)"
        " SELECT 'C.%zu-%s-' || i, 'r-%zu-%s-' || i, 'l-%zu-%s-' || i, v.id, %lld, 4, 1,"
        " 'Trần Nam', '', '', 'tran nam', 1, CASE WHEN i %% 10 = 0 THEN '{\"noi\":\"Ấp Một, xã\"}'"
        " ELSE '{\"noi\":\"Ấp Mười\"}' END, '{}', 0, 1, 1000 + i, '%s', 1000 + i"
        " FROM n, procedure_version v WHERE v.fingerprint = 'x'";
    struct fixture *f = w->f;
    const char *mark = *holder ? "o" : "c";
    if (count > 0)
        assert_ok(db_script(f->db,
                            str_printf(f->arena, SQL, count, commune, mark, commune, mark, commune,
                                       mark, (long long)w->communes[commune], holder)
                                .ptr));
}

void world_dossiers(struct world *w, size_t commune, size_t open, size_t closed)
{
    struct fixture *f = w->f;
    assert_ok(db_write_begin(f->db));
    world_dossiers_in(w, commune, open, closed);
    assert_ok(db_commit(f->db));
}

void world_dossiers_in(struct world *w, size_t commune, size_t open, size_t closed)
{
    struct fixture *f = w->f;
    long long id = (long long)w->communes[commune];
    add_dossiers(w, commune, open, "mot_cua");
    add_dossiers(w, commune, closed, "");
    assert_ok(db_script(f->db, str_printf(f->arena,
                                 "INSERT INTO draft (token, procedure_version_id, agency_id,"
                                 " answers, created_us, changed_us)"
                                 " SELECT 'd-%zu', id, %lld, '{}', 0, 0 FROM procedure_version"
                                 " WHERE fingerprint = 'x';"
                                 "INSERT INTO fact (ref, kind, object, subject, detail, agency_id,"
                                 " day, happened_us, recorded_us)"
                                 " SELECT 'f' || id, 'dossier.received', 'dossier:' || id, '', '',"
                                 " agency_id, '2026-11-20', 1, 1 FROM dossier"
                                 " WHERE agency_id = %lld",
                                 commune, id, id)
                                   .ptr));
}

struct service_context world_as(struct world *w, const struct actor *actor)
{
    struct service_context ctx = w->f->service;
    ctx.actor = actor;
    return ctx;
}

int64_t world_decision(struct world *w, const char *day,
                       const struct reorganisation_operation *operations, size_t count)
{
    int64_t id = 0;
    struct fixture *f = w->f;
    struct service_context ctx = world_as(w, &w->admin);
    struct reorganisation_new new = {.number = S("112/NQ-HĐND"),
                                     .title = S("Sắp xếp thử"),
                                     .decided_on = S("2026-11-18"),
                                     .effective_on = str_from_c(day),
                                     .file_sha256 = S("00"),
                                     .file_name = S("nq112.pdf"),
                                     .operations = operations,
                                     .operation_count = count};
    assert_ok(reorganisation_prepare(&ctx, &new, &id));
    return id;
}

struct result world_approve(struct world *w, int64_t id)
{
    struct decision decision;
    TRY(decision_load(&w->f->service, id, &decision));
    return reorganisation_approve(&w->engine, id, decision.row.revision);
}

struct result world_apply(struct world *w, int64_t id)
{
    w->engine.service = world_as(w, &w->leader);
    TRY(world_approve(w, id));
    w->engine.service.actor = NULL;
    return reorganisation_apply(&w->engine, id);
}
