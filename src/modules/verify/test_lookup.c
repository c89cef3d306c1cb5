#include "tests/support/fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os_file.h"
#include "core/certificates_queries.h"
#include "core/evidence.h"
#include "core/inspector_spawner.h"
#include "core/sequencer.h"
#include "core/trust.h"
#include "modules/result/queries.h"
#include "modules/verify/job_recheck.h"
#include "modules/verify/lookup.h"
#include "sign/revocation_authority.h"
#include "sign/validation_data.h"
#include "tests/support/sign_fixture.h"

/* A paper that two parties have signed, stored, issued and sequenced, as the node does it. */
struct paper {
    struct str printed; /* revision 1, unsigned */
    struct str whole;   /* with both signatures */
    struct str sha256;  /* of the whole */
    struct lookup lookup;
    char folder[300];
};

static struct result sign_log(const struct log_signer *signer, struct arena *arena,
                              struct str text, struct str proof, struct ed25519_signature *out)
{
    (void)arena;
    (void)proof;
    *out = ed25519_sign(signer->context, text);
    return RESULT_OK;
}

/* Gives evidence its place under a checkpoint. */
static void sequence(struct fixture *f, const struct paper *p)
{
    struct ed25519_key key = {{7}};
    struct ed25519_public public = ed25519_public_of(&key);
    struct log_signer signer = {.vkey = vkey_of(f->arena, S("test.vn"), &public),
                                .sign = sign_log, .context = &key};
    struct sequencer sequencer = {.db = f->db, .folder = p->folder, .holder = S("test"),
                                  .signer = &signer};
    struct sequencer_report report;
    struct str vkey = vkey_text(f->arena, &signer.vkey);
    assert_ok(os_dir_make(p->folder, 0755));
    assert_ok(os_file_write(str_c(f->arena, str_printf(f->arena, "%s/vkey", p->folder)), vkey,
                            0644));
    assert_ok(sequencer_run(&sequencer, f->arena, f->clock.fixed_us, &report));
}

static void trust(struct fixture *f, const struct sign_fixture *s)
{
    assert_ok(db_write_begin(f->db));
    const struct str issuers[] = {s->root, s->authority};
    for (size_t i = 0; i < 2; i++) {
        int64_t id;
        const struct trust_order order = {.domain = TRUST_TEST, .der = issuers[i],
                                          .source = S("thử"), .reason = S("thử"),
                                          .actor = S("system")};
        assert_ok(trust_add(f->db, f->arena, f->clock.fixed_us, &order, &id));
    }
    assert_ok(db_commit(f->db));
}

static struct str store(struct fixture *f, struct str bytes)
{
    struct str sha256;
    assert_ok(files_put(f->files, f->arena, bytes, &sha256));
    return sha256;
}

static void add_revision(struct fixture *f, int64_t id, const char *kind, struct str sha256)
{
    assert_ok(q_issued_revision_add(f->db, f->arena,
                                    (struct q_issued_revision_add_in){.document_id = id,
                                                                      .kind = str_from_c(kind),
                                                                      .sha256 = sha256,
                                                                      .level = S("")},
                                    NULL));
}

