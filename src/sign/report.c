#include "sign/report.h"

#include <string.h>

#include "sign/report_parts.h"

const char *indication_name(enum indication indication)
{
    static const char *const names[] = {"TOTAL-PASSED", "INDETERMINATE", "TOTAL-FAILED"};
    return names[indication];
}

const char *sub_indication_name(enum sub_indication sub)
{
    static const char *const names[SUB_COUNT] = {
        NULL,
        "FORMAT_FAILURE",
        "HASH_FAILURE",
        "SIG_CRYPTO_FAILURE",
        "NOT_YET_VALID",
        "REVOKED_NO_POE",
        "REVOKED_CA_NO_POE",
        "OUT_OF_BOUNDS_NO_POE",
        "NO_SIGNING_CERTIFICATE_FOUND",
        "NO_CERTIFICATE_CHAIN_FOUND",
        "CHAIN_CONSTRAINTS_FAILURE",
        "CRYPTO_CONSTRAINTS_FAILURE_NO_POE",
        "SIG_CONSTRAINTS_FAILURE",
        "TIMESTAMP_ORDER_FAILURE",
        "SIGNED_DATA_NOT_FOUND",
        "TRY_LATER",
        "NO_POE",
    };
    return names[sub];
}

void report_check_add(struct report_signature *signature, const char *id,
                      enum check_result result, struct str detail)
{
    if (signature->check_count < REPORT_CHECKS_MAX)
        signature->checks[signature->check_count++] = (struct report_check){id, result, detail};
}

/* What the acceptance of a signature finds (EN 319 102-1, 5.3.4, step 6) stands before what the
 * validation of its certificate left open for want of time or status (step 4). */
static bool is_left_open(enum sub_indication sub)
{
    return sub == SUB_TRY_LATER || sub == SUB_OUT_OF_BOUNDS_NO_POE || sub == SUB_REVOKED_NO_POE ||
           sub == SUB_REVOKED_CA_NO_POE;
}

/* Of two reasons for the same indication the one that stands although the other were mended: bytes
 * that were changed over a frame that therefore does not fit, an algorithm that stays weak over a
 * status that is not known yet. */
static bool says_more(enum sub_indication sub, enum sub_indication known)
{
    return (sub == SUB_HASH_FAILURE && known == SUB_FORMAT_FAILURE) ||
           (sub == SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE && is_left_open(known));
}

void report_conclude(struct report_signature *signature, enum indication indication,
                     enum sub_indication sub)
{
    if (indication < signature->indication ||
        (indication == signature->indication && !says_more(sub, signature->sub)))
        return;
    signature->indication = indication;
    signature->sub = sub;
}

void report_collect(struct report_work *work, struct cms_signer *signer)
{
    struct evidence_set *evidence = work->evidence;
    evidence_list_add_all(evidence->arena, &evidence->certificates, &signer->certificates);
    evidence_list_add_all(evidence->arena, &evidence->crls, &signer->crls);
    evidence_list_add_all(evidence->arena, &evidence->ocsps, &signer->ocsps);
}

/* Kinds that a certifying signature of each level lets through (12.8.2.2): a document security
 * store and unseen document timestamps always, for they add proof and nothing to see. */
static bool certification_allows(int level, const struct revision_change *change)
{
    bool forms = change->kind == REVISION_FORM_FILL || change->kind == REVISION_SIGNATURE_ADDED ||
                 (change->kind == REVISION_DOC_TIMESTAMP && change->has_rect);
    return level != 1 || !forms;
}

bool report_change_counts(const struct report_signature *signature,
                          const struct revision_change *change)
{
    if (change->revision <= signature->revision)
        return false;
    if (signature->pdf == NULL)
        return !change->harmless;
    if (signature->pdf->certifies == 3 && change->comment)
        return false;
    bool locked = change->kind == REVISION_FORM_FILL && !str_empty(change->field) &&
                  pdf_signature_locks(signature->pdf, change->field);
    return !change->harmless || locked ||
           !certification_allows(signature->pdf->certifies, change);
}

void report_summarise(struct report *report)
{
    report->modified = false;
    report->sub = SUB_NONE;
    report->indication = INDICATION_PASSED;
    if (report->count == 0)
        report->indication = INDICATION_INDETERMINATE;
    for (size_t i = 0; i < report->count; i++) {
        const struct report_signature *signature = &report->signatures[i];
        report->modified = report->modified || signature->modified == MODIFIED_YES;
        if (signature->indication > report->indication) {
            report->indication = signature->indication;
            report->sub = signature->sub;
        }
    }
}

struct result report_make(struct evidence_set *evidence, const struct report_input *input,
                          struct report *report)
{
    struct report_work *work = ARENA_NEW(evidence->arena, struct report_work);
    memset(report, 0, sizeof *report);
    *work = (struct report_work){.evidence = evidence, .report = report};
    struct report_input plain = *input;
    plain.bytes = evidence_decode_pem(evidence->arena, input->bytes);
    if (str_starts(plain.bytes, S("%PDF-")))
        TRY(report_pdf(work, plain.bytes));
    else
        TRY(report_cms(work, &plain));
    report_weigh_stamps(work);
    for (size_t i = 0; i < report->count; i++)
        report_weigh(work, &report->signatures[i]);
    report_summarise(report);
    return RESULT_OK;
}

int report_exit_code(const struct report *report)
{
    if (!report->readable)
        return 4;
    if (report->count == 0)
        return 3;
    if (report->indication == INDICATION_FAILED || report->modified)
        return 1;
    return report->indication == INDICATION_INDETERMINATE ? 2 : 0;
}
