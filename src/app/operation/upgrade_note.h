#ifndef TRUC_APP_OPERATION_UPGRADE_NOTE_H
#define TRUC_APP_OPERATION_UPGRADE_NOTE_H

/* How long an upgrade stopped the node: the old program notes when it stopped, the new one records
 * the upgrade at its start. Two small files in run/. */
#include "app/config.h"

/* At the end of `truc serve`. */
void upgrade_note_stop(const struct config *config);

/* At its start, after `applied` migrations: an upgrade where another version ran before. */
void upgrade_note_start(const struct config *config, struct db *db, size_t applied);

#endif