static void issue(struct fixture *f, struct paper *p, struct str printed_sha256)
{
    struct q_issued_add_out row;
    struct q_issued_add_in in = {.dossier_id = 12, .prepare_task_id = 1, .agency_id = 3,
                                 .code = S("H19.62-261123-0027"),
                                 .title = S("Trích lục khai sinh"),
                                 .applicant_name = S("Nguyễn Văn Kín"),
                                 .agency_name = S("UBND xã Phú Hoà"), .signer_person_id = 5,
                                 .signer_name = S("Đặng Thị Kim Ngân"),
                                 .signer_title = S("Chủ tịch UBND"),
                                 .number_mark = S("TLKS-BS"), .base_sha256 = printed_sha256,
                                 .hand_sha256 = S(""), .places = S("{}"), .place = S("Phú Hoà")};
    fixture_script(f, "INSERT INTO agency (id, created_us) VALUES (3, 0);"
                      "INSERT INTO person (id, name, name_folded, created_us)"
                      " VALUES (5, 'N', 'n', 0)");
    assert_ok(db_write_begin(f->db));
    assert_ok(q_issued_add(f->db, f->arena, in, &row));
    add_revision(f, row.id, "print", printed_sha256);
    add_revision(f, row.id, "seal", p->sha256);
    assert_ok(db_commit(f->db));
    struct str done = str_printf(f->arena,
                                 "UPDATE issued_document SET state = 4, symbol = '12/TLKS-BS',"
                                 " level = 'T', signed_us = 1795399200000000, sha256 = '%.*s'",
                                 STR_ARG(p->sha256));
    fixture_script(f, str_c(f->arena, done));
    struct str data = str_printf(f->arena, "{\"sha256\":\"%.*s\",\"level\":\"T\"}",
                                 STR_ARG(p->sha256));
    assert_ok(db_write_begin(f->db));
    assert_ok(evidence_add(f->db, f->arena, f->clock.fixed_us,
                           (struct evidence){.kind = S("result.signed"), .object = S("dossier:12"),
                                             .actor = S("system"), .agency_id = 3, .data = data}));
    assert_ok(db_commit(f->db));
}

static struct paper *make(struct fixture *f)
{
    struct paper *p = ARENA_NEW(f->arena, struct paper);
    void *state;
    assert_int_equal(sign_fixture_begin(&state), 0);
    struct sign_fixture *s = state;
    p->printed = str_dup(f->arena, sign_base(f->arena, 0));
    struct str once = sign_as(f->arena, s, p->printed, &s->person, true);
    p->whole = str_dup(f->arena, sign_as(f->arena, s, once, &s->agency, true));
    snprintf(p->folder, sizeof p->folder, "%.*s/log", STR_ARG(f->folder));
    p->lookup = (struct lookup){.ctx = &f->service, .log_folder = str_from_c(p->folder)};
    trust(f, s);
    p->sha256 = store(f, p->whole);
    issue(f, p, store(f, p->printed));
    assert_int_equal(sign_fixture_end(&state), 0);
    return p;
}

static enum verdict judge(struct fixture *f, struct paper *p, struct str bytes,
                          struct looked *looked)
{
    assert_ok(lookup_bytes(&p->lookup, bytes, looked));
    return verify_verdict(&looked->findings);
}

static struct str flipped(struct fixture *f, struct str bytes, size_t at)
{
    char *copy = arena_copy(f->arena, bytes.ptr, bytes.len);
    copy[at] ^= 1;
    return str_of(copy, bytes.len);
}

static void the_paper_is_genuine_and_the_log_says_so(void **state)
{
    struct fixture *f = *state;
    struct paper *p = make(f);
    struct looked looked;
    assert_int_equal(judge(f, p, p->whole, &looked), VERIFY_GENUINE);
    assert_int_equal(looked.findings.log, LOG_WAITING);
    sequence(f, p);
    assert_int_equal(judge(f, p, p->whole, &looked), VERIFY_GENUINE);
    assert_int_equal(looked.findings.log, LOG_HOLDS);
    assert_int_equal(looked.place.index, 2); /* behind the two issuers */
    assert_true(str_starts(looked.place.receipt, S("c2sp.org/tlog-proof@v1\n")));
    assert_int_equal(str_find(looked.place.receipt, S("dossier")), looked.place.receipt.len);
    struct check checks[CHECKS_MAX];
    assert_int_equal(verify_checks(&looked.findings, checks), CHECKS_MAX);
    for (size_t i = 0; i < CHECKS_MAX; i++)
        assert_int_equal(checks[i].tone, TONE_OK);
}

