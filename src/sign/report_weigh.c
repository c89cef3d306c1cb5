#include "sign/report_parts.h"

/* One certificate path at one instant: what stands against it. */
struct path_verdict {
    enum sub_indication sub; /* SUB_NONE: nothing */
    bool failed;             /* certain, whatever else is found */
    enum certificate_status status;
    const char *check;
};

/* Revocation counts when it happened at or before `at_us`. */
static bool revoked_by(const struct chain_link *link, int64_t at_us)
{
    return link->revocation == REVOCATION_REVOKED && link->revoked_us <= at_us;
}

static struct path_verdict judge_revocation(const struct chain *chain, int64_t at_us)
{
    for (size_t i = 0; i + 1 < chain->count; i++)
        if (revoked_by(&chain->links[i], at_us))
            return (struct path_verdict){i == 0 ? SUB_REVOKED_NO_POE : SUB_REVOKED_CA_NO_POE, false,
                                         STATUS_REVOKED, "revocation"};
    for (size_t i = 0; i + 1 < chain->count; i++)
        if (chain->links[i].revocation == REVOCATION_UNKNOWN)
            return (struct path_verdict){SUB_TRY_LATER, false, STATUS_UNKNOWN, "revocation"};
    return (struct path_verdict){SUB_NONE, false, STATUS_GOOD, "revocation"};
}

/* `proven`: at_us is a proof of existence, not only the instant of validation. */
static struct path_verdict judge_time(const struct chain *chain, int64_t at_us, bool proven)
{
    for (size_t i = 0; i + 1 < chain->count || i == 0; i++) {
        const struct chain_link *link = &chain->links[i];
        if (at_us > link->not_after_us)
            return (struct path_verdict){SUB_OUT_OF_BOUNDS_NO_POE, false, STATUS_EXPIRED,
                                         "validity"};
        if (at_us < link->not_before_us)
            return (struct path_verdict){i == 0 && proven ? SUB_NOT_YET_VALID
                                                          : SUB_OUT_OF_BOUNDS_NO_POE,
                                         i == 0 && proven, STATUS_EXPIRED, "validity"};
    }
    return (struct path_verdict){SUB_NONE, false, STATUS_GOOD, "validity"};
}

static struct path_verdict judge_path(const struct chain *chain, int64_t at_us, bool proven)
{
    if (!chain->trusted)
        return (struct path_verdict){SUB_NO_CERTIFICATE_CHAIN_FOUND, false, STATUS_UNTRUSTED,
                                     "chain"};
    if (!chain->proper)
        return (struct path_verdict){SUB_CHAIN_CONSTRAINTS_FAILURE, false, STATUS_UNKNOWN,
                                     "key-usage"};
    struct path_verdict verdict = judge_revocation(chain, at_us);
    if (verdict.sub == SUB_NONE || verdict.sub == SUB_TRY_LATER) {
        struct path_verdict time = judge_time(chain, at_us, proven);
        if (time.sub != SUB_NONE)
            return time;
    }
    if (verdict.sub != SUB_NONE)
        return verdict;
    for (size_t i = 0; i + 1 < chain->count; i++)
        if (chain->links[i].weak)
            return (struct path_verdict){SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, false, STATUS_GOOD,
                                         "chain-algorithms"};
    return (struct path_verdict){SUB_NONE, false, STATUS_GOOD, "chain"};
}

static bool ended_by(const struct chain *chain, int64_t at_us)
{
    for (size_t i = 0; i + 1 < chain->count || i == 0; i++)
        if (at_us > chain->links[i].not_after_us)
            return true;
    return false;
}

/* A timestamp proves its time when its authority's path held at that time and still did at
 * `seen_us`, when it is known to have been there: now, or by a later timestamp. Revocation
 * afterwards does not undo it. */
