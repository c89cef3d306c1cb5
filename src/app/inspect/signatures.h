#ifndef TRUC_APP_INSPECT_SIGNATURES_H
#define TRUC_APP_INSPECT_SIGNATURES_H

/* What the signatures of a file are worth, going by the evidence on descriptor 2. */
#include "base/str.h"

_Noreturn void signatures_report(struct arena *arena, struct str bytes);

#endif
