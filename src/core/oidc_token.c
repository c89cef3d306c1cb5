#include "base/clock.h"
#include "base/crypto.h"
#include "core/oidc.h"

enum { SUBJECT_MAX = 255, AT_HASH_BYTES = 16, TEXT_MAX = 200, AGE_MAX_S = 900 };

static struct result untrusted(const char *code)
{
    return result_fail(ERROR_UNTRUSTED, code, NULL);
}

/* For us, and if for others too, then given to us. */
static bool audience_fits(const struct json *claims, struct str client_id)
{
    const struct json *aud = json_get(claims, "aud");
    const struct json *azp = json_get(claims, "azp");
    bool ours = str_equal(json_text(aud), client_id);
    for (size_t i = 0; json_is(aud, JSON_KIND_ARRAY) && i < json_count(aud); i++)
        ours = ours || str_equal(json_text(json_at(aud, i)), client_id);
    if (azp == NULL)
        return ours && (!json_is(aud, JSON_KIND_ARRAY) || json_count(aud) == 1);
    return ours && str_equal(json_text(azp), client_id);
}

/* exp and iat must be there; nothing may be older than the longest sign-in. */
static bool times_fit(const struct json *claims, int64_t now_us)
{
    int64_t now_s = now_us / MICROS_PER_SECOND;
    int64_t expires = json_get_int(claims, "exp", INT64_MIN);
    int64_t issued = json_get_int(claims, "iat", INT64_MIN);
    const struct json *not_before = json_get(claims, "nbf");
    if (not_before != NULL && json_int(not_before, INT64_MAX) > now_s + OIDC_SKEW_S)
        return false;
    return expires > now_s - OIDC_SKEW_S && issued <= now_s + OIDC_SKEW_S &&
           issued >= now_s - AGE_MAX_S;
}

/* OpenID Connect Core 3.1.3.6: the left half of the digest. */
static bool at_hash_fits(struct arena *arena, const struct json *claims, struct str access_token)
{
    const struct json *given = json_get(claims, "at_hash");
    struct sha256 digest = sha256(access_token);
    struct str half = str_slice(sha256_str(&digest), 0, AT_HASH_BYTES);
    return given == NULL || str_equal(json_text(given), base64url(arena, half));
}

static struct result check_claims(struct arena *arena, const struct oidc_expected *expected,
                                  const struct json *claims)
{
    struct str subject = json_get_text(claims, "sub");
    if (!str_equal(json_get_text(claims, "iss"), expected->provider->issuer))
        return untrusted("oidc.token_issuer");
    if (!audience_fits(claims, expected->provider->client_id))
        return untrusted("oidc.audience");
    if (!times_fit(claims, expected->now_us))
        return untrusted("oidc.time");
    if (str_empty(expected->nonce) ||
        !str_equal_secret(json_get_text(claims, "nonce"), expected->nonce))
        return untrusted("oidc.nonce");
    if (!at_hash_fits(arena, claims, expected->access_token))
        return untrusted("oidc.at_hash");
    if (str_empty(subject) || subject.len > SUBJECT_MAX)
        return untrusted("oidc.subject");
    return RESULT_OK;
}

struct result oidc_token_check(struct arena *arena, const struct oidc_expected *expected,
                               struct str id_token, struct str jwks, const struct json **claims)
{
    struct jws token;
    TRY(jws_read(arena, id_token, &token));
    if (!expected->endpoints->algs[token.alg])
        return untrusted("oidc.alg");
    TRY(jws_verify(arena, &token, jwks));
    if (!result_ok(json_parse(arena, token.payload, claims)) ||
        !json_is(*claims, JSON_KIND_OBJECT))
        return untrusted("oidc.claims");
    return check_claims(arena, expected, *claims);
}

