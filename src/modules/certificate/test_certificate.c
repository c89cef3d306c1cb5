#include "tests/support/fixture.h"

#include "base/fault.h"
#include "core/certificates.h"
#include "core/certificates_queries.h"
#include "core/identity.h"
#include "core/revocation.h"
#include "core/settings.h"
#include "core/trust.h"
#include "modules/certificate/certificate.h"
#include "modules/certificate/import.h"
#include "modules/certificate/job_remind.h"
#include "modules/certificate/queries.h"
#include "sign/issue.h"
#include "sign/revocation_authority.h"
#include "sign/validation_data.h"

/* A small authority, and a person's certificate that names a place where nobody listens: whatever
 * is known of it was put there by the test. */
struct world {
    struct issue_key root_key;
    struct issue_key issuing_key;
    struct issue_key key;
    struct str root;
    struct str issuing;
    struct str person;
};

#define YEAR_US (365 * MICROS_PER_DAY)
#define HOUR_US (3600 * MICROS_PER_SECOND)

static struct str issue(struct fixture *f, struct issue_order order, const struct issue_key *by,
                        struct str issuer)
{
    struct str der;
    order.issuer = issuer;
    order.issuer_secret = by->secret;
    order.organisation = S("Thử");
    order.from_us = FIXTURE_START_US - YEAR_US;
    order.to_us = FIXTURE_START_US + YEAR_US;
    assert_ok(issue_certificate(f->arena, &order, &der));
    return der;
}

static struct world *make(struct fixture *f)
{
    struct world *w = ARENA_NEW(f->arena, struct world);
    struct issue_key *const keys[] = {&w->root_key, &w->issuing_key, &w->key};
    for (size_t i = 0; i < 3; i++)
        assert_ok(issue_key_make(f->arena, CERTIFICATE_P256, keys[i]));
    w->root = issue(f, (struct issue_order){.profile = ISSUE_ROOT, .name = S("Gốc"),
                                            .public_info = w->root_key.public_info},
                    &w->root_key, S(""));
    w->issuing = issue(f, (struct issue_order){.profile = ISSUE_AUTHORITY, .name = S("Cấp"),
                                               .public_info = w->issuing_key.public_info},
                       &w->root_key, w->root);
    w->person = issue(f, (struct issue_order){.profile = ISSUE_SIGNER, .name = S("An"),
                                              .public_info = w->key.public_info,
                                              .ocsp_url = S("http://127.0.0.1:1/ocsp")},
                      &w->issuing_key, w->issuing);
    fixture_script(f, "INSERT INTO person (id, name, name_folded, created_us) VALUES"
                      " (1, 'An', 'an', 1), (2, 'Binh', 'binh', 1)");
    return w;
}

static struct result add_issuer(struct fixture *f, struct str der, enum trust_domain domain,
                                int64_t *id)
{
    const struct trust_order order = {.domain = domain, .der = der, .source = S("tệp"),
                                      .reason = S("Quyết định 1"), .actor = S("account:1")};
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, trust_add(f->db, f->arena, f->clock.fixed_us, &order, id));
}

static struct result give(struct fixture *f, struct str der, int64_t person_id)
{
    const struct certificate_owner owner = {.kind = "person", .key_id = S("nguoi-1"),
                                            .person_id = person_id, .reason = S("giao")};
    assert_ok(db_write_begin(f->db));
    return db_finish(f->db, certificates_add(f->db, f->arena, f->clock.fixed_us, owner, der));
}

static struct result own(struct fixture *f, int64_t person_id)
{
    struct signing_certificate found;
    return certificates_of_person(f->db, f->arena, person_id, f->clock.fixed_us, &found);
}

static struct str hex_of(struct fixture *f, struct str der)
{
    struct sha256 digest = sha256(der);
    return str_hex(f->arena, digest.bytes, SHA256_SIZE);
}

static size_t roots_in(struct fixture *f, enum trust_domain domain, int64_t at_us)
{
    struct evidence_set set;
    assert_ok(trust_evidence(f->db, f->arena, domain, at_us, &set));
    return set.roots.count;
}

