/* Signatures of every kind of key, in PDF and CMS files, judged by us and by OpenSSL. */
#include <stdlib.h>
#include <unistd.h>

#include "base/os_file.h"
#include "sign/key_setup.h"
#include "sign/produce.h"
#include "sign/report.h"
#include "sign/softkey.h"
#include "sign/token.h"
#include "tests/support/sign_fixture.h"
#include "tests/unit/cmocka_all.h"

enum { ARENA_MOST = 128 << 20 };

static void must(struct result r)
{
    if (!result_ok(r))
        fail_msg("%s", r.code);
}

static struct sign_fixture *fixture;

/* A software key or one in a token. */
struct holder {
    struct issue_key key;
    struct token_session session; /* handle 0: software */
    enum certificate_key kind;
};

static struct result sign_soft(void *self, struct arena *arena, struct str bytes,
                               struct str *signature)
{
    const struct holder *holder = self;
    return issue_sign(arena, holder->key.secret, holder->kind, bytes, signature);
}

static struct result sign_token_key(void *self, struct arena *arena, struct str bytes,
                                    struct str *signature)
{
    struct holder *holder = self;
    return token_sign(arena, &holder->session, holder->kind, bytes, signature);
}

static struct result stamp(void *self, struct arena *arena, const struct sha256 *imprint,
                           struct str *token)
{
    *token = sign_token(arena, self, imprint);
    return RESULT_OK;
}

static struct str certificate_for(struct str public_info)
{
    struct str der;
    const struct issue_order order = {.profile = ISSUE_SIGNER,
                                      .name = S("Trần Văn Ký"),
                                      .organisation = S("UBND xã Phú Hoà"),
                                      .public_info = public_info,
                                      .issuer = fixture->authority,
                                      .issuer_secret = fixture->authority_key.secret,
                                      .from_us = SIGN_NOW_US - MICROS_PER_DAY,
                                      .to_us = SIGN_NOW_US + 300 * MICROS_PER_DAY};
    must(issue_certificate(fixture->arena, &order, &der));
    return der;
}

/* The key itself is of `made`, and signs as `kind`. */
static struct produce_key key_of(struct holder *holder, enum certificate_key made,
                                 enum certificate_key kind)
{
    must(issue_key_make(fixture->arena, made, &holder->key));
    holder->kind = kind;
    return (struct produce_key){.certificate = certificate_for(holder->key.public_info),
                                .issuers = {fixture->issuers, 1},
                                .kind = kind,
                                .sign = sign_soft,
                                .self = holder};
}

static const struct {
    enum certificate_key made;
    enum certificate_key kind;
    const char *name;   /* as the report names it */
    const char *digest;
} KINDS[] = {
    {CERTIFICATE_RSA, CERTIFICATE_RSA, "RSA", "SHA256"},
    {CERTIFICATE_RSA, CERTIFICATE_RSA_PSS, "RSA-PSS", "SHA256"},
    {CERTIFICATE_RSA_PSS, CERTIFICATE_RSA_PSS, "RSA-PSS", "SHA256"},
    {CERTIFICATE_P256, CERTIFICATE_P256, "EC", "SHA256"},
    {CERTIFICATE_P384, CERTIFICATE_P384, "EC", "SHA384"},
};
enum { KINDS_COUNT = sizeof KINDS / sizeof KINDS[0] };

static struct report *judge(struct arena *arena, struct report_input input)
{
    struct report *report = ARENA_NEW(arena, struct report);
    struct evidence_set evidence = {.arena = arena, .at_us = SIGN_NOW_US + MICROS_PER_DAY};
    evidence_list_add(arena, &evidence.roots, fixture->root);
    must(report_make(&evidence, &input, report));
    assert_int_equal(report->count, 1);
    assert_int_equal(report->signatures[0].integrity, CMS_HOLDS);
    assert_int_equal(report->indication, INDICATION_PASSED);
    return report;
}

static void expect(struct arena *arena, struct report_input input, size_t kind, const char *level)
{
    const struct report *report = judge(arena, input);
    assert_string_equal(report->signatures[0].level, level);
    assert_string_equal(str_c(arena, report->signatures[0].cms.key_name), KINDS[kind].name);
    assert_string_equal(str_c(arena, report->signatures[0].cms.digest_name), KINDS[kind].digest);
    for (size_t i = 0; i < report->signatures[0].check_count; i++)
        assert_int_not_equal(report->signatures[0].checks[i].result, CHECK_FAIL);
}

