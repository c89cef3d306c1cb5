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

static bool set_up(CURL *easy, const struct http_request *request, struct curl_slist *headers,
                   struct buf *answer)
{
    return curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body.ptr) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)request->body.len) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->limit_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOPROXY, "127.0.0.1,localhost") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer) == CURLE_OK;
}

struct result http_post(struct arena *arena, const struct http_request *request,
                        struct str *answer)
{
    struct buf body;
    long status = 0;
    buf_init(&body, arena, request->answer_max);
    CURL *easy = curl_easy_init();
    if (easy == NULL)
        return result_fail(ERROR_UNAVAILABLE, "http.memory", NULL);
    arena_on_free(arena, free_easy, easy);
    struct str type = str_printf(arena, "Content-Type: %s", request->content_type);
    struct curl_slist *headers = curl_slist_append(NULL, type.ptr);
    if (headers == NULL || !set_up(easy, request, headers, &body))
        return result_fail(ERROR_UNAVAILABLE, "http.memory", NULL);
    arena_on_free(arena, free_list, headers);
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
