#include "core/jobs.h"
#include "core/settings.h"
#include "modules/result/jobs.h"
#include "modules/result/open.h"
#include "modules/result/result.h"
#include "web/web.h"

static const struct route routes[] = {
    {.method = "GET", .pattern = "/ket-qua/{link}", .rate = RATE_SEARCH,
     .handle = result_open_show},
    {.method = "GET", .pattern = "/ket-qua/{link}/tep", .rate = RATE_SEARCH,
     .handle = result_open_file},
    {0},
};

/* A timestamp authority may be away for hours. */
static const struct job_kind jobs[] = {
    {.name = "result.prepare", .run = job_prepare},
    {.name = "result.renew", .run = job_renew},
    {.name = "result.seal", .run = job_seal},
    {.name = "result.timestamp", .run = job_timestamp, .attempts_max = 2000},
    {0},
};

static const struct setting settings[] = {
    {.name = "timestamp.url", .reach = SETTING_LIVE, .otherwise = "",
     .help = N_("Địa chỉ dịch vụ dấu thời gian (RFC 3161); bản chạy thử bỏ trống")},
    {0},
};

const struct module module_result = {
    .name = "result", .routes = routes, .jobs = jobs, .settings = settings,
    .holdings = result_holdings, .signables = result_signables};
