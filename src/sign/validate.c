#include "sign/validate.h"

#include <string.h>

#include "sign/cms.h"
#include "sign/produce.h"
#include "sign/report.h"

static const char *const problem_broken =
    N_("Tệp không còn nguyên vẹn: cấu trúc khác với lúc phát hành.");
static const char *const problem_changed =
    N_("Nội dung đã bị thay đổi sau khi ký.");
static const char *const problem_signature =
    N_("Chữ ký số không khớp với nội dung và chứng thư.");
static const char *const problem_timestamp = N_("Dấu thời gian không hợp lệ.");
static const char *const problem_unsigned = N_("Tệp này không có chữ ký số.");

static void find(struct signature_report *report, bool ok, const char *problem)
{
    if (!ok && report->problem == NULL)
        report->problem = problem;
}

/* Our signatures carry no certificate besides the signer's but those that we trust. */
static bool all_known(const struct certificate_list *inside, const struct certificate_trust *trust)
{
    for (size_t i = 0; i < inside->count; i++) {
        bool known = false;
        for (size_t k = 0; k < trust->others.count; k++)
            known = known || str_equal(inside->items[i], trust->others.items[k]);
        if (!known)
            return false;
    }
    return true;
}

static enum certificate_key kind_of(const struct report_signature *one)
{
    return one->signer.key == CERTIFICATE_RSA && str_is(one->cms.key_name, "RSA-PSS")
               ? CERTIFICATE_RSA_PSS
               : one->signer.key;
}

/* Of bytes of a CMS that no signature covers none may be another, and no certificate may be slipped
 * in. */
static bool is_ours(struct arena *arena, const struct report_signature *one,
                    const struct certificate_trust *trust)
{
    const struct cms_items *stamps = &one->cms.signature_timestamps;
    const struct cms_seen seen = {
        .certificate = one->cms.certificate, .kind = kind_of(one), .signature = one->cms.value,
        .digest = produce_digest(arena, kind_of(one), one->pdf->parts, 2),
        .timestamp = stamps->count == 0 ? S("") : stamps->items[0]};
    struct certificate_list others;
    return str_is(one->pdf->filter, "ETSI.CAdES.detached") && str_is(one->pdf->type, "Sig") &&
           cms_is_canonical(arena, one->pdf->contents, &seen, &others) &&
           all_known(&others, trust);
}

static const char *path_problem(const struct report_signature *one)
{
    if (one->certificate == STATUS_EXPIRED)
        return N_("Chứng thư số đã hết hạn.");
    if (one->certificate == STATUS_REVOKED)
        return N_("Chứng thư số đã bị thu hồi.");
    return N_("Chứng thư số không do tổ chức được tin cậy cấp.");
}

static void take_timestamps(const struct report_signature *one, struct signature_report *out)
{
    out->has_timestamp = one->timestamp_count > 0;
    out->timestamp_ok = out->has_timestamp;
    for (size_t i = one->timestamp_count; i-- > 0;) {
        const struct report_timestamp *stamp = &one->timestamps[i];
        out->timestamp_ok = out->timestamp_ok && stamp->indication == INDICATION_PASSED;
        out->timestamp_us = stamp->at_us;
        out->timestamp_authority = stamp->name;
    }
}

static void take_signature(struct arena *arena, const struct report_signature *one,
                           const struct certificate_trust *trust, struct signature_report *out)
{
    bool covers = one->pdf->readable && one->covers != PDF_COVERS_PARTIAL;
    *out = (struct signature_report){.kind = SIGNATURE_PERSON_OR_AGENCY, .field = one->id,
                                     .signer = one->signer, .has_signer = one->has_signer,
                                     .revision = one->revision, .covers_ok = covers,
                                     .claimed_us = one->claimed_us,
                                     .whole_file = one->covers == PDF_COVERS_FILE,
                                     .modified_after = one->modified == MODIFIED_YES};
    find(out, covers, problem_broken);
    if (!covers)
        return;
    out->document = sha256_joined(one->pdf->parts, 2);
    out->digest_ok = one->cms.digest == CMS_HOLDS;
    out->crypto_ok = one->cms.signature == CMS_HOLDS && one->cms.binding == CMS_BOUND &&
                     !one->weak && is_ours(arena, one, trust);
    out->status_unknown = one->sub == SUB_TRY_LATER && one->certificate == STATUS_UNKNOWN;
    out->certificate_ok = one->chain_ok || out->status_unknown;
    take_timestamps(one, out);
    find(out, out->digest_ok, problem_changed);
    find(out, out->crypto_ok, problem_signature);
    find(out, !out->has_timestamp || out->timestamp_ok, problem_timestamp);
    find(out, out->certificate_ok, path_problem(one));
    find(out, !out->modified_after, problem_changed);
    out->valid = (one->indication == INDICATION_PASSED || out->status_unknown) &&
                 out->problem == NULL;
    out->level = !out->valid ? '\0' : out->has_timestamp ? 'T' : 'B';
}

