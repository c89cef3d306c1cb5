#ifndef TRUC_MODULES_OIDC_OIDC_H
#define TRUC_MODULES_OIDC_OIDC_H

/* Signing in with an account held elsewhere; core/oidc.h has the rules. See README.md. */
#include "core/module.h"

extern const struct module module_oidc;

#endif
