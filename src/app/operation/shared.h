#ifndef TRUC_APP_OPERATION_SHARED_H
#define TRUC_APP_OPERATION_SHARED_H

/* What the commands of operation share: their options, the progress on a terminal, the node. */
#include "app/config.h"
#include "modules/operation/backup.h"
#include "modules/operation/operation.h"
#include "modules/operation/verify.h"

/* Takes "--name" out of config->rest; whether it was there. */
bool option_taken(struct config *config, const char *name);
/* The value of "--name VALUE", or NULL. */
const char *option_value(struct config *config, const char *name);
/* Refuses what is left of the options, and more than `most` other arguments. */
bool options_end(const struct config *config, int most);

struct node_place node_place_of(const struct config *config);

/* "0.1.0 (2dc94cc)" */
struct str program_version(struct arena *arena);

/* A line on stderr, on a terminal again and again, elsewhere every 10 s. */
struct shown {
    enum locale locale;
    bool terminal;
    int64_t next_us;
    const char *what;
};
struct operation_progress progress_on_stderr(struct shown *shown, const struct config *config);
void progress_end(const struct shown *shown);

/* Root becomes the owner of the data folder, as `truc serve` does: files that root makes would lock
 * the node out. `folder` is made for that owner when it is missing; NULL: none. */
struct result become_owner(const struct config *config, const char *folder);

/* The node's database, to read and to record in; never made anew. */
struct result open_node(const struct config *config, struct db **db);

/* Records the run and tells whoever is set; what of that fails is said on stderr and changes
 * nothing. `tell`: letters and messages too. */
void run_ended(const struct config *config, struct db *db, const struct operation_run *run,
               bool tell);

void print_faults(const struct faults *faults);

/* The folder of backups: the argument, else the setting; NULL after saying so. */
const char *backup_folder_of(const struct config *config, int argument);

/* The scratch folder of a drill. */
const char *scratch_folder_of(const struct config *config, const char *folder);

#endif
