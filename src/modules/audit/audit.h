#ifndef TRUC_MODULES_AUDIT_AUDIT_H
#define TRUC_MODULES_AUDIT_AUDIT_H

/* Asking the evidence log: who read, who changed, what was late; and the security report. Reading
 * the log is itself recorded. */
#include "core/module.h"

extern const struct module module_audit;

#endif
