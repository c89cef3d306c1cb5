#ifndef TRUC_MODULES_AUDIT_FIND_H
#define TRUC_MODULES_AUDIT_FIND_H

/* Questions to the evidence log. Newest first, a page at a time, over indexed columns only. */
#include "base/result.h"
#include "core/identity.h"
#include "modules/audit/queries.h"

/* The place behind which a page begins; both at their most: at the newest. */
struct audit_cursor {
    int64_t us;
    int64_t id;
};
#define AUDIT_NEWEST ((struct audit_cursor){INT64_MAX, INT64_MAX})
/* "1795399200000000.17" and back; false on anything else. */
bool audit_cursor_parse(struct str text, struct audit_cursor *out);

struct audit_ask {
    struct str object; /* "dossier:12": what was done to it and who was shown it; "": anything */
    struct str actor;  /* "account:7"; "": anybody */
    struct str kind;   /* "read"; "": everything */
    int64_t agency_id; /* of the act; 0: all */
    int64_t from_us;
    int64_t to_us;     /* half-open */
    struct audit_cursor before;
    int64_t most;
};

/* Where the rows asked for end: the cursor narrows the days. */
int64_t audit_end_of(const struct audit_ask *ask);

struct audit_entry {
    int64_t id;
    struct str kind;
    struct str object; /* "" once erased, or where a screen showed several */
    struct str actor;
    int64_t agency_id;
    int64_t recorded_us;
    struct str record; /* its first 4000 characters */
    bool has_leaf_index;
    int64_t leaf_index;
};

struct audit_entries {
    struct audit_entry *items;
    size_t count;
    bool more; /* there are older ones */
};

struct result audit_find(struct db *db, struct arena *arena, const struct audit_ask *ask,
                         struct audit_entries *out);

/* What people did on the days on which they held the role; ask->actor is left aside. */
struct result audit_find_role(struct db *db, struct arena *arena, const struct audit_ask *ask,
                              enum role role, struct audit_entries *out);

/* A row of which everything is known. NOT_FOUND "audit.none". */
struct evidence_row;
struct result audit_row(struct db *db, struct arena *arena, int64_t id, struct evidence_row *out);

#endif
