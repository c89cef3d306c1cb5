#ifndef TRUC_MODULES_CERTIFICATE_SERVICE_H
#define TRUC_MODULES_CERTIFICATE_SERVICE_H

/* Changes of the register and of the trust list. Each opens and closes its own transaction; the
 * bytes were read in the inspector before. */
#include "base/result.h"
#include "core/service.h"
#include "core/trust.h"

/* Who gets it: the person who is called so, or has this number of the staff list, today, at that
 * agency or anywhere; with neither, the agency itself. */
struct register_order {
    struct str der;
    struct str name;
    struct str staff_code;
    struct str agency_code;
    struct str reason;
};
/* Gives a certificate to a person or an agency; the register learns of it if it is new. INVALID
 * "certificate.holder" where nobody, or more than one, is meant; CONFLICT "certificate.held" while
 * somebody holds it; UNTRUSTED "certificate.no_path". */
struct result register_add(struct service_context *ctx, const struct register_order *order,
                           int64_t *id);
/* The same inside the caller's write transaction; `same` where this holder has it already. */
struct result register_enter(struct service_context *ctx, const struct register_order *order,
                             int64_t *id, bool *same);
/* Ends the holding today: nothing is signed with it from now on. CONFLICT "certificate.free". */
struct result register_end(struct service_context *ctx, int64_t id, struct str reason);

/* INVALID "trust.fingerprint" too where nobody compared the fingerprint. */
struct result trust_list_add(struct service_context *ctx, struct trust_order *order, int64_t *id);
struct result trust_list_withdraw(struct service_context *ctx, int64_t id, struct str reason);

#endif