static void one_byte_changed_anywhere_is_told(void **state)
{
    struct fixture *f = *state;
    struct paper *p = make(f);
    struct looked looked;
    sequence(f, p);
    assert_ok(lookup_follow(&f->service));
    assert_ok(lookup_follow(&f->service)); /* nothing twice */
    for (size_t at = 0; at < p->whole.len; at += p->whole.len / 40) {
        assert_int_equal(judge(f, p, flipped(f, p->whole, at), &looked), VERIFY_CHANGED);
        assert_string_equal(str_c(f->arena, looked.issued.symbol), "12/TLKS-BS");
    }
    struct str longer = str_concat(f->arena, p->whole, S("1 0 obj\nendobj\n%%EOF\n"));
    assert_int_equal(judge(f, p, longer, &looked), VERIFY_CHANGED);
    assert_int_equal(judge(f, p, str_slice(p->whole, 0, p->whole.len - 20), &looked),
                     VERIFY_CHANGED);
}

static void a_stranger_is_not_ours(void **state)
{
    struct fixture *f = *state;
    struct paper *p = make(f);
    struct looked looked;
    sequence(f, p);
    assert_ok(lookup_follow(&f->service));
    assert_int_equal(judge(f, p, sign_base(f->arena, 5), &looked), VERIFY_NOT_OURS);
    assert_int_equal(judge(f, p, S("hello"), &looked), VERIFY_NOT_OURS);
    assert_int_equal(judge(f, p, S(""), &looked), VERIFY_NOT_OURS);
    assert_int_equal(judge(f, p, p->printed, &looked), VERIFY_EARLIER);
}

static void a_damaged_copy_and_a_lost_certificate_are_not_green(void **state)
{
    struct fixture *f = *state;
    struct paper *p = make(f);
    struct looked looked;
    struct str path;
    sequence(f, p);
    fixture_script(f, "UPDATE evidence SET record = 'x' || record");
    assert_int_equal(judge(f, p, p->whole, &looked), VERIFY_UNCLEAR);
    assert_int_equal(looked.findings.log, LOG_BROKEN);
    fixture_script(f, "UPDATE evidence SET record = substr(record, 2)");
    assert_int_equal(judge(f, p, p->whole, &looked), VERIFY_GENUINE);
    assert_ok(files_path(f->files, f->arena, p->sha256, &path));
    assert_ok(os_file_write(str_c(f->arena, path), flipped(f, p->whole, 9), 0644));
    assert_int_equal(judge(f, p, p->whole, &looked), VERIFY_CHANGED);
    assert_ok(os_file_write(str_c(f->arena, path), p->whole, 0644));
    assert_int_equal(judge(f, p, p->whole, &looked), VERIFY_GENUINE);
    fixture_script(f, "DELETE FROM trust_issuer WHERE root");
    assert_int_equal(judge(f, p, p->whole, &looked), VERIFY_UNCLEAR);
}

static int64_t passed(struct fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM verify_recheck"
                             " WHERE verdict = 'TOTAL-PASSED'");
}

static int64_t unseen(struct fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM verify_recheck WHERE verdict = ''");
}

static int64_t news(struct fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM evidence"
                             " WHERE kind = 'verify.verdict_changed'");
}

/* Kept papers are looked at again through the inspector; a verdict that falls leaves evidence, and
 * one that stays leaves none. */
static void kept_papers_are_looked_at_again(void **state)
{
    struct fixture *f = *state;
    const char *program = getenv("TRUC_INSPECT");
    struct paper *p = make(f);
    struct job_context job = {.service = f->service};
    if (program == NULL)
        return; /* a build whose sanitizers need what the sandbox refuses */
    const struct inspector_spawner spawner = {.program = program, .parallel = 1};
    assert_ok(inspector_open_own(&spawner, &job.inspector));
    sequence(f, p);
    assert_ok(lookup_follow(&f->service));
    assert_int_equal(unseen(f), 1);
    assert_ok(recheck_run(&job, S(""), S("")));
    assert_int_equal(passed(f), 1);
    assert_int_equal(news(f), 0);
    fixture_script(f, "DELETE FROM trust_issuer WHERE root");
    assert_ok(recheck_run(&job, S(""), S(""))); /* not due */
    assert_int_equal(passed(f), 1);
    fixture_advance(f, (RECHECK_DAYS + 1) * MICROS_PER_DAY);
    assert_ok(recheck_run(&job, S(""), S("")));
    assert_int_equal(passed(f), 0);
    assert_int_equal(news(f), 1);
    fixture_advance(f, (RECHECK_DAYS + 1) * MICROS_PER_DAY);
    assert_ok(recheck_run(&job, S(""), S(""))); /* still bad: no news */
    assert_int_equal(news(f), 1);
    os_close(job.inspector.requests);
}

