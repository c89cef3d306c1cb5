#ifndef TRUC_MODULES_RESULT_SIGNING_H
#define TRUC_MODULES_RESULT_SIGNING_H

/* What the jobs of signing share. */
#include "core/certificates.h"
#include "core/jobs.h"
#include "modules/result/store.h"
#include "sign/pdf_sign.h"

/* The leader's signature about to be made: the printed paper, field, hand and claimed time. The
 * same row gives the same bytes, so that nothing has to be kept between allowing and signing. */
struct result signing_prepare_person(struct service_context *ctx, const document_row *row,
                                     struct pdf_prepared *out);

/* The SignedAttributes over a prepared file, for a certificate. */
struct str signing_attributes(struct arena *arena, const struct pdf_prepared *prepared,
                              const struct certificate *certificate);

/* Asks the signer within 5 s. */
struct result signing_ask(struct job_context *job, const struct signer_request *request,
                          struct str *payload);

/* A token over `imprint`; empty where the authority does not answer: level B for now. */
struct result signing_token(struct job_context *job, const struct sha256 *imprint,
                            struct str *token);

/* The finished file out of prepared bytes and raw signature (base64), with a timestamp
 * where there is one, checked by our own verifier before anybody stores it. INTERNAL
 * "result.self_check" when it does not hold. */
struct signed_file {
    struct str bytes;
    struct str sha256;
    const char *level;  /* "T" when every signature is dated, else "B" */
    int64_t signed_us;  /* proven by the newest timestamp, else the clock's */
};
struct result signing_finish(struct job_context *job, const struct pdf_prepared *prepared,
                             const struct certificate *certificate, struct str signature,
                             struct signed_file *out);
/* As the end of signing_finish, for a file that is finished: check and store. */
struct result signing_store(struct job_context *job, struct str bytes, struct signed_file *out);

/* Jobs, one after the other. */
struct result job_prepare(struct job_context *job, struct str key, struct str payload);
struct result job_renew(struct job_context *job, struct str key, struct str payload);
struct result job_sign(struct job_context *job, struct str key, struct str payload);
struct result job_seal(struct job_context *job, struct str key, struct str payload);
struct result job_timestamp(struct job_context *job, struct str key, struct str payload);

#endif
