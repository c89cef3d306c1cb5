#ifndef TRUC_MODULES_OPERATION_VIEWS_H
#define TRUC_MODULES_OPERATION_VIEWS_H

#include "modules/operation/state.h"
#include "web/chrome.h"

/* One thing to look after, with its figure. */
struct operation_line {
    struct str name;
    struct str figure; /* large */
    struct str more;   /* small: when, how much */
    enum standing standing;
    const char *message; /* msgid */
    struct str more_at;  /* address of the rows behind the figure, or empty */
};

struct operation_past {
    struct str what;
    bool good;
    int64_t ended_us;
    struct str took;
    struct str figures;
    struct str detail;
};

struct operation_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct str headline;
    struct operation_line *lines;
    size_t line_count;
    struct operation_past *past;
    size_t past_count;
    struct job_parked *parked;
    size_t parked_count;
    bool may_retry;
    struct str program;
    struct str migration;
    int64_t migrated_us;
    struct str folder; /* of backups; empty: none set */
};

#endif
