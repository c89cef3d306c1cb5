#include "app/signing/augment.h"

#include <stdio.h>

#include "wire/http.h"

enum {
    ROUNDS_MAX = 4, /* issuers come one above the other */
    LIMIT_MS = 10000,
    TOKEN_MAX = 64 * 1024,
    ANSWER_MAX = 16 * 1024 * 1024,
};

struct result stamp_over_http(void *self, struct arena *arena, const struct sha256 *imprint,
                              struct str *token)
{
    struct timestamp_request request;
    struct str answer;
    TRY(timestamp_ask(arena, imprint, &request));
    const struct http_request http = {.url = self,
                                      .content_type = "application/timestamp-query",
                                      .body = request.der,
                                      .limit_ms = LIMIT_MS,
                                      .answer_max = TOKEN_MAX};
    struct result asked = http_post(arena, &http, &answer);
    if (!result_ok(asked))
        return result_fail(asked.kind, asked.code,
                           N_("Dịch vụ dấu thời gian không trả lời. Xem lại địa chỉ ở --tsa và "
                              "mạng, rồi chạy lại."));
    return step_token(arena, &request, answer, token);
}

/* What has been asked already, whether it answered or not. */
struct asked {
    struct str urls[STEP_NEEDS_MAX * ROUNDS_MAX];
    struct str bodies[STEP_NEEDS_MAX * ROUNDS_MAX];
    size_t count;
};

/* The addresses stand in certificates that anybody may have made: they lead to nothing on this
 * machine. An answer goes onto the shelf unread. Who does not answer is said, and the next is
 * tried. */
static bool fetch(const struct augmenting *how, struct asked *asked, struct str url,
                  struct str body)
{
    struct arena *arena = how->shelf->arena;
    struct str answer;
    const struct http_request http = {.url = str_c(arena, url),
                                      .content_type = "application/ocsp-request",
                                      .body = body,
                                      .limit_ms = LIMIT_MS,
                                      .answer_max = ANSWER_MAX,
                                      .reach = how->loopback ? HTTP_ANYWHERE : HTTP_NETWORK};
    if (str_empty(url) || asked->count == STEP_NEEDS_MAX * ROUNDS_MAX)
        return false;
    for (size_t i = 0; i < asked->count; i++)
        if (str_equal(asked->urls[i], url) && str_equal(asked->bodies[i], body))
            return false;
    asked->urls[asked->count] = url;
    asked->bodies[asked->count++] = body;
    struct result got = str_empty(body) ? http_get(arena, &http, &answer)
                                        : http_post(arena, &http, &answer);
    fprintf(stderr, "%s: %s\n", http.url, result_ok(got) ? "ok" : got.code);
    if (result_ok(got))
        shelf_add(how->shelf, answer, false);
    return result_ok(got);
}

/* OCSP first: its answer is smaller and newer than a list. */
static bool fetch_need(const struct augmenting *how, struct asked *asked,
                       const struct step_need *need)
{
    if (str_empty(need->ocsp_request))
        return fetch(how, asked, need->issuer_url, S(""));
    return fetch(how, asked, need->ocsp_url, need->ocsp_request) ||
           fetch(how, asked, need->crl_url, S(""));
}

static struct result examine(struct arena *arena, const struct augmenting *how, struct str bytes,
                             struct step_facts *facts)
{
    /* An answer may be made after this command began. */
    const struct step_subject subject = {{.bytes = bytes}, how->shelf, clock_now_us(how->clock)};
    return step_examine(arena, &subject, facts);
}

static struct result fetch_missing(struct arena *arena, const struct augmenting *how,
                                   struct str bytes)
{
    struct asked *asked = ARENA_NEW(arena, struct asked);
    struct step_facts *facts = ARENA_NEW(arena, struct step_facts);
    for (size_t round = 0; round < ROUNDS_MAX && !how->offline; round++) {
        bool more = false;
        TRY(examine(arena, how, bytes, facts));
        for (size_t i = 0; i < facts->need_count; i++)
            more = fetch_need(how, asked, &facts->needs[i]) || more;
        if (!more)
            break;
    }
    return RESULT_OK;
}

