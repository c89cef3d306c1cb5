#include "tests/unit/cmocka_all.h"

#include <string.h>

#include "modules/verify/rules.h"

/* A paper as it should be: two signatures, dated, nothing after them. */
struct paper {
    struct signature_report signatures[2];
    struct findings findings;
};

static void good(struct paper *p)
{
    const struct signature_report signature = {.covers_ok = true, .digest_ok = true,
                                               .crypto_ok = true, .certificate_ok = true,
                                               .has_timestamp = true, .timestamp_ok = true,
                                               .valid = true, .level = 'T'};
    p->signatures[0] = p->signatures[1] = signature;
    p->findings = (struct findings){
        .found = true, .current = true, .done = true, .kept_ok = true, .log = LOG_HOLDS,
        .validation = {.readable = true, .signatures = p->signatures, .signature_count = 2,
                       .valid = true}};
}

static enum tone worst(const struct findings *findings)
{
    struct check checks[CHECKS_MAX];
    enum tone tone = TONE_OK;
    size_t count = verify_checks(findings, checks);
    for (size_t i = 0; i < count; i++)
        tone = checks[i].tone > tone ? checks[i].tone : tone;
    return tone;
}

static void a_good_paper_is_green(void **state)
{
    (void)state;
    struct paper p;
    good(&p);
    assert_int_equal(verify_verdict(&p.findings), VERIFY_GENUINE);
    assert_int_equal(worst(&p.findings), TONE_OK);
    assert_string_equal(verify_indication(VERIFY_GENUINE), "TOTAL-PASSED");
}

/* Each finding against the same paper takes the green away; the twin of every tick. */
static void one_finding_takes_the_green_away(void **state)
{
    (void)state;
    struct paper p;
#define EXPECT(change, verdict, tone)                                                              \
    good(&p);                                                                                      \
    change;                                                                                        \
    assert_int_equal(verify_verdict(&p.findings), verdict);                                        \
    assert_int_equal(worst(&p.findings), tone)

    EXPECT(p.findings.kept_ok = false, VERIFY_CHANGED, TONE_BAD);
    EXPECT(p.findings.validation.modified = true, VERIFY_CHANGED, TONE_BAD);
    EXPECT(p.findings.validation.readable = false, VERIFY_CHANGED, TONE_BAD);
    EXPECT(p.findings.validation.signature_count = 0, VERIFY_CHANGED, TONE_BAD);
    EXPECT(p.signatures[0].digest_ok = false, VERIFY_CHANGED, TONE_BAD);
    EXPECT(p.signatures[1].digest_ok = false, VERIFY_CHANGED, TONE_BAD);
    EXPECT(p.signatures[0].crypto_ok = false, VERIFY_CHANGED, TONE_BAD);
    EXPECT(p.signatures[1].covers_ok = false, VERIFY_CHANGED, TONE_BAD);
    EXPECT(p.findings.log = LOG_BROKEN, VERIFY_UNCLEAR, TONE_BAD);
    EXPECT((p.signatures[0].certificate_ok = p.signatures[0].valid = false,
            p.findings.validation.valid = false),
           VERIFY_UNCLEAR, TONE_WARN);
    EXPECT((p.findings.validation.signature_count = 1), VERIFY_UNCLEAR, TONE_WARN);
    EXPECT(p.signatures[1].kind = SIGNATURE_DOCUMENT_TIMESTAMP, VERIFY_UNCLEAR, TONE_WARN);
#undef EXPECT
}

static void what_waits_is_amber_beside_the_green(void **state)
{
    (void)state;
    struct paper p;
    good(&p);
    p.findings.log = LOG_WAITING;
    assert_int_equal(verify_verdict(&p.findings), VERIFY_GENUINE);
    assert_int_equal(worst(&p.findings), TONE_WARN);
    good(&p);
    p.signatures[0].has_timestamp = p.signatures[1].has_timestamp = false;
    assert_int_equal(verify_verdict(&p.findings), VERIFY_GENUINE);
    assert_int_equal(worst(&p.findings), TONE_WARN);
}

static void what_is_not_the_paper_is_never_green(void **state)
{
    (void)state;
    struct paper p;
    good(&p);
    p.findings.current = false;
    assert_int_equal(verify_verdict(&p.findings), VERIFY_EARLIER);
    good(&p);
    p.findings.done = false;
    assert_int_equal(verify_verdict(&p.findings), VERIFY_NOT_YET);
    good(&p);
    p.findings.found = false;
    assert_int_equal(verify_verdict(&p.findings), VERIFY_NOT_OURS);
    p.findings.refused = true;
    assert_int_equal(verify_verdict(&p.findings), VERIFY_UNREADABLE);
    p.findings.similar = true; /* also when the change has broken the file */
    assert_int_equal(verify_verdict(&p.findings), VERIFY_CHANGED);
    assert_int_equal(worst(&p.findings), TONE_BAD);
}

