#include <assert.h>
#include <fcntl.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/os_file.h"
#include "web/exchange.h"
#include "web/url.h"

enum { PAGE_MAX = 8 << 20 };

struct str request_param(const struct request *request, const char *name)
{
    const struct params *params = request->params;
    size_t len = strlen(name);
    for (size_t i = 0; i < params->count; i++) {
        if (params->name_lens[i] == len && memcmp(params->names[i], name, len) == 0)
            return params->values[i];
    }
    assert(!"the route's pattern has no such parameter");
    return (struct str){0};
}

int64_t request_now_us(const struct request *request)
{
    return clock_now_us(request->clock);
}

struct str request_header(const struct request *request, const char *name)
{
    return str_from_c(MHD_lookup_connection_value(request->exchange->connection, MHD_HEADER_KIND,
                                                  name));
}

bool request_answered(const struct request *request)
{
    return request->exchange->answer.kind != ANSWER_NONE;
}

const struct read_mark *request_reads(const struct request *request)
{
    return request->exchange->reads;
}

/* A later answer takes the place of an earlier one: a page that fails half-way becomes a problem
 * page. Headers that were set stay, cookies among them. */
static struct answer *answer_with(struct request *request, enum answer_kind kind, int status,
                                  const char *media_type)
{
    struct answer *answer = &request->exchange->answer;
    if (answer->kind == ANSWER_FILE)
        os_close(answer->file);
    answer->kind = kind;
    answer->status = status;
    answer->media_type = media_type;
    answer->encoded = false;
    answer->file = -1;
    return answer;
}

static bool same_for_everybody(const struct request *request)
{
    return request->route != NULL && request->route->shared_ms > 0;
}

/* The token that forms of this answer are bound to; a new session begins with the first form. */
static struct str csrf_for(struct request *request)
{
    struct exchange *x = request->exchange;
    if (same_for_everybody(request))
        return (struct str){0};
    if (str_empty(request->session_token)) {
        if (str_empty(x->new_session))
            x->new_session = random_hex(request->arena, 16);
        request->session_token = x->new_session;
    }
    return csrf_make(request->arena, &server_options_of(x->server)->csrf_key,
                     request->session_token);
}

struct page_out *respond_html(struct request *request, int status)
{
    struct answer *answer = answer_with(request, ANSWER_PAGE, status, "text/html; charset=utf-8");
    request->csrf = csrf_for(request);
    answer->page = (struct page_out){.locale = request->locale, .csrf = request->csrf};
    buf_init(&answer->page.html, request->arena, PAGE_MAX);
    return &answer->page;
}

struct result respond_redirect(struct request *request, struct str path)
{
    if (!url_is_local(path))
        return result_fail(ERROR_INVALID, "web.foreign_redirect", NULL);
    return respond_leave(request, path);
}

struct result respond_leave(struct request *request, struct str url)
{
    struct answer *answer = answer_with(request, ANSWER_BYTES, 303, "text/plain; charset=utf-8");
    answer->bytes = (struct str){0};
    respond_header(request, "Location", url);
    return RESULT_OK;
}

struct result respond_bytes(struct request *request, int status, const char *media_type,
                            struct str bytes)
{
    answer_with(request, ANSWER_BYTES, status, media_type)->bytes = bytes;
    return RESULT_OK;
}

struct result respond_json(struct request *request, int status, struct str json)
{
    return respond_bytes(request, status, "application/json", json);
}

/* RFC 6266: plain letters for old clients, RFC 8187 for the real name. */
static struct str disposition(struct arena *arena, struct str name)
{
    struct buf out;
    buf_init(&out, arena, 2048);
    buf_text(&out, "attachment; filename=\"");
    for (size_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        buf_byte(&out, c < 0x20 || c > 0x7E || c == '"' || c == '\\' ? '_' : c);
    }
    buf_text(&out, "\"; filename*=UTF-8''");
    struct page_out encoder = {.html = out};
    page_url_part(&encoder, name);
    return buf_str(&encoder.html);
}

