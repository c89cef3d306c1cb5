#ifndef TRUC_MODULES_OUTBOX_OUTBOX_H
#define TRUC_MODULES_OUTBOX_OUTBOX_H

/* The on-screen telephone of the demo: what would have been sent as SMS. See README.md. */
#include "core/module.h"

extern const struct module module_outbox;

#endif
