#ifndef TRUC_SIGN_REPORT_PARTS_H
#define TRUC_SIGN_REPORT_PARTS_H

/* What the files that make up sign/report.h share. */
#include "sign/report.h"

struct report_work {
    struct evidence_set *evidence;
    struct report *report;
    bool rest; /* something that cannot be read stands behind the last revision */
    struct str bytes;
    const struct pdf_signatures *known; /* PDF: those that its form leads to */
    struct { /* how far report_damaged has come */
        size_t at;
        size_t tokens;
        size_t hashed;
    } damage;
};

void report_check_add(struct report_signature *signature, const char *id,
                      enum check_result result, struct str detail);
/* Keeps the worst: FAILED over INDETERMINATE over PASSED; of equals the first. */
void report_conclude(struct report_signature *signature, enum indication indication,
                     enum sub_indication sub);

struct result report_pdf(struct report_work *work, struct str bytes);
/* The pages that changes stand on; where a changed text has no rectangle of its own, the lines
 * that differ. */
void report_pages(struct report *report, struct pdf_file *file);
struct result report_cms(struct report_work *work, const struct report_input *input);

/* Looks in the bytes for the next CMS that is certainly broken, besides those of `known` (may be
 * NULL): true with its findings in `signature`. */
bool report_damaged(struct report_work *work, const struct pdf_signatures *known,
                    struct report_signature *signature);

/* Adds what a signer and its timestamps carry to the evidence. */
void report_collect(struct report_work *work, struct cms_signer *signer);
/* What a token says about itself, before anybody trusts it. */
struct report_timestamp report_timestamp_of(struct arena *arena, enum timestamp_kind kind,
                                            const struct timestamp_token *token);
/* The signature and content timestamps inside a signer. */
void report_timestamps_read(struct report_work *work, struct report_signature *signature,
                            const struct cms_content_parts *content);
/* The archive timestamps (version 3) of signer `index`. */
void report_archives_read(struct report_work *work, struct report_signature *signature,
                          const struct cms *cms, size_t index,
                          const struct cms_content_parts *content);

/* Cryptography of a signer: digest, value, binding, algorithms. */
void report_crypto(struct report_work *work, struct report_signature *signature);
/* Weighs the document timestamps; before any signature is weighed. */
void report_weigh_stamps(struct report_work *work);
/* The building blocks, summed up from the checks; last of all. */
void report_blocks(struct report_signature *signature);
/* All blocks that need the whole evidence: timestamps, path, revocation, time, level. */
void report_weigh(struct report_work *work, struct report_signature *signature);

#endif