/* Files of others: green needs every signature, its domain and nothing behind it. */
static void a_strangers_file_has_three_states(void **state)
{
    (void)state;
    struct report report = {.readable = true, .count = 1, .indication = INDICATION_PASSED};
    assert_int_equal(signed_state_of(&report, true), SIGNED_VALID);
    assert_int_equal(signed_state_of(&report, false), SIGNED_OPEN);
    report.indication = INDICATION_INDETERMINATE;
    assert_int_equal(signed_state_of(&report, true), SIGNED_OPEN);
    report.indication = INDICATION_FAILED;
    assert_int_equal(signed_state_of(&report, true), SIGNED_BAD);
    report.indication = INDICATION_PASSED;
    report.modified = true;
    assert_int_equal(signed_state_of(&report, true), SIGNED_MODIFIED);
    report.modified = false;
    report.count = 0;
    assert_int_equal(signed_state_of(&report, true), SIGNED_NOTHING);
    report.readable = false;
    assert_int_equal(signed_state_of(&report, true), SIGNED_UNKNOWN);
    static const enum verdict verdicts[] = {
        [SIGNED_UNKNOWN] = VERIFY_NOT_OURS, [SIGNED_NOTHING] = VERIFY_UNSIGNED,
        [SIGNED_VALID] = VERIFY_SIGNED,     [SIGNED_OPEN] = VERIFY_OPEN,
        [SIGNED_BAD] = VERIFY_BROKEN,       [SIGNED_MODIFIED] = VERIFY_BROKEN};
    for (int i = SIGNED_UNKNOWN; i <= SIGNED_MODIFIED; i++) {
        struct findings f = {.signatures = (enum signed_state)i};
        assert_int_equal(verify_verdict(&f), verdicts[i]);
        f.similar = true; /* a part of it is ours: never green */
        assert_int_equal(verify_verdict(&f), i == SIGNED_VALID ? VERIFY_OPEN : VERIFY_CHANGED);
    }
    assert_string_equal(verify_indication(VERIFY_SIGNED), "TOTAL-PASSED");
    assert_string_equal(verify_indication(VERIFY_OPEN), "INDETERMINATE");
    assert_string_equal(verify_indication(VERIFY_UNSIGNED), "INDETERMINATE");
    assert_string_equal(verify_indication(VERIFY_BROKEN), "TOTAL-FAILED");
}

static void parts_end_behind_the_mark(void **state)
{
    (void)state;
    static char text[1024];
    struct str parts[4];
    memset(text, 'x', sizeof text);
    memcpy(text + 100, "%%EOF\r\n", 7);
    memcpy(text + 110, "%%EOF\n", 6); /* too short to tell anything */
    memcpy(text + 400, "%%EOF\n", 6);
    struct str bytes = str_of(text, sizeof text);
    assert_int_equal(verify_parts(bytes, parts, 4), 3);
    assert_int_equal(parts[0].len, 107);
    assert_int_equal(parts[1].len, 406 - 116);
    assert_int_equal(parts[2].len, sizeof text - 406);
    assert_int_equal(verify_parts(bytes, parts, 1), 1);
    assert_int_equal(verify_parts(S(""), parts, 4), 0);
    assert_int_equal(verify_parts(S("short"), parts, 4), 0);
}

/* One byte changed anywhere leaves a part that is known. */
static void a_changed_byte_leaves_a_part(void **state)
{
    (void)state;
    static char text[600];
    struct str before[4];
    struct str after[4];
    memset(text, 'y', sizeof text);
    memcpy(text + 200, "%%EOF\n", 6);
    memcpy(text + 400, "%%EOF\n", 6);
    memcpy(text + 594, "%%EOF\n", 6);
    static char changed[600];
    size_t count = verify_parts(str_of(text, sizeof text), before, 4);
    assert_int_equal(count, 3);
    for (size_t at = 0; at < sizeof text; at++) {
        memcpy(changed, text, sizeof text);
        changed[at] ^= 1;
        size_t left = verify_parts(str_of(changed, sizeof changed), after, 4);
        bool known = false;
        for (size_t i = 0; i < left; i++)
            for (size_t k = 0; k < count; k++)
                known = known || str_equal(after[i], before[k]);
        assert_true(known);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_good_paper_is_green),
        cmocka_unit_test(one_finding_takes_the_green_away),
        cmocka_unit_test(what_waits_is_amber_beside_the_green),
        cmocka_unit_test(what_is_not_the_paper_is_never_green),
        cmocka_unit_test(a_strangers_file_has_three_states),
        cmocka_unit_test(parts_end_behind_the_mark),
        cmocka_unit_test(a_changed_byte_leaves_a_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