static void test_pdf_of_every_kind(void **state)
{
    fixture = *state;
    const struct produce_stamper stamper = {stamp, fixture};
    for (size_t i = 0; i < KINDS_COUNT; i++) {
        struct arena *arena = arena_new(ARENA_MOST);
        struct holder holder = {0};
        const struct produce_key key = key_of(&holder, KINDS[i].made, KINDS[i].kind);
        const struct pdf_signature wanted = {.at_us = SIGN_NOW_US, .name = S("Ký")};
        struct pdf_prepared prepared;
        struct str out;
        must(pdf_sign_prepare(arena, sign_base(arena, (unsigned)i), &wanted, &prepared));
        must(produce_pdf(arena, &prepared, &key, NULL, &out));
        expect(arena, (struct report_input){.bytes = out}, i, "B");
        must(produce_pdf(arena, &prepared, &key, &stamper, &out));
        expect(arena, (struct report_input){.bytes = out}, i, "T");
        struct str said;
        assert_int_equal(sign_run(arena, "pdfsig @", out, &said), 0);
        /* NSS does not check by a certificate whose key is for RSASSA-PSS alone. */
        bool unable = KINDS[i].made == CERTIFICATE_RSA_PSS;
        if (!unable && str_find(said, S("Signature is Valid")) == said.len)
            fail_msg("%zu: %.*s", i, STR_ARG(said));
        arena_free(arena);
    }
}

/* Verifies with `openssl cms`, against the root, with the attributes of CAdES. */
static void openssl_agrees(struct arena *arena, struct str cms, struct str content, bool attached)
{
    char root[] = "/tmp/truc-produce-XXXXXX";
    char data[] = "/tmp/truc-produce-XXXXXX";
    struct str said;
    os_close(mkstemp(root));
    os_close(mkstemp(data));
    must(os_file_write_soon(root, certificate_pem(arena, fixture->root), 0600));
    must(os_file_write_soon(data, content, 0600));
    struct str command = str_printf(arena,
                                    "openssl cms -verify -cades -binary -inform DER -in @ "
                                    "-CAfile %s -purpose any -attime %lld -out /dev/null %s %s",
                                    root, (long long)(SIGN_NOW_US / 1000000),
                                    attached ? "" : "-content", attached ? "" : data);
    if (sign_run(arena, command.ptr, cms, &said) != 0)
        fail_msg("%.*s", STR_ARG(said));
    if (!attached) {
        must(os_file_write_soon(data, S("something else"), 0600));
        assert_int_not_equal(sign_run(arena, command.ptr, cms, &said), 0);
    }
    unlink(root);
    unlink(data);
}

static void test_cms_of_every_kind(void **state)
{
    fixture = *state;
    const struct produce_stamper stamper = {stamp, fixture};
    struct str content = S("Hợp đồng số 12\n");
    for (size_t i = 0; i < KINDS_COUNT * 4; i++) {
        struct arena *arena = arena_new(ARENA_MOST);
        struct holder holder = {0};
        const struct produce_key key = key_of(&holder, KINDS[i / 4].made, KINDS[i / 4].kind);
        bool attached = i % 2 != 0;
        bool stamped = i % 4 >= 2;
        struct produce_order order = {.key = &key, .at_us = SIGN_NOW_US, .attached = attached,
                                      .stamper = stamped ? &stamper : NULL, .content = content};
        struct str cms;
        order.digest = produce_digest(arena, key.kind, &content, 1);
        must(produce_cms(arena, &order, &cms));
        expect(arena, (struct report_input){cms, content, !attached}, i / 4, stamped ? "T" : "B");
        assert_int_equal(judge(arena, (struct report_input){cms, content, !attached})
                             ->signatures[0].claimed_us, SIGN_NOW_US);
        openssl_agrees(arena, cms, content, attached);
        arena_free(arena);
    }
}