static void take_stamp(struct arena *arena, const struct report *report,
                       const struct report_timestamp *stamp, struct signature_report *out)
{
    bool good = stamp->indication == INDICATION_PASSED;
    *out = (struct signature_report){.kind = SIGNATURE_DOCUMENT_TIMESTAMP, .field = stamp->field,
                                     .revision = stamp->revision, .covers_ok = good,
                                     .document = stamp->document, .digest_ok = good,
                                     .crypto_ok = good, .certificate_ok = good,
                                     .has_timestamp = true, .timestamp_ok = good,
                                     .timestamp_us = stamp->at_us,
                                     .timestamp_authority = stamp->name,
                                     .whole_file = stamp->revision + 1 == report->revisions,
                                     .modified_after = report->modified};
    out->has_signer = result_ok(certificate_read(arena, stamp->certificate, &out->signer));
    find(out, good, problem_timestamp);
    find(out, !out->modified_after, problem_changed);
    out->valid = out->problem == NULL;
    out->level = out->valid ? 'T' : '\0';
}

/* Signatures and document timestamps in the order of the revisions that they end. */
static void take_all(struct arena *arena, const struct report *report,
                     const struct certificate_trust *trust, struct validation *out)
{
    size_t stamps = 0;
    for (size_t i = 0; i <= report->count; i++) {
        while (stamps < report->stamp_count && out->signature_count < VALIDATION_SIGNATURES_MAX &&
               (i == report->count ||
                report->stamps[stamps].revision < report->signatures[i].revision))
            take_stamp(arena, report, &report->stamps[stamps++],
                       &out->signatures[out->signature_count++]);
        if (i < report->count && out->signature_count < VALIDATION_SIGNATURES_MAX)
            take_signature(arena, &report->signatures[i], trust,
                           &out->signatures[out->signature_count++]);
    }
}

static void conclude(const struct report *report, struct validation *out)
{
    /* Validation data at the end add to what is covered and change none of it. */
    bool covered = report->dss_revision != 0 && report->dss_revision + 1 == report->revisions;
    out->modified = report->modified;
    out->valid = report->count > 0 && !out->modified &&
                 report->count + report->stamp_count == out->signature_count;
    for (size_t i = 0; i < out->signature_count; i++) {
        out->valid = out->valid && out->signatures[i].valid;
        covered = covered || out->signatures[i].whole_file;
        if (out->problem == NULL)
            out->problem = out->signatures[i].problem;
    }
    out->valid = out->valid && covered;
    if (out->signature_count == 0)
        out->problem = problem_unsigned;
    else if (!out->valid && out->problem == NULL)
        out->problem = problem_changed;
}

static void add_all(struct evidence_set *evidence, struct evidence_list *to,
                    const struct certificate_list *from)
{
    for (size_t i = 0; i < from->count; i++)
        evidence_list_add(evidence->arena, to, from->items[i]);
}

struct result validate_pdf(struct arena *arena, struct str bytes,
                           const struct certificate_trust *trust, struct validation *out)
{
    struct evidence_set evidence = {.arena = arena, .at_us = trust->at_us};
    struct report_input input = {.bytes = bytes};
    struct report *report = ARENA_NEW(arena, struct report);
    memset(out, 0, sizeof *out);
    out->signatures = ARENA_ARRAY(arena, struct signature_report, VALIDATION_SIGNATURES_MAX);
    add_all(&evidence, &evidence.roots, &trust->roots);
    add_all(&evidence, &evidence.certificates, &trust->others);
    add_all(&evidence, &evidence.crls, &trust->crls);
    add_all(&evidence, &evidence.ocsps, &trust->ocsps);
    TRY(report_make(&evidence, &input, report));
    out->readable = report->readable && report->format == FORMAT_PADES;
    out->revisions = report->revisions;
    out->changes = report->changes;
    if (!out->readable) {
        out->problem = problem_broken;
        return RESULT_OK;
    }
    take_all(arena, report, trust, out);
    conclude(report, out);
    return RESULT_OK;
}
