#include "modules/reorganisation/job_apply.h"
#include "modules/reorganisation/reorganisation.h"

/* Tried again only where the failure may pass: a decision that cannot stand says why and waits for
 * people. The lease outlives the longest transaction. */
static const struct job_kind jobs[] = {
    {.name = "reorganisation.apply",
     .run = job_apply,
     .lease_us = 10 * 60 * MICROS_PER_SECOND,
     .attempts_max = 200},
    {0},
};

const struct module module_reorganisation = {.name = "reorganisation", .jobs = jobs};