/* A key of somebody else's makes no signature. */
static void test_foreign_key(void **state)
{
    fixture = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct holder holder = {0};
    struct produce_key key = key_of(&holder, CERTIFICATE_P256, CERTIFICATE_P256);
    key.certificate = fixture->agency.certificate;
    struct str content = S("x");
    const struct produce_order order = {
        .key = &key, .digest = produce_digest(arena, key.kind, &content, 1)};
    struct str cms;
    assert_string_equal(produce_cms(arena, &order, &cms).code, "produce.key");
    arena_free(arena);
}

/* A folder of its own for SoftHSM, which reads its place from the environment. */
static struct token_module *open_module(struct arena *arena)
{
    struct token_module *module = NULL;
    char folder[] = "/tmp/truc-produce-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct str config = str_printf(arena, "%s/softhsm2.conf", folder);
    must(os_file_write_soon(config.ptr,
                            str_printf(arena, "directories.tokendir = %s\nlog.level = ERROR\n",
                                       folder),
                            0600));
    setenv("SOFTHSM2_CONF", config.ptr, 1);
    must(token_module_load(key_setup_softhsm_module(), &module));
    return module;
}

static void test_tokens_of_every_kind(void **state)
{
    fixture = *state;
    if (!key_setup_softhsm_installed())
        skip();
    struct arena *arena = arena_new(ARENA_MOST);
    struct token_module *module = open_module(arena);
    for (size_t i = 0; i < KINDS_COUNT; i++) {
        const struct token_new wanted = {.label = str_printf(arena, "khoa-%zu", i),
                                         .pin = S("1234"), .officer_pin = S("87654321"),
                                         .kind = KINDS[i].kind};
        struct holder holder = {.kind = KINDS[i].kind};
        struct str public_info;
        struct str content = S("x");
        struct str cms;
        must(token_make(arena, module, &wanted, &public_info));
        must(token_login(module, wanted.label, wanted.pin, &holder.session));
        const struct produce_key key = {certificate_for(public_info), {fixture->issuers, 1},
                                        KINDS[i].kind, sign_token_key, &holder};
        const struct produce_order order = {
            .key = &key, .at_us = SIGN_NOW_US,
            .digest = produce_digest(arena, key.kind, &content, 1)};
        must(produce_cms(arena, &order, &cms));
        expect(arena, (struct report_input){cms, content, true}, i, "B");
        token_logout(&holder.session);
    }
    token_module_free(module);
    arena_free(arena);
}

/* What openssl writes of a key, locked and open. */
static void test_key_files(void **state)
{
    fixture = *state;
    struct arena *arena = arena_new(ARENA_MOST);
    struct holder holder = {0};
    struct softkey read;
    struct str pem;
    struct str locked;
    key_of(&holder, CERTIFICATE_P384, CERTIFICATE_P384);
    struct str certificate = certificate_for(holder.key.public_info);
    assert_int_equal(sign_run(arena, "openssl pkey -inform DER -in @", holder.key.secret, &pem), 0);
    struct str both = str_concat(arena, pem, certificate_pem(arena, certificate));
    must(softkey_read(arena, both, S(""), &read));
    assert_true(str_equal(read.certificate, certificate));
    must(softkey_read(arena, pem, S(""), &read));
    assert_true(str_empty(read.certificate));
    assert_true(softkey_fits(arena, &read, certificate));
    assert_false(softkey_fits(arena, &read, fixture->agency.certificate));
    assert_int_equal(sign_run(arena, "openssl pkey -aes256 -passout pass:mot -in @", pem, &locked),
                     0);
    must(softkey_read(arena, locked, S("mot"), &read));
    assert_string_equal(softkey_read(arena, locked, S("hai"), &read).code, "softkey.passphrase");
    assert_int_equal(sign_run(arena, "openssl pkcs12 -export -passout pass:mot -in @", both,
                              &locked), 0);
    must(softkey_read(arena, locked, S("mot"), &read));
    assert_true(str_equal(read.certificate, certificate));
    assert_string_equal(softkey_read(arena, locked, S("hai"), &read).code, "softkey.passphrase");
    assert_string_equal(softkey_read(arena, S("x"), S(""), &read).code, "softkey.form");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pdf_of_every_kind),    cmocka_unit_test(test_cms_of_every_kind),
        cmocka_unit_test(test_foreign_key),          cmocka_unit_test(test_tokens_of_every_kind),
        cmocka_unit_test(test_key_files),
    };
    return cmocka_run_group_tests(tests, sign_fixture_begin, sign_fixture_end);
}
