#include "cmocka_all.h"

#include "core/tls_config.h"

static struct tls_findings read(const char *text)
{
    struct tls_findings found;
    tls_config_read(str_from_c(text), &found);
    return found;
}

static void test_good(void **state)
{
    (void)state;
    struct tls_findings found =
        read("server { # ssl_protocols SSLv3;\n"
             "  ssl_protocols TLSv1.2 TLSv1.3;\n"
             "  ssl_ciphers 'ECDHE-ECDSA-AES128-GCM-SHA256:HIGH:!aNULL:!MD5:-3DES';\n}");
    assert_true(found.protocols_known);
    assert_true(found.ciphers_known);
    assert_int_equal(found.weak_count, 0);
}

static void test_weak(void **state)
{
    (void)state;
    struct tls_findings found =
        read("ssl_protocols TLSv1 TLSv1.2;ssl_ciphers \"HIGH:RC4-SHA:!MD5\"; ssl_protocols TLSv1;");
    assert_int_equal(found.weak_count, 2);
    assert_true(str_is(found.weak[0], "TLSv1"));
    assert_true(str_is(found.weak[1], "RC4-SHA"));
    assert_int_equal(read("ssl_ciphers AES128-SHA:DES-CBC3-SHA;").weak_count, 1);
}

/* What is not said is not known, and never good. */
static void test_unknown(void **state)
{
    (void)state;
    const char *const texts[] = {"", "# ssl_protocols TLSv1;", "server { listen 80; }", "'"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct tls_findings found = read(texts[i]);
        assert_false(found.protocols_known || found.ciphers_known);
        assert_int_equal(found.weak_count, 0);
    }
}

static void test_word(void **state)
{
    (void)state;
    struct str text = S("ssl_certificate_key /k;\n ssl_certificate  \"/etc/ssl/a b.pem\" ;");
    assert_true(str_is(tls_config_word(text, S("ssl_certificate")), "/etc/ssl/a b.pem"));
    assert_int_equal(tls_config_word(S("ssl_certificate ;"), S("ssl_certificate")).len, 0);
    assert_int_equal(tls_config_word(S("ssl_certificate"), S("ssl_certificate")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_weak),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
