#ifndef TRUC_MODULES_CITIZEN_CITIZEN_H
#define TRUC_MODULES_CITIZEN_CITIZEN_H

/* Citizens and businesses signing in, their own pages, and what becomes of their data. */
#include "core/module.h"

extern const struct module module_citizen;
extern const struct module module_citizen_desk; /* the officials' side */

#endif
