#include "wire/timestamp_client.h"

#include "wire/http.h"

enum { ANSWER_MAX = 64 * 1024 };

struct result timestamp_fetch(struct arena *arena, const char *url, const struct sha256 *imprint,
                              const struct certificate_trust *trust, struct str *token)
{
    struct timestamp_request request;
    struct str answer;
    TRY(timestamp_ask(arena, imprint, &request));
    const struct http_request http = {
        .url = url,
        .content_type = "application/timestamp-query",
        .body = request.der,
        .limit_ms = TIMESTAMP_LIMIT_MS,
        .answer_max = ANSWER_MAX,
    };
    TRY(http_post(arena, &http, &answer));
    return timestamp_accept(arena, &request, answer, trust, token);
}
