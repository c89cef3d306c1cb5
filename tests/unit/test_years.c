/*
 * A paper of 2022 read in 2031: its signer's certificate ended in 2023, the authorities that
 * stamped it ended one after the other. What stands in the file proves it as long as each stamp was
 * renewed before its certificate ended, and no longer.
 */
#include <string.h>

#include "sign/produce.h"
#include "sign/revocation_authority.h"
#include "sign/timestamp.h"
#include "sign/validation_data.h"
#include "tests/support/sign_fixture.h"
#include "tests/unit/cmocka_all.h"

enum { ARENA_MOST = 256 << 20, CLOCKS = 3 };

struct party {
    struct issue_key key;
    struct str certificate;
};

struct years {
    struct arena *arena;
    struct party root;
    struct party authority;
    struct party person;
    struct party clocks[CLOCKS]; /* ends in 2024, 2027, 2033 */
    const struct party *stamps;  /* the one of today */
    struct clock clock;
};

static int64_t day(const char *text)
{
    int64_t number;
    assert_true(civil_parse_date(str_from_c(text), &number));
    return civil_to_us(civil_from_day_number(number));
}

static void must(struct result done)
{
    if (!result_ok(done))
        fail_msg("%s", done.code);
}

struct life {
    const char *name;
    enum issue_profile profile;
    const char *from;
    const char *to;
};

static void issue(struct years *y, const struct life *life, const struct party *by,
                  struct party *out)
{
    must(issue_key_make(y->arena, CERTIFICATE_P256, &out->key));
    const struct issue_order order = {.profile = life->profile, .name = str_from_c(life->name),
                                      .organisation = S("Cơ quan thử nghiệm"),
                                      .public_info = out->key.public_info,
                                      .issuer = by == out ? S("") : by->certificate,
                                      .issuer_secret = by == out ? out->key.secret : by->key.secret,
                                      .from_us = day(life->from),
                                      .to_us = day(life->to)};
    must(issue_certificate(y->arena, &order, &out->certificate));
}

static struct years *begin(void)
{
    struct arena *arena = arena_new(ARENA_MOST);
    struct years *y = ARENA_NEW(arena, struct years);
    static const struct life root = {"Gốc", ISSUE_ROOT, "2020-01-01", "2050-01-01"};
    static const struct life middle = {"Cấp phát", ISSUE_AUTHORITY, "2020-01-01", "2050-01-01"};
    static const struct life person = {"Người ký", ISSUE_SIGNER, "2021-01-01", "2023-01-01"};
    static const struct life clocks[CLOCKS] = {
        {"Dấu một", ISSUE_TIMESTAMP, "2021-01-01", "2024-06-01"},
        {"Dấu hai", ISSUE_TIMESTAMP, "2023-06-01", "2027-06-01"},
        {"Dấu ba", ISSUE_TIMESTAMP, "2026-06-01", "2033-01-01"}};
    y->arena = arena;
    issue(y, &root, &y->root, &y->root);
    issue(y, &middle, &y->root, &y->authority);
    issue(y, &person, &y->authority, &y->person);
    for (size_t i = 0; i < CLOCKS; i++)
        issue(y, &clocks[i], &y->authority, &y->clocks[i]);
    y->stamps = &y->clocks[0];
    return y;
}

static struct result sign_raw(void *self, struct arena *arena, struct str bytes,
                              struct str *signature)
{
    const struct years *y = self;
    return issue_sign(arena, y->person.key.secret, CERTIFICATE_P256, bytes, signature);
}

static struct result stamp_raw(void *self, struct arena *arena, const struct sha256 *imprint,
                               struct str *token)
{
    const struct years *y = self;
    struct timestamp_request request;
    struct str response;
    const struct timestamp_authority office = {
        y->stamps->certificate, {&y->authority.certificate, 1}, y->stamps->key.secret};
    const struct certificate_trust trust = {.roots = {&y->root.certificate, 1},
                                            .others = {&y->authority.certificate, 1},
                                            .at_us = clock_now_us(&y->clock)};
    TRY(timestamp_ask(arena, imprint, &request));
    TRY(timestamp_authority_answer(arena, &office, &y->clock, request.der, &response));
    return timestamp_accept(arena, &request, response, &trust, token);
}

static void judge(struct years *y, struct str bytes, struct evidence_set *evidence,
                  struct report *report)
{
    const struct report_input input = {.bytes = bytes};
    evidence->arena = y->arena;
    evidence_list_add(y->arena, &evidence->roots, y->root.certificate);
    must(report_make(evidence, &input, report));
}

/* What authorities say on that day about a certificate, and the root's list. */
static void ask(struct years *y, struct str certificate, struct evidence_set *evidence)
{
    struct str request;
    struct str answer;
    struct revocation_authority office = {.certificate = y->authority.certificate,
                                          .secret = y->authority.key.secret,
                                          .now_us = clock_now_us(&y->clock),
                                          .valid_us = 7 * MICROS_PER_DAY};
    must(ocsp_request_make(y->arena, certificate, y->authority.certificate, &request));
    must(revocation_ocsp_answer(y->arena, &office, request, &answer));
    evidence_list_add(y->arena, &evidence->ocsps, answer);
    office.certificate = y->root.certificate;
    office.secret = y->root.key.secret;
    must(revocation_crl_make(y->arena, &office, &answer));
    evidence_list_add(y->arena, &evidence->crls, answer);
}