static void weigh_timestamp(struct report_work *work, int64_t seen_us,
                            struct report_timestamp *stamp)
{
    struct chain chain;
    stamp->indication = INDICATION_FAILED;
    stamp->sub = SUB_HASH_FAILURE;
    if (stamp->integrity == CMS_BROKEN)
        return;
    stamp->indication = INDICATION_INDETERMINATE;
    stamp->sub = SUB_NO_SIGNING_CERTIFICATE_FOUND;
    if (stamp->integrity == CMS_UNKNOWN)
        return;
    chain_find(work->evidence, stamp->certificate, CHAIN_TIMESTAMP, stamp->at_us, &chain);
    struct path_verdict verdict = judge_path(&chain, stamp->at_us, true);
    stamp->sub = verdict.sub == SUB_TRY_LATER ? SUB_NONE : verdict.sub;
    if (stamp->sub == SUB_NONE && ended_by(&chain, seen_us))
        stamp->sub = SUB_OUT_OF_BOUNDS_NO_POE;
    if (stamp->sub == SUB_NONE && stamp->weak)
        stamp->sub = SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE;
    if (stamp->sub == SUB_NONE && stamp->at_us > work->evidence->at_us)
        stamp->sub = SUB_NO_POE;
    stamp->indication = verdict.failed                ? INDICATION_FAILED
                        : stamp->sub == SUB_NONE      ? INDICATION_PASSED
                                                      : INDICATION_INDETERMINATE;
}

/* What a stamp that counts covers has been there since its time. */
static int64_t seen_since(int64_t seen_us, const struct report_timestamp *stamp)
{
    return stamp->indication == INDICATION_PASSED && stamp->at_us < seen_us ? stamp->at_us
                                                                            : seen_us;
}

/* From the newest, which covers the others. */
void report_weigh_stamps(struct report_work *work)
{
    int64_t seen_us = work->evidence->at_us;
    for (size_t i = work->report->stamp_count; i-- > 0;) {
        weigh_timestamp(work, seen_us, &work->report->stamps[i]);
        seen_us = seen_since(seen_us, &work->report->stamps[i]);
    }
}

/* The signature's own: document timestamps cover all of them, archive timestamps those before. */
static void weigh_own_stamps(struct report_work *work, struct report_signature *signature)
{
    int64_t seen_us = work->evidence->at_us;
    for (size_t i = signature->timestamp_count; i-- > 0;) {
        struct report_timestamp *stamp = &signature->timestamps[i];
        if (stamp->kind != TIMESTAMP_DOCUMENT)
            weigh_timestamp(work, seen_us, stamp);
        if (stamp->kind == TIMESTAMP_DOCUMENT || stamp->kind == TIMESTAMP_ARCHIVE)
            seen_us = seen_since(seen_us, stamp);
    }
}

/* Document timestamps of later revisions stand for the signature as its own do. */
static void add_document_timestamps(struct report_work *work, struct report_signature *signature)
{
    for (size_t i = 0; i < work->report->stamp_count; i++)
        if (signature->covers != PDF_COVERS_PARTIAL &&
            work->report->stamps[i].revision > signature->revision &&
            signature->timestamp_count < REPORT_TIMESTAMPS_MAX)
            signature->timestamps[signature->timestamp_count++] = work->report->stamps[i];
}

static void weigh_timestamps(struct report_work *work, struct report_signature *signature)
{
    int64_t content_us = 0;
    weigh_own_stamps(work, signature);
    for (size_t i = 0; i < signature->timestamp_count; i++) {
        const struct report_timestamp *stamp = &signature->timestamps[i];
        report_check_add(signature, "timestamp",
                         stamp->indication == INDICATION_PASSED   ? CHECK_OK
                         : stamp->indication == INDICATION_FAILED ? CHECK_FAIL
                                                                  : CHECK_WARN,
                         str_from_c(sub_indication_name(stamp->sub)));
        if (stamp->mistyped)
            report_check_add(signature, "timestamp-type", CHECK_WARN,
                             S("a document timestamp that is not of type DocTimeStamp"));
        if (stamp->indication != INDICATION_PASSED)
            continue;
        if (stamp->kind == TIMESTAMP_CONTENT)
            content_us = stamp->at_us > content_us ? stamp->at_us : content_us;
        else if (signature->best_us == 0 || stamp->at_us < signature->best_us)
            signature->best_us = stamp->at_us;
    }
    if (content_us != 0 && signature->best_us != 0 && content_us > signature->best_us)
        report_conclude(signature, INDICATION_INDETERMINATE, SUB_TIMESTAMP_ORDER_FAILURE);
}

