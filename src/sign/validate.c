#include "sign/validate.h"

#include <string.h>

#include "base/clock.h"
#include "sign/cms.h"
#include "sign/pdf_sign.h"
#include "sign/timestamp.h"

/* One signature dictionary and what its place in the file says. */
struct candidate {
    struct pdf_object value;
    struct signer_range range;
    struct str content[2];
    struct str cms;
};

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

/* Seconds east of UTC of "+07'00'"; 0 for Z, nothing and anything else. */
static int64_t zone_seconds(struct str zone)
{
    int64_t hours;
    int64_t minutes;
    if (zone.len < 6 || (zone.ptr[0] != '+' && zone.ptr[0] != '-') ||
        !str_to_i64(str_slice(zone, 1, 3), &hours) || !str_to_i64(str_slice(zone, 4, 6), &minutes))
        return 0;
    return (hours * 3600 + minutes * 60) * (zone.ptr[0] == '-' ? -1 : 1);
}

/* "D:YYYYMMDDHHmmSS" with Z or an offset in hours and minutes (7.9.4). */
static int64_t date_of(const struct pdf_value *value)
{
    static const size_t at[] = {2, 6, 8, 10, 12, 14, 16};
    static const int64_t least[] = {1, 1, 1, 0, 0, 0};
    static const int64_t most[] = {9999, 12, 31, 23, 59, 59};
    int64_t parts[6];
    if (value == NULL || value->type != PDF_STRING || value->text.len < 16 ||
        !str_starts(value->text, S("D:")))
        return 0;
    for (size_t i = 0; i < 6; i++)
        if (!str_to_i64(str_slice(value->text, at[i], at[i + 1]), &parts[i]) ||
            parts[i] < least[i] || parts[i] > most[i])
            return 0;
    int64_t offset_s = zone_seconds(str_slice(value->text, 16, value->text.len));
    struct civil_time local = {(int)parts[0], (int)parts[1], (int)parts[2],
                               (int)parts[3], (int)parts[4], (int)parts[5]};
    return civil_to_us(local) + (TIME_ZONE_OFFSET_S - offset_s) * MICROS_PER_SECOND;
}

/* Exactly four integers within the file. */
static bool four_numbers(const struct pdf_value *range, size_t most, int64_t n[4])
{
    if (range == NULL || range->type != PDF_ARRAY || range->count != 4)
        return false;
    const struct pdf_value *item = range->first;
    for (size_t i = 0; i < 4; i++, item = item->next) {
        n[i] = item->integer;
        if (item->type != PDF_INTEGER || n[i] < 0 || (uint64_t)n[i] > most)
            return false;
    }
    return true;
}

/* The first number 0, the gap exactly the /Contents token of this dictionary in this file, the end
 * exactly the end of the revision that wrote the dictionary. */
static bool range_holds(const struct pdf_file *file, struct candidate *one)
{
    const struct pdf_value *contents = pdf_get(one->value.value, "Contents");
    int64_t n[4];
    if (!four_numbers(pdf_get(one->value.value, "ByteRange"), file->bytes.len, n) ||
        contents == NULL || contents->type != PDF_STRING ||
        one->value.source.ptr != file->bytes.ptr || one->value.end == 0 ||
        file->bytes.ptr[contents->start] != '<')
        return false;
    size_t end = file->sections[one->value.section].end;
    if (n[0] != 0 || (size_t)n[1] != contents->start || (size_t)n[2] != contents->end ||
        (size_t)(n[2] + n[3]) != end)
        return false;
    one->range = (struct signer_range){(uint64_t)n[1], (uint64_t)n[2], (uint64_t)n[3]};
    one->content[0] = str_slice(file->bytes, 0, (size_t)n[1]);
    one->content[1] = str_slice(file->bytes, (size_t)n[2], end);
    one->cms = contents->text;
    return true;
}

