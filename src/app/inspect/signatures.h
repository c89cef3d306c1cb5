#ifndef TRUC_APP_INSPECT_SIGNATURES_H
#define TRUC_APP_INSPECT_SIGNATURES_H

/* What the signatures of a PDF are worth, going by the certificates on descriptor 2. */
#include "base/str.h"

_Noreturn void signatures_to_json(struct arena *arena, struct str pdf);

#endif
