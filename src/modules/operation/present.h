#ifndef TRUC_MODULES_OPERATION_PRESENT_H
#define TRUC_MODULES_OPERATION_PRESENT_H

/* State into what the page shows. */
#include "modules/operation/service.h"
#include "modules/operation/views.h"
#include "modules/result/result.h"

struct crumbs present_crumbs(struct request *request);
void present_lines(struct request *request, const struct operation_state *state,
                   const struct issued_pending *pending, struct operation_view *view);
void present_past(struct request *request, const struct operation_runs *runs,
                  struct operation_view *view);

#endif
