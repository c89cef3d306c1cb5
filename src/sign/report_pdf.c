#include <openssl/evp.h>

#include "sign/report_parts.h"

enum { FRONT_TRIES = 16, DAMAGED_MAX = 4 };

/* Adds the streams that a list of the document security store refers to. */
static void add_streams(struct report_work *work, struct pdf_file *file, size_t revision,
                        const struct pdf_value *list, struct evidence_list *out)
{
    struct pdf_object object;
    struct str bytes;
    if (list != NULL && list->type == PDF_REFERENCE)
        list = result_ok(pdf_resolve(file, revision, list, &object)) ? object.value : NULL;
    if (list == NULL || list->type != PDF_ARRAY)
        return;
    for (const struct pdf_value *item = list->first; item != NULL; item = item->next)
        if (result_ok(pdf_resolve(file, revision, item, &object)) && object.has_stream &&
            result_ok(pdf_stream_decode(file, &object, &bytes)))
            evidence_list_add(work->evidence->arena, out, bytes);
}

/* What any revision kept for later: a store may be overwritten by the next. */
static void collect_store(struct report_work *work, struct pdf_file *file, size_t revision)
{
    struct pdf_object catalog;
    struct pdf_object object;
    if (!result_ok(pdf_catalog(file, revision, &catalog)))
        return;
    const struct pdf_value *store = pdf_get(catalog.value, "DSS");
    if (store != NULL && store->type == PDF_REFERENCE)
        store = result_ok(pdf_resolve(file, revision, store, &object)) ? object.value : NULL;
    if (store == NULL)
        return;
    if (work->report->dss_first == 0)
        work->report->dss_first = revision;
    work->report->dss_revision = revision;
    add_streams(work, file, revision, pdf_get(store, "Certs"), &work->evidence->certificates);
    add_streams(work, file, revision, pdf_get(store, "CRLs"), &work->evidence->crls);
    add_streams(work, file, revision, pdf_get(store, "OCSPs"), &work->evidence->ocsps);
}

/* The revision wrote the catalog or the store that it refers to. */
static bool wrote_store(struct pdf_file *file, size_t revision)
{
    struct pdf_object catalog;
    size_t section = 0;
    if (!result_ok(pdf_catalog(file, revision, &catalog)))
        return false;
    const struct pdf_value *store = pdf_get(catalog.value, "DSS");
    if (store == NULL || store->type != PDF_REFERENCE)
        return store != NULL && catalog.section == revision;
    return pdf_entry_of(file, revision, store->integer, &section) != NULL && section == revision;
}

static bool is_document_timestamp(const struct pdf_signed *one)
{
    return str_is(one->filter, "ETSI.RFC3161");
}

static bool is_known_format(const struct pdf_signed *one)
{
    return str_is(one->filter, "ETSI.CAdES.detached") ||
           str_is(one->filter, "adbe.pkcs7.detached") || str_is(one->filter, "adbe.pkcs7.sha1");
}

/* 12.8.3.3: the CMS of old products holds the SHA-1 of the bytes and signs that. What it binds is
 * no stronger than that digest. */
static void bind_by_sha1(const struct pdf_signed *one, struct str held, struct cms_signer *signer)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool made = context != NULL && EVP_DigestInit_ex(context, EVP_sha1(), NULL) == 1 &&
                EVP_DigestUpdate(context, one->parts[0].ptr, one->parts[0].len) == 1 &&
                EVP_DigestUpdate(context, one->parts[1].ptr, one->parts[1].len) == 1 &&
                EVP_DigestFinal_ex(context, digest, &len) == 1;
    EVP_MD_CTX_free(context);
    if (!made || !str_equal(held, str_of((const char *)digest, len)))
        signer->digest = CMS_BROKEN;
    signer->digest_name = S("SHA1");
}

static void add_document_timestamp(struct report_work *work, const struct pdf_signed *one)
{
    struct arena *arena = work->evidence->arena;
    struct cms_content_parts content = {one->parts, 2};
    struct cms_items pool = {work->evidence->certificates.items,
                             work->evidence->certificates.count};
    struct timestamp_token token;
    if (work->report->stamp_count == REPORT_TIMESTAMPS_MAX)
        return;
    timestamp_token_read(arena, one->contents, &content, &pool, &token);
    evidence_list_add_all(arena, &work->evidence->certificates, &token.certificates);
    report_collect(work, &token.signer);
    struct report_timestamp *stamp = &work->report->stamps[work->report->stamp_count++];
    *stamp = report_timestamp_of(arena, TIMESTAMP_DOCUMENT, &token);
    stamp->revision = one->covers == PDF_COVERS_PARTIAL ? one->written : one->revision;
    stamp->field = pdf_text_utf8(arena, one->field);
    stamp->document = sha256_joined(one->parts, 2);
    stamp->mistyped = !str_empty(one->type) && !str_is(one->type, "DocTimeStamp");
    if (one->covers == PDF_COVERS_PARTIAL)
        stamp->integrity = CMS_BROKEN;
}

