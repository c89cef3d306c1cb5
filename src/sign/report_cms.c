#include "sign/report_parts.h"

/* The signed data: inside, or beside. NULL where they are missing. */
static const struct cms_content_parts *find_content(const struct cms *cms,
                                                    const struct report_input *input,
                                                    struct str *held,
                                                    struct cms_content_parts *out)
{
    *out = (struct cms_content_parts){held, 1};
    if (cms_content(cms, held))
        return out;
    *held = input->detached;
    return input->has_detached ? out : NULL;
}

static void examine(struct report_work *work, struct cms *cms, size_t index,
                    const struct cms_content_parts *content)
{
    struct arena *arena = work->evidence->arena;
    struct report_signature *signature = &work->report->signatures[work->report->count++];
    struct cms_items pool = {work->evidence->certificates.items,
                             work->evidence->certificates.count};
    *signature = (struct report_signature){.id = str_printf(arena, "signer-%zu", index + 1),
                                           .covers = PDF_COVERS_FILE, .level = "B"};
    cms_signer_read(cms, index, content, &pool, &signature->cms);
    signature->claimed_us = signature->cms.signing_time_us;
    report_collect(work, &signature->cms);
    report_timestamps_read(work, signature, content);
    report_archives_read(work, signature, cms, index, content);
    report_check_add(signature, "format", CHECK_OK, S("CMS"));
    report_crypto(work, signature);
    if (content != NULL || signature->integrity == CMS_BROKEN)
        return;
    signature->integrity = CMS_UNKNOWN;
    report_check_add(signature, "signed-data", CHECK_SKIPPED, S("the signed data are not here"));
    report_conclude(signature, INDICATION_INDETERMINATE, SUB_SIGNED_DATA_NOT_FOUND);
}

struct result report_cms(struct report_work *work, const struct report_input *input)
{
    struct report *report = work->report;
    struct cms *cms = NULL;
    struct str held = S("");
    struct cms_content_parts content;
    struct result opened = cms_open(work->evidence->arena, input->bytes, &cms);
    report->readable = result_ok(opened);
    if (!report->readable) {
        report->problem = S("file.unknown");
        return RESULT_OK;
    }
    report->format = FORMAT_CADES;
    struct cms_items certificates = cms_certificates(cms);
    struct cms_items crls = cms_crls(cms);
    evidence_list_add_all(work->evidence->arena, &work->evidence->certificates, &certificates);
    evidence_list_add_all(work->evidence->arena, &work->evidence->crls, &crls);
    report->signatures = ARENA_ARRAY(work->evidence->arena, struct report_signature,
                                     cms_signer_count(cms) + 1);
    const struct cms_content_parts *found = find_content(cms, input, &held, &content);
    for (size_t i = 0; i < cms_signer_count(cms); i++)
        examine(work, cms, i, found);
    return RESULT_OK;
}
