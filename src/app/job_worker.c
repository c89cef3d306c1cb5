#include <poll.h>
#include <unistd.h>

#include "app/modules.h"
#include "app/node.h"
#include "base/log.h"
#include "core/files.h"
#include "core/services.h"

enum { JOB_ARENA = 128 << 20, IDLE_MS = 200, MAINTAIN_US = 5 * 1000 * 1000 };

static bool stopped(const struct node *node, int wait_ms)
{
    struct pollfd watch = {.fd = node->stop, .events = POLLIN};
    return poll(&watch, 1, wait_ms) > 0;
}

static void report(const char *event, struct result failure)
{
    if (!result_ok(failure))
        log_write(LOG_WARNING, event, log_text("code", str_from_c(failure.code)));
}

/* Runs due jobs until there is none or the node stops. */
static void run_due(const struct node *node, struct job_context *context, struct job_kinds kinds,
                    struct str name)
{
    bool ran = true;
    while (ran && !stopped(node, 0)) {
        struct result done = job_run_next(context, kinds, name, &ran);
        report("jobs.run", done);
        arena_reset(context->service.arena);
        node->shared->jobs.runs += ran;
        node->shared->jobs.failures += !result_ok(done);
        if (!result_ok(done))
            return;
    }
}

static void work(const struct node *node, struct job_context *context, struct str name)
{
    struct settings_watch watch = {.settings = node->config->settings,
                                   .arena = node->config->arena};
    struct arena *kinds_arena = arena_new(1 << 20);
    struct job_kinds kinds = modules_jobs(kinds_arena);
    context->holdings = modules_holdings(kinds_arena);
    context->signables = modules_signables(kinds_arena);
    int64_t maintained_us = 0;
    report("jobs.prepare", jobs_prepare(context->service.db, context->service.arena,
                                        clock_now_us(&node->config->clock), kinds));
    while (!stopped(node, IDLE_MS)) {
        bool changed;
        report("jobs.settings", settings_watch_tick(&watch, context->service.db,
                                                    context->service.arena, &changed));
        run_due(node, context, kinds, name);
        int64_t now_us = clock_monotonic_us();
        if (now_us - maintained_us > MAINTAIN_US) {
            report("db.maintain", db_maintain(context->service.db));
            maintained_us = now_us;
        }
        arena_reset(context->service.arena);
    }
    arena_free(kinds_arena);
}

int job_worker_run(const struct node *node, unsigned number)
{
    const struct config *config = node->config;
    struct arena *arena = arena_new(JOB_ARENA);
    struct db *db = NULL;
    struct files *files = NULL;
    struct str name = str_printf(config->arena, "job-%u", number);
    struct result done = node_open_database(node, &db);
    if (result_ok(done))
        done = files_open(config_path(config, "files"), &files);
    if (result_ok(done)) {
        struct job_context context = {
            .service = {.db = db, .arena = arena, .clock = &config->clock, .files = files},
            .settings = config->settings,
            .data_dir = config->data,
            .signer_path = str_from_c(config_path(config, "run/signer.sock")),
            .inspector = {.requests = node->inspectors.requests},
        };
        work(node, &context, name);
    } else {
        report("job.worker", done);
    }
    if (files != NULL)
        files_close(files);
    db_close(db);
    arena_free(arena);
    return result_ok(done) ? EXIT_OK : EXIT_FAILED;
}