static void issuers_keep_to_their_domain(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    struct trust_issuer found;
    int64_t id;
    int64_t root_id;
    assert_fails(add_issuer(f, w->issuing, TRUST_OFFICIAL, &id), "trust.other_domain");
    assert_ok(add_issuer(f, w->root, TRUST_TEST, &root_id));
    assert_fails(add_issuer(f, w->root, TRUST_TEST, &id), "trust.known");
    assert_fails(add_issuer(f, w->issuing, TRUST_OFFICIAL, &id), "trust.other_domain");
    assert_ok(add_issuer(f, w->issuing, TRUST_TEST, &id));
    assert_fails(add_issuer(f, w->person, TRUST_TEST, &id), "trust.not_authority");
    assert_fails(add_issuer(f, S("nothing"), TRUST_TEST, &id), "certificate.broken");
    assert_int_equal(roots_in(f, TRUST_TEST, f->clock.fixed_us), 1);
    assert_int_equal(roots_in(f, TRUST_ANY, f->clock.fixed_us), 1);
    assert_int_equal(roots_in(f, TRUST_OFFICIAL, f->clock.fixed_us), 0);
    assert_int_equal(roots_in(f, TRUST_PUBLIC, f->clock.fixed_us), 0);
    assert_ok(trust_domain_of(f->db, f->arena, hex_of(f, w->root), f->clock.fixed_us, &found));
    assert_int_equal(found.domain, TRUST_TEST);
    assert_fails(trust_domain_of(f->db, f->arena, hex_of(f, w->issuing), f->clock.fixed_us,
                                 &found), "trust.unknown_root");
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE kind = 'trust.added'"),
                     2);
}

static void what_is_withdrawn_was_trusted_before(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    struct trust_issuer found;
    int64_t id;
    int64_t then_us = f->clock.fixed_us;
    assert_ok(add_issuer(f, w->root, TRUST_OFFICIAL, &id));
    fixture_advance(f, HOUR_US);
    const struct trust_end end = {id, S("Quyết định 2"), S("account:1")};
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, trust_withdraw(f->db, f->arena, f->clock.fixed_us, &end)));
    assert_ok(db_write_begin(f->db));
    assert_fails(db_finish(f->db, trust_withdraw(f->db, f->arena, f->clock.fixed_us, &end)),
                 "trust.withdrawn");
    assert_ok(trust_domain_of(f->db, f->arena, hex_of(f, w->root), then_us, &found));
    assert_fails(trust_domain_of(f->db, f->arena, hex_of(f, w->root), f->clock.fixed_us, &found),
                 "trust.unknown_root");
    assert_int_equal(roots_in(f, TRUST_OFFICIAL, then_us), 1);
    assert_int_equal(roots_in(f, TRUST_OFFICIAL, f->clock.fixed_us), 0);
}

/* Who certifies, with its key. */
struct authority {
    const struct issue_key *key;
    struct str certificate; /* empty: certifies itself */
};

/* A certificate about the key of `about`, as `by` would give it. */
static struct str certify(struct fixture *f, enum issue_profile profile, const char *name,
                          const struct issue_key *about, struct authority by)
{
    return issue(f, (struct issue_order){.profile = profile, .name = str_from_c(name),
                                         .public_info = about->public_info}, by.key,
                 by.certificate);
}

static struct str domain_of(struct fixture *f, struct str der)
{
    struct q_certificate_standing_out row;
    struct q_register_rows_rows rows;
    bool found;
    assert_ok(give(f, der, 1));
    assert_ok(q_certificate_standing(
        f->db, f->arena, (struct q_certificate_standing_in){.sha256 = hex_of(f, der)}, &row,
        &found));
    assert_true(found);
    assert_ok(q_register_rows(f->db, f->arena, (struct q_register_rows_in){
        .words = S(""), .state = S(""), .most = 100}, &rows));
    for (size_t i = 0; i < rows.count; i++)
        if (rows.items[i].id == row.id)
            return rows.items[i].domain;
    return S("?");
}

