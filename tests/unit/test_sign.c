#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/os_file.h"
#include "cmocka_all.h"
#include "sign/appearance.h"
#include "sign/cms.h"
#include "sign/pdf_update.h"
#include "sign/produce.h"
#include "sign/timestamp.h"
#include "sign/validate.h"
#include "tests/support/sign_fixture.h"

static struct validation check(struct arena *arena, struct sign_fixture *f, struct str bytes)
{
    struct validation out;
    struct result r = validate_pdf(arena, bytes, &f->trust, &out);
    assert_true(result_ok(r));
    return out;
}

static void signed_file_is_valid(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(64 << 20);
    struct str once = sign_as(arena, f, sign_base(arena, 0), &f->person, true);
    struct validation v = check(arena, f, once);
    if (!v.valid)
        fail_msg("%s", v.problem);
    assert_int_equal(v.signature_count, 1);
    assert_int_equal(v.signatures[0].level, 'T');
    assert_true(v.signatures[0].whole_file);
    assert_int_equal(v.signatures[0].claimed_us, SIGN_NOW_US);
    assert_int_equal(v.signatures[0].timestamp_us, SIGN_NOW_US);
    assert_true(str_is(v.signatures[0].signer.name, "Nguyễn Thị Thu Hà"));
    assert_true(str_is(v.signatures[0].timestamp_authority, "Dấu thời gian thử nghiệm"));
    arena_free(arena);
}

/* The agency's red picture over a third of the person's blue one changes nothing of the first. */
static void a_seal_over_a_hand_is_permitted(void **state)
{
    enum { SIDE = 20 };
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(64 << 20);
    const struct appearance_rect hand = {100, 100, 220, 160};
    const struct appearance_rect places[] = {hand, appearance_seal_over(hand, 90)};
    const struct sign_party *parties[] = {&f->person, &f->agency};
    struct str bytes = sign_base(arena, 0);
    for (size_t i = 0; i < 2; i++) {
        struct str rgb = str_of(arena_alloc(arena, 3 * SIDE * SIDE), 3 * SIDE * SIDE);
        const struct appearance_picture picture = {SIDE, SIDE, rgb,
                                                   str_slice(rgb, 0, SIDE * SIDE)};
        struct appearance drawn;
        struct pdf_appearance shown;
        appearance_begin(&drawn, arena, places[i]);
        assert_true(result_ok(appearance_picture(&drawn, &picture, places[i])));
        assert_true(result_ok(appearance_end(&drawn, &shown)));
        bytes = sign_showing(arena, f, bytes, parties[i], &shown);
    }
    assert_true(str_find(bytes, S("/SMask")) < bytes.len);
    struct validation v = check(arena, f, bytes);
    if (!v.valid)
        fail_msg("%s", v.problem);
    assert_int_equal(v.signature_count, 2);
    assert_false(v.modified);
    arena_free(arena);
}

/* Signs, seals and stamps a base, and asks two other programs. */
static void sign_and_ask(struct arena *arena, struct sign_fixture *f, struct str base, unsigned i)
{
    struct str once = sign_as(arena, f, base, &f->person, i % 3 == 0);
    struct str twice = sign_as(arena, f, once, &f->agency, i % 2 == 0);
    struct str all = sign_document_timestamp(arena, f, twice);
    struct validation v = check(arena, f, all);
    if (!v.valid)
        fail_msg("base %u: %s (%zu changes)", i, v.problem, v.changes.count);
    assert_int_equal(v.signature_count, 3);
    assert_true(str_starts(all, once));
    for (size_t k = 0; k < 3; k++)
        assert_int_equal(v.signatures[k].level, 'T');
    struct str said;
    if (sign_run(arena, "qpdf --check @", twice, &said) != 0)
        fail_msg("base %u: %.*s", i, STR_ARG(said));
    sign_run(arena, "pdfsig -nocert @", twice, &said);
    size_t first = str_find(said, S("Signature is Valid."));
    struct str rest = str_slice(said, first + 1, said.len);
    if (first == said.len || str_find(rest, S("Signature is Valid.")) == rest.len)
        fail_msg("base %u: %.*s", i, STR_ARG(said));
}

