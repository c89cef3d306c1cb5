#include "app/modules.h"

#include <stdlib.h>

#include "app/config.h"
#include "app/search_upkeep.h"
#include "app/status.h"
#include "modules/account/account.h"
#include "modules/appearance/appearance.h"
#include "modules/audit/audit.h"
#include "modules/certificate/certificate.h"
#include "modules/configuration/configuration.h"
#include "modules/citizen/citizen.h"
#include "modules/dossier/module.h"
#include "modules/evidence/evidence.h"
#include "modules/home/home.h"
#include "modules/operation/operation.h"
#include "modules/oidc/oidc.h"
#include "modules/organisation/organisation.h"
#include "modules/outbox/outbox.h"
#include "modules/reorganisation/reorganisation.h"
#include "modules/result/result.h"
#include "modules/rights/rights.h"
#include "modules/search/search.h"
#include "modules/security/security.h"
#include "modules/service/module.h"
#include "modules/signing/signing.h"
#include "modules/target/target.h"
#include "modules/verify/verify.h"

const struct module *const modules[] = {
    &module_home,
    &module_account,
    &module_account_manage,
    &module_appearance,
    &module_citizen,
    &module_citizen_desk,
    &module_service,
    &module_dossier,
    &module_dossier_staff,
    &module_evidence,
    &module_certificate,
    &module_result,
    &module_rights,
    &module_signing,
    &module_reorganisation,
    &module_target,
    &module_verify,
    &module_operation,
    &module_oidc,
    &module_organisation,
    &module_outbox,
    &module_search,
    &module_configuration,
    &module_audit,
    &module_security,
};
const size_t module_count = sizeof modules / sizeof modules[0];

const struct route *const *modules_route_tables(struct arena *arena, size_t *count)
{
    const struct route **tables = ARENA_ARRAY(arena, const struct route *, module_count + 2);
    *count = 0;
    tables[(*count)++] = web_routes;
    tables[(*count)++] = status_routes;
    for (size_t i = 0; i < module_count; i++) {
        if (modules[i]->routes != NULL)
            tables[(*count)++] = modules[i]->routes;
    }
    return tables;
}

struct router *modules_router(struct arena *arena)
{
    size_t count;
    const struct route *const *tables = modules_route_tables(arena, &count);
    return router_new(arena, tables, count);
}

static int compare_menu(const void *a, const void *b)
{
    return ((const struct menu_item *)a)->order - ((const struct menu_item *)b)->order;
}

const struct menu_item *modules_menu(struct arena *arena, size_t *count)
{
    size_t total = 0;
    for (size_t i = 0; i < module_count; i++) {
        for (const struct menu_item *m = modules[i]->menu; m != NULL && m->path != NULL; m++)
            total++;
    }
    struct menu_item *rows = ARENA_ARRAY(arena, struct menu_item, total + 1);
    *count = 0;
    for (size_t i = 0; i < module_count; i++) {
        for (const struct menu_item *m = modules[i]->menu; m != NULL && m->path != NULL; m++)
            rows[(*count)++] = *m;
    }
    qsort(rows, *count, sizeof rows[0], compare_menu);
    return rows;
}

struct job_kinds modules_jobs(struct arena *arena)
{
    const struct job_kind **tables = ARENA_ARRAY(arena, const struct job_kind *, module_count + 1);
    size_t count = 0;
    tables[count++] = search_jobs;
    for (size_t i = 0; i < module_count; i++) {
        if (modules[i]->jobs != NULL)
            tables[count++] = modules[i]->jobs;
    }
    return (struct job_kinds){.tables = tables, .count = count};
}

struct holding_list modules_holdings(struct arena *arena)
{
    const struct holding **tables = ARENA_ARRAY(arena, const struct holding *, module_count + 1);
    size_t count = 0;
    for (size_t i = 0; i < module_count; i++) {
        if (modules[i]->holdings != NULL)
            tables[count++] = modules[i]->holdings;
    }
    tables[count++] = core_holdings;
    return (struct holding_list){.tables = tables, .count = count};
}

struct signable_list modules_signables(struct arena *arena)
{
    const struct signable **tables = ARENA_ARRAY(arena, const struct signable *, module_count);
    size_t count = 0;
    for (size_t i = 0; i < module_count; i++) {
        if (modules[i]->signables != NULL)
            tables[count++] = modules[i]->signables;
    }
    return (struct signable_list){.tables = tables, .count = count};
}

struct settings_tables modules_settings(struct arena *arena)
{
    const struct setting **tables = ARENA_ARRAY(arena, const struct setting *, module_count + 1);
    size_t count = 0;
    tables[count++] = app_settings;
    for (size_t i = 0; i < module_count; i++) {
        if (modules[i]->settings != NULL)
            tables[count++] = modules[i]->settings;
    }
    return (struct settings_tables){.items = tables, .count = count};
}
