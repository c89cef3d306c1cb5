#ifndef TRUC_MODULES_OUTBOX_OUTBOX_H
#define TRUC_MODULES_OUTBOX_OUTBOX_H

/* The on-screen telephone of the demo: what would have been sent as SMS, and what the code
 * application of each demo account would show. See README.md. */
#include "core/module.h"

/* Of every demo account, and of the leaders' signing keys. */
#define OUTBOX_DEMO_PASSWORD "tre xanh ben song"
#define OUTBOX_DEMO_PIN "246810"

extern const struct module module_outbox;

#endif
