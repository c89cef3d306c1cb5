#ifndef TRUC_CORE_PROCEDURE_READ_H
#define TRUC_CORE_PROCEDURE_READ_H

/* The two JSON files of a procedure version as structures; no database. */
#include "core/procedure.h"

/* Fills everything but version_id and number. INVALID "procedure.file" or UNSUPPORTED
 * "procedure.member", or what form_parse says; `problem` names the place. */
struct result procedure_read(struct arena *arena, struct str procedure_json, struct str form_json,
                             struct procedure *out, struct str *problem);

#endif
