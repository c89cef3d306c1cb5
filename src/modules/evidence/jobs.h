#ifndef TRUC_MODULES_EVIDENCE_JOBS_H
#define TRUC_MODULES_EVIDENCE_JOBS_H

#include "core/jobs.h"

/* Publishes what waits: `evidence.sequence`. */
struct result evidence_sequence(struct job_context *job, struct str key, struct str payload);

#endif
