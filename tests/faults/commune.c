#include "tests/faults/commune.h"

#include <string.h>

#include "core/organisation.h"
#include "core/procedure.h"
#include "core/tlog/verify.h"

/* JSON with ' for ", to be readable here. */
static const char PROCEDURE[] =
    "{'code':'9.000001','valid_from':'2026-01-01','name':'Cấp bản sao trích lục',"
    "'name_en':'Copy of an extract','result_name':'Trích lục','result_name_en':'Extract',"
    "'law':'thử nghiệm','form_set':'ND118-2025','fee':{'per_copy_vnd':8000,'exemptions':[]},"
    "'limit':{'unit':'same_day'},'pause':'restart','bindings':{'applicant_name':'hoten',"
    "'identifier':'dinhdanh','phone':'dienthoai','copies':'soban'},'keywords':[],'tasks':{}}";

static const char PROCESS[] =
    "{'process':{'id':'p','name':'Trích lục'},'nodes':["
    "{'kind':'startEvent','id':'start','name':'Nộp'},"
    "{'kind':'userTask','id':'reception','name':'Tiếp nhận','role':'mot_cua'},"
    "{'kind':'exclusiveGateway','id':'decided','name':'','default':'to-receive'},"
    "{'kind':'serviceTask','id':'receive','name':'Ghi nhận','action':'dossier.receive'},"
    "{'kind':'serviceTask','id':'refuse','name':'Từ chối','action':'dossier.refuse'},"
    "{'kind':'serviceTask','id':'process','name':'Xử lý','action':'dossier.process'},"
    "{'kind':'userTask','id':'prepare','name':'Soạn','role':'tu_phap_ho_tich'},"
    "{'kind':'serviceTask','id':'finish','name':'Xong','action':'dossier.finish'},"
    "{'kind':'endEvent','id':'end','name':'Hết'},{'kind':'endEvent','id':'refused','name':'Hết'}],"
    "'flows':[{'id':'f1','from':'start','to':'reception'},"
    "{'id':'f2','from':'reception','to':'decided'},"
    "{'id':'to-receive','from':'decided','to':'receive'},"
    "{'id':'to-refuse','from':'decided','to':'refuse','condition':'=decision = \\\"refuse\\\"'},"
    "{'id':'f3','from':'receive','to':'process'},{'id':'f4','from':'process','to':'prepare'},"
    "{'id':'f5','from':'prepare','to':'finish'},{'id':'f6','from':'finish','to':'end'},"
    "{'id':'f7','from':'refuse','to':'refused'}]}";

static const char ANSWERS[] =
    "{'hoten':'Trần Văn Nam','dinhdanh':'075090000123','dienthoai':'0912345678','soban':'2',"
    "'q5':'a','q6':'b','q7':'c','q8':'d','q9':'e','q10':'f','q11':'g','q12':'h'}";

static struct str unquote(struct arena *arena, const char *text)
{
    char *copy = str_c(arena, str_from_c(text));
    for (char *c = copy; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    return str_from_c(copy);
}

static struct str question(struct arena *arena, const char *type, const char *key, const char *more)
{
    return str_printf(arena,
                      "{'type':'%s','id':'%s','key':'%s','label':'%s','validate':{'required':true}"
                      "%s}",
                      type, key, key, key, more);
}

static struct str form_text(struct arena *arena)
{
    struct str list = question(arena, "textfield", "hoten", ",'properties':{'check':'name'}");
    static const char *const more[][3] = {
        {"textfield", "dinhdanh", ""},
        {"textfield", "dienthoai", ",'properties':{'check':'phone'}"},
        {"number", "soban", ""}};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++)
        list = str_printf(arena, "%s,%s", list.ptr,
                          question(arena, more[i][0], more[i][1], more[i][2]).ptr);
    for (int i = 5; i <= 12; i++)
        list = str_printf(arena, "%s,%s", list.ptr,
                          question(arena, "textfield", str_printf(arena, "q%d", i).ptr, "").ptr);
    return str_printf(arena,
                      "{'type':'default','id':'f','schemaVersion':16,'components':[%s]}", list.ptr);
}

