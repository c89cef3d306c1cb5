#include "base/crypto.h"
#include "core/oidc.h"
#include "core/oidc_queries.h"
#include "wire/http_line.h"

enum { SECRET_BYTES = 32, URL_MAX = 8192 };

static struct str secret(struct arena *arena)
{
    return base64url(arena, random_str(arena, SECRET_BYTES));
}

static struct str address_of(struct arena *arena, const struct oidc_begin *begin,
                             struct str query)
{
    struct str base = begin->endpoints->authorization;
    const char *joint = str_find_byte(base, '?') < base.len ? "&" : "?";
    return str_printf(arena, "%.*s%s%.*s", STR_ARG(base), joint, STR_ARG(query));
}

struct result oidc_attempt_begin(struct db *db, struct arena *arena, int64_t now_us,
                                 const struct oidc_begin *begin, struct str *url)
{
    struct str state = secret(arena);
    struct str verifier = secret(arena);
    struct sha256 challenge = sha256(verifier);
    struct q_oidc_attempt_add_in in = {.provider_id = begin->provider->id,
                                       .state_hash = sha256_hex(arena, state),
                                       .browser_hash = sha256_hex(arena, begin->browser),
                                       .nonce = secret(arena),
                                       .verifier = verifier,
                                       .has_account_id = begin->account_id != 0,
                                       .account_id = begin->account_id,
                                       .next = begin->next,
                                       .created_us = now_us};
    struct q_oidc_attempt_forget_in old = {.before_us = now_us - 2 * OIDC_ATTEMPT_US};
    TRY(q_oidc_attempt_forget(db, arena, old, NULL));
    TRY(q_oidc_attempt_add(db, arena, in, NULL));
    struct buf query;
    buf_init(&query, arena, URL_MAX);
    http_form_add(&query, "response_type", S("code"));
    http_form_add(&query, "client_id", begin->provider->client_id);
    http_form_add(&query, "redirect_uri", begin->redirect_uri);
    http_form_add(&query, "scope", begin->provider->scope);
    http_form_add(&query, "state", state);
    http_form_add(&query, "nonce", in.nonce);
    http_form_add(&query, "code_challenge", base64url(arena, sha256_str(&challenge)));
    http_form_add(&query, "code_challenge_method", S("S256"));
    if (query.overflowed)
        return result_fail(ERROR_LIMIT, "oidc.url", NULL);
    *url = address_of(arena, begin, buf_str(&query));
    return RESULT_OK;
}

struct result oidc_attempt_take(struct db *db, struct arena *arena, int64_t now_us,
                                const struct oidc_return *back, struct oidc_attempt *out)
{
    struct q_oidc_attempt_find_out row;
    bool found = false;
    int64_t changed = 0;
    struct q_oidc_attempt_find_in in = {.provider_id = back->provider_id,
                                        .state_hash = sha256_hex(arena, back->state),
                                        .browser_hash = sha256_hex(arena, back->browser),
                                        .since_us = now_us - OIDC_ATTEMPT_US};
    if (!str_empty(back->state) && !str_empty(back->browser))
        TRY(q_oidc_attempt_find(db, arena, in, &row, &found));
    if (found)
        TRY(q_oidc_attempt_use(
            db, arena, (struct q_oidc_attempt_use_in){.id = row.id, .used_us = now_us}, &changed));
    if (changed == 0)
        return result_fail(ERROR_UNTRUSTED, "oidc.state", NULL);
    *out = (struct oidc_attempt){.nonce = row.nonce,
                                 .verifier = row.verifier,
                                 .account_id = row.has_account_id ? row.account_id : 0,
                                 .next = row.next};
    return RESULT_OK;
}

struct str oidc_code_form(struct arena *arena, const struct oidc_provider *provider,
                          struct str code, struct str verifier, struct str redirect_uri)
{
    struct buf form;
    buf_init(&form, arena, URL_MAX);
    http_form_add(&form, "grant_type", S("authorization_code"));
    http_form_add(&form, "code", code);
    http_form_add(&form, "redirect_uri", redirect_uri);
    http_form_add(&form, "code_verifier", verifier);
    if (provider->auth == OIDC_AUTH_NONE)
        http_form_add(&form, "client_id", provider->client_id);
    return buf_str(&form);
}

struct result oidc_link_find(struct db *db, struct arena *arena, int64_t provider_id,
                             struct str subject, int64_t *account_id)
{
    struct q_oidc_link_find_out row;
    bool found;
    struct q_oidc_link_find_in in = {.provider_id = provider_id, .subject = subject};
    TRY(q_oidc_link_find(db, arena, in, &row, &found));
    *account_id = found ? row.account_id : 0;
    return RESULT_OK;
}

struct result oidc_link_add(struct db *db, struct arena *arena, int64_t now_us,
                            struct oidc_link_new link)
{
    struct q_oidc_link_add_in in = {.provider_id = link.provider_id,
                                    .subject = link.subject,
                                    .account_id = link.account_id,
                                    .linked_us = now_us};
    int64_t rows;
    struct result added = q_oidc_link_add(db, arena, in, &rows);
    if (added.kind != ERROR_CONFLICT)
        return added;
    return result_fail(ERROR_CONFLICT, "oidc.linked",
                       N_("Tài khoản này đã liên kết rồi. Bỏ liên kết cũ trước."));
}

struct result oidc_link_end(struct db *db, struct arena *arena, int64_t now_us,
                            int64_t provider_id, int64_t account_id)
{
    int64_t changed;
    struct q_oidc_link_end_in in = {
        .provider_id = provider_id, .account_id = account_id, .ended_us = now_us};
    TRY(q_oidc_link_end(db, arena, in, &changed));
    if (changed == 1)
        return RESULT_OK;
    return result_fail(ERROR_NOT_FOUND, "oidc.no_link", N_("Không còn liên kết này"));
}

struct result oidc_links_end(struct db *db, struct arena *arena, int64_t now_us,
                             int64_t account_id)
{
    struct q_oidc_links_end_of_in in = {.account_id = account_id, .ended_us = now_us};
    return q_oidc_links_end_of(db, arena, in, NULL);
}

struct result oidc_links_of(struct db *db, struct arena *arena, int64_t account_id,
                            struct oidc_link_list *out)
{
    struct q_oidc_links_of_rows rows;
    TRY(q_oidc_links_of(db, arena, (struct q_oidc_links_of_in){.account_id = account_id}, &rows));
    out->items = ARENA_ARRAY(arena, struct oidc_link, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++)
        out->items[i] = (struct oidc_link){rows.items[i].provider_id, rows.items[i].code,
                                           rows.items[i].title, rows.items[i].linked_us};
    return RESULT_OK;
}
