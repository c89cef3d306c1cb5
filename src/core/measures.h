#ifndef TRUC_CORE_MEASURES_H
#define TRUC_CORE_MEASURES_H

/*
 * Measures (chỉ tiêu): one definition that the public page, the exported data
 * and the command line read alike. A figure is two whole numbers that were
 * counted from fact rows, and opens exactly those rows. Definitions stand in a
 * module's measures.json; tools/measuregen.py makes the tables of this header.
 */
#include "base/i18n.h"
#include "base/result.h"
#include "base/str.h"

struct db;

enum measure_part {
    MEASURE_NUMERATOR,
    MEASURE_DENOMINATOR,
    MEASURE_DIFFERENCE /* rows of the denominator that the numerator leaves out */
};

/* "numerator", "denominator", "difference"; false for anything else. */
bool measure_part_parse(struct str text, enum measure_part *out);

/* What is counted: agencies and time. */
struct measure_scope {
    int64_t agency_id; /* with all below it on the day of the event; 0: everybody */
    int64_t level;     /* of the agency on that day: 2 province, 4 commune; 0: every level */
    int64_t as_of_us;  /* facts recorded until then, this instant included */
    int64_t from_us;   /* begin of the window: set by the functions below */
};

/* Which rows. */
struct measure_ask {
    struct measure_scope scope;
    enum measure_part part;
    int64_t most;
    int64_t skip;
};

/* A row behind a figure. It carries no code and no person: `ref` is a random name that the row has
 * in public and nowhere else. */
struct measure_row {
    struct str ref;
    struct str agency_code; /* as on that day */
    struct str agency_name;
    int64_t level;
    int64_t happened_us; /* 0: not finished yet */
    int64_t due_us;      /* 0: none */
    int64_t signed_us;   /* 0: no valid signed result */
    bool counts;         /* in the numerator */
};

struct measure_rows {
    struct measure_row *items;
    size_t count;
};

/* The counts of one agency. */
struct measure_tally {
    int64_t agency_id;
    struct str agency_code;
    struct str agency_name;
    int64_t level;
    int64_t numerator;
    int64_t denominator;
};

struct measure_tallies {
    struct measure_tally *items; /* by agency code */
    size_t count;
};

struct measure_text {
    const char *vi;
    const char *en;
};

enum measure_window { MEASURE_YEAR, MEASURE_STOCK, MEASURE_DAYS90 };

struct measure_target {
    int level; /* 0: all */
    int year;
    int percent;
    bool above; /* strictly more than (T9) */
};

/* One definition; the last row of a table is {0}. */
struct measure {
    const char *id; /* "T1b" */
    int version;
    struct measure_text group; /* content area of the programme */
    struct measure_text name;
    struct measure_text law;
    struct measure_text owner;
    struct measure_text unit;        /* what is counted: "hồ sơ" */
    struct measure_text numerator;   /* the formula in words */
    struct measure_text denominator;
    struct measure_text goal;        /* the target in words */
    enum measure_window window;
    const struct measure_target *targets; /* ends with year 0 */
    /* Both NULL where there is nothing to count yet: then nothing is shown but the formula. */
    struct result (*rows)(struct db *db, struct arena *arena, const struct measure_ask *ask,
                          struct measure_rows *out);
    struct result (*tally)(struct db *db, struct arena *arena, const struct measure_scope *scope,
                           struct measure_tallies *out);
};

static inline const char *measure_words(struct measure_text text, enum locale locale)
{
    return locale == LOCALE_EN ? text.en : text.vi;
}

/* By id, as written or in another case; NULL where there is none. */
const struct measure *measure_find(const struct measure *table, struct str id);
/* Whether anything is counted. */
static inline bool measure_is_live(const struct measure *measure) { return measure->tally != NULL; }

struct measure_figure {
    int64_t numerator;
    int64_t denominator;
    bool has_value;      /* false for a denominator of zero: then there is no ratio at all */
    int64_t hundredths;  /* per cent × 100, rounded half up, for display only */
    bool has_target;
    struct measure_target target; /* of the scope's level, newest year not after as_of, else next */
    bool met;            /* on whole numbers, never on the rounded ratio */
    int64_t missing;     /* how many more of the same denominator would meet it; 0 when met */
    struct measure_scope scope;
};

/* Begin of the window that ends at `as_of_us`. */
int64_t measure_from(const struct measure *measure, int64_t as_of_us);

struct measure_report {
    struct measure_figure figure;
    struct measure_tallies tallies; /* what each agency adds */
};

/* NOT_FOUND "measure.no_data" for a measure without data. */
struct result measure_show(struct db *db, struct arena *arena, const struct measure *measure,
                           struct measure_scope scope, struct measure_report *out);
/* The rows of a part, newest first. */
struct result measure_rows_of(struct db *db, struct arena *arena, const struct measure *measure,
                              struct measure_ask ask, struct measure_rows *out);

/* Pure: the figure of two counts. */
struct measure_figure measure_figure_of(const struct measure *measure, struct measure_scope scope,
                                        int64_t numerator, int64_t denominator);

/* "2026-11-23T15:41:00.000000+07:00": what CSV and JSON say, to the microsecond that decides. */
struct str measure_time(struct arena *arena, int64_t at_us);
/* An instant (RFC 3339) or a day, which means its last microsecond. */
bool measure_parse_as_of(struct str text, int64_t *at_us);
/* The rows as CSV (RFC 4180) with a header; the public file and the command's alike. */
struct str measure_csv(struct arena *arena, const struct measure_rows *rows);
/* One JSON object. */
struct str measure_json(struct arena *arena, const struct measure *measure,
                        const struct measure_report *report);

#endif
