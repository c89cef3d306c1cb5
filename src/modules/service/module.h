#ifndef TRUC_MODULES_SERVICE_MODULE_H
#define TRUC_MODULES_SERVICE_MODULE_H

/* Finding a service and its start page. */
#include "core/module.h"

extern const struct module module_service;

#endif
