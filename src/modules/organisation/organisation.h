#ifndef TRUC_MODULES_ORGANISATION_ORGANISATION_H
#define TRUC_MODULES_ORGANISATION_ORGANISATION_H

/* The organisation on the desk (tổ chức bộ máy): who belongs where on any day, changed by
 * decisions; import and export; what an old place name is called today. */
#include "core/module.h"

extern const struct module module_organisation;

#endif
