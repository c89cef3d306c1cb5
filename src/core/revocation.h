#ifndef TRUC_CORE_REVOCATION_H
#define TRUC_CORE_REVOCATION_H

/*
 * Asks authorities whether certificates still count (OCSP, RFC 6960; CRLs, RFC 5280), from job
 * workers only. Only places are asked that are named by certificates whose path ends at a root of
 * the trust list. Answers are checked, kept as they came (core/trust.h), and what they say about a
 * certificate of the register becomes its status, with evidence and a message where that changes.
 */
#include "core/service.h"
#include "sign/revocation_answer.h"
#include "wire/http.h"

enum { REVOCATION_LIMIT_MS = 5000, REVOCATION_OCSP_MAX = 64 * 1024,
       REVOCATION_CRL_MAX = 16 * 1024 * 1024 };

struct revocation_order {
    struct str certificate; /* DER */
    enum chain_use use;
    int64_t max_age_us;     /* an answer that was got not longer ago will do */
    enum http_reach reach;  /* of places named in the domains public and official */
    struct str phone;       /* of the administrators, for changes of a status; empty: none */
};

/* Asks about the certificate and about every issuer of its path. `out` is what was said about the
 * certificate itself. UNTRUSTED "certificate.no_path" without asking anybody; UNAVAILABLE
 * "revocation.no_place" where the certificate names none; what wire/http.h fails with, UNAVAILABLE
 * "revocation.answer" where nothing that came is worth keeping. Opens write transactions of its
 * own. */
struct result revocation_ask(struct service_context *ctx, const struct revocation_order *order,
                             struct revocation_answer *out);

/* Forgets answers that are older than `before_us` and that a newer one follows. Opens its own
 * transaction. */
struct result revocation_forget(struct service_context *ctx, int64_t before_us);

#endif
