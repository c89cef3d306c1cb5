#ifndef TRUC_MODULES_REORGANISATION_IMPORT_H
#define TRUC_MODULES_REORGANISATION_IMPORT_H

/* Operations from a CSV file; the form of it stands in docs/guide/reorganising.md. */
#include "modules/reorganisation/reorganisation.h"

struct import_problem {
    const char *message; /* msgid */
    size_t line;
    struct str about; /* the cell */
};

/* INVALID with *problem filled in; reads no database. */
struct result operations_read(struct arena *arena, struct str csv,
                              struct reorganisation_operation **out, size_t *count,
                              struct import_problem *problem);

/* "C.1=Ấp Một|Ấp Hai; C.2": what comes out of a split, or goes into a merger. */
const struct reorganisation_part *parts_read(struct arena *arena, struct str text, size_t *count);

#endif
