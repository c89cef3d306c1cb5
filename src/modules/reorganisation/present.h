#ifndef TRUC_MODULES_REORGANISATION_PRESENT_H
#define TRUC_MODULES_REORGANISATION_PRESENT_H

/* From decisions to what pages, papers and files say. */
#include "modules/reorganisation/views.h"

struct reorganisation_engine engine_of(struct request *request);

/* Everything the page of a decision shows, by its state. */
struct result present_decision(struct request *request, const struct decision *decision,
                               struct decision_view *view);

#endif
