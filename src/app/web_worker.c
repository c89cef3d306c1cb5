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

static struct site site_of(const struct node *node, struct arena *arena)
{
    const struct settings *settings = node->config->settings;
    struct site site = {
        .place = settings_text(settings, "site.place"),
        .hotline = settings_text(settings, "site.hotline"),
        .origin = settings_text(settings, "site.origin"),
        .sign_in = S("/can-bo/dang-nhap"),
        .citizen_sign_in = S("/dang-nhap"),
        .demo = config_is_demo(node->config),
        .may = request_may,
    };
    struct str until = settings_text(settings, "maintenance.until");
    if (!str_empty(until) && !civil_parse_rfc3339(until, &site.closed_until_us))
        log_write(LOG_WARNING, "web.maintenance_until", log_text("value", until));
    site.menu = modules_menu(arena, &site.menu_count);
    return site;
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
        .demo = config_is_demo(config),
        .program = TRUC_VERSION " (" TRUC_COMMIT ")",
    }, .node = node};
    struct services *services = &app.services;
    struct site site = site_of(node, arena);
    struct server_options options = options_of(node);
    options.site = &site;
    options.number = number;
    options.router = modules_router(arena);
    struct result done = node_open_database(node, &db);
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