/* The one signer of a detached CMS; false where it is anything else. */
static bool open_signer(struct report_work *work, struct report_signature *signature)
{
    struct arena *arena = work->evidence->arena;
    struct cms *cms = NULL;
    struct str inside;
    struct cms_content_parts content = {signature->pdf->parts, 2};
    struct cms_items pool = {work->evidence->certificates.items,
                             work->evidence->certificates.count};
    bool by_sha1 = str_is(signature->pdf->filter, "adbe.pkcs7.sha1");
    if (!result_ok(cms_open(arena, signature->pdf->contents, &cms)) ||
        cms_signer_count(cms) != 1 || cms_content(cms, &inside) != by_sha1 ||
        !str_is(cms_content_type(cms), "1.2.840.113549.1.7.1"))
        return false;
    if (by_sha1)
        content = (struct cms_content_parts){&inside, 1};
    if (cms_has_tail(cms)) {
        report_check_add(signature, "contents", CHECK_FAIL, S("bytes behind the CMS"));
        report_conclude(signature, INDICATION_INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE);
        signature->tail = true;
    }
    struct cms_items certificates = cms_certificates(cms);
    struct cms_items crls = cms_crls(cms);
    cms_signer_read(cms, 0, &content, &pool, &signature->cms);
    if (by_sha1)
        bind_by_sha1(signature->pdf, inside, &signature->cms);
    evidence_list_add_all(arena, &work->evidence->certificates, &certificates);
    evidence_list_add_all(arena, &work->evidence->crls, &crls);
    report_collect(work, &signature->cms);
    report_timestamps_read(work, signature, &content);
    return true;
}

static void examine(struct report_work *work, struct report_signature *signature)
{
    const struct pdf_signed *one = signature->pdf;
    signature->covers = one->covers;
    if (one->covers != PDF_COVERS_PARTIAL)
        signature->signed_len = (size_t)(one->parts[1].ptr - one->parts[0].ptr) + one->parts[1].len;
    if (work->rest && one->covers == PDF_COVERS_FILE)
        signature->covers = PDF_COVERS_REVISION;
    if (!one->readable || one->covers == PDF_COVERS_PARTIAL) {
        report_check_add(signature, "byte-range", CHECK_FAIL,
                         S("the range is not the file up to the end of the signature's revision"));
        report_conclude(signature, INDICATION_FAILED, SUB_FORMAT_FAILURE);
        if (!one->readable) {
            report_damaged(work, work->known, signature);
            return;
        }
    } else {
        report_check_add(signature, "byte-range", CHECK_OK, S(""));
    }
    if (!is_known_format(one)) {
        report_check_add(signature, "format", CHECK_FAIL,
                         str_printf(work->evidence->arena, "unsupported SubFilter %.*s",
                                    STR_ARG(one->filter)));
        report_conclude(signature, INDICATION_INDETERMINATE, SUB_SIG_CONSTRAINTS_FAILURE);
        return;
    }
    if (!open_signer(work, signature)) {
        report_check_add(signature, "format", CHECK_FAIL, S("not a CMS with one detached signer"));
        report_conclude(signature, INDICATION_FAILED, SUB_FORMAT_FAILURE);
        return;
    }
    report_check_add(signature, "format", CHECK_OK, one->filter);
    if (!str_is(one->filter, "ETSI.CAdES.detached"))
        report_check_add(signature, "level", CHECK_FAIL, S("PKCS #7, not an ETSI baseline level"));
    report_crypto(work, signature);
}

/* A document timestamp that does not hold is a revision like any other: nobody vouches for it. */
static bool broken_stamp_behind(const struct report *report, size_t revision)
{
    for (size_t i = 0; i < report->stamp_count; i++)
        if (report->stamps[i].integrity == CMS_BROKEN && report->stamps[i].revision > revision)
            return true;
    return false;
}

/* What follows the signature's own revision. */
static void judge_changes(struct report_work *work, struct report_signature *signature)
{
    const struct revision_changes *changes = &work->report->changes;
    if (signature->covers == PDF_COVERS_PARTIAL) {
        signature->modified = MODIFIED_YES;
        return;
    }
    for (size_t i = 0; i < changes->count; i++) {
        if (changes->items[i].revision <= signature->revision)
            continue;
        if (signature->modified == MODIFIED_NO)
            signature->modified = MODIFIED_PERMITTED;
        if (report_change_counts(signature, &changes->items[i]))
            signature->modified = MODIFIED_YES;
    }
    if (changes->more || broken_stamp_behind(work->report, signature->revision))
        signature->modified = MODIFIED_YES;
    report_check_add(signature, "modifications",
                     signature->modified == MODIFIED_YES ? CHECK_FAIL : CHECK_OK, S(""));
    if (signature->modified == MODIFIED_YES)
        report_conclude(signature, INDICATION_FAILED, SUB_FORMAT_FAILURE);
}

