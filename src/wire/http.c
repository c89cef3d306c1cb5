#include "wire/http.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

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

/* The first octets of an IPv4 address that is nobody's on the network. */
static bool v4_reaches(enum http_reach reach, const unsigned char *a)
{
    bool here = a[0] == 0 || a[0] == 127 || (a[0] == 169 && a[1] == 254) || a[0] >= 224;
    bool private = a[0] == 10 || (a[0] == 172 && (a[1] & 0xf0) == 16) ||
                   (a[0] == 192 && a[1] == 168) || (a[0] == 100 && (a[1] & 0xc0) == 64);
    return !here && (reach != HTTP_PUBLIC || !private);
}

bool http_reaches(enum http_reach reach, const unsigned char *bytes, size_t len)
{
    static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
    static const unsigned char zeros[12] = {0};
    if (reach == HTTP_ANYWHERE)
        return true;
    if (len == 4)
        return v4_reaches(reach, bytes);
    if (len != 16)
        return false;
    if (memcmp(bytes, mapped, 12) == 0 || memcmp(bytes, zeros, 12) == 0)
        return v4_reaches(reach, bytes + 12);
    bool link = bytes[0] == 0xff || (bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80);
    return !link && (reach != HTTP_PUBLIC || (bytes[0] & 0xfe) != 0xfc);
}

static curl_socket_t open_socket(void *from, curlsocktype purpose, struct curl_sockaddr *to)
{
    const struct http_request *request = from;
    bool may = false;
    (void)purpose;
    if (to->family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, &to->addr, sizeof v4);
        may = http_reaches(request->reach, (const unsigned char *)&v4.sin_addr, 4);
    } else if (to->family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, &to->addr, sizeof v6);
        may = http_reaches(request->reach, (const unsigned char *)&v6.sin6_addr, 16);
    }
    return may ? socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol)
               : CURL_SOCKET_BAD;
}

/* A proxy of the environment would hide the address that is reached. */
static bool set_guard(CURL *easy, const struct http_request *request)
{
    union {
        const struct http_request *from;
        void *to;
    } told = {.from = request};
    const char *direct = request->reach == HTTP_ANYWHERE ? "127.0.0.1,localhost" : "*";
    return curl_easy_setopt(easy, CURLOPT_NOPROXY, direct) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open_socket) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, told.to) == CURLE_OK;
}

static bool set_up(CURL *easy, const struct http_request *request, struct buf *answer)
{
    return curl_easy_setopt(easy, CURLOPT_URL, request->url) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)request->limit_ms) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer) == CURLE_OK &&
           set_guard(easy, request);
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
