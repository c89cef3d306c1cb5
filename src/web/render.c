/* The last steps of an answer: compress, head, queue. */
#include <sys/stat.h>

#include "base/log.h"
#include "web/exchange.h"

enum { WORTH_COMPRESSING = 600 };

static bool compressible(const char *media_type)
{
    static const char *const kinds[] = {"text/", "application/json", "application/problem+json",
                                        "image/svg+xml"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (str_starts(str_from_c(media_type), str_from_c(kinds[i])))
            return true;
    }
    return false;
}

bool request_takes_gzip(const struct request *request)
{
    struct str accepted = request_header(request, "Accept-Encoding");
    return str_find(accepted, S("gzip")) != accepted.len;
}

static void add(struct MHD_Response *response, const char *name, const char *value)
{
    if (MHD_add_response_header(response, name, value) != MHD_YES)
        log_write(LOG_ERROR, "http.header", log_text("name", str_from_c(name)));
}

#define POLICY(pictures)                                                                           \
        "default-src 'none'; style-src 'self'; img-src 'self'" pictures "; font-src 'self'; "      \
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

static void add_security(struct MHD_Response *response, bool tls, bool pictures)
{
    add(response, "Content-Security-Policy", pictures ? POLICY(" data:") : POLICY(""));
    add(response, "X-Content-Type-Options", "nosniff");
    add(response, "Referrer-Policy", "same-origin");
    add(response, "Cross-Origin-Opener-Policy", "same-origin");
    add(response, "Cross-Origin-Resource-Policy", "same-origin");
    add(response, "Permissions-Policy", "geolocation=(), microphone=(), payment=()");
    if (tls)
        add(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

static void add_caching(struct request *request, struct MHD_Response *response)
{
    const struct answer *answer = &request->exchange->answer;
    if (answer->public_age_s > 0)
        add(response, "Cache-Control",
            str_printf(request->arena, "public, max-age=%d%s", answer->public_age_s,
                       answer->public_age_s > 86400 ? ", immutable" : "").ptr);
    else if (request->route != NULL && request->route->shared_ms > 0)
        add(response, "Cache-Control", "no-cache");
    else
        add(response, "Cache-Control", "no-store");
}

static struct MHD_Response *response_of_bytes(struct request *request, struct str bytes,
                                              bool copied)
{
    struct exchange *x = request->exchange;
    struct str packed;
    bool may = !x->answer.encoded && compressible(x->answer.media_type);
    bool pack = may && bytes.len >= WORTH_COMPRESSING && request_takes_gzip(request) &&
                exchange_gzip(x, bytes, &packed);
    if (pack)
        bytes = packed;
    union { /* libmicrohttpd takes the bytes as void * and does not write to them */
        const char *in;
        void *out;
    } alias = {.in = bytes.ptr};
    struct MHD_Response *response = MHD_create_response_from_buffer(
        bytes.len, alias.out, copied ? MHD_RESPMEM_MUST_COPY : MHD_RESPMEM_PERSISTENT);
    if (response == NULL)
        return NULL;
    if (pack)
        add(response, "Content-Encoding", "gzip");
    if (may || x->answer.encoded)
        add(response, "Vary", "Accept-Encoding, Cookie");
    return response;
}

static struct MHD_Response *response_of_file(struct exchange *x)
{
    struct stat status;
    int file = x->answer.file;
    x->answer.file = -1;
    if (fstat(file, &status) != 0)
        return NULL;
    return MHD_create_response_from_fd64((uint64_t)status.st_size, file);
}

static struct MHD_Response *response_of(struct request *request, bool copied)
{
    struct exchange *x = request->exchange;
    struct answer *answer = &x->answer;
    struct MHD_Response *response =
        answer->kind == ANSWER_FILE ? response_of_file(x)
        : answer->kind == ANSWER_PAGE
            ? response_of_bytes(request, buf_str(&answer->page.html), copied)
            : response_of_bytes(request, answer->bytes, copied);
    if (response == NULL)
        return NULL;
    add(response, "Content-Type", answer->media_type);
    add_security(response, str_starts(request->site->origin, S("https://")),
                 request->exchange->answer.page.pictures);
    add_caching(request, response);
    if (!copied)
        session_cookie_for_form(request);
    for (const struct header *header = answer->headers; header != NULL; header = header->next)
        add(response, header->name, header->value.ptr);
    return response;
}

struct result phase_render(struct request *request)
{
    struct exchange *x = request->exchange;
    if (x->answer.kind == ANSWER_KEPT)
        return RESULT_OK;
    if (x->answer.kind == ANSWER_NONE)
        return result_fail(ERROR_INTERNAL, "web.no_answer", NULL);
    if (x->answer.kind == ANSWER_PAGE && x->answer.page.html.overflowed)
        return result_fail(ERROR_INTERNAL, "web.page_too_large", NULL);
    bool keep = request->route != NULL && request->route->shared_ms > 0 && !x->failed &&
                str_empty(x->raw_query) && x->answer.status == 200 && x->answer.headers == NULL;
    x->response = response_of(request, keep);
    if (x->response == NULL)
        return result_fail(ERROR_UNAVAILABLE, "web.no_response", NULL);
    if (keep)
        kept_store(x);
    return RESULT_OK;
}

struct result phase_send(struct request *request)
{
    struct exchange *x = request->exchange;
    if (x->response == NULL) /* rendering failed: the problem page is rendered now */
        x->response = response_of(request, false);
    if (x->response == NULL)
        return RESULT_OK; /* the connection is closed: there is no memory for a word */
    if (MHD_queue_response(x->connection, (unsigned)x->answer.status, x->response) != MHD_YES)
        log_write(LOG_ERROR, "http.queue", log_text("request", request->request_id));
    if (x->answer.kind != ANSWER_KEPT)
        MHD_destroy_response(x->response);
    x->response = NULL;
    return RESULT_OK;
}
