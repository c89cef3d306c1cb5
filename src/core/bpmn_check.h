#ifndef TRUC_CORE_BPMN_CHECK_H
#define TRUC_CORE_BPMN_CHECK_H

/* Whether a process can be walked to its end; used by bpmn_parse alone. */
#include "core/bpmn.h"

/* INVALID "bpmn.structure", with the element and what is wrong in `problem`. */
struct result bpmn_refuse(struct arena *arena, struct str id, const char *what,
                          struct str *problem);

/* Checks the rules that bpmn_parse promises and sets bpmn->start. */
struct result bpmn_check(struct arena *arena, struct bpmn *bpmn, struct str *problem);

#endif