/* Whatever is tried, a chain of the trial domain does not become an official one. */
static void no_key_changes_its_domain(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    struct issue_key real_key;
    int64_t id;
    int64_t test_root;
    assert_ok(issue_key_make(f->arena, CERTIFICATE_P256, &real_key));
    struct str real = certify(f, ISSUE_ROOT, "Gốc", &real_key,
                              (struct authority){&real_key, S("")});
    const struct authority official = {&real_key, real};
    assert_ok(add_issuer(f, w->root, TRUST_TEST, &test_root));
    assert_ok(add_issuer(f, w->issuing, TRUST_TEST, &id));
    assert_ok(add_issuer(f, real, TRUST_OFFICIAL, &id)); /* the same name, another key */
    assert_string_equal(str_c(f->arena, domain_of(f, w->person)), "test");
    /* the trial authority, certified by the official root */
    struct str cross = certify(f, ISSUE_AUTHORITY, "Cấp", &w->issuing_key, official);
    assert_fails(add_issuer(f, cross, TRUST_OFFICIAL, &id), "trust.key_elsewhere");
    /* the trial root once more, with a new certificate; also after it was withdrawn */
    struct str again = certify(f, ISSUE_ROOT, "Gốc mới", &w->root_key,
                               (struct authority){&w->root_key, S("")});
    assert_fails(add_issuer(f, again, TRUST_OFFICIAL, &id), "trust.key_elsewhere");
    assert_fails(add_issuer(f, again, TRUST_PUBLIC, &id), "trust.key_elsewhere");
    const struct trust_end end = {test_root, S("Quyết định 2"), S("account:1")};
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, trust_withdraw(f->db, f->arena, f->clock.fixed_us, &end)));
    assert_fails(add_issuer(f, w->root, TRUST_OFFICIAL, &id), "trust.key_elsewhere");
    assert_fails(add_issuer(f, again, TRUST_OFFICIAL, &id), "trust.key_elsewhere");
    assert_ok(add_issuer(f, w->root, TRUST_TEST, &id)); /* where it was, it may come back */
    /* and who is certified by the official root is official */
    struct str officer = certify(f, ISSUE_SIGNER, "An", &w->key, official);
    assert_string_equal(str_c(f->arena, domain_of(f, officer)), "official");
}

static void the_fingerprint_is_compared(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    struct buf typed;
    int64_t id;
    struct str hex = hex_of(f, w->root);
    buf_init(&typed, f->arena, 256);
    for (size_t i = 0; i < hex.len; i++) {
        char c = hex.ptr[i];
        if (i > 0 && i % 2 == 0)
            buf_text(&typed, i % 4 == 0 ? " " : ":");
        buf_byte(&typed, (unsigned char)(c >= 'a' ? c - ('a' - 'A') : c));
    }
    struct trust_order order = {.domain = TRUST_OFFICIAL, .der = w->root,
                                .fingerprint = hex_of(f, w->issuing), .source = S("tệp"),
                                .reason = S("Quyết định 1"), .actor = S("account:1")};
    assert_ok(db_write_begin(f->db));
    assert_fails(trust_add(f->db, f->arena, f->clock.fixed_us, &order, &id), "trust.fingerprint");
    order.fingerprint = str_slice(hex, 0, 63);
    assert_fails(trust_add(f->db, f->arena, f->clock.fixed_us, &order, &id), "trust.fingerprint");
    order.fingerprint = buf_str(&typed);
    assert_ok(trust_add(f->db, f->arena, f->clock.fixed_us, &order, &id));
    assert_ok(db_commit(f->db));
    order.fingerprint = S("");
    order.der = w->issuing;
    f->service.actor = ARENA_NEW(f->arena, struct actor);
    assert_fails(trust_list_add(&f->service, &order, &id), "trust.fingerprint");
    f->service.actor = NULL;
}

static void trusted(struct fixture *f, struct world *w)
{
    int64_t id;
    assert_ok(add_issuer(f, w->root, TRUST_TEST, &id));
    assert_ok(add_issuer(f, w->issuing, TRUST_TEST, &id));
    assert_ok(give(f, w->person, 1));
}

static void only_the_holder_signs(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    assert_fails(give(f, w->person, 1), "certificate.no_path");
    trusted(f, w);
    assert_ok(own(f, 1));
    assert_fails(own(f, 2), "certificate.none");
    fixture_script(f, "UPDATE certificate_holder SET until_us = 1795399200000001");
    assert_ok(own(f, 1));
    fixture_advance(f, HOUR_US);
    assert_fails(own(f, 1), "certificate.none");
}

