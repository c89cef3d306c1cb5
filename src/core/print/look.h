#ifndef TRUC_CORE_PRINT_LOOK_H
#define TRUC_CORE_PRINT_LOOK_H

/* What signatures show on a paper of ours, in the places that it left for them: the picture that
 * somebody uploaded, or what the node draws. Job worker only. */
#include "core/print/print.h"
#include "sign/pdf_sign.h"

/* `hand` is a packed picture (sign/appearance.h) or the operators of print_hand. */
struct result look_hand(struct arena *arena, const struct print_places *places, struct str hand,
                        struct pdf_appearance *out);

/* Seal, number and date are one appearance, so that the leader's revision stays as it is. */
struct look_seal {
    struct str agency; /* in words: "Ủy ban nhân dân xã Phú Hoà" */
    struct str symbol; /* number of the paper */
    struct str place;
    int64_t dated_us;
    const struct pdf_image *picture; /* NULL: the node draws a specimen */
    int64_t size; /* of the picture on paper, tenths of a millimetre */
};
struct result look_seal(struct arena *arena, const struct print_places *places,
                        const struct look_seal *seal, struct pdf_appearance *out);

#endif
