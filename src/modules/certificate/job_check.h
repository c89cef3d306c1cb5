#ifndef TRUC_MODULES_CERTIFICATE_JOB_CHECK_H
#define TRUC_MODULES_CERTIFICATE_JOB_CHECK_H

#include "modules/certificate/certificate.h"

struct result job_check(struct job_context *job, struct str key, struct str payload);

#endif