static struct result check_timestamp(struct arena *arena, struct str token, struct str stamped,
                                     const struct certificate_trust *trust,
                                     struct signature_report *report)
{
    struct timestamp stamp;
    struct sha256 imprint = sha256(stamped);
    report->has_timestamp = true;
    struct result checked = timestamp_check(arena, token, &imprint, trust, &stamp);
    if (checked.kind == ERROR_UNAVAILABLE)
        return checked;
    report->timestamp_ok = result_ok(checked);
    if (report->timestamp_ok) {
        report->timestamp_us = stamp.at_us;
        report->timestamp_authority = stamp.authority;
    }
    return RESULT_OK;
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

static struct result check_signature(struct arena *arena, const struct candidate *one,
                                     const struct certificate_trust *trust,
                                     struct signature_report *report)
{
    struct cms_checked cms;
    struct result read = cms_check(arena, one->cms, one->content, &cms);
    if (!result_ok(read) || !result_ok(certificate_read(arena, cms.certificate, &report->signer)))
        return RESULT_OK;
    report->has_signer = true;
    report->digest_ok = cms.digest_ok;
    report->crypto_ok = cms.signature_ok && cms.bound && cms.canonical &&
                        all_known(&cms.others, trust);
    if (!str_empty(cms.timestamp))
        TRY(check_timestamp(arena, cms.timestamp, cms.signature, trust, report));
    return RESULT_OK;
}

static struct result check_document_timestamp(struct arena *arena, const struct candidate *one,
                                              const struct certificate_trust *trust,
                                              struct signature_report *report)
{
    struct str token;
    struct timestamp stamp;
    if (!cms_unpad(one->cms, &token))
        return RESULT_OK;
    report->has_timestamp = true;
    struct result checked = timestamp_check(arena, token, &report->document, trust, &stamp);
    if (checked.kind == ERROR_UNAVAILABLE)
        return checked;
    if (!result_ok(checked))
        return RESULT_OK;
    report->digest_ok = true;
    report->crypto_ok = true;
    report->certificate_ok = true; /* the path is part of the timestamp's check */
    report->timestamp_ok = true;
    report->timestamp_us = stamp.at_us;
    report->timestamp_authority = stamp.authority;
    report->has_signer = result_ok(certificate_read(arena, stamp.certificate, &report->signer));
    return RESULT_OK;
}

/* Everything about one signature field but what later revisions mean for it. */
static struct result examine(struct pdf_file *file, const struct pdf_object *field,
                             const struct certificate_trust *trust,
                             struct signature_report *report)
{
    struct candidate one = {0};
    const struct pdf_value *name = pdf_get(field->value, "T");
    report->field = name != NULL && name->type == PDF_STRING ? name->text : S("");
    report->problem = NULL;
    if (!result_ok(pdf_resolve(file, pdf_last(file), pdf_get(field->value, "V"), &one.value)) ||
        one.value.value->type != PDF_DICTIONARY) {
        report->problem = problem_broken;
        return RESULT_OK;
    }
    bool stamp = pdf_is_name(pdf_get(one.value.value, "Type"), "DocTimeStamp");
    report->kind = stamp ? SIGNATURE_DOCUMENT_TIMESTAMP : SIGNATURE_PERSON_OR_AGENCY;
    report->claimed_us = date_of(pdf_get(one.value.value, "M"));
    report->revision = one.value.section;
    report->covers_ok = range_holds(file, &one) &&
                        pdf_is_name(pdf_get(one.value.value, "SubFilter"),
                                    stamp ? "ETSI.RFC3161" : "ETSI.CAdES.detached") &&
                        (stamp || pdf_is_name(pdf_get(one.value.value, "Type"), "Sig"));
    find(report, report->covers_ok, problem_broken);
    if (!report->covers_ok)
        return RESULT_OK;
    report->document = sha256_joined(one.content, 2);
    return stamp ? check_document_timestamp(file->arena, &one, trust, report)
                 : check_signature(file->arena, &one, trust, report);
}

/* The signature fields of the form, directly in its list: we write no other. */
static struct result collect(struct pdf_file *file, const struct certificate_trust *trust,
                             struct validation *out)
{
    struct pdf_object catalog;
    struct pdf_object form;
    struct pdf_object fields;
    size_t last = pdf_last(file);
    TRY(pdf_catalog(file, last, &catalog));
    const struct pdf_value *at = pdf_get(catalog.value, "AcroForm");
    if (at != NULL && at->type == PDF_REFERENCE) {
        TRY(pdf_resolve(file, last, at, &form));
        at = form.value;
    }
    const struct pdf_value *list = pdf_get(at, "Fields");
    if (list != NULL && list->type == PDF_REFERENCE) {
        TRY(pdf_resolve(file, last, list, &fields));
        list = fields.value;
    }
    if (list == NULL)
        return RESULT_OK;
    if (list->type != PDF_ARRAY)
        return pdf_broken();
    for (const struct pdf_value *item = list->first; item != NULL; item = item->next) {
        struct pdf_object field;
        TRY(pdf_resolve(file, last, item, &field));
        if (pdf_get(field.value, "Kids") != NULL)
            return pdf_broken();
        if (!pdf_is_name(pdf_get(field.value, "FT"), "Sig") ||
            pdf_get(field.value, "V") == NULL)
            continue;
        if (out->signature_count == VALIDATION_SIGNATURES_MAX)
            return result_fail(ERROR_LIMIT, "pdf.limit", NULL);
        TRY(examine(file, &field, trust, &out->signatures[out->signature_count++]));
    }
    return RESULT_OK;
}

static void sort_by_revision(struct validation *out)
{
    for (size_t i = 1; i < out->signature_count; i++)
        for (size_t k = i; k > 0 && out->signatures[k].revision < out->signatures[k - 1].revision;
             k--) {
            struct signature_report moved = out->signatures[k];
            out->signatures[k] = out->signatures[k - 1];
            out->signatures[k - 1] = moved;
        }
}

/* A sound document timestamp proves the time of every signature before it. */
static void lend_timestamps(struct validation *out)
{
    for (size_t i = out->signature_count; i-- > 1;) {
        const struct signature_report *stamp = &out->signatures[i];
        if (stamp->kind != SIGNATURE_DOCUMENT_TIMESTAMP || !stamp->timestamp_ok)
            continue;
        for (size_t k = 0; k < i; k++) {
            struct signature_report *earlier = &out->signatures[k];
            if (earlier->has_timestamp)
                continue;
            earlier->has_timestamp = true;
            earlier->timestamp_ok = true;
            earlier->timestamp_us = stamp->timestamp_us;
            earlier->timestamp_authority = stamp->timestamp_authority;
        }
    }
}

/* The certificate must have been valid when the signature is proved to have existed. */
static struct result check_certificate(struct arena *arena, const struct certificate_trust *trust,
                                       struct signature_report *report)
{
    if (!report->has_signer || report->kind == SIGNATURE_DOCUMENT_TIMESTAMP)
        return RESULT_OK;
    struct certificate_trust then = *trust;
    if (report->timestamp_ok)
        then.at_us = report->timestamp_us;
    struct result path = certificate_path_check(arena, report->signer.der, &then);
    if (path.kind == ERROR_UNAVAILABLE)
        return path;
    report->certificate_ok = result_ok(path);
    find(report, report->certificate_ok, path.message);
    return RESULT_OK;
}

static void conclude(struct validation *out, struct signature_report *report)
{
    report->whole_file = report->covers_ok && report->revision + 1 == out->revisions;
    report->modified_after = out->modified;
    find(report, report->digest_ok, problem_changed);
    find(report, report->crypto_ok, problem_signature);
    find(report, !report->has_timestamp || report->timestamp_ok, problem_timestamp);
    find(report, !report->modified_after, problem_changed);
    report->valid = report->covers_ok && report->digest_ok && report->crypto_ok &&
                    report->certificate_ok && !report->modified_after &&
                    (!report->has_timestamp || report->timestamp_ok);
    report->level = !report->valid ? '\0' : report->has_timestamp ? 'T' : 'B';
}

/* Every revision after the first signature must be one of the permitted kinds. */
static void compare_revisions(struct pdf_file *file, struct validation *out)
{
    size_t first = out->signature_count > 0 ? out->signatures[0].revision : 0;
    for (size_t i = first + 1; i < file->section_count; i++) {
        if (!result_ok(revision_compare(file, i, &out->changes)))
            out->modified = true;
    }
    out->modified = out->modified || out->changes.more;
    for (size_t i = 0; i < out->changes.count; i++)
        out->modified = out->modified || !out->changes.items[i].harmless;
}

static struct result weigh(struct pdf_file *file, const struct certificate_trust *trust,
                           struct validation *out)
{
    bool covered = false;
    sort_by_revision(out);
    compare_revisions(file, out);
    lend_timestamps(out);
    out->valid = out->signature_count > 0 && !out->modified;
    for (size_t i = 0; i < out->signature_count; i++) {
        struct signature_report *report = &out->signatures[i];
        TRY(check_certificate(file->arena, trust, report));
        conclude(out, report);
        out->valid = out->valid && report->valid;
        covered = covered || report->whole_file;
        if (out->problem == NULL)
            out->problem = report->problem;
    }
    out->valid = out->valid && covered;
    if (out->signature_count == 0)
        out->problem = problem_unsigned;
    else if (!out->valid && out->problem == NULL)
        out->problem = problem_changed;
    return RESULT_OK;
}

struct result validate_pdf(struct arena *arena, struct str bytes,
                           const struct certificate_trust *trust, struct validation *out)
{
    struct pdf_file *file = NULL;
    memset(out, 0, sizeof *out);
    out->signatures = ARENA_ARRAY(arena, struct signature_report, VALIDATION_SIGNATURES_MAX);
    if (!result_ok(pdf_open(arena, bytes, &file))) {
        out->problem = problem_broken;
        return RESULT_OK;
    }
    out->revisions = file->section_count;
    struct result read = collect(file, trust, out);
    if (read.kind == ERROR_UNAVAILABLE)
        return read;
    if (!result_ok(read)) {
        out->signature_count = 0;
        out->problem = problem_broken;
        return RESULT_OK;
    }
    out->readable = true;
    return weigh(file, trust, out);
}