static void check_chain(struct report_work *work, struct report_signature *signature)
{
    bool proven = signature->best_us != 0;
    int64_t at_us = proven ? signature->best_us : work->evidence->at_us;
    chain_find(work->evidence, signature->cms.certificate, CHAIN_SIGNING, at_us,
               &signature->chain);
    signature->has_root = signature->chain.trusted && signature->chain.count > 0;
    if (signature->has_root)
        signature->root = sha256(signature->chain.links[signature->chain.count - 1].der);
    struct path_verdict verdict = judge_path(&signature->chain, at_us, proven);
    struct path_verdict now = judge_path(&signature->chain, work->evidence->at_us, false);
    signature->certificate = verdict.sub == SUB_NONE ? now.status : verdict.status;
    signature->chain_ok = verdict.sub == SUB_NONE;
    if (verdict.sub == SUB_NONE) {
        report_check_add(signature, "chain", CHECK_OK, S(""));
        return;
    }
    report_check_add(signature, verdict.check,
                     verdict.sub == SUB_TRY_LATER ? CHECK_WARN : CHECK_FAIL,
                     str_from_c(sub_indication_name(verdict.sub)));
    report_conclude(signature, verdict.failed ? INDICATION_FAILED : INDICATION_INDETERMINATE,
                    verdict.sub);
}

static bool has_revocation_data(const struct chain *chain)
{
    if (chain->count < 2)
        return false;
    for (size_t i = 0; i + 1 < chain->count; i++)
        if (chain->links[i].revocation == REVOCATION_UNKNOWN ||
            chain->links[i].revocation == REVOCATION_NOT_OFFERED)
            return false;
    return true;
}

/* What is present and holds: T needs a sound timestamp, LT validation data for the whole path kept
 * in the document, LTA a document timestamp over these data. */
static const char *level_of(const struct report_work *work, const struct report_signature *one)
{
    bool stamped = false;
    bool archived = false;
    for (size_t i = 0; i < one->timestamp_count; i++) {
        const struct report_timestamp *stamp = &one->timestamps[i];
        if (stamp->integrity != CMS_HOLDS || stamp->kind == TIMESTAMP_CONTENT)
            continue;
        stamped = true;
        archived = archived || stamp->kind == TIMESTAMP_ARCHIVE ||
                   (stamp->kind == TIMESTAMP_DOCUMENT && work->report->dss_revision != 0 &&
                    stamp->revision > work->report->dss_first);
    }
    bool kept = one->pdf == NULL ? one->cms.crls.count + one->cms.ocsps.count > 0
                                 : work->report->dss_revision > one->revision;
    bool data = kept && (!one->chain.trusted || has_revocation_data(&one->chain));
    if (!stamped)
        return "B";
    return !data ? "T" : archived ? "LTA" : "LT";
}

void report_weigh(struct report_work *work, struct report_signature *signature)
{
    add_document_timestamps(work, signature);
    weigh_timestamps(work, signature);
    if (signature->has_signer)
        check_chain(work, signature);
    else
        signature->certificate = STATUS_UNKNOWN;
    if (signature->weak)
        report_conclude(signature, INDICATION_INDETERMINATE, SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE);
    signature->level = level_of(work, signature);
    report_blocks(signature);
}
