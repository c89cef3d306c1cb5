#ifndef TRUC_MODULES_DOSSIER_FORMS_JOB_H
#define TRUC_MODULES_DOSSIER_FORMS_JOB_H

/*
 * Job "dossier.form": makes form 01, 02 or 03 as PDF and stores it. Idempotent: a form that has
 * its file is left alone. Payload {"form_id": …}.
 */
#include "core/jobs.h"

struct result form_job_run(struct job_context *job, struct str key, struct str payload);

#endif
