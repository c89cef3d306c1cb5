#include "app/inspect/signatures.h"

#include <unistd.h>

#include "app/inspect/verdict.h"
#include "base/os_file.h"
#include "core/media.h"
#include "sign/evidence_wire.h"
#include "sign/report_wire.h"

static bool has(struct str bytes, const char *words)
{
    return str_find(bytes, str_from_c(words)) < bytes.len;
}

/* Told by names that stand there uncompressed; nothing is unpacked. */
static const char *kind_of_archive(struct str bytes)
{
    enum { HEAD = 512 };
    struct str head = str_slice(bytes, 0, HEAD);
    if (has(bytes, "\"format\":\"truc-package-1\""))
        return "file.package";
    if (has(head, "application/vnd.etsi.asic"))
        return "file.asic";
    if (!str_starts(bytes, S("PK")) || has(bytes, "[Content_Types].xml") ||
        has(head, "application/vnd.oasis.opendocument"))
        return "file.signed_office";
    return "file.packed";
}

/* Pictures, archives and signed XML are told at once; anything else may be a CMS. */
static void refuse_other_kinds(struct str bytes)
{
    if (str_empty(bytes))
        verdict_refuse("file.empty");
    switch (media_sniff(bytes)) {
    case MEDIA_OFFICE:
        verdict_refuse(kind_of_archive(bytes));
    case MEDIA_PNG:
    case MEDIA_JPEG:
    case MEDIA_HEIC:
        verdict_refuse("file.not_signed");
    case MEDIA_UNKNOWN:
        if (str_find_byte(str_slice(bytes, 0, 4), '<') < 4 &&
            has(bytes, "http://www.w3.org/2000/09/xmldsig#"))
            verdict_refuse("file.signed_xml");
        break;
    case MEDIA_PDF:
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
