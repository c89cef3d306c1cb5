/* Reports and evidence from a process that is not to be believed: any bytes. */
#include "sign/evidence_wire.h"
#include "sign/report_wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(256UL << 20);
    struct str bytes = str_of((const char *)data, size);
    struct report *report = ARENA_NEW(arena, struct report);
    struct evidence_set evidence;
    struct report_input input = {0};
    struct str again;
    struct str twice;
    double place[4];
    if (result_ok(report_wire_read(arena, bytes, report))) {
        for (size_t i = 0; i < report->changes.count; i++)
            if (report_place(report, &report->changes.items[i], place) &&
                !(place[0] >= 0 && place[1] >= 0 && place[0] + place[2] <= 1.0001 &&
                  place[1] + place[3] <= 1.0001))
                __builtin_trap();
        /* what is read once is read the same way ever after */
        if (!result_ok(report_wire_write(arena, report, &again)) ||
            !result_ok(report_wire_read(arena, again, report)) ||
            !result_ok(report_wire_write(arena, report, &twice)) || !str_equal(again, twice))
            __builtin_trap();
        (void)report_json(arena, S("f"), report);
    }
    if (result_ok(evidence_wire_read(arena, bytes, &evidence, &input)) &&
        !result_ok(evidence_wire_write(arena, &evidence, &input, &again)))
        __builtin_trap();
    arena_free(arena);
    return 0;
}
