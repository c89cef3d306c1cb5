#include "app/status.h"

#include "app/node.h"
#include "base/buf.h"
#include "base/json.h"
#include "core/jobs.h"

enum { TEXT_MAX = 64 * 1024 };

static const struct node *node_of(const struct request *request)
{
    return ((const struct app_services *)request->services)->node;
}

void status_of_node(const struct request *request, struct checks *out)
{
    status_check(request->arena, node_of(request)->config, request->db, out);
}

static const char *const state_words[] = {
    [CHECK_GOOD] = "good", [CHECK_WARNING] = "warning", [CHECK_BAD] = "bad"};

/* 503 only where no page can be served: a monitor takes the node out then. */
static struct result health_show(struct request *request)
{
    struct checks checks;
    struct buf out;
    enum check_state worst = CHECK_GOOD;
    status_check(request->arena, node_of(request)->config, request->db, &checks);
    buf_init(&out, request->arena, TEXT_MAX);
    struct json_writer json = json_writer_of(&out);
    json_open_object(&json, NULL);
    json_open_array(&json, "checks");
    for (size_t i = 0; i < checks.count; i++) {
        const struct check *check = &checks.items[i];
        worst = check->state > worst ? check->state : worst;
        json_open_object(&json, NULL);
        json_put_text(&json, "name", str_from_c(check->name));
        json_put_text(&json, "state", str_from_c(state_words[check->state]));
        json_put_int(&json, "value", check->value);
        json_put_text(&json, "unit", str_from_c(check->unit));
        json_put_text(&json, "message", tr_str(request->locale, check->message));
        json_close_object(&json);
    }
    json_close_array(&json);
    json_put_text(&json, "state", str_from_c(state_words[worst]));
    json_close_object(&json);
    return respond_json(request, worst == CHECK_BAD ? 503 : 200, buf_str(&out));
}

static void put_counter(struct buf *out, const char *name, const char *help, uint64_t value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s counter\n%s %llu\n", name, help, name, name,
               (unsigned long long)value);
}

static void put_gauge(struct buf *out, const char *name, const char *help, int64_t value)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n%s %lld\n", name, help, name, name,
               (long long)value);
}

static void put_answers(struct buf *out, const struct web_metrics *web)
{
    buf_text(out, "# HELP truc_http_answers_total Answers by class of status.\n"
                  "# TYPE truc_http_answers_total counter\n");
    for (int i = 1; i < 6; i++)
        buf_printf(out, "truc_http_answers_total{class=\"%dxx\"} %llu\n", i,
                   (unsigned long long)web->answers[i]);
}

static void put_spent(struct buf *out, const struct web_metrics *web)
{
    uint64_t total = 0;
    buf_text(out, "# HELP truc_http_seconds From the complete request to the queued answer.\n"
                  "# TYPE truc_http_seconds histogram\n");
    for (int i = 0; i < METRICS_BUCKETS; i++) {
        total += web->spent[i];
        if (i < METRICS_BUCKETS - 1)
            buf_printf(out, "truc_http_seconds_bucket{le=\"%g\"} %llu\n",
                       (double)metrics_bounds_us[i] / 1e6, (unsigned long long)total);
    }
    buf_printf(out, "truc_http_seconds_bucket{le=\"+Inf\"} %llu\n", (unsigned long long)total);
    buf_printf(out, "truc_http_seconds_sum %.6f\n", (double)web->spent_us / 1e6);
    buf_printf(out, "truc_http_seconds_count %llu\n", (unsigned long long)total);
}

static void put_jobs(struct buf *out, struct request *request, const struct shared *shared)
{
    struct job_figures figures = {0};
    int64_t now_us = request_now_us(request);
    put_counter(out, "truc_job_runs_total", "Jobs that a worker took up.", shared->jobs.runs);
    put_counter(out, "truc_job_failures_total", "Times that the job table failed.",
                shared->jobs.failures);
    if (!result_ok(jobs_figures(request->db, request->arena, now_us, &figures)))
        return;
    put_gauge(out, "truc_jobs_waiting", "Jobs that wait.", figures.waiting);
    put_gauge(out, "truc_jobs_parked", "Jobs that were parked.", figures.parked);
    put_gauge(out, "truc_jobs_oldest_seconds", "How long the oldest due job has waited.",
              figures.oldest_due_us == 0 ? 0
                                         : (now_us - figures.oldest_due_us) / MICROS_PER_SECOND);
}

static struct result metrics_show(struct request *request)
{
    const struct shared *shared = node_of(request)->shared;
    const struct web_metrics *web = &shared->web;
    struct buf out;
    buf_init(&out, request->arena, TEXT_MAX);
    put_answers(&out, web);
    put_spent(&out, web);
    put_counter(&out, "truc_http_slow_total", "Handlers that took over 50 ms.", web->slow);
    put_counter(&out, "truc_http_rate_refused_total", "Requests that came too fast.",
                web->rate_refused);
    put_counter(&out, "truc_http_memory_limit_total", "Requests that reached their memory limit.",
                web->arena_limits);
    put_counter(&out, "truc_http_deadline_total", "Connections closed for being too slow.",
                web->deadlines);
    put_gauge(&out, "truc_http_connections", "Open connections.",
              metrics_connections(web));
    put_counter(&out, "truc_process_restarts_total", "Processes that died and were replaced.",
                shared->restarts);
    put_counter(&out, "truc_writer_deaths_total", "Processes that died holding the turn to write.",
                shared->writer.owners_died);
    put_jobs(&out, request, shared);
    return respond_bytes(request, 200, "text/plain; version=0.0.4; charset=utf-8", buf_str(&out));
}

const struct route status_routes[] = {
    {.method = "GET", .pattern = "/health", .handle = health_show, .rate = RATE_NONE, .api = true},
    {.method = "GET",
     .pattern = "/metrics",
     .handle = metrics_show,
     .rate = RATE_NONE,
     .api = true},
    {0},
};
