#include "base/result.h"

#include <assert.h>

static const struct kind_row {
    const char *name;
    int http_status;
    bool retry;
} kinds[ERROR_KIND_COUNT] = {
    [ERROR_NONE] = {"none", 200, false},
    [ERROR_INVALID] = {"invalid", 422, false},
    [ERROR_UNAUTHENTICATED] = {"unauthenticated", 401, false},
    [ERROR_FORBIDDEN] = {"forbidden", 403, false},
    [ERROR_NOT_FOUND] = {"not_found", 404, false},
    [ERROR_CONFLICT] = {"conflict", 409, false},
    [ERROR_LIMIT] = {"limit", 413, false},
    [ERROR_UNSUPPORTED] = {"unsupported", 415, false},
    [ERROR_UNAVAILABLE] = {"unavailable", 503, true},
    [ERROR_TIMEOUT] = {"timeout", 504, true},
    [ERROR_UNCERTAIN] = {"uncertain", 503, true},
    [ERROR_UNTRUSTED] = {"untrusted", 422, false},
    [ERROR_CORRUPT] = {"corrupt", 500, false},
    [ERROR_INTERNAL] = {"internal", 500, false},
};

static const struct kind_row *row_of(enum error_kind kind)
{
    assert((unsigned)kind < ERROR_KIND_COUNT);
    return &kinds[kind];
}

int result_http_status(enum error_kind kind)
{
    return row_of(kind)->http_status;
}

const char *result_kind_name(enum error_kind kind)
{
    return row_of(kind)->name;
}

bool result_may_retry(enum error_kind kind)
{
    return row_of(kind)->retry;
}
