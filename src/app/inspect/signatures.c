#include "app/inspect/signatures.h"

#include <unistd.h>

#include "app/inspect/verdict.h"
#include "base/os_file.h"
#include "core/media.h"
#include "sign/evidence_wire.h"
#include "sign/report_wire.h"

/* Pictures and archives are told at once; anything else may be a CMS. */
static void refuse_other_kinds(struct str bytes)
{
    if (str_empty(bytes))
        verdict_refuse("file.empty");
    switch (media_sniff(bytes)) {
    case MEDIA_OFFICE:
        verdict_refuse("file.packed");
    case MEDIA_PNG:
    case MEDIA_JPEG:
    case MEDIA_HEIC:
        verdict_refuse("file.not_signed");
    case MEDIA_PDF:
    case MEDIA_UNKNOWN:
        break;
    }
}

_Noreturn void signatures_report(struct arena *arena, struct str bytes)
{
    struct str given;
    struct str said;
    struct evidence_set evidence;
    struct report_input input = {.bytes = bytes};
    struct report *report = ARENA_NEW(arena, struct report);
    refuse_other_kinds(bytes);
    if (!result_ok(os_fd_read_all(arena, STDERR_FILENO, EVIDENCE_WIRE_MAX, &given)) ||
        !result_ok(evidence_wire_read(arena, given, &evidence, &input)) ||
        !result_ok(report_make(&evidence, &input, report)))
        verdict_refuse("file.too_complex");
    if (!report->readable && str_is(report->problem, "file.unknown"))
        verdict_refuse("file.not_signed");
    if (!result_ok(report_wire_write(arena, report, &said)))
        verdict_refuse("file.too_complex");
    verdict_bytes(said);
}