static void import_procedure(struct fixture *f)
{
    struct procedure_files files = {.procedure_json = unquote(f->arena, PROCEDURE),
                                    .form_json = unquote(f->arena, form_text(f->arena).ptr),
                                    .process_bpmn = S("<definitions/>")};
    struct procedure_import import = {.files = &files,
                                      .process_json = unquote(f->arena, PROCESS),
                                      .problem = S("")};
    struct result done = procedure_import(f->db, f->arena, f->clock.fixed_us, &import);
    if (!result_ok(done))
        print_error("%.*s\n", STR_ARG(import.problem));
    assert_ok(done);
}

static struct actor person(struct commune *c, struct grant *grant, int64_t id)
{
    grant->agency_id = c->agency_id;
    grant->title = S("Công chức");
    return (struct actor){.account_id = id,
                          .person_id = id,
                          .name = S("Lê Thị Hoa"),
                          .title = S("Công chức"),
                          .agency_id = c->agency_id,
                          .today = S("2026-11-23"),
                          .grants = grant,
                          .grant_count = 1};
}

static struct result sign_log(const struct log_signer *signer, struct arena *arena,
                              struct str text, struct str proof, struct ed25519_signature *out)
{
    (void)arena;
    (void)proof;
    *out = ed25519_sign(signer->context, text);
    return RESULT_OK;
}

static void make_log(struct commune *c)
{
    struct arena *arena = c->f->arena;
    c->log_key = ed25519_generate();
    struct ed25519_public public = ed25519_public_of(&c->log_key);
    c->log_signer = (struct log_signer){.vkey = vkey_of(arena, S("gov.vn/test"), &public),
                                        .sign = sign_log,
                                        .context = &c->log_key};
    c->log_folder = str_printf(arena, "%.*s/log", STR_ARG(c->f->folder)).ptr;
}

static void free_scratch(void *scratch) { arena_free(scratch); }

struct commune *commune_new(struct fixture *f)
{
    struct commune *c = ARENA_NEW(f->arena, struct commune);
    c->f = f;
    c->scratch = arena_new((size_t)16 << 20);
    arena_on_free(f->arena, free_scratch, c->scratch);
    struct agency_new agency = {.agency = {.code = S("H19.62"),
                                           .area_code = S("26221"),
                                           .name = S("UBND xã Phú Hoà"),
                                           .place = S("xã Phú Hoà"),
                                           .kind = S("xã"),
                                           .level = 4},
                                .act = S("thử nghiệm"),
                                .valid_from = S("2025-07-01")};
    assert_ok(db_write_begin(f->db));
    assert_ok(agency_found(f->db, f->arena, f->clock.fixed_us, agency, &c->agency_id));
    import_procedure(f);
    assert_ok(db_commit(f->db));
    c->clerk_grant = (struct grant){.role = ROLE_CLERK};
    c->officer_grant = (struct grant){.role = ROLE_OFFICER};
    c->clerk = person(c, &c->clerk_grant, 1);
    c->officer = person(c, &c->officer_grant, 2);
    make_log(c);
    return c;
}

struct service_context commune_acting(struct commune *c, const struct actor *actor)
{
    struct service_context ctx = c->f->service;
    ctx.actor = actor;
    return ctx;
}

struct str commune_draft(struct commune *c)
{
    struct fixture *f = c->f;
    struct str token;
    struct service_context ctx = commune_acting(c, NULL);
    arena_reset(c->scratch);
    ctx.arena = c->scratch;
    assert_ok(dossier_draft_start(&ctx, S("9.000001"), c->agency_id, &token));
    assert_ok(draft_save(&ctx, token, unquote(c->scratch, ANSWERS)));
    return str_dup(f->arena, token);
}

struct str commune_submit(struct commune *c)
{
    struct fixture *f = c->f;
    struct str token = commune_draft(c);
    struct str receipt;
    struct service_context ctx = commune_acting(c, NULL);
    ctx.arena = c->scratch;
    assert_ok(dossier_submit(&ctx, token, &receipt));
    return str_dup(f->arena, receipt);
}

