#include "base/clock.h"
#include "core/fetcher.h"
#include "core/oidc.h"
#include "core/oidc_queries.h"
#include "core/oidc_url.h"

enum { TITLE_MAX = 80, TEXT_MAX = 500 };

static const char *const AUDIENCES[] = {[OIDC_CITIZENS] = "citizen", [OIDC_STAFF] = "staff"};
static const char *const AUTHS[] = {[OIDC_AUTH_BASIC] = "client_secret_basic",
                                    [OIDC_AUTH_POST] = "client_secret_post",
                                    [OIDC_AUTH_NONE] = "none"};
/* In the order in which they are checked; a misspelt member is never silently ignored. */
static const struct {
    const char *name;
    enum json_kind kind;
    bool required;
} MEMBERS[] = {
    {"code", JSON_KIND_STRING, true},
    {"audience", JSON_KIND_STRING, true},
    {"title", JSON_KIND_STRING, true},
    {"issuer", JSON_KIND_STRING, true},
    {"client_id", JSON_KIND_STRING, true},
    {"auth", JSON_KIND_STRING, false},
    {"scope", JSON_KIND_STRING, false},
    {"userinfo", JSON_KIND_BOOL, false},
    {"code_asked", JSON_KIND_BOOL, false},
    {"claims", JSON_KIND_OBJECT, false},
    {"levels", JSON_KIND_OBJECT, false},
    {"business_types", JSON_KIND_ARRAY, false},
    {"enabled", JSON_KIND_BOOL, false},
};
enum { MEMBER_COUNT = sizeof MEMBERS / sizeof MEMBERS[0] };

static size_t index_in(const char *const *names, size_t count, struct str word)
{
    size_t i = 0;
    while (i < count && !str_is(word, names[i]))
        i++;
    return i;
}

/* The first member that is missing, of another kind, empty, too long or not known. */
static const char *wrong_member(struct arena *arena, const struct json *given)
{
    for (size_t i = 0; i < MEMBER_COUNT; i++) {
        const struct json *member = json_get(given, MEMBERS[i].name);
        struct str text = json_text(member);
        bool text_fits = MEMBERS[i].kind != JSON_KIND_STRING ||
                         (text.len > 0 && text.len <= TEXT_MAX);
        if (member == NULL ? MEMBERS[i].required
                           : !json_is(member, MEMBERS[i].kind) || !text_fits)
            return MEMBERS[i].name;
    }
    for (size_t i = 0; i < json_count(given); i++) {
        size_t n = 0;
        while (n < MEMBER_COUNT && !str_is(json_key(given, i), MEMBERS[n].name))
            n++;
        if (n == MEMBER_COUNT)
            return str_c(arena, json_key(given, i));
    }
    return NULL;
}

static struct str text_or(const struct json *given, const char *name, struct str otherwise)
{
    struct str text = json_get_text(given, name);
    return str_empty(text) ? otherwise : text;
}

static const char *fill(const struct json *given, struct oidc_provider *out)
{
    size_t audience = index_in(AUDIENCES, 2, json_get_text(given, "audience"));
    size_t auth = index_in(AUTHS, 3, text_or(given, "auth", S("client_secret_basic")));
    *out = (struct oidc_provider){
        .code = json_get_text(given, "code"),
        .title = json_get_text(given, "title"),
        .audience = audience == OIDC_STAFF ? OIDC_STAFF : OIDC_CITIZENS,
        .issuer = json_get_text(given, "issuer"),
        .client_id = json_get_text(given, "client_id"),
        .auth = auth == OIDC_AUTH_NONE ? OIDC_AUTH_NONE
                : auth == OIDC_AUTH_POST ? OIDC_AUTH_POST : OIDC_AUTH_BASIC,
        .scope = text_or(given, "scope", S("openid profile")),
        .userinfo = json_get_bool(given, "userinfo", true),
        .code_asked = json_get_bool(given, "code_asked", true),
        .claims = json_get(given, "claims"),
        .levels = json_get(given, "levels"),
        .business_types = json_get(given, "business_types"),
        .enabled = json_get_bool(given, "enabled", true),
    };
    if (!fetch_client_ok(out->code))
        return "code";
    if (audience == 2)
        return "audience";
    if (out->title.len > TITLE_MAX)
        return "title";
    if (!oidc_url_ok(out->issuer, oidc_url_is_loopback(out->issuer)) ||
        str_find_byte(out->issuer, '?') < out->issuer.len)
        return "issuer";
    return auth == 3 ? "auth" : NULL;
}

