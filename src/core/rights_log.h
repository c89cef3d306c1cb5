#ifndef TRUC_CORE_RIGHTS_LOG_H
#define TRUC_CORE_RIGHTS_LOG_H

/* A row of the view right_current as the evidence log holds it; what the members mean depends on
 * its kind (schema 0008). */
#include "core/rights.h"

struct right_state {
    int64_t one, other, number;
    struct str word, text, from, to, decision;
};

#endif