/* Our name of a claim, what the national login calls it, where it goes. */
struct claim {
    const char *name;
    const char *national;
};
enum claim_index {
    CLAIM_PERSONAL_ID,
    CLAIM_OLD_ID,
    CLAIM_TAX_CODE,
    CLAIM_NAME,
    CLAIM_BUSINESS_NAME,
    CLAIM_BIRTH_DATE,
    CLAIM_PHONE,
    CLAIM_TYPE,
    CLAIM_LEVEL,
    CLAIM_COUNT
};
static const struct claim CLAIMS[CLAIM_COUNT] = {
    [CLAIM_PERSONAL_ID] = {"personal_id", "SoDinhDanh"},
    [CLAIM_OLD_ID] = {"old_id", "SoCMND"},
    [CLAIM_TAX_CODE] = {"tax_code", "MaSoThue"},
    [CLAIM_NAME] = {"name", "HoVaTen"},
    [CLAIM_BUSINESS_NAME] = {"business_name", "TenDoanhNghiep"},
    [CLAIM_BIRTH_DATE] = {"birth_date", "NgayThangNamSinh"},
    [CLAIM_PHONE] = {"phone", "SoDienThoai"},
    [CLAIM_TYPE] = {"type", "LoaiTaiKhoan"},
    [CLAIM_LEVEL] = {"level", "loAs"},
};

/* Text or whole number; everything else says nothing. */
static struct str value_of(struct arena *arena, const struct json *value)
{
    if (json_is(value, JSON_KIND_INTEGER))
        return str_printf(arena, "%lld", (long long)json_int(value, 0));
    struct str text = json_text(value);
    return text.len > TEXT_MAX ? (struct str){0} : text;
}

static struct result read_claim(struct arena *arena, const struct json *token,
                                const struct json *userinfo, struct str name, struct str *out)
{
    struct str first = value_of(arena, json_find(token, name));
    struct str second = value_of(arena, json_find(userinfo, name));
    if (!str_empty(first) && !str_empty(second) && !str_equal(first, second))
        return untrusted("oidc.userinfo");
    *out = str_empty(first) ? second : first;
    return RESULT_OK;
}

static int level_of(const struct json *levels, struct str word)
{
    int64_t level = 0;
    if (levels != NULL)
        level = json_int(json_find(levels, word), 0);
    else if (str_is(word, "1") || str_is(word, "2"))
        level = word.ptr[0] - '0';
    return level == 1 || level == 2 ? (int)level : 0;
}

static bool is_business(const struct json *types, struct str word)
{
    for (size_t i = 0; i < json_count(types); i++) {
        if (str_equal(json_text(json_at(types, i)), word))
            return true;
    }
    return types == NULL && str_is(word, "2");
}

struct result oidc_person_read(struct arena *arena, const struct oidc_provider *provider,
                               const struct json *token, const struct json *userinfo,
                               struct oidc_person *out)
{
    struct str values[CLAIM_COUNT];
    struct str subject = json_get_text(token, "sub");
    if (userinfo != NULL && !str_equal(json_get_text(userinfo, "sub"), subject))
        return untrusted("oidc.userinfo");
    for (size_t i = 0; i < CLAIM_COUNT; i++) {
        struct str name = json_get_text(provider->claims, CLAIMS[i].name);
        if (str_empty(name))
            name = str_from_c(CLAIMS[i].national);
        TRY(read_claim(arena, token, userinfo, name, &values[i]));
    }
    *out = (struct oidc_person){
        .subject = subject,
        .business = is_business(provider->business_types, values[CLAIM_TYPE]),
        .personal_id = values[CLAIM_PERSONAL_ID],
        .old_id = values[CLAIM_OLD_ID],
        .tax_code = values[CLAIM_TAX_CODE],
        .name = values[CLAIM_NAME],
        .business_name = values[CLAIM_BUSINESS_NAME],
        .birth_date = values[CLAIM_BIRTH_DATE],
        .phone = values[CLAIM_PHONE],
        .level = level_of(provider->levels, values[CLAIM_LEVEL]),
    };
    return RESULT_OK;
}
