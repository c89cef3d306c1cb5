#include <stdlib.h>

#include "app/modules.h"
#include "app/node.h"
#include "app/phases.h"
#include "app/status.h"
#include "app/version.h"
#include "base/log.h"
#include "core/files.h"
#include "core/services.h"
#include "web/server.h"

enum { WORKER_ARENA = 8 << 20 };

static void abandon(struct request *request)
{
    db_rollback(request->db);
}

/* What administrators may change while the node runs. */
static void site_follow(struct site *site, const struct settings *settings)
{
    struct str until = settings_text(settings, "maintenance.until");
    site->place = settings_text(settings, "site.place");
    site->hotline = settings_text(settings, "site.hotline");
    site->closed_until_us = 0;
    if (!str_empty(until) && !civil_parse_rfc3339(until, &site->closed_until_us))
        site->closed_until_us = 0;
}

static struct site site_of(const struct node *node, struct arena *arena)
{
    const struct settings *settings = node->config->settings;
    struct site site = {
        .origin = settings_text(settings, "site.origin"),
        .sign_in = S("/can-bo/dang-nhap"),
        .why = S("/can-bo/quyen/vi-sao"),
        .citizen_sign_in = S("/dang-nhap"),
        .demo = config_is_demo(node->config),
        .may = request_may,
    };
    site_follow(&site, settings);
    site.menu = modules_menu(arena, &site.menu_count);
    return site;
}

/* While the database is away, what was known last holds. */
void web_worker_settings(struct request *request)
{
    struct app_services *app = (struct app_services *)request->services;
    bool changed = false;
    struct result looked =
        settings_watch_tick(&app->watch, request->db, request->arena, &changed);
    if (result_ok(looked) && changed)
        site_follow(app->site, app->watch.settings);
}

static struct server_options options_of(const struct node *node)
{
    const struct settings *settings = node->config->settings;
    return (struct server_options){
        .listener = node->listener,
        .stop = node->stop,
        .workers = settings_int(settings, "web.workers"),
        .phases = request_phases,
        .phase_count = request_phase_count,
        .clock = &node->config->clock,
        .csrf_key = node->csrf_key,
        .rates = &node->shared->rates,
        .metrics = &node->shared->web,
        .folder = config_path(node->config, "tmp"),
        .connections_max = (size_t)settings_int(settings, "web.connections"),
        .connections_per_address = (size_t)settings_int(settings, "web.connections_per_address"),
        .behind_proxy = settings_bool(settings, "web.behind_proxy"),
        .abandon = abandon,
        .gather = phases_gather,
    };
}

int web_worker_run(const struct node *node, unsigned number)
{
    struct arena *arena = arena_new(WORKER_ARENA);
    const struct config *config = node->config;
    struct db *db = NULL;
    struct app_services app = {.services = {
        .inspector = {.requests = node->inspectors.requests},
        .passwords = node->passwords.requests,
        .fetcher = node->fetcher.requests,
        .settings = config->settings,
        .data_dir = config->data,
        .signer_path = str_from_c(config_path(config, "run/signer.sock")),
        .holdings = modules_holdings(arena),
        .signables = modules_signables(arena),
        .demo = config_is_demo(config),
        .program = TRUC_VERSION " (" TRUC_COMMIT ")",
        .tls_config = node->tls_config,
        .tls_certificate = node->tls_certificate,
        .check = status_of_node,
    }, .node = node, .watch = {.settings = config->settings, .arena = config->arena}};
    struct services *services = &app.services;
    bool changed;
    struct result done = node_open_database(node, &db);
    if (result_ok(done))
        done = settings_watch_look(&app.watch, db, arena, &changed);
    struct site site = site_of(node, arena);
    struct server_options options = options_of(node);
    app.site = &site;
    options.site = &site;
    options.number = number;
    options.router = modules_router(arena);
    if (result_ok(done))
        done = files_open(config_path(config, "files"), &services->files);
    options.db = db;
    options.services = services;
    if (result_ok(done))
        done = server_run(&options);
    if (!result_ok(done))
        log_write(LOG_ERROR, "web.worker", log_int("number", number),
                  log_text("code", str_from_c(done.code)));
    if (services->files != NULL)
        files_close(services->files);
    db_close(db);
    arena_free(arena);
    return result_ok(done) ? EXIT_OK : EXIT_FAILED;
}