/* Every revision behind the first that a signature ends. */
static void compare_revisions(struct report_work *work, struct pdf_file *file,
                              const struct pdf_signatures *signatures)
{
    size_t first = pdf_last(file);
    for (size_t i = 0; i < signatures->count; i++)
        if (signatures->items[i].covers != PDF_COVERS_PARTIAL &&
            signatures->items[i].revision < first)
            first = signatures->items[i].revision;
    for (size_t i = first + 1; i <= pdf_last(file); i++)
        if (!result_ok(revision_compare(file, i, &work->report->changes)))
            revision_unreadable(file, i, &work->report->changes);
}

static void add_signature(struct report_work *work, const struct pdf_signed *one)
{
    struct report_signature *signature = &work->report->signatures[work->report->count++];
    *signature = (struct report_signature){.id = pdf_text_utf8(work->evidence->arena,
                                                              one->field),
                                           .claimed_us = one->claimed_us,
                                           .revision = one->revision, .pdf = one, .level = "B"};
    examine(work, signature);
    if (signature->claimed_us == 0)
        signature->claimed_us = signature->cms.signing_time_us;
}

static struct result read_frame(struct report_work *work, struct str bytes,
                                struct pdf_file **file, struct pdf_signatures *signatures)
{
    TRY(pdf_open(work->evidence->arena, bytes, file));
    return pdf_signatures_read(*file, signatures);
}

/* The end of the last "%%EOF" with its line end within the first `most` bytes; 0: there is none. */
static size_t end_before(struct str bytes, size_t most)
{
    for (size_t at = most < 5 ? 0 : most - 4; at-- > 0;) {
        if (!str_starts(str_slice(bytes, at, most), S("%%EOF")))
            continue;
        at += 5;
        at += at < bytes.len && bytes.ptr[at] == '\r';
        at += at < bytes.len && bytes.ptr[at] == '\n';
        return at;
    }
    return 0;
}

/* What cannot be read strictly as a whole may still hold a signed revision with something else
 * behind it. Nothing is repaired: the signatures of the longest front part that can be read are
 * judged, and all behind it counts as bytes that nobody signed. */
static struct result read_front(struct report_work *work, struct str bytes,
                                struct pdf_file **file, struct pdf_signatures *signatures)
{
    struct result whole = read_frame(work, bytes, file, signatures);
    size_t end = bytes.len;
    if (result_ok(whole))
        return whole;
    for (size_t tries = 0; tries < FRONT_TRIES && end > 5; tries++) {
        size_t next = end_before(bytes, end - 1);
        if (next == 0)
            break;
        end = next < end ? next : end - 5;
        if (result_ok(read_frame(work, str_slice(bytes, 0, end), file, signatures)) &&
            signatures->count > 0) {
            work->rest = true;
            return RESULT_OK;
        }
    }
    return whole;
}

static struct result read_file(struct report_work *work, struct str bytes,
                               struct pdf_signatures *signatures)
{
    struct pdf_file *file = NULL;
    struct report *report = work->report;
    TRY(read_front(work, bytes, &file, signatures));
    report->revisions = file->section_count;
    for (size_t i = 0; i < file->section_count; i++)
        if (wrote_store(file, i))
            collect_store(work, file, i);
    compare_revisions(work, file, signatures);
    report_pages(report, file);
    if (work->rest)
        revision_unreadable(file, file->section_count, &report->changes);
    return RESULT_OK;
}

/* Of a file that cannot be read: signatures that are broken whatever it may have said. */
static void add_damaged(struct report_work *work)
{
    struct report *report = work->report;
    struct arena *arena = work->evidence->arena;
    report->signatures = ARENA_ARRAY(arena, struct report_signature, DAMAGED_MAX);
    for (size_t i = 0; i < DAMAGED_MAX; i++) {
        struct report_signature *signature = &report->signatures[i];
        *signature = (struct report_signature){.id = str_printf(arena, "signature-%zu", i + 1),
                                               .pdf = ARENA_NEW(arena, struct pdf_signed),
                                               .modified = MODIFIED_YES, .level = "B"};
        report_check_add(signature, "format", CHECK_FAIL, S("the file is damaged"));
        if (!report_damaged(work, NULL, signature))
            return;
        signature->claimed_us = signature->cms.signing_time_us;
        report->count++;
    }
}

struct result report_pdf(struct report_work *work, struct str bytes)
{
    struct report *report = work->report;
    struct pdf_signatures signatures;
    struct result read = read_file(work, bytes, &signatures);
    report->format = FORMAT_PADES;
    report->readable = result_ok(read);
    work->bytes = bytes;
    work->known = &signatures;
    if (!report->readable) {
        report->problem = str_from_c(read.code);
        if (read.kind == ERROR_INVALID)
            add_damaged(work);
        report->readable = report->count > 0;
        return RESULT_OK;
    }
    report->signatures =
        ARENA_ARRAY(work->evidence->arena, struct report_signature, signatures.count + 1);
    for (size_t i = 0; i < signatures.count; i++) {
        if (is_document_timestamp(&signatures.items[i]))
            add_document_timestamp(work, &signatures.items[i]);
        else
            add_signature(work, &signatures.items[i]);
    }
    for (size_t i = 0; i < report->count; i++)
        judge_changes(work, &report->signatures[i]);
    return RESULT_OK;
}
