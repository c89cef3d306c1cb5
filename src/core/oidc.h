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
/* Reads a definition, which is an object with: code, audience ("citizen", "staff"), title, issuer,
 * client_id; and may have: auth ("client_secret_basic", "client_secret_post", "none"), scope,
 * userinfo, code_asked, claims, levels, business_types, enabled. INVALID "oidc.definition" with
 * `problem` naming the member. */
struct result oidc_provider_read(struct arena *arena, struct str definition,
                                 struct oidc_provider *out, const char **problem);
/* Adds the provider or takes the place of the one with its code, and forgets what was fetched. A
 * provider that became another (its issuer changed) opens no account any more: its links end.
 * Inside the caller's write transaction; `before` is the old definition or empty. */
struct result oidc_provider_put(struct db *db, struct arena *arena, int64_t now_us,
                                struct str definition, struct str *before);

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

/* Where the provider publishes itself. */
struct str oidc_discovery_url(struct arena *arena, const struct oidc_provider *provider);

/* What was fetched last; both empty: nothing yet. Shared by all workers. */
struct oidc_published {
    struct str discovery;
    struct str jwks;
    int64_t fetched_us;
};
struct result oidc_published_load(struct db *db, struct arena *arena, int64_t provider_id,
                                  struct oidc_published *out);
/* In the caller's write transaction. */
struct result oidc_published_save(struct db *db, struct arena *arena, int64_t provider_id,
                                  const struct oidc_published *published);
/* Whether the keys may be fetched again because of a key nobody knows: once a minute, however
 * many tokens name one. In the caller's write transaction. */
struct result oidc_refetch_allowed(struct db *db, struct arena *arena, int64_t now_us,
                                   int64_t provider_id, bool *allowed);

/* A sign-in begins: state, nonce and PKCE verifier are made and bound to the browser. In the
 * caller's write transaction. `url` is where the browser goes. */
struct oidc_begin {
    const struct oidc_provider *provider;
    const struct oidc_endpoints *endpoints;
    struct str redirect_uri;
    struct str browser;  /* its session token */
    int64_t account_id;  /* of an official who links; 0: signs in */
    struct str next;     /* where to go afterwards */
};
struct result oidc_attempt_begin(struct db *db, struct arena *arena, int64_t now_us,
                                 const struct oidc_begin *begin, struct str *url);

/* The browser came back. */
struct oidc_return {
    int64_t provider_id;
    struct str state;
    struct str browser;
};
struct oidc_attempt {
    struct str nonce;
    struct str verifier;
    int64_t account_id;
    struct str next;
};
/* Uses the attempt up. UNTRUSTED "oidc.state" for an unknown, used or old state, another provider
 * and another browser alike. In the caller's write transaction. */
struct result oidc_attempt_take(struct db *db, struct arena *arena, int64_t now_us,
                                const struct oidc_return *back, struct oidc_attempt *out);
/* RFC 9207: `iss` of the answer, empty where there was none. UNTRUSTED "oidc.mix_up". */
struct result oidc_issuer_check(const struct oidc_provider *provider,
                                const struct oidc_endpoints *endpoints, struct str iss);
/* The form that exchanges the code, without the client's secret. */
struct str oidc_code_form(struct arena *arena, const struct oidc_provider *provider,
                          struct str code, struct str verifier, struct str redirect_uri);

/* Which account an identity opens; 0: none. */
struct result oidc_link_find(struct db *db, struct arena *arena, int64_t provider_id,
                             struct str subject, int64_t *account_id);
struct oidc_link_new {
    int64_t provider_id;
    struct str subject;
    int64_t account_id;
};
/* CONFLICT "oidc.linked" where the identity opens an account already, or the account has one with
 * this provider. In the caller's write transaction. */
struct result oidc_link_add(struct db *db, struct arena *arena, int64_t now_us,
                            struct oidc_link_new link);
/* NOT_FOUND "oidc.no_link". In the caller's write transaction. */
struct result oidc_link_end(struct db *db, struct arena *arena, int64_t now_us,
                            int64_t provider_id, int64_t account_id);
/* Ends all links of an account. In the caller's write transaction. */
struct result oidc_links_end(struct db *db, struct arena *arena, int64_t now_us,
                             int64_t account_id);
struct oidc_link {
    int64_t provider_id;
    struct str code;
    struct str title;
    int64_t linked_us;
};
struct oidc_link_list {
    struct oidc_link *items;
    size_t count;
};
struct result oidc_links_of(struct db *db, struct arena *arena, int64_t account_id,
                            struct oidc_link_list *out);

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
