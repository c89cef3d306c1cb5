#ifndef TRUC_MODULES_REORGANISATION_VIEWS_H
#define TRUC_MODULES_REORGANISATION_VIEWS_H

/* What the pages of decisions show. */
#include "modules/reorganisation/service.h"
#include "web/chrome.h"

struct list_row {
    int64_t id;
    struct str number;
    struct str title;
    struct str effective_on;
    int64_t operations;
    struct str state;
};
struct list_view {
    struct chrome chrome;
    const struct list_row *rows;
    size_t count;
    bool may_prepare;
};

/* One holding: what closing agencies have, what the others have, the sums. */
struct total_row {
    const char *title; /* msgid */
    enum holding_fate fate;
    int64_t leaving;
    int64_t standing;
    int64_t before;
    int64_t after;
    bool measured; /* `after` was counted in a trial or in the transaction itself */
};

/* One agency that the decision touches. */
struct agency_row {
    struct str name;
    struct str code;
    const char *fate; /* msgid */
    struct str heir;
    int64_t dossiers;
    int64_t people;
    int64_t drafts;
};

struct operation_row {
    int64_t place;
    const char *kind; /* msgid */
    struct str text;
};

struct progress_view {
    bool running;
    int64_t done;
    int64_t all;
    struct str what;
};

struct decision_view {
    struct chrome chrome;
    struct crumbs crumbs;
    decision_row row;
    bool may_prepare; /* and the state allows it */
    bool may_apply;
    bool may_withdraw;
    bool may_undo;
    bool draft;
    bool tried;
    bool measured; /* totals were counted, in a trial or for good */
    bool equal;    /* every sum before is the sum after */
    const struct total_row *totals;
    size_t total_count;
    const struct agency_row *agencies;
    size_t agency_count;
    const struct operation_row *operations;
    size_t operation_count;
    const struct plan_conflict *conflicts;
    size_t conflict_count;
    size_t blocking;
    struct progress_view progress;
    struct str took; /* "2,4" seconds */
};

struct edit_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    int64_t id; /* 0: a new one */
    struct field_view number;
    struct field_view title;
    struct field_view decided_on;
    struct field_view effective_on;
};

struct part_view {
    struct field_view code;
    struct str words_name;
    struct str list_name;
    struct str words;
    struct str list;
};

/* The form of one operation; which fields it has is up to its kind. */
struct operation_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    int64_t id;
    enum reorganisation_kind kind;
    const char *kind_code;
    const char *heading; /* msgid */
    const char *problem; /* msgid or NULL */
    struct field_view code;
    struct str sources; /* codes, one a line */
    const struct field_view *properties;
    size_t property_count;
    const struct part_view *parts;
    size_t part_count;
    const struct agency *agencies; /* for the list under the code fields */
    size_t agency_count;
};

struct load_view {
    struct chrome chrome;
    struct crumbs crumbs;
    int64_t id;
    const char *problem; /* msgid or NULL */
    int64_t line;
    struct str about;
};

/* Before what cannot simply be undone. */
struct confirm_view {
    struct chrome chrome;
    struct crumbs crumbs;
    struct error_view errors;
    decision_row row;
    bool undo;
    bool at_once;
    struct field_view number; /* of the counter-decision */
    const struct preview_holding *newer;
    size_t newer_count;
    const char *problem; /* msgid or NULL */
    int64_t seen;        /* the revision that was previewed */
    bool stale;          /* and it is another by now */
};

#endif
