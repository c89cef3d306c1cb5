#ifndef TRUC_MODULES_OPERATION_OPERATION_H
#define TRUC_MODULES_OPERATION_OPERATION_H

/* Operation (vận hành): what was done to keep the node alive, and the page that shows it. */
#include "base/result.h"
#include "base/str.h"
#include "core/module.h"

struct db;

extern const struct module module_operation;

/* One backup, drill, rehearsal, upgrade, rollback or restore that has ended. */
struct operation_run {
    struct str kind; /* "backup", "drill", "rehearsal", "upgrade", "rollback", "restore" */
    bool good;
    int64_t began_us;
    int64_t ended_us;
    struct str place;   /* folder of the backup; may be empty */
    struct str program; /* version that did it */
    int64_t rows;       /* of all tables */
    int64_t files;
    int64_t bytes;      /* of the whole backup */
    int64_t new_bytes;  /* of it copied this time */
    int64_t log_size;   /* leaves under the checkpoint */
    struct str manifest_sha256;
    struct str detail;  /* what failed, or what the report says */
};

/* Writes the run and its evidence ("operation.<kind>") in a transaction of its own. */
struct result operation_record(struct db *db, struct arena *arena, const struct operation_run *run);

/* The newest run of a kind, and the newest that succeeded; *found tells whether there is one. */
struct result operation_last(struct db *db, struct arena *arena, struct str kind,
                             struct operation_run *run, bool *found);
struct result operation_last_good(struct db *db, struct arena *arena, struct str kind,
                                  struct operation_run *run, bool *found);

/* "Sao lưu", "Diễn tập khôi phục": msgid of a kind. */
const char *operation_word(struct str kind);

#endif
