#ifndef TRUC_APP_REFERENCE_DATA_H
#define TRUC_APP_REFERENCE_DATA_H

/* Roles, procedures and the calendar that come with the program, for commands and the first
 * start. */
#include "app/config.h"
#include "core/inspector.h"

/* An inspector of this process's own; call before a database is open. */
struct result own_inspector(struct arena *arena, struct inspector *inspector);

/* Brings in what is new and says so on stdout; what is wrong with a file goes to stderr. */
struct result reference_data_load(const struct config *config, struct db *db,
                                  const struct inspector *inspector);

#endif
