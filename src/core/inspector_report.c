#include "core/inspector_report.h"

#include "base/os_file.h"
#include "sign/evidence_wire.h"
#include "sign/report_wire.h"

struct result inspector_report_start(struct arena *arena, const struct inspector *inspector,
                                     const struct inspector_signed *what,
                                     struct inspector_call *call)
{
    struct inspector_request request = {.task = INSPECTOR_SIGNATURES, .file = what->file};
    const struct report_input beside = {.detached = what->detached,
                                        .has_detached = what->has_detached};
    struct str bytes;
    TRY(evidence_wire_write(arena, what->evidence, &beside, &bytes));
    TRY(os_memory_file("evidence", bytes, &request.evidence));
    struct result started = inspector_start(arena, inspector, &request, call);
    os_close(request.evidence);
    return started;
}

struct result inspector_report_finish(struct arena *arena, struct inspector_call *call,
                                      struct report *report)
{
    struct str bytes;
    TRY(inspector_finish_bytes(arena, call, &bytes));
    if (!result_ok(report_wire_read(arena, bytes, report)))
        return inspection_refusal(S("file.too_complex"));
    return RESULT_OK;
}

struct result inspector_report(struct arena *arena, const struct inspector *inspector,
                               const struct inspector_signed *what, struct report *report)
{
    struct inspector_call *call = ARENA_NEW(arena, struct inspector_call);
    TRY(inspector_report_start(arena, inspector, what, call));
    return inspector_report_finish(arena, call, report);
}