static void every_base_is_signed_twice(void **state)
{
    struct sign_fixture *f = *state;
    for (unsigned i = 0; i < SIGN_BASES; i++) {
        struct arena *arena = arena_new(64 << 20);
        sign_and_ask(arena, f, sign_base(arena, i), i);
        arena_free(arena);
    }
}

/* The same built again by another program: object streams, and its plain form. */
static void rebuilt_bases_are_signed_twice(void **state)
{
    struct sign_fixture *f = *state;
    for (unsigned i = 0; i < SIGN_BASES; i += 16) {
        struct arena *arena = arena_new(64 << 20);
        struct str packed;
        struct str plain;
        assert_int_equal(sign_run(arena, "qpdf --object-streams=generate @ -",
                                  sign_base(arena, i), &packed), 0);
        assert_int_equal(sign_run(arena, "qpdf --qdf @ -", sign_base(arena, i), &plain), 0);
        sign_and_ask(arena, f, packed, 1000 + i);
        sign_and_ask(arena, f, plain, 2000 + i);
        arena_free(arena);
    }
}

/* What was weighed once is prepared again without weighing: the same bytes, or another digest. */
static void prepared_again_is_the_same(void **state)
{
    (void)state;
    struct arena *arena = arena_new(128 << 20);
    for (unsigned variant = 0; variant < 12; variant++) {
        struct pdf_signature wanted = {.name = S("Nguyễn Thị Thu Hà"), .at_us = SIGN_NOW_US};
        struct str base = sign_base(arena, variant);
        struct pdf_prepared first;
        struct pdf_prepared second;
        assert_true(result_ok(pdf_sign_prepare(arena, base, &wanted, &first)));
        wanted.again = true;
        assert_true(result_ok(pdf_sign_prepare(arena, base, &wanted, &second)));
        assert_true(str_equal(first.bytes, second.bytes));
        assert_true(sha256_equal(&first.digest, &second.digest));
        wanted.at_us += MICROS_PER_SECOND;
        assert_true(result_ok(pdf_sign_prepare(arena, base, &wanted, &second)));
        assert_false(sha256_equal(&first.digest, &second.digest));
    }
    arena_free(arena);
}

static struct result sign_by(void *self, struct arena *arena, struct str bytes,
                             struct str *signature)
{
    const struct sign_party *party = self;
    return issue_sign(arena, party->key.secret, party->kind, bytes, signature);
}

/* Room as large as the signer's CMS needs holds every signature of that key; a byte too much is
 * refused, and never written over what is signed. */
static void room_is_what_was_asked_for(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(64 << 20);
    const struct sign_party *parties[] = {&f->person, &f->modern, &f->agency, &f->leader};
    for (size_t i = 0; i < sizeof parties / sizeof parties[0]; i++) {
        const struct sign_party *party = parties[i];
        struct cms_identity identity;
        assert_true(result_ok(cms_identity_make(arena, party->certificate, party->kind,
                                                (struct certificate_list){f->issuers, 1},
                                                &identity)));
        const struct pdf_signature wanted = {.at_us = SIGN_NOW_US,
                                             .room = cms_identity_room(&identity)};
        struct pdf_prepared prepared;
        struct str out;
        assert_true(result_ok(pdf_sign_prepare(arena, sign_base(arena, 1), &wanted, &prepared)));
        assert_int_equal(prepared.range.after_at - prepared.range.before, 2 * wanted.room + 2);
        struct str whole = str_of(arena_alloc(arena, wanted.room + 1), wanted.room + 1);
        assert_int_equal(pdf_sign_finish(arena, prepared.bytes, prepared.range, whole, &out).kind,
                         ERROR_LIMIT);
        const struct produce_key key = {party->certificate, {f->issuers, 1}, party->kind,
                                        sign_by, (void *)(uintptr_t)party};
        assert_true(result_ok(produce_pdf(arena, &prepared, &key, NULL, &out)));
        assert_true(check(arena, f, out).valid);
    }
    arena_free(arena);
}

