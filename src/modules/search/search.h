#ifndef TRUC_MODULES_SEARCH_SEARCH_H
#define TRUC_MODULES_SEARCH_SEARCH_H

/* One box for everything: services and places for the public, and for staff also the dossiers and
 * people that they may see. */
#include "core/module.h"

extern const struct module module_search;

#endif
