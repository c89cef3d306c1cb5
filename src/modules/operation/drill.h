#ifndef TRUC_MODULES_OPERATION_DRILL_H
#define TRUC_MODULES_OPERATION_DRILL_H

/*
 * The restore drill (diễn tập khôi phục): the newest backup is really restored,
 * into a scratch folder and, on PostgreSQL, a scratch database of the same
 * server; everything is compared, and the scratch is thrown away.
 */
#include "modules/operation/operation.h"
#include "modules/operation/restore.h"

struct drill_request {
    struct node_place node;
    const char *folder;  /* of the backups */
    const char *scratch; /* a folder that is made and removed */
    struct str program;
    int64_t now_us;
    struct operation_progress progress;
    /* Called on the restored copy before it is thrown away: what a rehearsal does with it. May be
     * NULL. */
    struct result (*then)(void *context, struct node_place copy, const struct manifest *manifest,
                          struct faults *faults);
    void *context;
};

struct drill_report {
    struct operation_run run; /* kind "drill"; good or not, with its sentence in detail */
    struct faults faults;
};

/* Fills in the report, which says itself how it went. `db` is the node's own: the hash of the
 * manifest that was recorded when the backup was made must still be the manifest's. */
void drill_run(struct db *db, struct arena *arena, const struct drill_request *request,
               struct drill_report *report);

#endif
