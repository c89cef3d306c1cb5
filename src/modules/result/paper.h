#ifndef TRUC_MODULES_RESULT_PAPER_H
#define TRUC_MODULES_RESULT_PAPER_H

/* Makes the paper that will be signed out of what the dossier knows. Job worker only. */
#include "core/certificates.h"
#include "core/organisation.h"
#include "core/print/print.h"
#include "core/procedure.h"
#include "modules/dossier/dossier.h"

struct paper_order {
    const struct dossier_brief *dossier;
    const struct procedure *procedure;
    const struct agency *agency;
    struct str superior;   /* place of the agency above; may be empty */
    const struct agency_leader *leader;
    struct str origin;     /* public address of the site */
    int64_t now_us;
};

struct paper {
    struct str pdf;
    struct str paragraphs; /* what it says, a JSON array of texts */
    struct str hand; /* drawing of the leader's hand, to be put where places.signature says */
    struct print_places places;
    struct str title;       /* of the document type */
    struct str number_mark; /* what stands behind its number */
};

struct result paper_make(struct arena *arena, const struct paper_order *order, struct paper *out);

/* "Phú Hoà" for the place "xã Phú Hoà" of kind "xã". */
struct str paper_short_place(const struct agency *agency);

#endif