/* ---- red twins: whatever is changed, the answer changes ---- */

static struct str flipped(struct arena *arena, struct str bytes, size_t at, unsigned char by)
{
    char *copy = arena_copy(arena, bytes.ptr, bytes.len);
    copy[at] = (char)((unsigned char)copy[at] ^ by);
    return str_of(copy, bytes.len);
}

/* The CMS of the first signature: where its hexadecimal begins and how many digits it has. */
static void find_cms(struct str bytes, size_t *at, size_t *digits)
{
    *at = str_find(bytes, S("/Contents <")) + 11;
    size_t end = *at + 2 * PDF_CONTENTS_SIZE;
    while (bytes.ptr[end - 1] == '0')
        end--;
    *digits = end - *at;
}

static void every_flipped_byte_is_seen(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(512 << 20);
    struct str good = sign_as(arena, f, sign_base(arena, 1), &f->person, false);
    good = sign_as(arena, f, good, &f->agency, false);
    assert_true(check(arena, f, good).valid);
    size_t at;
    size_t digits;
    find_cms(good, &at, &digits);
    for (size_t i = 0; i < good.len; i += i < at || i > at + digits + 8 ? 61 : 17) {
        bool padding = i >= at + digits && i < at + 2 * PDF_CONTENTS_SIZE;
        if (padding)
            continue; /* zeros behind the CMS: looked at below */
        struct arena *one = arena_new(64 << 20);
        struct str bad = flipped(one, good, i, 1);
        if (check(one, f, bad).valid)
            fail_msg("a change at byte %zu of %zu is not seen (%.30s)", i, good.len,
                     good.ptr + i - 10);
        arena_free(one);
    }
    assert_false(check(arena, f, flipped(arena, good, at + digits + 101, 1)).valid);
    arena_free(arena);
}

/* The token of a level-T signature: imprint, time, signature and certificate of the authority. */
static void every_flipped_token_byte_is_seen(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(256 << 20);
    struct sha256 imprint = sha256(S("chữ ký"));
    struct str token = sign_token(arena, f, &imprint);
    struct timestamp stamp;
    size_t unseen = 0;
    assert_true(result_ok(timestamp_check(arena, token, &imprint, &f->trust, &stamp)));
    for (size_t i = 0; i < token.len; i++) {
        struct arena *one = arena_new(16 << 20);
        struct str bad = flipped(one, token, i, 1);
        unseen += result_ok(timestamp_check(one, bad, &imprint, &f->trust, &stamp));
        arena_free(one);
    }
    /* What no signature covers: three version numbers, a list of algorithms, parts of the second
     * certificate. Nothing that the token says. */
    if (unseen * 3 > token.len)
        fail_msg("%zu of %zu changes are not seen", unseen, token.len);
    struct sha256 other = sha256(S("chữ ký khác"));
    assert_false(result_ok(timestamp_check(arena, token, &other, &f->trust, &stamp)));
    arena_free(arena);
}

/* One attack: an update that a stranger appends to a signed file. */
struct attack {
    const char *name;
    int64_t number;   /* object to replace, 0: a new one */
    const char *body; /* '@' stands for the number of the object */
};

static struct str appended(struct arena *arena, struct str base, const struct attack *attack)
{
    struct pdf_file *file;
    struct pdf_update update;
    struct str out;
    assert_true(result_ok(pdf_open(arena, base, &file)));
    assert_true(result_ok(pdf_update_begin(&update, file, base.len + 65536)));
    uint32_t number = attack->number != 0 ? (uint32_t)attack->number
                                          : pdf_update_number(&update);
    pdf_update_object(&update, number, str_from_c(attack->body));
    assert_true(result_ok(pdf_update_end(&update, &out)));
    return out;
}

