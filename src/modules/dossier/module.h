#ifndef TRUC_MODULES_DOSSIER_MODULE_H
#define TRUC_MODULES_DOSSIER_MODULE_H

/* The two sides of the dossier: what citizens fill in and follow; the desk's queue, dossier page
 * and decisions. */
#include "core/module.h"

extern const struct module module_dossier;
extern const struct module module_dossier_staff;

#endif
