#include "modules/evidence/evidence.h"

#include "core/settings.h"
#include "modules/evidence/handlers.h"
#include "modules/evidence/jobs.h"

/* As many segments as a log of 250 million entries needs. */
static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/log/checkpoint",
     .handle = evidence_show_checkpoint,
     .api = true},
    {.method = "GET",
     .pattern = "/log/vkey",
     .handle = evidence_show_vkey,
     .api = true},
    {.method = "GET",
     .pattern = "/log/tile/{l}/{n}",
     .handle = evidence_show_tile,
     .api = true},
    {.method = "GET",
     .pattern = "/log/tile/{l}/{a}/{n}",
     .handle = evidence_show_tile,
     .api = true},
    {.method = "GET",
     .pattern = "/log/tile/{l}/{a}/{b}/{n}",
     .handle = evidence_show_tile,
     .api = true},
    {0},
};

static const struct job_kind jobs[] = {
    {.name = "evidence.sequence",
     .run = evidence_sequence,
     .every_us = MICROS_PER_SECOND,
     .retry_max_us = 10 * MICROS_PER_SECOND}, /* a signer that is back is asked soon */
    {.name = "evidence.index", .run = evidence_index, .every_us = 30 * MICROS_PER_SECOND},
    {0},
};

static const struct setting settings[] = {
    {.name = "log.origin",
     .kind = SETTING_TEXT,
     .otherwise = "gov.vn/dong-nai/truc",
     .help = N_("Tên của nhật ký công khai; không đổi được sau mục đầu tiên.")},
    {0},
};

const struct module module_evidence = {
    .name = "evidence", .routes = routes, .jobs = jobs, .settings = settings};
