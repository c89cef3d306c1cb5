/* `reorganisation.apply`: makes an approved decision true when its day has come. */
#include "base/json.h"
#include "modules/reorganisation/job_apply.h"
#include "modules/reorganisation/reorganisation.h"

struct result job_apply(struct job_context *job, struct str key, struct str payload)
{
    const struct json *asked;
    (void)key;
    TRY(json_parse(job->service.arena, payload, &asked));
    struct reorganisation_engine engine = {
        .service = job->service,
        .holdings = job->holdings,
        .progress_path = reorganisation_progress_path(job->service.arena, job->data_dir),
    };
    return reorganisation_apply(&engine, json_get_int(asked, "id", 0));
}

struct str reorganisation_progress_path(struct arena *arena, struct str data_dir)
{
    return str_printf(arena, "%.*s/run/reorganisation", STR_ARG(data_dir));
}
