#include "core/fetcher.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/os_file.h"
#include "base/os_sandbox.h"
#include "base/reader.h"
#include "wire/http_line.h"

enum {
    ARENA_BYTES = 8 * ERRAND_BYTES_MAX,
    SECRET_MAX = 1024,
    CLIENT_MAX = 40,
    HEADER_MAX = 4096,
    IDLE_MS = 60000
};

#define AWAY                                                                                       \
    N_("Nơi giữ tài khoản không trả lời. Thử lại sau, hoặc đăng nhập cách khác.")

bool fetch_client_ok(struct str code)
{
    for (size_t i = 0; i < code.len; i++) {
        char c = code.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return code.len > 0 && code.len <= CLIENT_MAX;
}

struct result fetch_start(struct arena *arena, int requests, const struct fetch *fetch,
                          struct errand_call **call)
{
    struct buf text;
    buf_init(&text, arena, ERRAND_BYTES_MAX - 1);
    struct json_writer writer = json_writer_of(&text);
    json_open_object(&writer, NULL);
    json_put_text(&writer, "url", fetch->url);
    json_put_text(&writer, "form", fetch->form);
    json_put_text(&writer, "bearer", fetch->bearer);
    json_put_text(&writer, "client", fetch->client);
    json_put_text(&writer, "client_id", fetch->client_id);
    json_put_bool(&writer, "secret_in_form", fetch->secret_in_form);
    json_close_object(&writer);
    if (text.overflowed)
        return result_fail(ERROR_LIMIT, "http.too_large", NULL);
    return errand_start(arena, requests, buf_str(&text), call);
}

struct result fetch_finish(struct arena *arena, struct errand_call *call, struct fetched *out)
{
    static const struct result failures[] = {
        {ERROR_TIMEOUT, "http.slow", AWAY},
        {ERROR_UNAVAILABLE, "http.away", AWAY},
        {ERROR_LIMIT, "http.too_large", AWAY},
    };
    struct str answer;
    TRY(errand_finish(arena, call, &answer));
    struct reader reader = reader_of(answer);
    unsigned kind = reader_u8(&reader);
    out->status = reader_u16(&reader);
    out->body = reader_take(&reader, reader_left(&reader));
    if (kind == 0 && !reader.failed)
        return RESULT_OK;
    for (size_t i = 0; i < sizeof failures / sizeof failures[0]; i++) {
        if (kind == failures[i].kind)
            return failures[i];
    }
    return result_fail(ERROR_UNAVAILABLE, "http.away", AWAY);
}

static void tell(struct arena *arena, int answer, const struct http_ended *ended)
{
    struct errand errand = {.answer = answer};
    struct buf said;
    buf_init(&said, arena, ERRAND_BYTES_MAX - 1);
    buf_byte(&said, (unsigned char)ended->outcome.kind);
    buf_u16(&said, (uint16_t)ended->status);
    if (result_ok(ended->outcome))
        buf_add(&said, ended->body);
    errand_answer(&errand, buf_str(&said));
}

static void refuse(struct arena *arena, int answer)
{
    struct http_ended away = {.outcome = result_fail(ERROR_UNAVAILABLE, "http.away", NULL)};
    tell(arena, answer, &away);
}

/* RFC 6749 section 2.3.1: name and secret as in a form, then Basic. */
static struct str basic(struct arena *arena, struct str id, struct str secret)
{
    struct buf pair;
    buf_init(&pair, arena, HEADER_MAX);
    http_encode(&pair, id);
    buf_byte(&pair, ':');
    http_encode(&pair, secret);
    return str_concat(arena, S("Basic "), str_base64(arena, buf_str(&pair)));
}

static struct result add_secret(struct arena *arena, const char *folder, const struct json *asked,
                                struct http_call *call)
{
    struct str code = json_get_text(asked, "client");
    struct str secret;
    if (!fetch_client_ok(code))
        return result_fail(ERROR_INVALID, "fetch.client", NULL);
    TRY(os_file_read(arena, str_printf(arena, "%s/%.*s.secret", folder, STR_ARG(code)).ptr,
                     SECRET_MAX, &secret));
    secret = str_trim(secret);
    if (!json_get_bool(asked, "secret_in_form", false)) {
        call->authorization = basic(arena, json_get_text(asked, "client_id"), secret);
        return RESULT_OK;
    }
    struct buf form;
    buf_init(&form, arena, ERRAND_BYTES_MAX);
    buf_add(&form, call->body);
    http_form_add(&form, "client_id", json_get_text(asked, "client_id"));
    http_form_add(&form, "client_secret", secret);
    call->body = buf_str(&form);
    return RESULT_OK;
}

static bool begin(struct http_line *line, struct arena *arena, const char *folder,
                  const struct errand *errand)
{
    const struct json *asked;
    if (!result_ok(json_parse(arena, errand->message, &asked)))
        return false;
    struct http_call call = {.url = json_get_text(asked, "url"),
                             .body = json_get_text(asked, "form"),
                             .limit_ms = FETCH_LIMIT_MS,
                             .owner = errand->answer};
    struct str bearer = json_get_text(asked, "bearer");
    if (!str_empty(bearer))
        call.authorization = str_concat(arena, S("Bearer "), bearer);
    if (!str_empty(json_get_text(asked, "client")) &&
        !result_ok(add_secret(arena, folder, asked, &call)))
        return false;
    return http_line_add(line, &call);
}

/* Libraries, certificates, names of hosts, the secrets; nothing to write. */
static struct result confine(const char *secrets)
{
    const struct os_path_rule rules[] = {
        {"/usr", OS_PATH_EXECUTE},  {"/lib", OS_PATH_EXECUTE},
        {"/lib64", OS_PATH_EXECUTE}, {"/etc", OS_PATH_READ},
        {"/run/systemd/resolve", OS_PATH_READ}, {"/dev/urandom", OS_PATH_READ},
        {"/dev/null", OS_PATH_WRITE}, {secrets, OS_PATH_READ},
    };
    struct result held = os_landlock_enter(rules, sizeof rules / sizeof rules[0], 0);
    return held.kind == ERROR_UNSUPPORTED ? RESULT_OK : held;
}

struct result fetcher_serve(const struct errand_channel *channel, const char *secrets)
{
    TRY(os_dir_make(secrets, 0700));
    TRY(confine(secrets));
    struct arena *own = arena_new(ARENA_BYTES);
    struct arena *arena = arena_new(ARENA_BYTES);
    struct http_line *line = http_line_new(own);
    bool open = true;
    while (open) {
        bool asked;
        struct errand errand;
        struct http_ended ended;
        arena_reset(arena);
        http_line_wait(line, channel->work, IDLE_MS, &asked);
        while (http_line_next(line, &ended))
            tell(arena, ended.owner, &ended);
        if (!asked)
            continue;
        struct result taken = errand_take(arena, channel->work, clock_monotonic_us(), &errand);
        if (result_ok(taken) && !begin(line, arena, secrets, &errand))
            refuse(arena, errand.answer);
        open = taken.kind != ERROR_FORBIDDEN;
    }
    arena_free(arena);
    arena_free(own);
    return RESULT_OK;
}
