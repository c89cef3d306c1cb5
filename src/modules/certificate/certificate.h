#ifndef TRUC_MODULES_CERTIFICATE_CERTIFICATE_H
#define TRUC_MODULES_CERTIFICATE_CERTIFICATE_H

/*
 * The register of certificates (sổ chứng thư số) and the trust list (danh sách tin cậy): who holds
 * what, who issued it, what authorities say about it every day. This is the only header that other
 * modules may include.
 */
#include "core/jobs.h"
#include "core/module.h"
#include "sign/revocation_answer.h"

extern const struct module module_certificate;

/* Asks what its authority says about a certificate, as core/revocation.h, unless that was asked
 * within `max_age_us`; from a job. */
struct result certificate_ask(struct job_context *job, struct str der, enum chain_use use,
                              int64_t max_age_us, struct revocation_answer *out);

/* One that is about to sign: what was said within 2 minutes counts. An authority that does not
 * answer stops nobody: then the last word counts, and the page shows how old it is. */
struct result certificate_ask_before_signing(struct job_context *job, struct str der);

#endif
