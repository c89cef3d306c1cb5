#include "cmocka_all.h"

#include "sign/jose.h"
#include "../support/jose_vectors.h"

static struct result verify(struct arena *arena, const char *token, const char *keys)
{
    struct jws jws;
    TRY(jws_read(arena, str_from_c(token), &jws));
    return jws_verify(arena, &jws, str_from_c(keys));
}

static const struct {
    const char *name;
    const char *token;
    const char *keys;
    const char *code; /* NULL: good */
} rows[] = {
    {"RS256", JOSE_RS, JOSE_KEYS, NULL},
    {"ES256", JOSE_ES, JOSE_KEYS, NULL},
    {"no kid, one key", JOSE_ES_NAMELESS, JOSE_KEYS_EC, NULL},
    {"no kid, the only EC key of two", JOSE_ES_NAMELESS, JOSE_KEYS, NULL},
    {"RFC 7515 A.3",
     "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlL"
     "mNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSA"
     "pmWQxfKTUJqPP3-Kg6NU1Q",
     "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHv"
     "RVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}",
     NULL},
    {"alg none", JOSE_NONE, JOSE_KEYS, "jose.alg"},
    {"HMAC under the public key", JOSE_HS, JOSE_KEYS, "jose.alg"},
    {"an EC signature under an RSA key's name", JOSE_SWAPPED, JOSE_KEYS, "jose.key"},
    {"a key that is not there", JOSE_OTHER_KID, JOSE_KEYS, "jose.unknown_key"},
    {"no kid and two keys", JOSE_ES_NAMELESS, JOSE_KEYS_TWICE, "jose.key"},
    {"critical extension", JOSE_CRIT, JOSE_KEYS, "jose.crit"},
    {"an access token", JOSE_ACCESS, JOSE_KEYS, "jose.type"},
    {"1024 bits", JOSE_WEAK, JOSE_KEYS_WEAK, "jose.key"},
    {"a key for encryption", JOSE_ES, JOSE_KEYS_ENC, "jose.key"},
    {"another curve", JOSE_ES, JOSE_KEYS_P384, "jose.key"},
    {"a point off the curve", JOSE_ES, JOSE_KEYS_OFF_CURVE, "jose.key"},
    {"the token's own key", JOSE_EMBEDDED, JOSE_KEYS, "jose.unknown_key"},
    {"two parts", "a.b", JOSE_KEYS, "jose.token"},
    {"four parts", JOSE_ES ".a", JOSE_KEYS, "jose.token"},
    {"no key set", JOSE_ES, "[]", "jose.keys"},
};

static void every_row_has_its_verdict(void **state)
{
    (void)state;
    struct arena *arena = arena_new(8 << 20);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct result r = verify(arena, rows[i].token, rows[i].keys);
        if (rows[i].code == NULL ? !result_ok(r) : !str_is(str_from_c(r.code), rows[i].code))
            fail_msg("%s: %s", rows[i].name, r.code == NULL ? "accepted" : r.code);
    }
    arena_free(arena);
}

/* One bit of any part, and the token is worth nothing. */
static void one_changed_byte_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64 << 20);
    char *token = str_c(arena, S(JOSE_ES));
    for (size_t i = 0; token[i] != '\0'; i++) {
        char was = token[i];
        token[i] = was == 'A' ? 'B' : 'A';
        if (result_ok(verify(arena, token, JOSE_KEYS)))
            fail_msg("byte %zu", i);
        token[i] = was;
    }
    assert_true(result_ok(verify(arena, token, JOSE_KEYS)));
    arena_free(arena);
}

static void base64url_has_one_spelling(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct str bytes;
    assert_true(base64url_read(arena, S("-_8"), &bytes));
    assert_memory_equal(bytes.ptr, "\xfb\xff", 2);
    assert_false(base64url_read(arena, S("-_9"), &bytes)); /* bits left over */
    assert_false(base64url_read(arena, S("+/8"), &bytes));
    assert_false(base64url_read(arena, S("-_8="), &bytes));
    assert_false(base64url_read(arena, S("A"), &bytes));
    assert_true(base64url_read(arena, S(""), &bytes));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_its_verdict),
        cmocka_unit_test(one_changed_byte_is_refused),
        cmocka_unit_test(base64url_has_one_spelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