/* As if the responder had said so just now. */
static void responder_says(struct fixture *f, struct world *w, const struct revoked *revoked,
                           struct str about)
{
    struct str request;
    struct str response;
    const struct revocation_authority authority = {
        .certificate = w->issuing, .secret = w->issuing_key.secret, .revoked = revoked,
        .count = revoked == NULL ? 0 : 1, .now_us = f->clock.fixed_us,
        .valid_us = MICROS_PER_DAY};
    assert_ok(ocsp_request_make(f->arena, w->person, w->issuing, &request));
    assert_ok(revocation_ocsp_answer(f->arena, &authority, request, &response));
    const struct trust_answer answer = {.about = hex_of(f, about), .der = response,
                                        .url = S("http://127.0.0.1:1/ocsp"),
                                        .made_us = f->clock.fixed_us};
    assert_ok(db_write_begin(f->db));
    assert_ok(db_finish(f->db, trust_answer_keep(f->db, f->arena, f->clock.fixed_us, &answer)));
}

static struct result ask(struct fixture *f, struct str der)
{
    struct revocation_answer said;
    const struct revocation_order order = {.certificate = der, .use = CHAIN_SIGNING,
                                           .max_age_us = HOUR_US / 2, .reach = HTTP_PUBLIC,
                                           .phone = S("+84912345678")};
    return revocation_ask(&f->service, &order, &said);
}

static int64_t changes(struct fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE kind = 'certificate.status'");
}

static void what_the_authority_says_decides(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    struct certificate read;
    trusted(f, w);
    assert_ok(certificate_read(f->arena, w->person, &read));
    responder_says(f, w, NULL, w->person);
    assert_ok(ask(f, w->person));
    assert_int_equal(changes(f), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notification"), 0);
    fixture_advance(f, HOUR_US);
    struct revoked revoked = {read.serial, f->clock.fixed_us, true};
    responder_says(f, w, &revoked, w->person);
    assert_ok(ask(f, w->person));
    assert_fails(own(f, 1), "certificate.suspended");
    fixture_advance(f, HOUR_US);
    responder_says(f, w, NULL, w->person);
    assert_ok(ask(f, w->person));
    assert_ok(own(f, 1));
    fixture_advance(f, HOUR_US);
    revoked.hold = false;
    responder_says(f, w, &revoked, w->person);
    assert_ok(ask(f, w->person));
    assert_fails(own(f, 1), "certificate.revoked");
    fixture_advance(f, HOUR_US);
    responder_says(f, w, NULL, w->person); /* for good is for good */
    assert_ok(ask(f, w->person));
    assert_fails(own(f, 1), "certificate.revoked");
    assert_int_equal(changes(f), 4);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notification"), 3);
}

static void silence_changes_nothing_and_strangers_are_not_asked(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    assert_ok(fault_arm("net.send:1000"));
    assert_fails(ask(f, w->person), "certificate.no_path");
    assert_int_equal(fault_passes(), 0);
    trusted(f, w);
    assert_fails(ask(f, w->person), "http.away");
    assert_int_equal(fault_passes(), 1);
    assert_ok(fault_arm(NULL));
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM certificate"
                                       " WHERE status = 'unknown' AND fault = 'http.away'"), 1);
    assert_ok(own(f, 1));
    responder_says(f, w, NULL, w->issuing); /* an answer about another certificate */
    fixture_script(f, "UPDATE revocation_answer SET about = (SELECT sha256 FROM certificate),"
                      " der = substr(der, 1, 100)");
    assert_fails(ask(f, w->person), "revocation.answer");
    assert_int_equal(changes(f), 0);
}

/* An agency where An and two people called Binh hold posts. */
static const char posts[] =
    "INSERT INTO agency (id, created_us) VALUES (1, 0);"
    "INSERT INTO agency_version (agency_id, code, area_code, name, place, name_folded, kind, level,"
    " parent_id, address, phone, act, valid_from, valid_to) VALUES (1, 'H19.1', '1', 'UBND', 'xã',"
    " '', 'xã', 4, NULL, '', '+84900000001', '', '2020-01-01', NULL);"
    "INSERT INTO unit (id, agency_id, name, valid_from) VALUES (1, 1, 'L', '2020-01-01');"
    "INSERT INTO position (id, unit_id, title, role, subtree, valid_from) VALUES"
    " (1, 1, 'Chủ tịch', 'lanh_dao', FALSE, '2020-01-01');"
    "INSERT INTO person (id, name, name_folded, created_us) VALUES (3, 'Binh', 'binh', 1);"
    "UPDATE person SET staff_code = 'CB2' WHERE id = 2;"
    "INSERT INTO appointment (person_id, position_id, decision, valid_from) VALUES"
    " (1, 1, '1', '2020-01-01'), (2, 1, '2', '2020-01-01'), (3, 1, '3', '2020-01-01')";