static const struct attack attacks[] = {
    {"page content", 4,
     "<</Length 50>>\nstream\nBT /F0 24 Tf 72 700 Td (Trich luc ban dau) Tj ET \nendstream"},
    {"font", 5, "<</Type/Font/Subtype/Type1/BaseFont/Courier>>"},
    {"page size", 3,
     "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
     "/Resources<</Font<</F0 5 0 R>>>>/Annots[11 0 R]>>"},
    {"page tree", 2, "<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>"},
    {"open action", 1,
     "<< /Type /Catalog /Pages 2 0 R /Lang (vi) /AcroForm 14 0 R /OpenAction [3 0 R /Fit] >>"},
    {"names", 1,
     "<< /Type /Catalog /Pages 2 0 R /Lang (vi) /AcroForm 14 0 R "
     "/Names << /JavaScript 5 0 R >> >>"},
    {"form with script", 1,
     "<< /Type /Catalog /Pages 2 0 R /Lang (vi) /AcroForm << /Fields [] /SigFlags 3 >> >>"},
    {"unreferenced object", 0, "<< /Type /ExtGState >>"},
    {"signature dictionary", 11, "<< /Type /Sig /Filter /Adobe.PPKLite >>"},
    {"field", 10, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (x) /V 11 0 R /Rect [0 0 9 9] >>"},
    {"appearance", 12, "<</Length 0>>\nstream\n\nendstream"},
};

static void every_appended_attack_is_seen(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(256 << 20);
    struct str good = sign_as(arena, f, sign_base(arena, 50), &f->person, true);
    assert_true(check(arena, f, good).valid);
    for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
        struct validation v = check(arena, f, appended(arena, good, &attacks[i]));
        if (v.valid)
            fail_msg("%s is not seen", attacks[i].name);
        if (v.readable && v.signature_count > 0 && !v.modified && v.signatures[0].digest_ok)
            fail_msg("%s does not count as a change", attacks[i].name);
    }
    static const char *const tails[] = {"\n", " ", "%", "%%EOF\n", "xref\n0 0\ntrailer\n<<>>\n"};
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++)
        assert_false(check(arena, f, str_concat(arena, good, str_from_c(tails[i]))).valid);
    arena_free(arena);
}

static void every_cut_is_seen(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(64 << 20);
    struct str base = sign_base(arena, 0);
    struct str good = sign_as(arena, f, base, &f->person, false);
    for (size_t len = 0; len < good.len; len += len < 4000 || len + 2000 > good.len ? 7 : 997) {
        struct arena *one = arena_new(64 << 20);
        assert_false(check(one, f, str_slice(good, 0, len)).valid);
        arena_free(one);
    }
    arena_free(arena);
}

/* A signature by somebody whose certificate leads to no root of ours. */
static void strangers_are_told(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(64 << 20);
    struct str good = sign_as(arena, f, sign_base(arena, 0), &f->person, true);
    struct validation v = check(arena, f, sign_as(arena, f, good, &f->stranger, false));
    assert_false(v.valid);
    assert_false(v.modified); /* adding a signature is no change of what was signed */
    assert_true(v.signatures[0].digest_ok && v.signatures[0].certificate_ok);
    assert_false(v.signatures[1].certificate_ok);
    struct validation plain = check(arena, f, sign_base(arena, 0));
    assert_true(plain.readable);
    assert_false(plain.valid);
    assert_int_equal(plain.signature_count, 0);
    /* after its certificate has ended, only a timestamp keeps a signature good */
    struct str bare = sign_as(arena, f, sign_base(arena, 0), &f->person, false);
    struct certificate_trust later = f->trust;
    later.at_us += 700 * MICROS_PER_DAY;
    struct validation then;
    assert_true(result_ok(validate_pdf(arena, bare, &later, &then)));
    assert_false(then.valid);
    assert_true(result_ok(validate_pdf(arena, good, &later, &then)));
    assert_true(then.valid);
    later.at_us += 700 * MICROS_PER_DAY; /* the timestamp's has ended too */
    assert_true(result_ok(validate_pdf(arena, good, &later, &then)));
    assert_false(then.valid);
    arena_free(arena);
}

