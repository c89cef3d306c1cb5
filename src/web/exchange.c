#include "web/exchange.h"

#include "base/log.h"

/* The only place where a request may leave its handler sideways: its arena was full. */
static void limit_reached(struct exchange *x)
{
    const struct server_options *options = server_options_of(x->server);
    if (options->abandon != NULL)
        options->abandon(&x->request);
    options->metrics->arena_limits++;
    log_write(LOG_ERROR, "http.arena_limit",
              log_text("route", str_from_c(x->request.route == NULL ? ""
                                                                    : x->request.route->pattern)));
    x->spare_arena = x->arena;
    x->arena = arena_new((size_t)4 << 20);
    x->request.arena = x->arena;
    x->failed = true;
    x->waiting = false;
    server_drain(x->server);
    problem_answer(&x->request, result_fail(ERROR_UNAVAILABLE, "web.arena_limit", NULL));
}

static void run_phases(struct exchange *x)
{
    const struct server_options *options = server_options_of(x->server);
    if (!result_ok(x->gather_result)) {
        x->failed = true;
        problem_answer(&x->request, x->gather_result);
        x->gather_result = RESULT_OK;
    }
    while (x->next_phase < options->phase_count) {
        const struct phase *phase = &options->phases[x->next_phase++];
        if (x->failed && !phase->always)
            continue;
        struct result done = phase->run(&x->request);
        if (!result_ok(done)) {
            x->failed = true;
            problem_answer(&x->request, done);
        }
        if (x->waiting)
            return;
    }
}

void exchange_run(struct exchange *x)
{
    sigjmp_buf escape;
    if (sigsetjmp(escape, 0) != 0)
        limit_reached(x);
    if (x->spare_arena == NULL)
        arena_set_escape(x->arena, &escape);
    run_phases(x);
    if (x->spare_arena == NULL)
        arena_set_escape(x->arena, NULL);
    if (x->waiting && x->gathered != NULL)
        MHD_suspend_connection(x->connection);
    else if (x->waiting)
        server_wait(x->server, x);
}

struct result exchange_pairs(struct exchange *x)
{
    if (x->pairs_taken)
        return RESULT_OK;
    x->pairs_taken = true;
    TRY(x->refused);
    if (!str_is(x->request.method, "POST"))
        return form_pairs_urlencoded(x->arena, x->raw_query, &x->pairs);
    struct str body;
    TRY(body_bytes(&x->body, &body));
    if (str_starts(x->content_type, S("multipart/form-data")))
        return form_pairs_multipart(x->arena, x->content_type, body, &x->pairs);
    if (str_starts(x->content_type, S("application/x-www-form-urlencoded")) || str_empty(body))
        return form_pairs_urlencoded(x->arena, body, &x->pairs);
    return result_fail(ERROR_UNSUPPORTED, "web.media_type",
                       N_("Biểu mẫu gửi đến không đúng dạng. Tải lại trang rồi nhập lại."));
}
