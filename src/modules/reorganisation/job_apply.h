#ifndef TRUC_MODULES_REORGANISATION_JOB_APPLY_H
#define TRUC_MODULES_REORGANISATION_JOB_APPLY_H

#include "core/jobs.h"

struct result job_apply(struct job_context *job, struct str key, struct str payload);
struct result job_try(struct job_context *job, struct str key, struct str payload);

/* Where a running job says how far it is. */
struct str reorganisation_progress_path(struct arena *arena, struct str data_dir);

#endif