/* Who signed the paper, as the register and the figures know it. */
static void count_signature(struct fixture *f, struct str certificate)
{
    struct sha256 digest = sha256(certificate);
    struct q_certificate_add_out added;
    bool fresh;
    const struct q_certificate_add_in row = {
        .kind = S("person"), .domain = S("test"), .key_id = S("k"), .der = certificate,
        .sha256 = str_hex(f->arena, digest.bytes, SHA256_SIZE), .name = S("N"), .issuer = S(""),
        .serial = S(""), .not_after_us = 2 * FIXTURE_START_US};
    assert_ok(db_write_begin(f->db));
    assert_ok(q_certificate_add(f->db, f->arena, row, &added, &fresh));
    assert_ok(db_commit(f->db));
    fixture_script(f,
        "INSERT INTO signature (certificate_id, person_id, agency_id, object, file_sha256,"
        " signed_us, recorded_us) SELECT c.id, 5, 3, 'issued:' || d.id, d.sha256, d.signed_us,"
        " d.signed_us FROM issued_document d CROSS JOIN certificate c;"
        "INSERT INTO fact (ref, kind, object, subject, detail, agency_id, day, happened_us,"
        " recorded_us) VALUES ('1', 'result.signed', 'dossier:12', '', '', 3, '2026-11-23', 1, 1)");
}

/* What the authority says of the person's certificate as of now: suspended since then; 0: good. */
static void authority_says(struct fixture *f, struct sign_fixture *s, int64_t suspended_us)
{
    bool suspended = suspended_us != 0;
    struct certificate read;
    struct str request;
    struct str said;
    assert_ok(certificate_read(f->arena, s->person.certificate, &read));
    const struct revoked gone = {read.serial, suspended_us, true};
    const struct revocation_authority authority = {
        .certificate = s->authority, .secret = s->authority_key.secret, .revoked = &gone,
        .count = suspended, .now_us = f->clock.fixed_us, .valid_us = MICROS_PER_DAY};
    assert_ok(ocsp_request_make(f->arena, s->person.certificate, s->authority, &request));
    assert_ok(revocation_ocsp_answer(f->arena, &authority, request, &said));
    const struct trust_answer answer = {
        .about = str_hex(f->arena, read.sha256.bytes, SHA256_SIZE), .der = said, .url = S("x"),
        .made_us = f->clock.fixed_us};
    assert_ok(db_write_begin(f->db));
    assert_ok(trust_answer_keep(f->db, f->arena, f->clock.fixed_us, &answer));
    assert_ok(db_commit(f->db));
    struct str status = str_printf(f->arena,
        "INSERT INTO certificate_status (certificate_id, status, since_us, recorded_us, source)"
        " SELECT id, '%s', %lld, %lld, 'x' FROM certificate", suspended ? "suspended" : "good",
        (long long)f->clock.fixed_us, (long long)f->clock.fixed_us);
    fixture_script(f, str_c(f->arena, status));
}

static int64_t void_now(struct fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM signature_void WHERE until_us IS NULL");
}

/* A paper of the person, at level B or T, signed at FIXTURE_START_US; the authority speaks up ten
 * minutes later, then takes it back. Gives what counted in between: signatures that do not hold. */
