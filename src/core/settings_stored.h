#ifndef TRUC_CORE_SETTINGS_STORED_H
#define TRUC_CORE_SETTINGS_STORED_H

/*
 * Settings that administrators changed: rows "setting:NAME" of table configuration, put over file
 * and environment. A process looks once a second whether there is something new.
 */
#include "core/settings.h"

struct db;

struct settings_watch {
    struct settings *settings; /* of this process */
    struct arena *arena;       /* outlives them */
    int64_t last_id;           /* of the changes taken up */
    int64_t looked_us;         /* clock_monotonic_us */
    bool started;              /* SETTING_START rows stay as they are from now on */
};

/* Takes up what is stored; the first call also what counts from the start. *changed: something is
 * new. A stored value that no longer fits its row is left aside. */
struct result settings_watch_look(struct settings_watch *watch, struct db *db,
                                  struct arena *scratch, bool *changed);
/* The same, at most once a second. */
struct result settings_watch_tick(struct settings_watch *watch, struct db *db,
                                  struct arena *scratch, bool *changed);

#endif
