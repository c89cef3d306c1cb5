#include "wire/http.h"

#include <curl/curl.h>

#include "base/buf.h"
#include "base/fault.h"

static void free_easy(void *object)
{
    curl_easy_cleanup(object);
}

static void free_list(void *object)
{
    curl_slist_free_all(object);
}

static size_t receive(char *bytes, size_t size, size_t count, void *to)
{
    struct buf *answer = to;
    buf_bytes(answer, bytes, size * count);
    return answer->overflowed ? 0 : size * count;
}

static bool set_up(CURL *easy, const struct http_request *request, struct buf *answer)
{
    return curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->limit_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOPROXY, "127.0.0.1,localhost") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer) == CURLE_OK;
}

static bool set_body(CURL *easy, const struct http_request *request, struct curl_slist *headers)
{
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.ptr) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)request->body.len) == CURLE_OK;
}

static struct result no_memory(void)
{
    return result_fail(ERROR_UNAVAILABLE, "http.memory", NULL);
}

static struct result perform(CURL *easy, const struct http_request *request, struct arena *arena,
                             struct str *answer)
{
    struct buf body;
    long status = 0;
    buf_init(&body, arena, request->answer_max);
    if (!set_up(easy, request, &body))
        return no_memory();
    if (fault_point("net.send"))
        return result_fail(ERROR_UNAVAILABLE, "http.away", NULL);
    CURLcode done = curl_easy_perform(easy);
    if (body.overflowed)
        return result_fail(ERROR_LIMIT, "http.too_large", NULL);
    if (done == CURLE_OPERATION_TIMEDOUT)
        return result_fail(ERROR_TIMEOUT, "http.slow", NULL);
    if (done != CURLE_OK)
        return result_fail(ERROR_UNAVAILABLE, "http.away", NULL);
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200)
        return result_fail(ERROR_UNAVAILABLE, "http.status", NULL);
    *answer = buf_str(&body);
    return RESULT_OK;
}

static CURL *make_easy(struct arena *arena)
{
    CURL *easy = curl_easy_init();
    if (easy != NULL)
        arena_on_free(arena, free_easy, easy);
    return easy;
}

struct result http_post(struct arena *arena, const struct http_request *request,
                        struct str *answer)
{
    CURL *easy = make_easy(arena);
    struct str type = str_printf(arena, "Content-Type: %s", request->content_type);
    struct curl_slist *headers = curl_slist_append(NULL, type.ptr);
    if (headers != NULL)
        arena_on_free(arena, free_list, headers);
    if (easy == NULL || headers == NULL || !set_body(easy, request, headers))
        return no_memory();
    return perform(easy, request, arena, answer);
}

struct result http_get(struct arena *arena, const struct http_request *request, struct str *answer)
{
    CURL *easy = make_easy(arena);
    return easy == NULL ? no_memory() : perform(easy, request, arena, answer);
}
