#ifndef TRUC_MODULES_HOME_HOME_H
#define TRUC_MODULES_HOME_HOME_H

/* The public front door: home page, language, texts about this site. See README.md. */
#include "core/module.h"

extern const struct module module_home;

#endif
