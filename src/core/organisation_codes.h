#ifndef TRUC_CORE_ORGANISATION_CODES_H
#define TRUC_CORE_ORGANISATION_CODES_H

/*
 * Codes of agencies (mã định danh): the one in use, "H19.62" (QĐ 20/2020), and every other that an
 * agency has or had, "000.00.62.H19" (QCVN 102). A code belongs to an agency for some days and is
 * never taken apart: who stands where is in agency_version and agency_closure.
 */
#include "core/organisation.h"

enum { AGENCY_CODE_MAX = 35 };

enum code_form {
    CODE_QD20,    /* H37.DN.001 */
    CODE_QCVN102, /* 000.00.19.H26 */
    CODE_ODD,     /* vxp.saas.03: in use, kept, warned about */
    CODE_BAD      /* empty, longer than AGENCY_CODE_MAX, or not of letters, digits . - _ */
};
enum code_form agency_code_form(struct str code);
/* "qd20", "qcvn102", "other": the scheme in the database. */
const char *agency_code_scheme(enum code_form form);
/* Technical and test units (W00), which nobody picks. */
bool agency_code_hidden(struct str code);

/*
 * The agency in force on `on` that a code leads to: the one that has the code that day; else the
 * one that had it last, or who carries on its work: then `redirected`. Codes of the
 * territory ("26221") lead to its people's committee.
 * NOT_FOUND "agency.unknown"; CONFLICT "agency.split" where the work passed to several, and
 * "agency.ended" where to nobody.
 */
struct agency_by_any_code {
    struct agency agency;
    bool redirected;
};
struct result agency_find_code(struct db *db, struct arena *arena, struct str code, struct str on,
                               struct agency_by_any_code *out);

struct agency_code {
    struct str scheme;
    struct str code;
    struct str valid_from;
    struct str valid_to; /* empty: in force */
};
struct agency_code_list {
    struct agency_code *items;
    size_t count;
};
/* All that an agency has and had, the one of its versions too; by code. */
struct result agency_codes(struct db *db, struct arena *arena, int64_t id,
                           struct agency_code_list *out);

/* Inside the caller's write transaction. INVALID "code.form" for CODE_BAD; CONFLICT
 * "agency.code_taken" where another agency has it on that day or later. */
struct agency_code_new {
    int64_t agency_id;
    struct str code;
    struct str valid_from;
};
struct result agency_code_add(struct db *db, struct arena *arena, struct agency_code_new what);
/* NOT_FOUND "code.unknown". */
struct result agency_code_close(struct db *db, struct arena *arena, struct agency_code_new what);

#endif
