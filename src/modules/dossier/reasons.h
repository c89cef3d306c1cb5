#ifndef TRUC_MODULES_DOSSIER_REASONS_H
#define TRUC_MODULES_DOSSIER_REASONS_H

/*
 * Coded reasons with a ready sentence each (NĐ 61/2018/NĐ-CP Điều 17: reasons are given, and all
 * at once). A reason is always a code and a text; the sentence stands where none was written.
 */
#include "base/str.h"

struct reason {
    const char *code;
    const char *label;    /* msgid, for the clerk */
    const char *sentence; /* msgid, for the citizen */
};

/* For form 02; the last row is {0}. */
extern const struct reason supplement_reasons[];
/* For form 03; the last row is {0}. */
extern const struct reason refusal_reasons[];

/* NULL where the list has no such code. */
const struct reason *reason_find(const struct reason *list, struct str code);

#endif
