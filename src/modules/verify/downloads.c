#include "modules/verify/downloads.h"

#include "base/os_file.h"
#include "core/files.h"
#include "core/services.h"
#include "modules/verify/handlers.h"
#include "modules/verify/upload.h"
#include "sign/report_wire.h"

enum { VKEY_MAX = 1024 };

struct result verify_package_send(struct request *request, const struct looked *looked,
                                  struct package *package, const struct report *report)
{
    struct lookup lookup = verify_lookup_of(request);
    struct package_log log = {.record = looked->row.record, .salt = looked->row.salt,
                              .receipt = looked->place.receipt};
    struct str vkey = str_printf(request->arena, "%.*s/vkey", STR_ARG(lookup.log_folder));
    bool logged = looked->findings.found && looked->findings.current &&
                  looked->findings.log == LOG_HOLDS && log.record.len > 0;
    if (logged && result_ok(os_file_read(request->arena, vkey.ptr, VKEY_MAX, &log.vkey)))
        package->log = &log;
    struct str zip;
    TRY(package_make(request->arena, package, report, &zip));
    return respond_download(request, "application/zip", S("goi-kiem-tra.zip"), zip);
}

/* As the inspector would tell it: the package is compared with that. */
static struct result tell(struct arena *arena, struct own_report *own)
{
    struct evidence_set used = own->evidence;
    struct report *made = ARENA_NEW(arena, struct report);
    struct str wire;
    TRY(report_make(&used, &own->input, made));
    TRY(report_wire_write(arena, made, &wire));
    return report_wire_read(arena, wire, own->report);
}

struct result verify_own_report(struct request *request, const struct looked *looked,
                                struct own_report *out)
{
    bool more;
    *out = (struct own_report){.report = ARENA_NEW(request->arena, struct report)};
    if (!looked->findings.done || !looked->findings.kept_ok)
        return result_fail(ERROR_NOT_FOUND, "verify.no_package",
                           N_("Văn bản này chưa ký xong nên chưa có gói kiểm tra."));
    TRY(files_get(request->services->files, request->arena, looked->issued.sha256,
                  &out->input.bytes));
    TRY(trust_evidence(request->db, request->arena, TRUST_ANY, request_now_us(request),
                       &out->evidence));
    TRY(tell(request->arena, out));
    TRY(signed_add_statements(request->db, request->arena, out->report, &out->evidence, &more));
    return more ? tell(request->arena, out) : RESULT_OK;
}

struct result verify_own_package(struct request *request)
{
    struct looked looked;
    struct own_report own;
    TRY(verify_find_link(request, &looked));
    TRY(verify_own_report(request, &looked, &own));
    struct package package = {.input = own.input, .evidence = &own.evidence};
    respond_reads(request, "result.open",
                  str_printf(request->arena, "dossier:%lld", (long long)looked.issued.dossier_id));
    return verify_package_send(request, &looked, &package, own.report);
}