static void other_programs_agree_on_the_cms(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(64 << 20);
    struct str said;
    const struct sign_party *parties[] = {&f->person, &f->agency};
    for (size_t i = 0; i < 2; i++) {
        struct str file = sign_as(arena, f, sign_base(arena, 3), parties[i], true);
        struct validation v = check(arena, f, file);
        assert_true(v.valid);
        size_t at;
        size_t digits;
        struct str cms;
        find_cms(file, &at, &digits);
        assert_true(
            str_unhex(arena, str_slice(file, at, at + 2 * PDF_CONTENTS_SIZE), &cms));
        assert_true(cms_unpad(cms, &cms));
        char content[] = "/tmp/truc-content-XXXXXX";
        int fd = mkstemp(content);
        assert_true(result_ok(os_fd_write_all(fd, str_slice(file, 0, at - 1))));
        assert_true(result_ok(os_fd_write_all(
            fd, str_slice(file, at + 2 * PDF_CONTENTS_SIZE + 1, file.len))));
        os_close(fd);
        struct str roots = str_printf(arena, "%s.pem", content);
        assert_true(result_ok(os_file_write(
            roots.ptr, str_concat(arena, certificate_pem(arena, f->root),
                                  certificate_pem(arena, f->authority)), 0600)));
        struct str command = str_printf(
            arena, "openssl cms -verify -cades -CAfile %s -purpose any -attime %lld -inform DER "
                   "-binary -in @ -content %s -out /dev/null",
            roots.ptr, (long long)(SIGN_NOW_US / MICROS_PER_SECOND), content);
        if (sign_run(arena, command.ptr, cms, &said) != 0)
            fail_msg("%.*s", STR_ARG(said));
        size_t digest = str_find(cms, S("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04")) + 20;
        struct str bad = flipped(arena, cms, digest, 1);
        assert_int_not_equal(sign_run(arena, command.ptr, bad, &said), 0);
        remove(content);
        remove(roots.ptr);
    }
    arena_free(arena);
}

static void openssl_agrees_on_the_timestamp(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(64 << 20);
    struct sha256 imprint = sha256(S("chữ ký"));
    struct str token = sign_token(arena, f, &imprint);
    char roots[] = "/tmp/truc-roots-XXXXXX";
    int fd = mkstemp(roots);
    assert_true(result_ok(os_fd_write_all(fd, certificate_pem(arena, f->root))));
    assert_true(result_ok(os_fd_write_all(fd, certificate_pem(arena, f->authority))));
    os_close(fd);
    struct str hex = str_hex(arena, imprint.bytes, SHA256_SIZE);
    struct str said;
    struct str command = str_printf(
        arena, "openssl ts -verify -token_in -in @ -digest %.*s -CAfile %s -attime %lld",
        STR_ARG(hex), roots, (long long)(SIGN_NOW_US / MICROS_PER_SECOND));
    if (sign_run(arena, command.ptr, token, &said) != 0)
        fail_msg("%.*s", STR_ARG(said));
    struct str bad = flipped(arena, token, 120, 1);
    assert_int_not_equal(sign_run(arena, command.ptr, bad, &said), 0);
    remove(roots);
    arena_free(arena);
}

static void requests_are_refused_by_the_authority(void **state)
{
    struct sign_fixture *f = *state;
    struct arena *arena = arena_new(16 << 20);
    struct timestamp_request mine;
    struct timestamp_request other;
    struct str response;
    struct str token;
    struct sha256 imprint = sha256(S("a"));
    assert_true(result_ok(timestamp_ask(arena, &imprint, &mine)));
    assert_true(result_ok(timestamp_ask(arena, &imprint, &other)));
    assert_true(result_ok(timestamp_authority_answer(arena, &f->timestamps, &f->clock, mine.der,
                                                     &response)));
    assert_true(result_ok(timestamp_accept(arena, &mine, response, &f->trust, &token)));
    /* the answer to somebody else's question */
    assert_string_equal(timestamp_accept(arena, &other, response, &f->trust, &token).code,
                        "timestamp.nonce");
    assert_true(result_ok(timestamp_authority_answer(arena, &f->timestamps, &f->clock,
                                                     S("\x30\x03\x02\x01\x01"), &response)));
    assert_string_equal(timestamp_accept(arena, &mine, response, &f->trust, &token).code,
                        "timestamp.denied");
    /* a clock that is a little ahead, and two that are far from ours */
    static const struct {
        int64_t away_us;
        const char *code;
    } clocks[] = {{TIMESTAMP_SKEW_US, NULL},
                  {TIMESTAMP_SKEW_US + 2 * MICROS_PER_SECOND, "timestamp.time"},
                  {-TIMESTAMP_SKEW_US - 2 * MICROS_PER_SECOND, "timestamp.time"}};
    for (size_t i = 0; i < 3; i++) {
        const struct clock away = clock_fixed(SIGN_NOW_US + clocks[i].away_us);
        assert_true(result_ok(timestamp_authority_answer(arena, &f->timestamps, &away, mine.der,
                                                         &response)));
        struct result got = timestamp_accept(arena, &mine, response, &f->trust, &token);
        if (clocks[i].code == NULL)
            assert_true(result_ok(got));
        else
            assert_string_equal(got.code, clocks[i].code);
    }
    arena_free(arena);
}

