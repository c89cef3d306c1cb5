#ifndef TRUC_CORE_SIGNATURE_H
#define TRUC_CORE_SIGNATURE_H

/* What jobs of every module need to put a signature on a paper. Job workers only. */
#include "core/certificates.h"
#include "core/jobs.h"
#include "core/signable.h"
#include "sign/cms.h"
#include "sign/signer_message.h"

/* The SignedAttributes over a prepared file, for a certificate. */
struct str signature_attributes(struct arena *arena, const struct pdf_prepared *prepared,
                                const struct certificate *certificate);

/* Asks the signer within 5 s. */
struct result signature_ask(struct job_context *job, const struct signer_request *request,
                            struct str *payload);

/* A token over `imprint`, or UNAVAILABLE, TIMEOUT, UNTRUSTED: level B for now. */
struct result signature_token(struct job_context *job, const struct certificate_trust *trust,
                              const struct sha256 *imprint, struct str *token);

/* Bytes into the file store; UNAVAILABLE SIGNATURE_STORAGE where the disk did not hold. */
#define SIGNATURE_STORAGE "signature.storage"
struct result signature_keep(struct service_context *ctx, struct str bytes, struct str *sha256);

/* Before a file that we keep is signed: where it carries signatures already, all of them must hold
 * and nothing may have changed since. UNTRUSTED "signature.base" otherwise. */
struct result signature_base_check(struct service_context *ctx, struct str bytes);

/* What every signature with this certificate carries: the authorities of its path and no others. */
struct result signature_identity(struct arena *arena, const struct certificate *certificate,
                                 const struct certificate_trust *trust, struct cms_identity *out);

/* The finished file out of prepared bytes and raw signature, with a timestamp where there is one,
 * checked by our own verifier; the caller keeps it. INTERNAL "signature.self_check" when it does
 * not hold, CORRUPT "signature.raw" where the signature is not the certificate's. */
struct signature_raw {
    const struct pdf_prepared *prepared;
    const struct certificate *certificate;
    const struct cms_identity *identity; /* signature_identity of the certificate */
    struct str signature; /* base64 */
};
struct result signature_finish(struct job_context *job, const struct certificate_trust *trust,
                               const struct signature_raw *raw, struct signing_done *out);
/* The end of it, for a file that is finished. */
struct result signature_check(struct service_context *ctx, const struct certificate_trust *trust,
                              struct str bytes, struct signing_done *out);

#endif
