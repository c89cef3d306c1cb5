#ifndef TRUC_MODULES_CERTIFICATE_JOB_REMIND_H
#define TRUC_MODULES_CERTIFICATE_JOB_REMIND_H

/* `certificate.remind`: who holds a certificate that ends within certificate.warn_days, and has no
 * later one, is told once, by a message to the agency; `certificate.phone` too. */
#include "core/jobs.h"

struct result job_remind(struct job_context *job, struct str key, struct str payload);

#endif
