#ifndef TRUC_APP_NODE_KEYS_H
#define TRUC_APP_NODE_KEYS_H

/* Lays out data/keys before the signer's first start. */
#include "app/config.h"

/* Every node has a key for its log: made once, when data/keys has no list of keys yet. */
struct result node_keys_ensure(const struct config *config);

/* A demonstration also has a small certification authority, a token for each leader (PIN
 * OUTBOX_DEMO_PIN) and one for each agency's seal; their certificates go into the database, which
 * must have leaders by now. Does nothing where keys are there already. FORBIDDEN "demo.not_marked"
 * outside a demo data folder. Opens a write transaction of its own. */
struct result node_keys_make_demo(const struct config *config, struct db *db);

#endif
