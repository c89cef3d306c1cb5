#ifndef TRUC_CORE_PROCEDURE_H
#define TRUC_CORE_PROCEDURE_H

/*
 * A procedure (thủ tục hành chính) and its versions: names, fee, limit, form,
 * process and law as data. A dossier keeps the version it was started under.
 * Files stand in data/procedures/<code>/: procedure.json, form.json, process.bpmn
 * (docs/guide/procedures.md).
 */
#include "base/json.h"
#include "base/result.h"
#include "core/calendar.h"
#include "core/forms.h"

struct db;

struct fee_exemption {
    struct str code;  /* "nguoi_ngheo" */
    struct str name;  /* Vietnamese, for the clerk's list */
    struct str basis; /* the law that gives it */
};

/* Keys of the form whose answers fill columns of the dossier; empty where not bound. */
struct procedure_bindings {
    struct str applicant_name;
    struct str identifier;
    struct str phone;
    struct str copies;
};

struct procedure {
    int64_t version_id;
    int64_t number;            /* of the version, from 1 */
    struct str code;           /* "2.000635" */
    struct str name;           /* Vietnamese */
    struct str name_en;
    struct str result_name;    /* document type of the result, public */
    struct str result_name_en;
    struct str law;            /* the act behind this version */
    struct str valid_from;     /* YYYY-MM-DD */
    struct str form_set;       /* rule set of forms 01…07 */
    int64_t fee_vnd;           /* a copy */
    struct fee_exemption *exemptions;
    size_t exemption_count;
    struct limit limit;
    enum pause_policy pause;
    struct procedure_bindings bindings;
    const struct json *data;   /* the whole procedure.json, for the start page */
    const struct eform *form;
};

/* What these give lives as long as the arena; versions that were parsed are kept with the
 * connection. The version in force at `at_us`; NOT_FOUND "procedure.unknown". */
struct result procedure_current(struct db *db, struct arena *arena, struct str code, int64_t at_us,
                                struct procedure *out);
/* Any version, also one no longer in force; NOT_FOUND "procedure.unknown". */
struct result procedure_by_version(struct db *db, struct arena *arena, int64_t version_id,
                                   struct procedure *out);

/* The fee of `copies` copies, 0 when `exemption` names one of the procedure's. INVALID
 * "procedure.exemption" for one that it does not have. */
struct result procedure_fee(const struct procedure *procedure, int64_t copies,
                            struct str exemption, int64_t *vnd);

/* ---- finding ---- */

struct procedure_hit {
    struct str code;
    struct str name;
    struct str name_en;
};

struct procedure_hits {
    struct procedure_hit *items;
    size_t count;
};

/* Procedures in force with every word of `query`, or a word beginning with it, among their names
 * and keywords, typed with or without marks; where none has all, those with the most. Names with
 * the query as it was typed come first, then names with it without marks, then by how many of its
 * words the name has; each by the Vietnamese alphabet. An empty query gives all of them. */
struct result procedure_search(struct db *db, struct arena *arena, struct str query, int64_t at_us,
                               struct procedure_hits *out);

/* ---- bringing in ---- */

struct procedure_files {
    struct str procedure_json;
    struct str form_json;
    struct str process_bpmn;
};

/* Whether exactly these files are a version already; then nothing need be inspected. */
struct result procedure_is_known(struct db *db, struct arena *arena,
                                 const struct procedure_files *files, bool *known);

struct procedure_import {
    const struct procedure_files *files;
    struct str process_json;  /* process_bpmn as the inspector read it */
    int64_t version_id;       /* out */
    bool added;               /* out: false when this version was there already */
    struct str problem;       /* out: what is wrong and where, in the words of the file */
};

/* Brings in a version, inside the caller's write transaction. It is in force from the file's
 * valid_from; the one before ends there. Whatever the files ask for and we do not do is refused by
 * name: UNSUPPORTED or INVALID, with `problem`. */
struct result procedure_import(struct db *db, struct arena *arena, int64_t now_us,
                               struct procedure_import *import);

#endif
