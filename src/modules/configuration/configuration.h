#ifndef TRUC_MODULES_CONFIGURATION_CONFIGURATION_H
#define TRUC_MODULES_CONFIGURATION_CONFIGURATION_H

/* What administrators change: settings, calendar, procedures, targets; and the index of all the
 * pages of administration and inspection that a person may use. */
#include "core/module.h"

extern const struct module module_configuration;

#endif
