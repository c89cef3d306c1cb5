#ifndef TRUC_MODULES_RESULT_SIGNING_H
#define TRUC_MODULES_RESULT_SIGNING_H

/* What the jobs of signing share. */
#include "core/certificates.h"
#include "core/jobs.h"
#include "modules/result/store.h"
#include "sign/pdf_sign.h"

/* Stores a prepared file; its row is the caller's to write. */
struct signing_draft {
    struct str sha256;
    struct signer_range range;
    struct sha256 digest;
};
struct result signing_prepare(struct service_context *ctx, struct str base,
                              const struct pdf_signature *wanted, struct signing_draft *out);

/* The SignedAttributes of the draft of a row, for a certificate. */
struct result signing_attributes(struct service_context *ctx, const document_row *row,
                                 const struct certificate *certificate, struct str *draft,
                                 struct str *attributes);

/* Asks the signer within 5 s. */
struct result signing_ask(struct job_context *job, const struct signer_request *request,
                          struct str *payload);

/* A token over `imprint`; empty where the authority does not answer: level B for now. */
struct result signing_token(struct job_context *job, const struct sha256 *imprint,
                            struct str *token);

/* The finished file out of draft and raw signature (base64 in row->signature), with a timestamp
 * where there is one, checked by our own verifier before anybody stores it. INTERNAL
 * "result.self_check" when it does not hold. */
struct signed_file {
    struct str bytes;
    struct str sha256;
    const char *level;  /* "T" when every signature is dated, else "B" */
    int64_t signed_us;  /* proven by the newest timestamp, else the clock's */
};
struct result signing_finish(struct job_context *job, const document_row *row,
                             const struct certificate *certificate, struct signed_file *out);
/* As the end of signing_finish, for a file that is finished: check and store. */
struct result signing_store(struct job_context *job, struct str bytes, struct signed_file *out);

/* Jobs, one after the other. */
struct result job_prepare(struct job_context *job, struct str key, struct str payload);
struct result job_sign(struct job_context *job, struct str key, struct str payload);
struct result job_seal(struct job_context *job, struct str key, struct str payload);
struct result job_timestamp(struct job_context *job, struct str key, struct str payload);

#endif