struct result oidc_provider_read(struct arena *arena, struct str definition,
                                 struct oidc_provider *out, const char **problem)
{
    const struct json *given;
    *problem = "{";
    if (result_ok(json_parse(arena, definition, &given)) && json_is(given, JSON_KIND_OBJECT))
        *problem = wrong_member(arena, given);
    if (*problem == NULL)
        *problem = fill(given, out);
    if (*problem == NULL)
        return RESULT_OK;
    return result_fail(ERROR_INVALID, "oidc.definition",
                       N_("Khai báo nơi giữ tài khoản chưa đúng: sửa mục được nêu."));
}

struct result oidc_provider_list(struct db *db, struct arena *arena, enum oidc_audience audience,
                                 struct oidc_provider_list *out)
{
    struct q_oidc_provider_list_rows rows;
    struct q_oidc_provider_list_in in = {.audience = str_from_c(AUDIENCES[audience])};
    TRY(q_oidc_provider_list(db, arena, in, &rows));
    out->items = ARENA_ARRAY(arena, struct oidc_provider, rows.count);
    out->count = rows.count;
    for (size_t i = 0; i < rows.count; i++) {
        const char *problem;
        TRY(oidc_provider_read(arena, rows.items[i].definition, &out->items[i], &problem));
        out->items[i].id = rows.items[i].id;
    }
    return RESULT_OK;
}

struct result oidc_provider_find(struct db *db, struct arena *arena, struct str code,
                                 struct oidc_provider *out)
{
    struct q_oidc_provider_find_out row;
    const char *problem;
    bool found;
    struct q_oidc_provider_find_in in = {.code = code};
    TRY(q_oidc_provider_find(db, arena, in, &row, &found));
    if (!found)
        return result_fail(ERROR_NOT_FOUND, "oidc.no_provider",
                           N_("Không có cách đăng nhập này. Quay lại trang đăng nhập."));
    TRY(oidc_provider_read(arena, row.definition, out, &problem));
    out->id = row.id;
    return RESULT_OK;
}

struct result oidc_provider_put(struct db *db, struct arena *arena, int64_t now_us,
                                struct str definition, struct str *before)
{
    struct oidc_provider provider;
    struct oidc_provider old = {0};
    struct q_oidc_provider_any_out standing = {0};
    struct q_oidc_provider_put_out put;
    const char *problem;
    bool found;
    TRY(oidc_provider_read(arena, definition, &provider, &problem));
    struct q_oidc_provider_any_in code = {.code = provider.code};
    TRY(q_oidc_provider_any(db, arena, code, &standing, &found));
    *before = found ? standing.definition : (struct str){0};
    if (found)
        TRY(oidc_provider_read(arena, *before, &old, &problem));
    struct q_oidc_provider_put_in in = {.code = provider.code,
                                        .audience = str_from_c(AUDIENCES[provider.audience]),
                                        .title = provider.title,
                                        .issuer = provider.issuer,
                                        .definition = definition,
                                        .enabled = provider.enabled,
                                        .changed_us = now_us};
    TRY(q_oidc_provider_put(db, arena, in, &put));
    TRY(q_oidc_metadata_forget(db, arena,
                               (struct q_oidc_metadata_forget_in){.provider_id = put.id}, NULL));
    if (!found || str_equal(old.issuer, provider.issuer))
        return RESULT_OK;
    struct q_oidc_links_end_all_in end = {.provider_id = put.id, .ended_us = now_us};
    return q_oidc_links_end_all(db, arena, end, NULL);
}