static struct str another(struct fixture *f, struct world *w, const char *name)
{
    return issue(f, (struct issue_order){.profile = ISSUE_SIGNER, .name = str_from_c(name),
                                         .public_info = w->key.public_info},
                 &w->issuing_key, w->issuing);
}

/* As the import does it; rolled back where the file has problems. */
static struct register_report import(struct fixture *f, struct str csv)
{
    struct register_file file;
    assert_ok(register_file_read(f->arena, csv, &file));
    struct str verdicts = certificate_bundle_judge(f->arena, file.bundle);
    assert_ok(db_write_begin(f->db));
    assert_ok(register_file_run(&f->service, &file, verdicts, S("Quyết định 5")));
    if (file.report.problem_count > 0)
        db_rollback(f->db);
    else
        assert_ok(db_commit(f->db));
    return file.report;
}

static int64_t held(struct fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM certificate_holder WHERE until_us IS NULL");
}

static void a_file_is_applied_whole_or_not_at_all(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    int64_t id;
    assert_ok(add_issuer(f, w->root, TRUST_TEST, &id));
    assert_ok(add_issuer(f, w->issuing, TRUST_TEST, &id));
    fixture_script(f, posts);
    struct str an = str_base64(f->arena, w->person);
    struct str binh = str_base64(f->arena, another(f, w, "Binh"));
    struct str seal = str_base64(f->arena, another(f, w, "UBND"));
    struct str bad = str_printf(f->arena,
        "Chứng thư,Người giữ,Mã cán bộ,Mã cơ quan,Ghi chú\n"
        "%.*s,An,,,x\n%.*s,Binh,,,\n%.*s,Cường,,,\nAAAA,An,,,\n!,An,,,\n%.*s,,,,\n",
        STR_ARG(an), STR_ARG(binh), STR_ARG(binh), STR_ARG(seal));
    struct register_report report = import(f, bad);
    assert_int_equal(report.rows, 6);
    static const size_t lines[] = {6, 7, 3, 4, 5, 7}; /* those of the table first */
    assert_int_equal(report.problem_count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(report.problems[i].line, lines[i]);
    assert_int_equal(held(f), 0);
    struct str good = str_printf(f->arena,
        "\xEF\xBB\xBFNgười giữ;Mã cán bộ;Mã cơ quan;Chứng thư\r\n"
        "An;;H19.1;%.*s\r\n;CB2;;%.*s\r\n;;H19.1;%.*s\r\n",
        STR_ARG(an), STR_ARG(binh), STR_ARG(seal));
    report = import(f, good);
    assert_int_equal(report.problem_count, 0);
    assert_int_equal(report.made, 3);
    assert_int_equal(held(f), 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM certificate_holder"
                                       " WHERE person_id = 2 OR agency_id = 1"), 2);
    report = import(f, good);
    assert_int_equal(report.made, 0);
    assert_int_equal(report.same, 3);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM evidence"
                                       " WHERE kind = 'certificate.held'"), 3);
    struct str written;
    assert_ok(register_file_write(&f->service, &written));
    report = import(f, written);
    assert_int_equal(report.same + report.problem_count, 3);
    assert_int_equal(report.made, 0);
    struct str theirs = str_printf(f->arena,
        "Người giữ,Mã cán bộ,Mã cơ quan,Chứng thư\n,CB2,,%.*s\n", STR_ARG(an));
    assert_int_equal(import(f, theirs).problem_count, 1); /* An holds it */
    assert_int_equal(import(f, S("")).problem_count, 1);
    assert_int_equal(import(f, S("\"")).problem_count, 1);
    struct register_report back;
    assert_ok(register_report_read(f->arena, register_report_json(f->arena, &report), &back));
    assert_int_equal(back.same, report.same);
}

