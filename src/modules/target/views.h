#ifndef TRUC_MODULES_TARGET_VIEWS_H
#define TRUC_MODULES_TARGET_VIEWS_H

#include "core/organisation.h"
#include "modules/target/target.h"
#include "web/chrome.h"

/* A ratio as a drawn bar: every width is an SVG attribute. */
struct bar_view {
    const char *tone;      /* "is-ok", "is-bad" or "" */
    struct str label;      /* for those who do not see it */
    struct str width;      /* "68.20%" */
    bool has_target;
    struct str target_at;  /* "80%" */
    struct str target;     /* "mục tiêu 80%" */
    const char *anchor;    /* of the target's text */
};

/* Figures of the last weeks, drawn only from what was recorded then. */
struct spark_view {
    bool drawn;
    const char *tone;
    struct str points; /* of the polyline */
    struct str label;
    struct str last_x;
    struct str last_y;
};

/* Which agencies, and what the links of the page carry on. */
struct filter_view {
    int64_t level; /* 0: all */
    struct str level_text; /* "4", or empty */
    int64_t agency_id; /* 0: all */
    struct str agency_code; /* empty: all */
    const struct agency *agencies;
    size_t agency_count;
};

enum target_verdict { VERDICT_MET, VERDICT_MISSED, VERDICT_NO_TARGET, VERDICT_NO_VALUE };

struct target_row {
    struct str id;
    struct str name;
    struct str counted; /* "14.031 trên 20.573 hồ sơ" */
    bool has_value;
    struct str percent; /* "68,2%" */
    struct bar_view bar;
    struct spark_view spark;
    enum target_verdict verdict;
};

/* What is not measured yet: words only. */
struct plan_row {
    struct str id;
    struct str name;
    struct str goal;
    struct str numerator;
    struct str denominator;
    struct str law;
};

struct plan_group {
    struct str name;
    struct plan_row *rows;
    size_t count;
};

struct targets_view {
    struct chrome chrome;
    struct str year;
    struct str measured_names; /* of what is measured, joined */
    int64_t live;
    int64_t all;
    int64_t met;
    int64_t missed;
    int64_t as_of_us;
    struct filter_view filter;
    const struct target_row *rows;
    size_t row_count;
    const struct plan_group *groups;
    size_t group_count;
};

enum target_tab { TAB_DIFFERENCE, TAB_NUMERATOR, TAB_DENOMINATOR, TAB_AGENCIES };

struct counted_row {
    struct str ref;
    struct str agency;
    int64_t happened_us; /* 0: not finished */
    int64_t due_us;      /* 0: none */
    struct str why;
    bool counts;
};

struct agency_row {
    struct str name;
    struct str code;
    int64_t numerator;
    int64_t denominator;
    bool has_value;
    struct str percent;
};

struct measure_view {
    struct chrome chrome;
    struct crumbs crumbs;
    const struct measure *measure;
    struct str id;
    struct str name;
    struct str unit;
    struct str numerator;
    struct str denominator;
    struct str goal;
    struct str law;
    struct str owner;
    bool live;
    struct measure_figure figure;
    int64_t difference;
    struct str percent;
    struct bar_view bar;
    struct str missing; /* sentence, empty where there is nothing to say */
    int64_t from_us;
    int64_t as_of_us;
    struct filter_view filter;
    enum target_tab tab;
    struct str part; /* of the tab, for the links */
    const struct counted_row *rows;
    size_t row_count;
    const struct agency_row *agencies;
    size_t agency_count;
    int64_t page; /* from 1 */
    int64_t pages;
};

#endif
