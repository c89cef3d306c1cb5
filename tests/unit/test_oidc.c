#include "tests/support/fixture.h"

#include <string.h>

#include "core/identity_queries.h"
#include "core/oidc.h"
#include "core/organisation.h"
#include "tests/support/oidc_vectors.h"

#define HEAD "{\"code\":\"quoc-gia\",\"audience\":\"citizen\",\"title\":\"Quốc gia\","
#define ISSUER "\"issuer\":\"https://id.example.vn\","
#define DEFINITION HEAD ISSUER "\"client_id\":\"truc\"}"
#define DISCOVERY                                                                                  \
    "{\"issuer\":\"https://id.example.vn\","                                                       \
    "\"authorization_endpoint\":\"https://id.example.vn/a\","                                      \
    "\"token_endpoint\":\"https://id.example.vn/t\",\"jwks_uri\":\"https://id.example.vn/k\","     \
    "\"userinfo_endpoint\":\"https://id.example.vn/u\","                                           \
    "\"authorization_response_iss_parameter_supported\":true,"                                     \
    "\"id_token_signing_alg_values_supported\":[\"none\",\"HS256\",\"RS256\",\"ES256\"]}"

static struct oidc_provider provider_of(struct fixture *f, const char *definition)
{
    struct oidc_provider provider;
    const char *problem;
    assert_ok(oidc_provider_read(f->arena, str_from_c(definition), &provider, &problem));
    return provider;
}

static struct str replaced(struct arena *arena, const char *text, const char *what,
                           const char *with)
{
    const char *at = strstr(text, what);
    assert_non_null(at);
    return str_printf(arena, "%.*s%s%s", (int)(at - text), text, with, at + strlen(what));
}

