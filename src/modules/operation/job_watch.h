#ifndef TRUC_MODULES_OPERATION_JOB_WATCH_H
#define TRUC_MODULES_OPERATION_JOB_WATCH_H

#include "core/jobs.h"

/* Job "operation.watch": backups and drills are run by the machine's timers, outside of the node.
 * When they stop, nobody would hear anything: once a day the operator's phone is told. */
struct result operation_watch(struct job_context *job, struct str key, struct str payload);

#endif
