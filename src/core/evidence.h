#ifndef TRUC_CORE_EVIDENCE_H
#define TRUC_CORE_EVIDENCE_H

/*
 * Evidence (chứng cứ): what was done and who looked, each a leaf of the node's
 * tamper-evident log. The record and a random salt stay in the database; the
 * log holds only SHA-256(salt || record), so that erasing the two leaves the
 * log verifiable and silent. core/sequencer.h turns rows into the log.
 */
#include "base/crypto.h"
#include "base/result.h"
#include "base/str.h"

struct db;
struct grant; /* core/identity.h */

enum { EVIDENCE_SALT = 16 };

struct evidence {
    struct str kind;   /* "dossier.submitted": module.verb */
    struct str object; /* "dossier:12" */
    struct str actor;  /* actor_mark(): "account:7", "citizen", "system"; "stranger" */
    int64_t agency_id; /* 0: none */
    struct str data;   /* JSON object of hashes and values, or ""; nothing personal twice */
    /* The grant under which it was done. One of another's post puts both names into the record and
     * the act into the list of what was done in that name. NULL: one's own right. */
    const struct grant *authority;
};

/* Writes the row inside the caller's write transaction: the change and its evidence stand or
 * fall together. INVALID "evidence.data" when data is not a JSON object. */
struct result evidence_add(struct db *db, struct arena *arena, int64_t now_us,
                           struct evidence evidence);

/* Who read personal data on which screen, for what, of whom. */
struct evidence_reading {
    struct str actor;
    struct str screen;         /* "dossier.view" */
    struct str purpose;        /* "xử lý hồ sơ" */
    int64_t agency_id;
    const struct str *objects; /* what was shown: "dossier:12" … */
    size_t object_count;
    const struct grant *authority; /* as in struct evidence; no act in that name, only both names */
};

/* A reading ready to be stored; lives in the arena it was made in. */
struct evidence_sealed {
    int64_t now_us;
    struct evidence evidence;
    struct str salt;
    struct str record;
    struct sha256 leaf;
    struct str objects; /* JSON array */
};
struct result evidence_reading_seal(struct arena *arena, int64_t now_us,
                                    struct evidence_reading reading, struct evidence_sealed *out);

/* Records what so many screens show, durably, in one transaction of its own, before the first byte
 * leaves. A failure here means: show none of the pages. */
struct result evidence_readings_store(struct db *db, struct arena *arena,
                                      const struct evidence_sealed *const *readings, size_t count);
/* Takes what the oldest readings showed, at most `most` of them, over into the index by object;
 * *taken: how many. Inside the caller's write transaction. */
enum { EVIDENCE_BUNDLE = 50 };
struct result evidence_readings_take(struct db *db, struct arena *arena, int64_t most,
                                     size_t *taken);
/* The two for one screen. */
struct result evidence_reading_add(struct db *db, struct arena *arena, int64_t now_us,
                                   struct evidence_reading reading);

/* One row of the log as the database holds it. */
struct evidence_row {
    int64_t id;
    struct str kind;
    struct str object;
    struct str actor;
    int64_t agency_id;
    int64_t recorded_us;
    struct str salt;     /* empty once erased */
    struct str record;   /* canonical JSON; empty once erased */
    struct str leaf;     /* 32 bytes: the entry of the log */
    bool has_leaf_index; /* false until the sequencer has seen it */
    int64_t leaf_index;
};

/* Rows about an object, oldest first. */
struct result evidence_of(struct db *db, struct arena *arena, struct str object,
                          struct evidence_row **rows, size_t *count);
/* The newest row of a kind about an object. NOT_FOUND. */
struct result evidence_last(struct db *db, struct arena *arena, struct str kind,
                            struct str object, struct evidence_row *row);

/* Rows of either kind that stand in the log behind `after` (-1: from the beginning), in its order:
 * whoever follows them misses none. */
struct evidence_walk {
    int64_t after;
    struct str kind;
    struct str or_kind;
    int64_t most;
};
struct result evidence_in_log(struct db *db, struct arena *arena, struct evidence_walk walk,
                              struct evidence_row **rows, size_t *count);

/* Forgets salt, record, object and actor of an object's rows: the leaves stay, and say nothing.
 * Inside the caller's write transaction; answers how many rows. */
struct result evidence_erase(struct db *db, struct arena *arena, struct str object,
                             int64_t *erased);

/* The name of the absent person in whose name a record says it was done; empty: in nobody's. */
struct str evidence_behalf(struct arena *arena, struct str record);

/* The entry of the log for a record: SHA-256(salt || record). */
struct sha256 evidence_leaf(struct str salt, struct str record);

#endif
