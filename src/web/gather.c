#include "web/gather.h"

/* Together; and each alone where one of them cannot be stored, so that it takes nobody along. */
static void run(struct gathering *gathering, const struct server_options *options)
{
    const void *what[GATHER_MAX];
    for (size_t i = 0; i < gathering->count; i++)
        what[i] = gathering->waiting[i]->gathered;
    struct result done = options->gather(options->db, what, gathering->count);
    bool together = result_ok(done) || gathering->count == 1 || result_may_retry(done.kind) ||
                    done.kind == ERROR_UNCERTAIN;
    for (size_t i = 0; i < gathering->count; i++)
        gathering->waiting[i]->gather_result =
            together ? done : options->gather(options->db, &what[i], 1);
}

bool gather_finish(struct gathering *gathering, const struct server_options *options)
{
    if (gathering->count == 0)
        return false;
    run(gathering, options);
    for (size_t i = 0; i < gathering->count; i++) {
        struct exchange *x = gathering->waiting[i];
        x->gathered = NULL;
        if (x->waiting) {
            x->waiting = false;
            MHD_resume_connection(x->connection);
        }
    }
    gathering->count = 0;
    return true;
}

/* The one that makes the company complete, or finds that the first has waited long enough, does
 * the work and goes straight on. */
struct result request_gather(struct request *request, const void *what)
{
    struct exchange *x = request->exchange;
    struct gathering *gathering = server_gathering(x->server);
    int64_t now_us = clock_monotonic_us();
    if (gathering->count == 0)
        gathering->since_us = now_us;
    gathering->waiting[gathering->count++] = x;
    x->gathered = what;
    x->gather_result = RESULT_OK;
    if (gathering->count < GATHER_MAX && now_us - gathering->since_us < GATHER_US) {
        x->waiting = true;
        return RESULT_OK;
    }
    gather_finish(gathering, server_options_of(x->server));
    struct result done = x->gather_result;
    x->gather_result = RESULT_OK;
    return done;
}
