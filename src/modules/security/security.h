#ifndef TRUC_MODULES_SECURITY_SECURITY_H
#define TRUC_MODULES_SECURITY_SECURITY_H

/* The security report (báo cáo an toàn): one page for the level-3 file. */
#include "core/module.h"

extern const struct module module_security;

#endif
