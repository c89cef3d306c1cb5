#ifndef TRUC_MODULES_OIDC_SERVICE_H
#define TRUC_MODULES_OIDC_SERVICE_H

/* What a sign-in elsewhere changes here. Every call opens and closes its own transaction. */
#include "modules/oidc/journey.h"

struct result oidc_keep_published(struct service_context *ctx, const struct journey *run);
/* Whether the keys may be asked for once more. */
struct result oidc_ask_again(struct service_context *ctx, const struct journey *run,
                             bool *allowed);

struct departure {
    struct str redirect_uri;
    struct str browser; /* its session token */
};
struct result oidc_depart(struct service_context *ctx, const struct journey *run,
                          struct departure from, struct str *url);
/* Uses the attempt up. UNTRUSTED "oidc.state". */
struct result oidc_return(struct service_context *ctx, struct journey *run,
                          struct oidc_return back);

struct arrival {
    struct oidc_person person;
    struct str new_token;
    struct str old_token; /* of the browser */
    struct str address;
};
/* A citizen or business gets in. UNTRUSTED "oidc.level", INVALID with the identifier's sentence. */
struct result oidc_admit_citizen(struct service_context *ctx, const struct journey *run,
                                 const struct arrival *arrival);
/* An official gets in, by a link made before. NOT_FOUND "oidc.not_linked", FORBIDDEN
 * "account.closed". */
struct result oidc_admit_official(struct service_context *ctx, const struct journey *run,
                                  const struct arrival *arrival);
/* Links the actor's account. UNTRUSTED "oidc.state" where another account began; CONFLICT. */
struct result oidc_link(struct service_context *ctx, const struct journey *run,
                        struct str subject);
struct result oidc_unlink(struct service_context *ctx, const struct oidc_provider *provider);
/* Leaves evidence that an answer did not hold. */
struct result oidc_note_refusal(struct service_context *ctx, const struct journey *run,
                                const char *code);

#endif
