#ifndef TRUC_SIGN_PATHS_H
#define TRUC_SIGN_PATHS_H

/* The certificate paths that the validity of a document rests on. For sign/ only. */
#include "sign/validation_data.h"

enum { PATHS_MAX = 128 };

struct path_asked {
    struct str certificate; /* where it starts, DER */
    enum chain_use use;
    int64_t at_us; /* the instant at which it must hold */
};
struct path_list {
    struct path_asked *items;
    size_t count;
};

void path_add(struct arena *arena, struct path_list *list, struct path_asked path);
/* Of the signer and of the timestamps inside the signature. */
void paths_of_signature(const struct evidence_set *evidence,
                        const struct report_signature *signature, struct path_list *out);
void path_of_stamp(const struct evidence_set *evidence, const struct report_timestamp *stamp,
                   struct path_list *out);
/* Adds the certificates of the path and the best proof of each one's status. */
void path_proofs(const struct evidence_set *evidence, const struct path_asked *asked,
                 struct validation_data *out);

#endif
