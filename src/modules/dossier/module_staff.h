#ifndef TRUC_MODULES_DOSSIER_MODULE_STAFF_H
#define TRUC_MODULES_DOSSIER_MODULE_STAFF_H

/* The desk's side of the dossier: queue, dossier page, decisions. */
#include "core/module.h"

extern const struct module module_dossier_staff;

#endif
