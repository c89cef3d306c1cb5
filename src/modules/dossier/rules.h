#ifndef TRUC_MODULES_DOSSIER_RULES_H
#define TRUC_MODULES_DOSSIER_RULES_H

/*
 * Decisions about dossiers that need nothing but their arguments: no database,
 * clock or file.
 */
#include "modules/dossier/dossier.h"

/* The words of status 5 once the citizen has sent what was asked for and the desk looks at it. */
const struct dossier_status_text *dossier_completed_text(void);

/* True when a dossier may go from one status to the other (domain reference, section 3). */
bool dossier_may_change(enum dossier_status from, enum dossier_status to);

/* True in the statuses from which nothing more happens: 3, 7, 8, 10. */
bool dossier_is_closed(enum dossier_status status);

/* "H19.62-261123-0027": unit code, local receipt date, serial of the day (≥ 1, padded to 4 digits,
 * longer past 9999; TT 01/2018/TT-VPCP article 19). */
struct str dossier_code(struct arena *arena, struct str agency_code, int64_t day, int64_t serial);

/* A code as people type it (spaces for dots and hyphens, any case) in its written form. Text that
 * cannot be one stays as it is, upper-cased. */
struct str dossier_code_tidy(struct arena *arena, struct str typed);

/* Fee of `copies` copies at `each_vnd`, or 0 for an exempt person. */
int64_t dossier_fee_vnd(int64_t each_vnd, int64_t copies, bool exempt);

/* The number that follows on a cash receipt's: the digits at its end counted up, as wide as they
 * were ("BL-0099" → "BL-0100"). Empty for one that ends otherwise, or in more than 15 digits. */
struct str dossier_receipt_after(struct arena *arena, struct str number);

/* Number of a paper form: "02/H19.62-261123-0027". */
struct str dossier_form_symbol(struct arena *arena, int64_t form_number, struct str code);

/* What the search column holds: code, name and numbers, lower case, without marks. */
struct str dossier_search_text(struct arena *arena, struct str code, struct str name,
                               struct str identifier, struct str phone);

/* "%tran van%" for a LIKE on the search column; wildcards typed by a person count as letters
 * that are left out. */
struct str dossier_search_pattern(struct arena *arena, struct str typed);

#endif