static int64_t reminders(struct fixture *f)
{
    return fixture_number(f, "SELECT COUNT(*) FROM evidence WHERE kind = 'certificate.reminded'");
}

static void who_has_no_later_one_is_reminded_once(void **state)
{
    struct fixture *f = *state;
    struct world *w = make(f);
    struct settings *settings;
    trusted(f, w);
    fixture_script(f, posts);
    const struct setting *own[] = {module_certificate.settings};
    struct str problem;
    assert_ok(settings_load(f->arena, (struct settings_tables){own, 1},
                            (struct settings_sources){0}, &settings, &problem));
    struct job_context job = {.service = f->service, .settings = settings};
    assert_ok(job_remind(&job, S(""), S("")));
    assert_int_equal(reminders(f), 0);
    fixture_advance(f, YEAR_US - 20 * MICROS_PER_DAY);
    assert_ok(job_remind(&job, S(""), S("")));
    assert_ok(job_remind(&job, S(""), S("")));
    assert_int_equal(reminders(f), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notification"
                                       " WHERE phone = '+84900000001'"), 1);
    fixture_script(f, "UPDATE certificate SET reminded_us = 0, status = 'revoked'");
    assert_ok(job_remind(&job, S(""), S("")));
    assert_int_equal(reminders(f), 1);
}

static bool reaches(enum http_reach reach, int a, int b, int c, int d)
{
    const unsigned char bytes[] = {(unsigned char)a, (unsigned char)b, (unsigned char)c,
                                   (unsigned char)d};
    return http_reaches(reach, bytes, 4);
}

static void requests_stay_outside(void **state)
{
    (void)state;
    static const unsigned char mapped[16] = {[10] = 0xff, 0xff, 127, 0, 0, 1};
    static const unsigned char loopback[16] = {[15] = 1};
    static const unsigned char link[16] = {0xfe, 0x80, [15] = 1};
    static const unsigned char unique[16] = {0xfd, 1, [15] = 1};
    static const unsigned char public[16] = {0x20, 1, [15] = 1};
    assert_true(reaches(HTTP_ANYWHERE, 127, 0, 0, 1));
    assert_true(reaches(HTTP_PUBLIC, 8, 8, 8, 8));
    assert_true(reaches(HTTP_NETWORK, 10, 0, 0, 1));
    assert_false(reaches(HTTP_NETWORK, 127, 0, 0, 1));
    assert_false(reaches(HTTP_NETWORK, 169, 254, 169, 254));
    assert_false(reaches(HTTP_NETWORK, 0, 0, 0, 0));
    assert_false(reaches(HTTP_PUBLIC, 10, 0, 0, 1));
    assert_false(reaches(HTTP_PUBLIC, 172, 31, 0, 1));
    assert_true(reaches(HTTP_PUBLIC, 172, 32, 0, 1));
    assert_false(reaches(HTTP_PUBLIC, 192, 168, 1, 1));
    assert_false(reaches(HTTP_PUBLIC, 100, 64, 0, 1));
    assert_false(http_reaches(HTTP_NETWORK, mapped, 16));
    assert_false(http_reaches(HTTP_NETWORK, loopback, 16));
    assert_false(http_reaches(HTTP_NETWORK, link, 16));
    assert_true(http_reaches(HTTP_NETWORK, unique, 16));
    assert_false(http_reaches(HTTP_PUBLIC, unique, 16));
    assert_true(http_reaches(HTTP_PUBLIC, public, 16));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(issuers_keep_to_their_domain),
        FIXTURE_TESTS(no_key_changes_its_domain),
        FIXTURE_TESTS(the_fingerprint_is_compared),
        FIXTURE_TESTS(what_is_withdrawn_was_trusted_before),
        FIXTURE_TESTS(only_the_holder_signs),
        FIXTURE_TESTS(what_the_authority_says_decides),
        FIXTURE_TESTS(silence_changes_nothing_and_strangers_are_not_asked),
        FIXTURE_TESTS(a_file_is_applied_whole_or_not_at_all),
        FIXTURE_TESTS(who_has_no_later_one_is_reminded_once),
        cmocka_unit_test(requests_stay_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
