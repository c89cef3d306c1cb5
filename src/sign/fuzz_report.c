/* A whole validation over any bytes: whatever they are, nobody is trusted, so nothing passes; the
 * same bytes give the same report, and the report is JSON. */
#include "base/json.h"
#include "sign/report.h"

enum { AT_DAYS = 20000 };

static struct str report_of(struct arena *arena, struct str bytes)
{
    struct evidence_set evidence = {.arena = arena, .at_us = AT_DAYS * INT64_C(86400000000)};
    struct report_input input = {.bytes = bytes, .detached = S("một"), .has_detached = true};
    struct report *report = ARENA_NEW(arena, struct report);
    if (!result_ok(report_make(&evidence, &input, report)))
        return S("");
    int status = report_exit_code(report);
    if (status < 1 || status > 4 || report->indication == INDICATION_PASSED)
        __builtin_trap();
    return report_json(arena, S("x"), report);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(256UL << 20);
    const struct json *parsed = NULL;
    struct str bytes = str_of((const char *)data, size);
    struct str first = report_of(arena, bytes);
    if (str_empty(first) || !result_ok(json_parse(arena, first, &parsed)))
        __builtin_trap();
    if (!str_equal(first, report_of(arena, bytes)))
        __builtin_trap();
    arena_free(arena);
    return 0;
}
