#ifndef TRUC_MODULES_OPERATION_RESTORE_H
#define TRUC_MODULES_OPERATION_RESTORE_H

/*
 * A backup back into an empty place. Everything is laid out beside the data
 * folder, checked there, and takes its name in one step: what is killed before
 * has changed nothing, and the next run begins anew.
 */
#include "modules/operation/verify.h"

struct restore_request {
    struct str place;         /* a finished backup */
    /* `config` NULL: truc.conf of the backup is put into the data folder, naming the new places;
     * else it lies there as truc.conf.da-sao-luu. */
    struct node_place target;
    struct str vkey;          /* of the log, as the operator knows it; empty: the backup's own */
    bool signed_only;         /* an unsigned backup is refused */
    struct str passphrase;    /* opens keys.sealed; empty: the keys stay where they are */
    struct operation_progress progress;
};

struct restore_report {
    struct manifest manifest;
    struct str manifest_sha256;
    enum backup_signature signature;
    struct faults faults; /* what is damaged, file by file */
};

/*
 * CONFLICT "restore.not_empty" where the data folder or the database holds anything; UNSUPPORTED
 * "restore.engine" for another kind of database; UNAVAILABLE "backup.space"; CORRUPT
 * "restore.damaged" with the faults named, UNTRUSTED "backup.signature" or "restore.unsigned",
 * nothing restored.
 */
struct result restore_run(struct arena *arena, const struct restore_request *request,
                          struct restore_report *report);

#endif
