#ifndef TRUC_MODULES_OPERATION_REJOIN_H
#define TRUC_MODULES_OPERATION_REJOIN_H

/*
 * A database that was set back, and the published log that went on meanwhile. Others hold its
 * checkpoints: it can neither be shortened nor told differently. So the leaves that the database
 * lost are taken from the log into it, as rows that say nothing (like erased ones), and the log
 * goes on behind them; one evidence row tells how many they are.
 */
#include "db/db.h"

struct rejoin_report {
    int64_t before; /* leaves under the checkpoint that the database knew */
    int64_t after;  /* under the checkpoint of the log */
    int64_t lost;   /* rows of the database that are gone: leaves without a record */
};

/* `log` is the folder of the surviving log with its vkey; the caller puts it in the place of the
 * restored one. Opens a transaction of its own. CORRUPT "log.forked" where the log is not the
 * continuation of what the database knows, and the failures of tlog_verify. Nothing happens where
 * the log has not gone on. */
struct result operation_rejoin(struct db *db, struct arena *arena, const char *log, int64_t now_us,
                               struct rejoin_report *report);

#endif
