#ifndef TRUC_CORE_OIDC_H
#define TRUC_CORE_OIDC_H

/*
 * Signing in with an account held elsewhere: an OpenID Connect 1.0 relying party (authorization
 * code, PKCE S256, state, nonce, RFC 9207). Here is what needs no network: providers as rows,
 * what they publish, and the checks. modules/oidc walks a browser through it.
 */
#include "base/json.h"
#include "base/result.h"
#include "sign/jose.h"

struct db;

#define OIDC_SKEW_S 60
#define OIDC_METADATA_US (INT64_C(3600) * 1000000)
#define OIDC_REFETCH_US (INT64_C(60) * 1000000)
#define OIDC_ATTEMPT_US (INT64_C(600) * 1000000)
enum { OIDC_DOCUMENT_MAX = 60000 }; /* bytes of anything that a provider answers */

enum oidc_audience { OIDC_CITIZENS, OIDC_STAFF };
enum oidc_client_auth { OIDC_AUTH_BASIC, OIDC_AUTH_POST, OIDC_AUTH_NONE };

/* One row, read. */
struct oidc_provider {
    int64_t id;
    struct str code;  /* "quoc-gia": the addresses are /dang-nhap/tai-khoan/quoc-gia[/ve] */
    struct str title; /* on the button */
    enum oidc_audience audience;
    struct str issuer; /* compared byte for byte */
    struct str client_id;
    enum oidc_client_auth auth; /* the secret is the fetcher's */
    struct str scope;
    bool userinfo;    /* claims are taken from there too */
    bool code_asked;  /* STAFF: our own six-digit code is asked as well */
    const struct json *claims; /* our name → theirs; what is missing has the national name */
    const struct json *levels; /* value of the level claim → 1 or 2 */
    const struct json *business_types; /* values of the account type that mean an organisation */
    bool enabled;
};

struct oidc_provider_list {
    struct oidc_provider *items;
    size_t count;
};

/* The enabled providers of an audience, by title: the buttons of a sign-in page. */
struct result oidc_provider_list(struct db *db, struct arena *arena, enum oidc_audience audience,
                                 struct oidc_provider_list *out);
/* NOT_FOUND "oidc.no_provider" for an unknown or disabled one. */
struct result oidc_provider_find(struct db *db, struct arena *arena, struct str code,
                                 struct oidc_provider *out);
/* Reads a definition. INVALID "oidc.definition" with `problem` naming the member. */
struct result oidc_provider_read(struct arena *arena, struct str definition,
                                 struct oidc_provider *out, const char **problem);
/* Adds the provider or takes the place of the one with its code, and forgets what was fetched.
 * Inside the caller's write transaction. */
struct result oidc_provider_put(struct db *db, struct arena *arena, int64_t now_us,
                                struct str definition, struct oidc_provider *out);

/* What the discovery document says that we use. */
struct oidc_endpoints {
    struct str authorization;
    struct str token;
    struct str userinfo; /* empty: none */
    struct str jwks;
    bool answers_iss; /* RFC 9207 */
    bool algs[JOSE_ALG_COUNT];
};
/* UNTRUSTED "oidc.issuer" unless the document names exactly the provider's issuer, "oidc.insecure"
 * for an address that is not https (loopback excepted where the issuer is loopback),
 * "oidc.discovery" where something is missing, "oidc.algs" where neither RS256 nor ES256 is
 * offered. */
struct result oidc_discovery_read(struct arena *arena, const struct oidc_provider *provider,
                                  struct str document, struct oidc_endpoints *out);

/* What an ID token must be. */
struct oidc_expected {
    const struct oidc_provider *provider;
    const struct oidc_endpoints *endpoints;
    struct str nonce;
    struct str access_token; /* for at_hash */
    int64_t now_us;
};
/* Verifies signature and claims. UNTRUSTED with the code of the first rule that failed;
 * NOT_FOUND "jose.unknown_key" where the keys may be out of date: fetch them once and ask again.
 * `claims` lives in the arena. */
struct result oidc_token_check(struct arena *arena, const struct oidc_expected *expected,
                               struct str id_token, struct str jwks, const struct json **claims);

/* What an identity elsewhere says of a person, by the provider's claim map. */
struct oidc_person {
    struct str subject;
    bool business;
    struct str personal_id; /* số định danh; empty: not told */
    struct str old_id;      /* CMND */
    struct str tax_code;
    struct str name;
    struct str business_name;
    struct str birth_date;
    struct str phone;
    int level; /* 0: not told or unknown, 1, 2 */
};
/* `userinfo` may be NULL. What both say must be the same: UNTRUSTED "oidc.userinfo" else, and where
 * its sub is another. */
struct result oidc_person_read(struct arena *arena, const struct oidc_provider *provider,
                               const struct json *token, const struct json *userinfo,
                               struct oidc_person *out);

#endif
