#ifndef TRUC_CORE_CALENDAR_DAYS_H
#define TRUC_CORE_CALENDAR_DAYS_H

/*
 * The node's working calendar as its table says: public holidays, days in lieu
 * and make-up days, each with the act behind it.
 */
#include "core/calendar.h"

struct db;

/* The default sessions with all days of table calendar_day; lives in the arena. */
struct result calendar_load(struct db *db, struct arena *arena, struct calendar *out);

/* One row of the table: a day that is not what its weekday says. */
struct calendar_entry {
    struct str day; /* YYYY-MM-DD */
    bool works;     /* make-up day */
    struct str name;
    struct str act;
    bool stands;    /* false: taken away */
};
struct calendar_entries {
    struct calendar_entry *items; /* by day */
    size_t count;
};
/* From a day up to, not including, another. */
struct result calendar_between(struct db *db, struct arena *arena, struct str from,
                               struct str to, struct calendar_entries *out);
/* Writes or takes away one, inside the caller's write transaction. */
struct result calendar_change(struct db *db, struct arena *arena, struct calendar_entry entry);

/* Writes the days of a file {"days":[{"day","works","name","act"}]} inside the caller's write
 * transaction; a day that is there already is overwritten, one that an administrator changed is
 * not. INVALID "calendar.file", `problem` names
 * the day. `changed` counts the days that were not so before; may be NULL. */
struct result calendar_import(struct db *db, struct arena *arena, struct str text,
                              int64_t *changed, struct str *problem);

#endif
