#ifndef TRUC_MODULES_RIGHTS_H
#define TRUC_MODULES_RIGHTS_H

/* Who may do what and why: own rights, everybody's as of any day, substitution and authority to
 * sign, roles, rights that nobody uses. */
#include "core/module.h"

extern const struct module module_rights;

#endif
