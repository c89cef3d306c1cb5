#ifndef TRUC_CORE_OIDC_URL_H
#define TRUC_CORE_OIDC_URL_H

#include "base/str.h"

/* http to this very machine: for tests and demos, where there is no certificate. */
bool oidc_url_is_loopback(struct str url);
/* An address that we send codes and secrets to: https, or loopback where that is allowed; visible
 * ASCII without a fragment. */
bool oidc_url_ok(struct str url, bool loopback_allowed);

#endif
