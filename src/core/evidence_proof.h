#ifndef TRUC_CORE_EVIDENCE_PROOF_H
#define TRUC_CORE_EVIDENCE_PROOF_H

/* Where a row of evidence stands in the public log, with every link to the signed root checked. */
#include "core/evidence.h"

struct log_place {
    int64_t index;
    uint64_t size;      /* of the tree that proves it */
    size_t steps;       /* hashes between the entry and the root */
    struct str entry;   /* hex of the entry */
    struct str root;    /* hex */
    struct str key;     /* name of the log that signed */
    struct str receipt; /* c2sp.org/tlog-proof@v1 */
};

/* Record → leaf → proof → signed checkpoint; of an erased row only its place. CORRUPT
 * "evidence.leaf" where record and salt do not make the leaf; UNAVAILABLE "evidence.not_yet" while
 * no checkpoint covers the row; any other failure is a log that does not hold. `folder` is
 * data/log. */
struct result evidence_prove(struct db *db, struct arena *arena, const char *folder,
                             const struct evidence_row *row, struct log_place *place);

#endif