static struct str stamp(struct years *y, struct str bytes)
{
    const struct pdf_signature wanted = {.document_timestamp = true};
    const struct produce_stamper stamper = {stamp_raw, y};
    struct pdf_prepared prepared;
    struct str out;
    must(pdf_sign_prepare(y->arena, bytes, &wanted, &prepared));
    must(produce_stamp(y->arena, &prepared, &stamper, &out));
    return out;
}

/* Signed and stamped on a day of 2022; answers a day later. */
static struct str signed_in_2022(struct years *y)
{
    const struct pdf_signature wanted = {.name = S("Người ký"), .at_us = day("2022-06-01")};
    const struct produce_key key = {y->person.certificate, {&y->authority.certificate, 1},
                                    CERTIFICATE_P256, sign_raw, y};
    const struct produce_stamper stamper = {stamp_raw, y};
    struct pdf_prepared prepared;
    struct str out;
    y->clock = clock_fixed(day("2022-06-01"));
    must(pdf_sign_prepare(y->arena, sign_base(y->arena, 0), &wanted, &prepared));
    must(produce_pdf(y->arena, &prepared, &key, &stamper, &out));
    return out;
}

/* Keeps what is said on `when` about the certificates, and stamps that. */
static struct str keep(struct years *y, struct str bytes, const char *when,
                       const struct str *certificates, size_t count)
{
    struct report *report = ARENA_NEW(y->arena, struct report);
    struct validation_data data;
    struct str grown;
    y->clock = clock_fixed(day(when));
    struct evidence_set evidence = {.at_us = clock_now_us(&y->clock)};
    evidence.arena = y->arena;
    for (size_t i = 0; i < count; i++)
        ask(y, certificates[i], &evidence);
    judge(y, bytes, &evidence, report);
    validation_data_select(&evidence, report, &data);
    must(pdf_add_validation_data(y->arena, bytes, &data, &grown));
    return stamp(y, grown);
}

static struct str kept_in_2022(struct years *y)
{
    const struct str asked[] = {y->person.certificate, y->clocks[0].certificate};
    return keep(y, signed_in_2022(y), "2022-06-02", asked, 2);
}

static struct str renewed(struct years *y, struct str bytes, const char *when, size_t clock)
{
    struct str before = y->stamps->certificate;
    y->stamps = &y->clocks[clock];
    return keep(y, bytes, when, &before, 1);
}

static void expect(struct years *y, struct str bytes, const char *when, const char *indication,
                   const char *sub)
{
    struct report *report = ARENA_NEW(y->arena, struct report);
    struct evidence_set evidence = {.at_us = day(when)};
    judge(y, bytes, &evidence, report);
    assert_int_equal(report->count, 1);
    assert_false(report->modified);
    assert_int_equal(report->signatures[0].integrity, CMS_HOLDS);
    assert_string_equal(indication_name(report->indication), indication);
    if (sub == NULL)
        assert_null(sub_indication_name(report->sub));
    else
        assert_string_equal(sub_indication_name(report->sub), sub);
}

#define PASSED "TOTAL-PASSED", NULL
#define NO_PROOF "INDETERMINATE", "OUT_OF_BOUNDS_NO_POE"

static void test_renewed_in_time(void **state)
{
    (void)state;
    struct years *y = begin();
    struct str first = kept_in_2022(y);
    expect(y, first, "2024-05-01", PASSED);
    struct str second = renewed(y, first, "2024-01-15", 1);
    expect(y, second, "2024-12-01", PASSED);
    expect(y, second, "2027-05-01", PASSED);
    struct str third = renewed(y, second, "2027-01-15", 2);
    assert_true(str_starts(third, second) && str_starts(second, first));
    expect(y, third, "2031-11-23", PASSED);
    arena_free(y->arena);
}

static void test_not_renewed(void **state)
{
    (void)state;
    struct years *y = begin();
    struct str first = kept_in_2022(y);
    expect(y, first, "2024-07-01", NO_PROOF);
    expect(y, first, "2031-11-23", NO_PROOF);
    struct str second = renewed(y, first, "2024-01-15", 1);
    expect(y, second, "2027-07-01", NO_PROOF);
    expect(y, second, "2031-11-23", NO_PROOF);
    arena_free(y->arena);
}

/* A stamp that comes when the one before has ended proves nothing of it. */
static void test_renewed_too_late(void **state)
{
    (void)state;
    struct years *y = begin();
    struct str late = renewed(y, kept_in_2022(y), "2024-07-01", 1);
    expect(y, late, "2024-07-02", NO_PROOF);
    expect(y, renewed(y, late, "2027-01-15", 2), "2031-11-23", NO_PROOF);
    arena_free(y->arena);
}

/* Level T counts while its timestamp's certificate does. */
static void test_one_timestamp(void **state)
{
    (void)state;
    struct years *y = begin();
    struct str bytes = signed_in_2022(y);
    const struct str asked[] = {y->person.certificate, y->clocks[0].certificate};
    struct evidence_set evidence = {.arena = y->arena, .at_us = day("2022-06-02")};
    struct report *report = ARENA_NEW(y->arena, struct report);
    for (size_t i = 0; i < 2; i++)
        ask(y, asked[i], &evidence);
    judge(y, bytes, &evidence, report);
    assert_string_equal(indication_name(report->indication), "TOTAL-PASSED");
    expect(y, bytes, "2024-07-01", NO_PROOF);
    arena_free(y->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_renewed_in_time), cmocka_unit_test(test_not_renewed),
        cmocka_unit_test(test_renewed_too_late), cmocka_unit_test(test_one_timestamp)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
