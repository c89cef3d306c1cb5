#include "wire/http_line.h"

#include <curl/curl.h>

#include "base/fault.h"

enum { CALL_ARENA = 2 * HTTP_ANSWER_MAX + 64 * 1024 };

struct slot {
    struct arena *arena; /* of the call; NULL: free */
    CURL *easy;
    struct curl_slist *headers;
    struct buf answer;
    int owner;
};

struct http_line {
    CURLM *multi;
    struct slot slots[HTTP_LINE_MAX];
    struct arena *ended; /* holds what http_line_next gave out */
};

static void free_line(void *object)
{
    struct http_line *line = object;
    for (size_t i = 0; i < HTTP_LINE_MAX; i++) {
        if (line->slots[i].arena == NULL)
            continue;
        curl_multi_remove_handle(line->multi, line->slots[i].easy);
        curl_easy_cleanup(line->slots[i].easy);
        curl_slist_free_all(line->slots[i].headers);
        arena_free(line->slots[i].arena);
    }
    curl_multi_cleanup(line->multi);
    arena_free(line->ended);
}

struct http_line *http_line_new(struct arena *arena)
{
    struct http_line *line = ARENA_NEW(arena, struct http_line);
    line->multi = curl_multi_init();
    arena_on_free(arena, free_line, line);
    return line;
}

static size_t receive(char *bytes, size_t size, size_t count, void *to)
{
    struct buf *answer = to;
    buf_bytes(answer, bytes, size * count);
    return answer->overflowed ? 0 : size * count;
}

static bool set_up(struct slot *slot, const struct http_call *call)
{
    CURL *easy = slot->easy;
    const char *body = str_c(slot->arena, call->body);
    bool ok = curl_easy_setopt(easy, CURLOPT_URL, str_c(slot->arena, call->url)) == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_HTTPHEADER, slot->headers) == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)call->limit_ms) == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_NOPROXY, "127.0.0.1,localhost") == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_WRITEDATA, &slot->answer) == CURLE_OK &&
              curl_easy_setopt(easy, CURLOPT_PRIVATE, slot) == CURLE_OK;
    if (str_empty(call->body))
        return ok;
    return ok && curl_easy_setopt(easy, CURLOPT_POST, 1L) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body) == CURLE_OK &&
           curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)call->body.len) == CURLE_OK;
}

static void release(struct http_line *line, struct slot *slot)
{
    curl_multi_remove_handle(line->multi, slot->easy);
    curl_easy_cleanup(slot->easy);
    curl_slist_free_all(slot->headers);
    arena_free(line->ended);
    line->ended = slot->arena;
    *slot = (struct slot){0};
}

static struct slot *free_slot(struct http_line *line)
{
    for (size_t i = 0; i < HTTP_LINE_MAX; i++) {
        if (line->slots[i].arena == NULL)
            return &line->slots[i];
    }
    return NULL;
}

bool http_line_add(struct http_line *line, const struct http_call *call)
{
    struct slot *slot = free_slot(line);
    if (slot == NULL || fault_point("net.send"))
        return false;
    *slot = (struct slot){
        .arena = arena_new(CALL_ARENA), .easy = curl_easy_init(), .owner = call->owner};
    buf_init(&slot->answer, slot->arena, HTTP_ANSWER_MAX);
    slot->headers = curl_slist_append(NULL, "Accept: application/json");
    if (!str_empty(call->authorization))
        slot->headers = curl_slist_append(
            slot->headers, str_printf(slot->arena, "Authorization: %.*s",
                                      STR_ARG(call->authorization)).ptr);
    if (slot->easy != NULL && set_up(slot, call) &&
        curl_multi_add_handle(line->multi, slot->easy) == CURLM_OK)
        return true;
    release(line, slot);
    return false;
}

void http_line_wait(struct http_line *line, int also, int timeout_ms, bool *also_ready)
{
    struct curl_waitfd extra = {.fd = also, .events = CURL_WAIT_POLLIN};
    int running = 0;
    *also_ready = false; /* nothing is worked at before the wait: what ends there is told at once */
    if (curl_multi_poll(line->multi, &extra, also >= 0 ? 1U : 0U, timeout_ms, NULL) == CURLM_OK)
        *also_ready = also >= 0 && extra.revents != 0;
    curl_multi_perform(line->multi, &running);
}

static struct result outcome_of(CURLcode code, const struct slot *slot)
{
    if (slot->answer.overflowed)
        return result_fail(ERROR_LIMIT, "http.too_large", NULL);
    if (code == CURLE_OPERATION_TIMEDOUT)
        return result_fail(ERROR_TIMEOUT, "http.slow", NULL);
    if (code != CURLE_OK)
        return result_fail(ERROR_UNAVAILABLE, "http.away", NULL);
    return RESULT_OK;
}

bool http_line_next(struct http_line *line, struct http_ended *out)
{
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(line->multi, &left)) != NULL) {
        struct slot *slot = NULL;
        long status = 0;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &slot);
        curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
        *out = (struct http_ended){.owner = slot->owner,
                                   .outcome = outcome_of(code, slot),
                                   .status = (int)status,
                                   .body = buf_str(&slot->answer)};
        release(line, slot);
        return true;
    }
    return false;
}

void http_form_add(struct buf *form, const char *name, struct str value)
{
    if (form->len > 0)
        buf_byte(form, '&');
    buf_printf(form, "%s=", name);
    http_encode(form, value);
}

void http_encode(struct buf *out, struct str value)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '.' || c == '_' || c == '~';
        if (plain)
            buf_byte(out, c);
        else
            buf_printf(out, "%%%c%c", digits[c >> 4], digits[c & 15]);
    }
}
