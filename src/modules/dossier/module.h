#ifndef TRUC_MODULES_DOSSIER_MODULE_H
#define TRUC_MODULES_DOSSIER_MODULE_H

/* Dossiers: the citizen's pages and their job; the desk's pages. */
#include "core/holding.h"
#include "core/module.h"

extern const struct module module_dossier;
extern const struct module module_dossier_staff;

/* Open dossiers and drafts, for reorganisations (core/holding.h). */
extern const struct holding dossier_holdings[];

#endif
