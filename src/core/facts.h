#ifndef TRUC_CORE_FACTS_H
#define TRUC_CORE_FACTS_H

/*
 * Facts (dữ kiện): the append-only rows that every measure counts. A service writes
 * them in the transaction of the change itself and never alters one; what turns
 * out differently is another fact. "As of T" means recorded_us <= T.
 */
#include "base/result.h"
#include "base/str.h"

struct db;

/* A dossier was received (status 2). due_us: its due date. */
#define FACT_DOSSIER_RECEIVED S("dossier.received")
/* Its clock stands still: waits for a supplement or a payment (status 5, 6). */
#define FACT_DOSSIER_PAUSED S("dossier.paused")
/* Its clock runs again, or its due date was changed. due_us: the due date from now on. */
#define FACT_DOSSIER_RESUMED S("dossier.resumed")
/* Processing ended, once a dossier (db.unique otherwise): status 9, 7 or 8, whichever is first;
 * handing over is not another end. due_us: the due date then in force; detail: below. A dossier
 * that was never received (withdrawn or refused at status 1) has no facts. */
#define FACT_DOSSIER_FINISHED S("dossier.finished")
/* The result of a dossier carries the leader's signature and the agency's seal, and the stored
 * bytes passed validation: write it only then. happened_us: the trusted signing time. */
#define FACT_RESULT_SIGNED S("result.signed")
/* A result that was counted no longer holds (signature found invalid, result withdrawn). */
#define FACT_RESULT_VOIDED S("result.voided")

/* detail of FACT_DOSSIER_FINISHED */
#define FINISHED_WITH_RESULT S("result")     /* of a procedure that gives a result */
#define FINISHED_WITHOUT_RESULT S("none")    /* of a procedure that gives none */
#define FINISHED_WITHDRAWN S("withdrawn")    /* status 7 */
#define FINISHED_STOPPED S("stopped")        /* status 8, with form 05 */

struct fact {
    struct str kind;
    struct str object;   /* fact_dossier(): never a name, a number of a person or a code */
    struct str subject;  /* code of the procedure, "" where there is none */
    struct str detail;   /* by kind, "" where there is none */
    int64_t agency_id;   /* the agency that the fact counts for, as of that day */
    int64_t happened_us;
    int64_t recorded_us; /* now */
    int64_t due_us;      /* 0: none */
};

/* "dossier:12" */
struct str fact_dossier(struct arena *arena, int64_t dossier_id);

/* Inside the caller's write transaction. CONFLICT "db.unique" for a second FINISHED. */
struct result fact_add(struct db *db, struct arena *arena, struct fact fact);

/* Says of the result of a dossier, where it was counted, that it holds no longer, or again; nothing
 * where the last fact says so already. Inside the caller's write transaction. */
struct result fact_result_holds(struct db *db, struct arena *arena, struct str object,
                                int64_t now_us, bool holds);

#endif
