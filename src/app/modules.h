#ifndef TRUC_APP_MODULES_H
#define TRUC_APP_MODULES_H

/* Every module of this program: the one list. */
#include "core/holding.h"
#include "core/jobs.h"
#include "core/module.h"
#include "core/settings.h"
#include "core/signable.h"
#include "web/router.h"

extern const struct module *const modules[];
extern const size_t module_count;

/* Over web's own routes, the program's and the modules'. */
struct router *modules_router(struct arena *arena);
/* The route tables themselves, for `truc routes`. */
const struct route *const *modules_route_tables(struct arena *arena, size_t *count);
/* Menu rows of all modules, by their order. */
const struct menu_item *modules_menu(struct arena *arena, size_t *count);
struct job_kinds modules_jobs(struct arena *arena);
/* What agencies hold: the modules' tables in their order, then core's. */
struct holding_list modules_holdings(struct arena *arena);
/* What may wait for a signature. */
struct signable_list modules_signables(struct arena *arena);
struct settings_tables modules_settings(struct arena *arena);

#endif
