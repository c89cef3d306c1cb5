#ifndef TRUC_MODULES_RESULT_JOBS_H
#define TRUC_MODULES_RESULT_JOBS_H

/* What happens to a result before and after its leader signs, one job after the other. */
#include "core/jobs.h"

struct result job_prepare(struct job_context *job, struct str key, struct str payload);
struct result job_renew(struct job_context *job, struct str key, struct str payload);
struct result job_seal(struct job_context *job, struct str key, struct str payload);
struct result job_timestamp(struct job_context *job, struct str key, struct str payload);
struct result job_augment(struct job_context *job, struct str key, struct str payload);

#endif
