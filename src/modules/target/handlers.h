#ifndef TRUC_MODULES_TARGET_HANDLERS_H
#define TRUC_MODULES_TARGET_HANDLERS_H

#include "web/web.h"

struct result target_list(struct request *request);
struct result target_measure(struct request *request);
/* {id} of a measure, or "tat-ca" for all figures. */
struct result target_csv(struct request *request);
struct result target_json(struct request *request);

/* Level, agency and instant that the request asks for. NOT_FOUND for an agency that is none. */
struct filter_view;
struct measure_scope;
struct result target_scope(struct request *request, struct measure_scope *scope,
                           struct filter_view *filter);

#endif