struct result respond_download(struct request *request, const char *media_type, struct str name,
                               struct str bytes)
{
    respond_header(request, "Content-Disposition", disposition(request->arena, name));
    return respond_bytes(request, 200, media_type, bytes);
}

struct result respond_file(struct request *request, const char *media_type, int descriptor)
{
    answer_with(request, ANSWER_FILE, 200, media_type)->file = descriptor;
    return RESULT_OK;
}

static void add_header(struct request *request, const char *name, struct str value)
{
    struct exchange *x = request->exchange;
    struct header *header = ARENA_NEW(request->arena, struct header);
    *header = (struct header){.name = name, .value = str_from_c(str_c(request->arena, value)),
                              .next = x->answer.headers};
    x->answer.headers = header;
}

void respond_header(struct request *request, const char *name, struct str value)
{
    assert(strcasecmp(name, "Content-Security-Policy") != 0);
    assert(strcasecmp(name, "Content-Length") != 0);
    for (size_t i = 0; i < value.len; i++) /* a line break would begin another header */
        assert((unsigned char)value.ptr[i] >= 0x20);
    add_header(request, name, value);
}

void respond_public(struct request *request, int max_age_s)
{
    request->exchange->answer.public_age_s = max_age_s;
}

void respond_later(struct request *request, int descriptor, int timeout_ms, handler resume)
{
    struct exchange *x = request->exchange;
    x->waiting = true;
    x->wait_descriptor = descriptor;
    x->wait_until_us = clock_monotonic_us() + (int64_t)timeout_ms * 1000;
    x->resume = resume;
}

void respond_reads(struct request *request, const char *purpose, struct str object)
{
    struct read_mark *mark = ARENA_NEW(request->arena, struct read_mark);
    *mark = (struct read_mark){.purpose = purpose, .object = str_dup(request->arena, object),
                               .next = request->exchange->reads};
    request->exchange->reads = mark;
}

static bool tls(const struct request *request)
{
    return str_starts(request->site->origin, S("https://"));
}

/* The name says the rule: a __Host- cookie is Secure, for the whole site, and for no other host. */
struct str session_cookie_name(const struct request *request)
{
    return tls(request) ? S("__Host-truc") : S("truc");
}

static void set_cookie(struct request *request, struct str name, struct str value, long age_s)
{
    add_header(request, "Set-Cookie",
               str_printf(request->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s",
                          STR_ARG(name), STR_ARG(value), tls(request) ? "; Secure" : "",
                          age_s < 0    ? "; Max-Age=0"
                          : age_s == 0 ? ""
                                       : "; Max-Age=31536000"));
}

void respond_session(struct request *request, struct str token)
{
    struct exchange *x = request->exchange;
    x->session_given = true;
    x->new_session = (struct str){0};
    request->session_token = token;
    set_cookie(request, session_cookie_name(request), token, str_empty(token) ? -1 : 0);
}

void session_cookie_for_form(struct request *request)
{
    struct exchange *x = request->exchange;
    if (!x->session_given && !str_empty(x->new_session) && x->answer.page.has_form)
        set_cookie(request, session_cookie_name(request), x->new_session, 0);
}

void respond_locale(struct request *request, enum locale locale)
{
    request->locale = locale;
    set_cookie(request, S("truc_lang"), str_from_c(locale_code(locale)), 1);
}

struct result upload_open(struct request *request, const struct upload *upload, int *descriptor)
{
    TRY(body_file(server_options_of(request->exchange->server)->folder, descriptor));
    struct result written = os_fd_write_all(*descriptor, upload->bytes);
    if (result_ok(written) && lseek(*descriptor, 0, SEEK_SET) == 0)
        return RESULT_OK;
    os_close(*descriptor);
    return result_fail(ERROR_UNAVAILABLE, "web.disk_full", NULL);
}
