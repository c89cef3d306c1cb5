#ifndef TRUC_CORE_CONFIGURATION_H
#define TRUC_CORE_CONFIGURATION_H

/*
 * Configured objects: settings, calendar days, targets, roles and whatever else an administrator
 * changes. Each change is a dated row and a piece of evidence with what was before, what is now
 * and why, in the caller's transaction. Values are JSON; "null" says that there is none.
 */
#include "base/result.h"
#include "base/str.h"

struct actor;
struct db;

struct configuration_change {
    const struct actor *actor; /* NULL: the program itself */
    struct str object;         /* ASCII, "setting:site.hotline" */
    struct str before;         /* JSON that the person saw; "" means "null" */
    struct str after;          /* JSON; "" means "null" */
    struct str reason;         /* as the person wrote it; the legal source belongs here too */
};

/* Inside the caller's write transaction. INVALID "configuration.reason" without a reason,
 * "configuration.json" where a value is no JSON; CONFLICT "configuration.same" where nothing would
 * change, "configuration.raced" where somebody has changed the object since `before` was read.
 * Evidence: kind "configuration.changed", data {"after","before","reason"}. */
struct result configuration_change(struct db *db, struct arena *arena, int64_t now_us,
                                   struct configuration_change change);

/* The value that held at an instant; before the first change, what that change replaced. Empty
 * where the object was never changed: the default holds. */
struct result configuration_at(struct db *db, struct arena *arena, struct str object,
                               int64_t at_us, struct str *value);

/* One change. */
struct configuration_row {
    struct str object;
    struct str before;
    struct str value;
    int64_t changed_us;
    struct str actor; /* "account:7" */
    struct str reason;
};

struct configuration_rows {
    struct configuration_row *items;
    size_t count;
};

/* All changes of an object, newest first. */
struct result configuration_history(struct db *db, struct arena *arena, struct str object,
                                    struct configuration_rows *out);
/* The newest changes of all objects of a kind ("setting"), newest first. */
struct result configuration_latest(struct db *db, struct arena *arena, struct str kind,
                                   int64_t most, struct configuration_rows *out);
/* What is in force of all objects of a kind, by name; `before` and `reason` are empty. */
struct result configuration_in_force(struct db *db, struct arena *arena, struct str kind,
                                     struct configuration_rows *out);

#endif
