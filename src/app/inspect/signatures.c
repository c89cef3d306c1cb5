#include "app/inspect/signatures.h"

#include <unistd.h>

#include "app/inspect/verdict.h"
#include "base/json.h"
#include "base/os_file.h"
#include "core/inspector_trust.h"
#include "core/media.h"
#include "sign/validate.h"

enum { JSON_BYTES_MAX = 1024 * 1024 };

static void put_report(struct json_writer *json, struct arena *arena,
                       const struct signature_report *report)
{
    bool timestamp = report->kind == SIGNATURE_DOCUMENT_TIMESTAMP;
    struct str sha256 = S("");
    if (report->has_signer)
        sha256 = str_hex(arena, report->signer.sha256.bytes, sizeof report->signer.sha256.bytes);
    json_open_object(json, NULL);
    json_put_text(json, "kind", timestamp ? S("timestamp") : S("signature"));
    json_put_text(json, "name", report->signer.name);
    json_put_text(json, "organisation", report->signer.organisation);
    json_put_text(json, "sha256", sha256);
    json_put_text(json, "level", str_of(&report->level, report->level == 0 ? 0 : 1));
    json_put_int(json, "claimed_us", report->claimed_us);
    json_put_int(json, "timestamp_us", report->timestamp_us);
    json_put_text(json, "timestamp_authority", report->timestamp_authority);
    json_put_bool(json, "whole_file", report->whole_file);
    json_put_bool(json, "modified_after", report->modified_after);
    json_put_bool(json, "valid", report->valid);
    json_put_text(json, "problem", str_from_c(report->problem));
    json_close_object(json);
}

_Noreturn void signatures_to_json(struct arena *arena, struct str pdf)
{
    struct str trusted;
    struct certificate_trust trust;
    struct validation validation;
    if (media_sniff(pdf) != MEDIA_PDF)
        verdict_refuse(str_empty(pdf) ? "file.empty" : "file.not_pdf");
    if (!result_ok(os_fd_read_all(arena, STDERR_FILENO, INSPECTOR_TRUST_MAX, &trusted)) ||
        !result_ok(inspector_trust_read(arena, trusted, &trust)) ||
        !result_ok(validate_pdf(arena, pdf, &trust, &validation)))
        verdict_refuse("file.too_complex");
    struct buf out;
    buf_init(&out, arena, JSON_BYTES_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_put_bool(&json, "readable", validation.readable);
    json_put_bool(&json, "valid", validation.valid);
    json_put_bool(&json, "modified", validation.modified);
    json_put_int(&json, "revisions", (int64_t)validation.revisions);
    json_put_text(&json, "problem", str_from_c(validation.problem));
    json_open_array(&json, "signatures");
    for (size_t i = 0; i < validation.signature_count; i++)
        put_report(&json, arena, &validation.signatures[i]);
    json_close_array(&json);
    json_close_object(&json);
    if (out.overflowed)
        verdict_refuse("file.too_complex");
    verdict_bytes(buf_str(&out));
}