int64_t commune_dossiers(struct commune *c)
{
    return fixture_number(c->f, "SELECT COUNT(*) FROM dossier");
}

/* Each counts what must not be. */
static const struct {
    const char *what;
    const char *sql;
} invariants[] = {
    {"an open dossier without holder", "SELECT COUNT(*) FROM dossier WHERE finished_us = 0 AND "
                                       "status NOT IN (3, 7, 8) AND holder_role = ''"},
    {"an open dossier without next date", "SELECT COUNT(*) FROM dossier WHERE finished_us = 0 AND "
                                          "status NOT IN (3, 7, 8) AND next_us <= 0"},
    {"a code twice", "SELECT COUNT(*) - COUNT(DISTINCT code) FROM dossier"},
    {"a serial that no dossier has or a dossier without serial",
     "SELECT (SELECT COALESCE(SUM(last), 0) FROM dossier_serial) - (SELECT COUNT(*) FROM dossier)"},
    {"a gap in a unit's serials",
     "SELECT COUNT(*) FROM (SELECT agency_id, SUBSTR(code, 1, 13) AS unit_day, COUNT(*) AS found, "
     "MAX(CAST(SUBSTR(code, 15) AS INTEGER)) AS highest FROM dossier "
     "GROUP BY agency_id, SUBSTR(code, 1, 13)) AS days WHERE found <> highest"},
    {"a dossier without its evidence",
     "SELECT COUNT(*) FROM dossier WHERE NOT EXISTS (SELECT 1 FROM evidence WHERE kind = "
     "'dossier.submitted' AND object = 'dossier:' || dossier.id)"},
    {"evidence of a dossier that is none",
     "SELECT COUNT(*) FROM evidence WHERE kind = 'dossier.submitted' AND NOT EXISTS "
     "(SELECT 1 FROM dossier WHERE evidence.object = 'dossier:' || dossier.id)"},
    {"an open dossier without an open task",
     "SELECT COUNT(*) FROM dossier WHERE finished_us = 0 AND status NOT IN (3, 7, 8) AND "
     "NOT EXISTS (SELECT 1 FROM process_task WHERE id = dossier.task_id AND closed_us IS NULL)"},
    {"a sent draft without dossier",
     "SELECT COUNT(*) FROM draft WHERE receipt_token <> '' AND NOT EXISTS "
     "(SELECT 1 FROM dossier WHERE dossier.receipt_token = draft.receipt_token)"},
    {"a dossier whose citizen was told nothing",
     "SELECT COUNT(*) FROM dossier WHERE NOT EXISTS "
     "(SELECT 1 FROM notification WHERE object = dossier.code)"},
};

void commune_assert_log(struct commune *c)
{
    struct fixture *f = c->f;
    struct sequencer sequencer = {.db = f->db,
                                  .folder = c->log_folder,
                                  .holder = S("test"),
                                  .signer = &c->log_signer};
    struct sequencer_report report;
    struct tlog_report verified;
    do {
        assert_ok(sequencer_run(&sequencer, f->arena, f->clock.fixed_us, &report));
    } while (report.more);
    int64_t rows = fixture_number(f, "SELECT COUNT(*) FROM evidence");
    assert_int_equal(report.size, rows);
    if (rows == 0)
        return;
    assert_ok(tlog_verify(f->arena, c->log_folder, &c->log_signer.vkey, NULL, &verified));
    assert_int_equal(verified.checkpoint.size, rows);
}

int commune_broken(struct commune *c)
{
    int broken = 0;
    for (size_t i = 0; i < sizeof invariants / sizeof invariants[0]; i++) {
        int64_t found = fixture_number(c->f, invariants[i].sql);
        if (found != 0)
            print_message("# %s: %lld\n", invariants[i].what, (long long)found);
        broken += found != 0 ? 1 : 0;
    }
    return broken;
}

void commune_assert_invariants(struct commune *c)
{
    assert_int_equal(commune_broken(c), 0);
    commune_assert_log(c);
}
