#ifndef TRUC_MODULES_EVIDENCE_JOBS_H
#define TRUC_MODULES_EVIDENCE_JOBS_H

#include "core/jobs.h"

/* Publishes what waits: `evidence.sequence`. */
struct result evidence_sequence(struct job_context *job, struct str key, struct str payload);

/* Makes the newest readings findable by what they showed: `evidence.index`. */
struct result evidence_index(struct job_context *job, struct str key, struct str payload);

#endif
