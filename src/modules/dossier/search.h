#ifndef TRUC_MODULES_DOSSIER_SEARCH_H
#define TRUC_MODULES_DOSSIER_SEARCH_H

/* The module's own part of core/search.h. A dossier that moves to another agency takes its entry
 * along by itself (schema/0002_search.sql). */
#include "core/search.h"
#include "core/service.h"

/* After the dossier was sent or its answers changed, in the same transaction. */
struct result dossier_index(struct service_context *ctx, int64_t id);

extern const struct search_source dossier_searches[];

#endif