static void a_definition_says_what_is_wrong_with_it(void **state)
{
    static const struct {
        const char *what;
        const char *with;
        const char *problem;
    } rows[] = {
        {"\"quoc-gia\"", "\"../ke\"", "code"},
        {"\"citizen\"", "\"all\"", "audience"},
        {"https://id", "http://id", "issuer"},
        {"https://id.example.vn", "http://localhost.evil", "issuer"},
        {"https://id.example.vn", "http://localhost:1@evil", "issuer"},
        {"https://id.example.vn", "https://id.example.vn?x", "issuer"},
        {"\"client_id\":\"truc\"", "\"client_id\":\"\"", "client_id"},
        {"\"client_id\"", "\"clientid\"", "client_id"},
        {"{", "{\"secret\":\"x\",", "secret"},
        {"{", "{\"auth\":\"private_key_jwt\",", "auth"},
        {"{", "[", "{"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct oidc_provider provider;
        const char *problem;
        struct str text = replaced(f->arena, DEFINITION, rows[i].what, rows[i].with);
        assert_fails(oidc_provider_read(f->arena, text, &provider, &problem), "oidc.definition");
        assert_string_equal(problem, rows[i].problem);
    }
    assert_true(provider_of(f, HEAD "\"issuer\":\"http://127.0.0.1:9/x\",\"client_id\":\"t\"}")
                    .enabled);
}

static void what_a_provider_publishes_is_checked(void **state)
{
    static const struct {
        const char *what;
        const char *with;
        const char *code;
    } rows[] = {
        {"https://id.example.vn\"", "https://id.example.vn/\"", "oidc.issuer"},
        {"https://id.example.vn/t", "http://id.example.vn/t", "oidc.insecure"},
        {"https://id.example.vn/a", "http://127.0.0.1/a", "oidc.insecure"},
        {"https://id.example.vn/k", "file:///etc/passwd", "oidc.insecure"},
        {"jwks_uri", "jwks", "oidc.discovery"},
        {"userinfo_endpoint", "userinfo", "oidc.discovery"},
        {"\"RS256\",\"ES256\"", "\"PS256\"", "oidc.algs"},
        {"{", "{\"code_challenge_methods_supported\":[\"plain\"],", "oidc.pkce"},
        {"}", "", "oidc.discovery"},
    };
    struct fixture *f = *state;
    struct oidc_provider provider = provider_of(f, DEFINITION);
    struct oidc_endpoints ends;
    assert_ok(oidc_discovery_read(f->arena, &provider, S(DISCOVERY), &ends));
    assert_true(ends.answers_iss && ends.algs[JOSE_RS256] && ends.algs[JOSE_ES256]);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_fails(oidc_discovery_read(
                         f->arena, &provider,
                         replaced(f->arena, DISCOVERY, rows[i].what, rows[i].with), &ends),
                     rows[i].code);
}

static void every_token_has_its_verdict(void **state)
{
    struct fixture *f = *state;
    struct oidc_provider provider = provider_of(f, DEFINITION);
    struct oidc_endpoints ends;
    const struct json *claims;
    assert_ok(oidc_discovery_read(f->arena, &provider, S(DISCOVERY), &ends));
    struct oidc_expected expected = {.provider = &provider,
                                     .endpoints = &ends,
                                     .nonce = S("nonce-1"),
                                     .access_token = S(OIDC_ACCESS_TOKEN),
                                     .now_us = f->clock.fixed_us};
    for (size_t i = 0; i < sizeof oidc_tokens / sizeof oidc_tokens[0]; i++) {
        struct result r = oidc_token_check(f->arena, &expected, str_from_c(oidc_tokens[i].token),
                                           S(OIDC_JWKS), &claims);
        const char *want = oidc_tokens[i].code == NULL ? "accepted" : oidc_tokens[i].code;
        const char *got = result_ok(r) ? "accepted" : r.code;
        if (strcmp(want, got) != 0)
            fail_msg("%s: %s, not %s", oidc_tokens[i].name, got, want);
    }
    ends.algs[JOSE_ES256] = false; /* the provider says that it does not sign so */
    assert_fails(oidc_token_check(f->arena, &expected, str_from_c(oidc_tokens[0].token),
                                  S(OIDC_JWKS), &claims),
                 "oidc.alg");
    ends.algs[JOSE_ES256] = true;
    expected.nonce = S(""); /* nothing expected is not nothing told */
    for (size_t i = 0; i < sizeof oidc_tokens / sizeof oidc_tokens[0]; i++) {
        if (strcmp(oidc_tokens[i].name, "no nonce") == 0)
            assert_fails(oidc_token_check(f->arena, &expected, str_from_c(oidc_tokens[i].token),
                                          S(OIDC_JWKS), &claims),
                         "oidc.nonce");
    }
}

static struct oidc_person person_of(struct fixture *f, const struct oidc_provider *provider,
                                    const char *token)
{
    const struct json *claims;
    struct oidc_person person;
    assert_ok(json_parse(f->arena, str_from_c(token), &claims));
    assert_ok(oidc_person_read(f->arena, provider, claims, NULL, &person));
    return person;
}

static void claims_become_a_person(void **state)
{
    struct fixture *f = *state;
    struct oidc_provider national = provider_of(f, DEFINITION);
    struct oidc_person person = person_of(
        f, &national, "{\"sub\":\"1\",\"LoaiTaiKhoan\":1,\"SoDinhDanh\":\"075090000000\","
                      "\"HoVaTen\":\"Trần Văn Nam\",\"loAs\":\"2\"}");
    assert_false(person.business);
    assert_int_equal(person.level, 2);
    assert_true(str_is(person.personal_id, "075090000000"));
    person = person_of(f, &national, "{\"sub\":\"1\",\"LoaiTaiKhoan\":\"2\",\"loAs\":3}");
    assert_true(person.business);
    assert_int_equal(person.level, 0);
    struct oidc_provider mapped = provider_of(
        f, HEAD ISSUER "\"client_id\":\"truc\",\"claims\":{\"personal_id\":\"cccd\",\"level\":"
                       "\"acr\"},\"levels\":{\"cao\":2,\"la\":7},\"business_types\":[\"org\"]}");
    person = person_of(f, &mapped, "{\"sub\":\"1\",\"cccd\":\"070190000000\",\"acr\":\"cao\","
                                   "\"SoDinhDanh\":\"x\",\"LoaiTaiKhoan\":\"2\"}");
    assert_true(str_is(person.personal_id, "070190000000"));
    assert_int_equal(person.level, 2);
    assert_false(person.business);
    assert_int_equal(person_of(f, &mapped, "{\"sub\":\"1\",\"acr\":\"la\"}").level, 0);
}

static void userinfo_speaks_of_the_same_person(void **state)
{
    struct fixture *f = *state;
    struct oidc_provider national = provider_of(f, DEFINITION);
    struct oidc_person person;
    const struct json *token;
    const struct json *info;
    assert_ok(json_parse(f->arena, S("{\"sub\":\"1\",\"SoDinhDanh\":\"075090000000\"}"), &token));
    assert_ok(json_parse(f->arena, S("{\"sub\":\"1\",\"loAs\":1}"), &info));
    assert_ok(oidc_person_read(f->arena, &national, token, info, &person));
    assert_int_equal(person.level, 1);
    assert_ok(json_parse(f->arena, S("{\"sub\":\"2\",\"loAs\":1}"), &info));
    assert_fails(oidc_person_read(f->arena, &national, token, info, &person), "oidc.userinfo");
    assert_ok(json_parse(f->arena, S("{\"sub\":\"1\",\"SoDinhDanh\":\"075190000000\"}"), &info));
    assert_fails(oidc_person_read(f->arena, &national, token, info, &person), "oidc.userinfo");
}

static void put(struct fixture *f, const char *definition)
{
    struct str before;
    assert_ok(db_write_begin(f->db));
    assert_ok(oidc_provider_put(f->db, f->arena, f->clock.fixed_us, str_from_c(definition),
                                &before));
    assert_ok(db_commit(f->db));
}

static struct str begin(struct fixture *f, const struct oidc_provider *provider,
                        const char *browser)
{
    struct oidc_endpoints ends;
    struct str url;
    assert_ok(oidc_discovery_read(f->arena, provider, S(DISCOVERY), &ends));
    struct oidc_begin begin = {.provider = provider,
                               .endpoints = &ends,
                               .redirect_uri = S("https://truc.example.vn/ve"),
                               .browser = str_from_c(browser),
                               .next = S("/cua-toi")};
    assert_ok(db_write_begin(f->db));
    assert_ok(oidc_attempt_begin(f->db, f->arena, f->clock.fixed_us, &begin, &url));
    assert_ok(db_commit(f->db));
    size_t at = str_find(url, S("&state=")) + 7;
    return str_slice(url, at, at + 43);
}

static struct result take(struct fixture *f, int64_t provider_id, struct str state,
                          const char *browser)
{
    struct oidc_attempt attempt;
    struct oidc_return back = {provider_id, state, str_from_c(browser)};
    TRY(db_write_begin(f->db));
    return db_finish(f->db, oidc_attempt_take(f->db, f->arena, f->clock.fixed_us, &back,
                                              &attempt));
}

static void a_state_is_good_once_in_its_browser(void **state)
{
    struct fixture *f = *state;
    struct oidc_provider provider;
    put(f, DEFINITION);
    assert_ok(oidc_provider_find(f->db, f->arena, S("quoc-gia"), &provider));
    struct str first = begin(f, &provider, "browser-1");
    assert_fails(take(f, provider.id, first, "browser-2"), "oidc.state");
    assert_fails(take(f, provider.id, first, ""), "oidc.state");
    assert_fails(take(f, provider.id + 1, first, "browser-1"), "oidc.state");
    assert_fails(take(f, provider.id, S("x"), "browser-1"), "oidc.state");
    assert_ok(take(f, provider.id, first, "browser-1"));
    assert_fails(take(f, provider.id, first, "browser-1"), "oidc.state");
    struct str late = begin(f, &provider, "browser-1");
    fixture_advance(f, OIDC_ATTEMPT_US);
    assert_fails(take(f, provider.id, late, "browser-1"), "oidc.state");
    assert_int_equal(fixture_number(f, "SELECT count(*) FROM oidc_attempt WHERE verifier = ''"), 1);
}

static void an_unknown_key_is_asked_for_once_a_minute(void **state)
{
    struct fixture *f = *state;
    struct oidc_published published = {S("{}"), S("{}"), f->clock.fixed_us};
    bool allowed[3];
    put(f, DEFINITION);
    assert_ok(db_write_begin(f->db));
    assert_ok(oidc_published_save(f->db, f->arena, 1, &published));
    for (size_t i = 0; i < 2; i++)
        assert_ok(oidc_refetch_allowed(f->db, f->arena, f->clock.fixed_us, 1, &allowed[i]));
    assert_ok(oidc_refetch_allowed(f->db, f->arena, f->clock.fixed_us + OIDC_REFETCH_US + 1, 1,
                                   &allowed[2]));
    assert_ok(db_commit(f->db));
    assert_true(allowed[0] && !allowed[1] && allowed[2]);
}

static void another_issuer_opens_no_account(void **state)
{
    struct fixture *f = *state;
    int64_t account;
    struct q_account_add_in add = {.login = S("a"), .totp_secret = S("12345678901234567890")};
    struct q_account_add_out added;
    assert_ok(db_write_begin(f->db));
    assert_ok(person_add(f->db, f->arena, 0, S("A"), &add.person_id));
    assert_ok(q_account_add(f->db, f->arena, add, &added));
    assert_ok(db_commit(f->db));
    put(f, DEFINITION);
    struct oidc_link_new link = {.provider_id = 1, .subject = S("s"), .account_id = 1};
    assert_ok(db_write_begin(f->db));
    assert_ok(oidc_link_add(f->db, f->arena, 0, link));
    assert_ok(db_commit(f->db));
    put(f, HEAD ISSUER "\"client_id\":\"truc\",\"scope\":\"openid\"}");
    assert_ok(oidc_link_find(f->db, f->arena, 1, S("s"), &account));
    assert_int_equal(account, 1);
    assert_ok(db_write_begin(f->db));
    assert_fails(oidc_link_add(f->db, f->arena, 0, link), "oidc.linked");
    db_rollback(f->db);
    put(f, HEAD "\"issuer\":\"https://evil.example\",\"client_id\":\"truc\"}");
    assert_ok(oidc_link_find(f->db, f->arena, 1, S("s"), &account));
    assert_int_equal(account, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TESTS(a_definition_says_what_is_wrong_with_it),
        FIXTURE_TESTS(what_a_provider_publishes_is_checked),
        FIXTURE_TESTS(every_token_has_its_verdict),
        FIXTURE_TESTS(claims_become_a_person),
        FIXTURE_TESTS(userinfo_speaks_of_the_same_person),
        FIXTURE_TESTS(a_state_is_good_once_in_its_browser),
        FIXTURE_TESTS(an_unknown_key_is_asked_for_once_a_minute),
        FIXTURE_TESTS(another_issuer_opens_no_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