static int64_t suspend(struct fixture *f, struct job_context *job, bool stamped, int64_t since_us)
{
    struct paper *p = ARENA_NEW(f->arena, struct paper);
    void *state;
    assert_int_equal(sign_fixture_begin(&state), 0);
    struct sign_fixture *s = state;
    p->printed = str_dup(f->arena, sign_base(f->arena, 0));
    p->whole = str_dup(f->arena, sign_as(f->arena, s, p->printed, &s->person, stamped));
    snprintf(p->folder, sizeof p->folder, "%.*s/log", STR_ARG(f->folder));
    trust(f, s);
    p->sha256 = store(f, p->whole);
    issue(f, p, store(f, p->printed));
    count_signature(f, s->person.certificate);
    sequence(f, p);
    assert_ok(lookup_follow(&f->service));
    assert_ok(recheck_run(job, S(""), S("")));
    assert_int_equal(void_now(f), 0);
    fixture_advance(f, 600 * MICROS_PER_SECOND);
    authority_says(f, s, since_us);
    fixture_advance(f, MICROS_PER_SECOND);
    assert_ok(recheck_run(job, S(""), S(""))); /* not due, but something was said */
    int64_t between = void_now(f);
    fixture_advance(f, 600 * MICROS_PER_SECOND);
    authority_says(f, s, 0);
    fixture_advance(f, MICROS_PER_SECOND);
    assert_ok(recheck_run(job, S(""), S("")));
    assert_int_equal(sign_fixture_end(&state), 0);
    os_close(job->inspector.requests);
    return between;
}

static int64_t told(struct fixture *f, const char *kind)
{
    return fixture_number(f, str_c(f->arena, str_printf(f->arena,
        "SELECT COUNT(*) FROM evidence WHERE kind = '%s'", kind)));
}

static int64_t facts(struct fixture *f, const char *kind)
{
    return fixture_number(f, str_c(f->arena, str_printf(f->arena,
        "SELECT COUNT(*) FROM fact WHERE kind = '%s'", kind)));
}

static bool inspects(struct fixture *f, struct job_context *job)
{
    const char *program = getenv("TRUC_INSPECT");
    const struct inspector_spawner spawner = {.program = program, .parallel = 1};
    if (program != NULL)
        assert_ok(inspector_open_own(&spawner, &job->inspector));
    return program != NULL;
}

/* programme.md, trap X4: a time that is proven to be earlier keeps it. */
static void taken_back_after_a_timestamp_still_counts(void **state)
{
    struct fixture *f = *state;
    struct job_context job = {.service = f->service};
    if (!inspects(f, &job))
        return;
    assert_int_equal(suspend(f, &job, true, FIXTURE_START_US + 60 * MICROS_PER_SECOND), 0);
    assert_int_equal(void_now(f), 0);
    assert_int_equal(told(f, "signature.voided"), 0);
    assert_int_equal(facts(f, "result.voided"), 0);
}

static void without_a_timestamp_it_leaves_the_figures_and_comes_back(void **state)
{
    struct fixture *f = *state;
    struct job_context job = {.service = f->service};
    if (!inspects(f, &job))
        return;
    assert_int_equal(suspend(f, &job, false, FIXTURE_START_US + 60 * MICROS_PER_SECOND), 1);
    assert_int_equal(void_now(f), 0);
    assert_int_equal(told(f, "signature.voided"), 1);
    assert_int_equal(told(f, "signature.restored"), 1);
    assert_int_equal(facts(f, "result.voided"), 1);
    assert_int_equal(facts(f, "result.signed"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM signature_void"
                                       " WHERE fault = 'INDETERMINATE / REVOKED_NO_POE'"), 1);
}

/* Signed while it was suspended: that it is good again later does not help. */
static void what_was_signed_during_a_suspension_stays_out(void **state)
{
    struct fixture *f = *state;
    struct job_context job = {.service = f->service};
    if (!inspects(f, &job))
        return;
    assert_int_equal(suspend(f, &job, true, FIXTURE_START_US - 60 * MICROS_PER_SECOND), 1);
    assert_int_equal(void_now(f), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(the_paper_is_genuine_and_the_log_says_so),
        FIXTURE_TESTS(one_byte_changed_anywhere_is_told),
        FIXTURE_TESTS(a_stranger_is_not_ours),
        FIXTURE_TESTS(a_damaged_copy_and_a_lost_certificate_are_not_green),
        FIXTURE_TESTS(kept_papers_are_looked_at_again),
        FIXTURE_TESTS(taken_back_after_a_timestamp_still_counts),
        FIXTURE_TESTS(without_a_timestamp_it_leaves_the_figures_and_comes_back),
        FIXTURE_TESTS(what_was_signed_during_a_suspension_stays_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