static struct result add_timestamp(struct arena *arena, const struct augmenting *how,
                                   struct str *bytes)
{
    static const struct pdf_signature wanted = {.document_timestamp = true};
    union {
        const char *from;
        void *to;
    } url = {.from = how->tsa};
    const struct produce_stamper stamper = {stamp_over_http, url.to};
    struct pdf_prepared prepared;
    if (how->tsa == NULL)
        return result_fail(ERROR_INVALID, "augment.tsa",
                           N_("Cần dịch vụ dấu thời gian. Thêm --tsa ĐỊA_CHỈ rồi chạy lại."));
    TRY(step_prepare(arena, *bytes, &wanted, &prepared));
    return produce_stamp(arena, &prepared, &stamper, bytes);
}

static bool is_sound(const struct step_facts *facts)
{
    for (size_t i = 0; i < facts->count; i++)
        if (facts->signatures[i].integrity != CMS_HOLDS ||
            facts->signatures[i].modified == MODIFIED_YES)
            return false;
    return facts->count > 0;
}

static enum step_level lowest(const struct step_facts *facts)
{
    enum step_level level = STEP_LTA;
    for (size_t i = 0; i < facts->count; i++)
        if (facts->signatures[i].level < level)
            level = facts->signatures[i].level;
    return level;
}

/* Judged by the file alone: what the shelf proves must be in it now. */
static struct result check(struct arena *arena, const struct augmenting *how, struct str bytes,
                           const struct step_facts *before, enum step_level wanted)
{
    struct shelf anchors = {.arena = arena};
    struct step_facts *after = ARENA_NEW(arena, struct step_facts);
    for (size_t i = 0; i < how->shelf->count; i++)
        if (how->shelf->items[i].trusted)
            shelf_add(&anchors, how->shelf->items[i].bytes, true);
    const struct augmenting alone = {.shelf = &anchors, .offline = true, .clock = how->clock};
    TRY(examine(arena, &alone, bytes, after));
    bool worse = after->count != before->count || !is_sound(after);
    for (size_t i = 0; i < after->count && !worse; i++)
        worse = after->signatures[i].level < before->signatures[i].level ||
                after->signatures[i].indication > before->signatures[i].indication;
    if (worse)
        return result_fail(ERROR_INTERNAL, "augment.lower",
                           N_("Tệp sau khi bổ sung không tốt bằng tệp cũ. Đã giữ tệp cũ."));
    if (wanted >= STEP_LT && after->count > 0 &&
        after->signatures[after->count - 1].sub == SUB_NO_CERTIFICATE_CHAIN_FOUND)
        return result_fail(ERROR_UNAVAILABLE, "augment.chain",
                           N_("Chứng thư của người ký chưa dẫn tới gốc nào được tin, nên chưa biết "
                              "bằng chứng đã đủ chưa. Thêm --trust, hoặc chứng thư cấp trên vào "
                              "--evidence."));
    return lowest(after) >= wanted
               ? RESULT_OK
               : result_fail(ERROR_UNAVAILABLE, "augment.level",
                             N_("Chưa đủ bằng chứng để đạt mức này. Xem nơi nào không trả lời, "
                                "hoặc thêm --evidence THƯ_MỤC."));
}

struct result augment_to(struct arena *arena, const struct augmenting *how, struct str bytes,
                         enum step_level wanted, struct str *out)
{
    struct step_facts *before = ARENA_NEW(arena, struct step_facts);
    struct str grown = bytes;
    TRY(examine(arena, how, bytes, before));
    if (!is_sound(before))
        return result_fail(ERROR_INVALID, "augment.broken",
                           N_("Tệp không có chữ ký nguyên vẹn nên không bổ sung được."));
    if (lowest(before) < STEP_T && wanted >= STEP_T)
        TRY(add_timestamp(arena, how, &grown));
    if (wanted >= STEP_LT) {
        TRY(fetch_missing(arena, how, grown));
        const struct step_subject subject = {
            {.bytes = grown}, how->shelf, clock_now_us(how->clock)};
        TRY(step_keep(arena, &subject, &grown));
    }
    if (wanted == STEP_LTA)
        TRY(add_timestamp(arena, how, &grown));
    TRY(check(arena, how, grown, before, wanted));
    *out = grown;
    return RESULT_OK;
}
