#ifndef TRUC_MODULES_ORGANISATION_IMPORT_H
#define TRUC_MODULES_ORGANISATION_IMPORT_H

/*
 * Files of agencies, posts or people. A file is read whole; every row that cannot be done gets its
 * line, its column and what to do. It is applied whole or not at all; what is there already is
 * left alone, so the same file may come again.
 */
#include "core/csv.h"
#include "core/service.h"

enum { IMPORT_COLUMNS_MAX = 14, IMPORT_PROBLEMS_MAX = 200, IMPORT_BYTES_MAX = 1 << 20 };

struct import_column {
    const char *heading; /* msgid; found folded, in any order */
    bool required;       /* the column, and a value in each row */
};

struct import;

struct import_kind {
    const char *code;  /* "co-quan": in addresses */
    const char *title; /* msgid */
    struct import_column columns[IMPORT_COLUMNS_MAX];
    size_t column_count;
    struct result (*row)(struct import *import);
};

extern const struct import_kind import_agencies;
extern const struct import_kind import_posts;
extern const struct import_kind import_people;
/* NULL where there is none. */
const struct import_kind *import_kind_find(struct str code);

struct import_problem {
    size_t line;
    const char *heading; /* of the column; NULL: the whole row */
    struct str value;
    const char *message; /* msgid */
};

struct import_report {
    int64_t rows;
    int64_t made;
    int64_t changed;
    int64_t same;
    int64_t problem_count; /* all; the first IMPORT_PROBLEMS_MAX stand in `problems` */
    struct import_problem *problems;
};

enum import_outcome { IMPORT_SAME, IMPORT_MADE, IMPORT_CHANGED, IMPORT_LATER };

/* One run; `row` reads cells and says what came of them. */
struct import {
    struct service_context *ctx;
    const struct import_kind *kind;
    struct import_report *report;
    size_t place[IMPORT_COLUMNS_MAX]; /* cell of each column; SIZE_MAX: not in the file */
    const struct csv_row *at;
    enum import_outcome outcome;
    int64_t done;     /* rows */
    int64_t grown_at; /* after so many the database looks again how large it is */
    bool incomplete; /* a cell is missing: the row is read for other problems, and not done */
    bool last_round; /* what a row waits for will not come */
};

/* The cell of a column; empty where it is not in the file. */
struct str import_cell(const struct import *import, size_t column);
/* "1/7/2025" or "2025-07-01" as the latter; false otherwise. */
bool import_day(struct arena *arena, struct str text, struct str *day);
/* Notes a problem of the row. */
struct result import_refuse(struct import *import, size_t column, const char *message);
enum { IMPORT_WHOLE_ROW = IMPORT_COLUMNS_MAX };
/* A refusal of core becomes a problem of the row; anything else ends the run. */
struct result import_judge(struct import *import, size_t column, struct result outcome);

/* Reads and does every row inside the caller's write transaction. The report counts what was done
 * and what could not; with problems the caller rolls back. Fails only when the database does. */
struct result import_run(struct service_context *ctx, const struct import_kind *kind,
                         struct str bytes, struct import_report *report);

/* The report as JSON, and back. */
struct str import_report_json(struct arena *arena, const struct import_report *report);
struct result import_report_read(struct arena *arena, struct str json,
                                 struct import_report *report);

#endif