/* ---- files of others: never a crash, never "valid", within a second ---- */

static void vectors_are_answered(void **state)
{
    struct sign_fixture *f = *state;
    const char *folder = getenv("TRUC_SIGNATURE_VECTORS");
    struct arena *names_arena = arena_new(16 << 20);
    static const char *const parts[] = {"pades/upstream", "pades/made", "robust", "pdf"};
    size_t seen = 0;
    size_t signed_twice = 0;
    assert_non_null(folder);
    for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++) {
        struct str path = str_printf(names_arena, "%s/%s", folder, parts[p]);
        struct os_names names;
        if (!result_ok(os_dir_list(names_arena, path.ptr, 1000, &names)))
            continue;
        for (size_t i = 0; i < names.count; i++) {
            struct arena *arena = arena_new(1024UL << 20);
            struct str bytes;
            struct str file = str_printf(arena, "%s/%.*s", path.ptr, STR_ARG(names.items[i]));
            if (!result_ok(os_file_read(arena, file.ptr, 32 << 20, &bytes))) {
                arena_free(arena);
                continue;
            }
            int64_t before_us = clock_monotonic_us();
            struct validation v = check(arena, f, bytes);
            int64_t took_us = clock_monotonic_us() - before_us;
            if (v.valid || took_us > MICROS_PER_SECOND)
                fail_msg("%s: valid %d, %lld us", file.ptr, v.valid, (long long)took_us);
            seen++;
            const struct pdf_signature wanted = {.at_us = SIGN_NOW_US};
            struct pdf_prepared prepared;
            if (v.readable && v.signature_count == 0 &&
                result_ok(pdf_sign_prepare(arena, bytes, &wanted, &prepared))) {
                struct str once = sign_as(arena, f, bytes, &f->person, true);
                struct str twice = sign_as(arena, f, once, &f->agency, true);
                if (!check(arena, f, twice).valid)
                    fail_msg("%s signed twice is not valid", file.ptr);
                signed_twice++;
            }
            arena_free(arena);
        }
    }
    print_message("%zu files of others answered, %zu of them signed twice\n", seen, signed_twice);
    assert_true(seen > 0);
    arena_free(names_arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signed_file_is_valid),
        cmocka_unit_test(a_seal_over_a_hand_is_permitted),
        cmocka_unit_test(every_base_is_signed_twice),
        cmocka_unit_test(rebuilt_bases_are_signed_twice),
        cmocka_unit_test(room_is_what_was_asked_for),
        cmocka_unit_test(prepared_again_is_the_same),
        cmocka_unit_test(every_flipped_byte_is_seen),
        cmocka_unit_test(every_flipped_token_byte_is_seen),
        cmocka_unit_test(every_appended_attack_is_seen),
        cmocka_unit_test(every_cut_is_seen),
        cmocka_unit_test(strangers_are_told),
        cmocka_unit_test(other_programs_agree_on_the_cms),
        cmocka_unit_test(openssl_agrees_on_the_timestamp),
        cmocka_unit_test(requests_are_refused_by_the_authority),
        cmocka_unit_test(vectors_are_answered),
    };
    return cmocka_run_group_tests(tests, sign_fixture_begin, sign_fixture_end);
}
