#ifndef TRUC_CORE_PRIVACY_H
#define TRUC_CORE_PRIVACY_H

/*
 * What a person may know about the use of their data: every reading of it with unit, official,
 * purpose and time; and what kinds of records are kept how long. Readings are written by
 * core/evidence.h and found here by the objects they showed.
 */
#include "base/result.h"
#include "base/str.h"

struct db;

/* Why a page reads personal data: every word that respond_reads may be given. */
struct purpose {
    const char *code;  /* "dossier.view" */
    const char *name;  /* why, for the person concerned; msgid */
    const char *shown; /* what the reader saw; msgid */
};
const struct purpose *purpose_table(size_t *count);
/* The last row, "other", for a word that is not there. */
const struct purpose *purpose_find(struct str code);

/* One reading of something about a person. */
struct reading {
    int64_t evidence_id;
    int64_t recorded_us;
    struct str object; /* which of the objects asked for: "dossier:12" */
    struct str actor;  /* "account:7", "citizen:3", "citizen" */
    bool official;     /* false: the person, or somebody with the address of the page */
    int64_t agency_id;
    struct str agency_name; /* on that day */
    struct str name;        /* of the official: "Trần Hữu Lộc thay mặt Mai Thị Ngọc Diễm" */
    struct str behalf;      /* of the absent person for whom it was; empty: nobody */
    struct str title;       /* the post on that day; may be empty */
    const struct purpose *purpose;
};
struct reading_list {
    struct reading *items; /* newest first */
    size_t count;
    bool more;
};

struct reading_filter {
    const struct str *objects; /* what belongs to the person */
    size_t object_count;
    int64_t before_id; /* evidence id of the last line of the page before; 0: the first page */
    size_t most;
    bool everybody;    /* also the person's own readings */
};
/* A screen that showed several of the objects is one line. */
struct result privacy_readings(struct db *db, struct arena *arena,
                               const struct reading_filter *filter, struct reading_list *out);

/* One reading, if it showed one of the objects; NOT_FOUND "privacy.no_reading" otherwise. */
struct result privacy_reading(struct db *db, struct arena *arena, int64_t evidence_id,
                              const struct reading_filter *filter, struct reading *out);

/* Kinds of records with a time limit (table retention_rule), in the order of the table. */
struct retention_kind {
    const char *code;  /* "draft" */
    const char *title; /* msgid */
};
const struct retention_kind *retention_kinds(size_t *count);

#endif
