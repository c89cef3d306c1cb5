/* `reorganisation.apply`: makes an approved decision true when its day has come;
 * `reorganisation.try`: carries one out for trial. */
#include "base/json.h"
#include "modules/reorganisation/job_apply.h"
#include "modules/reorganisation/reorganisation.h"

static struct result run_job(struct job_context *job, struct str payload,
                             struct result (*act)(struct reorganisation_engine *engine, int64_t id))
{
    const struct json *asked;
    TRY(json_parse(job->service.arena, payload, &asked));
    struct reorganisation_engine engine = {
        .service = job->service,
        .holdings = job->holdings,
        .progress_path = reorganisation_progress_path(job->service.arena, job->data_dir),
    };
    return act(&engine, json_get_int(asked, "id", 0));
}

/* A job of an approval that was withdrawn, or renewed for another day, has nothing to do. */
struct result job_apply(struct job_context *job, struct str key, struct str payload)
{
    (void)key;
    struct result done = run_job(job, payload, reorganisation_apply);
    bool stale = done.kind == ERROR_CONFLICT &&
                 (str_is(str_from_c(done.code), "reorganisation.state") ||
                  str_is(str_from_c(done.code), "reorganisation.early"));
    return stale ? RESULT_OK : done;
}

struct result job_try(struct job_context *job, struct str key, struct str payload)
{
    (void)key;
    return run_job(job, payload, reorganisation_try);
}

struct str reorganisation_progress_path(struct arena *arena, struct str data_dir)
{
    return str_printf(arena, "%.*s/run/reorganisation", STR_ARG(data_dir));
}
