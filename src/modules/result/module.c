#include "core/jobs.h"
#include "core/settings.h"
#include "modules/result/jobs.h"
#include "modules/result/keep.h"
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
    {.name = "result.augment", .run = job_augment, .lease_us = 180 * MICROS_PER_SECOND,
     .every_us = 60 * MICROS_PER_SECOND},
    {.name = "result.timestamp", .run = job_timestamp, .attempts_max = 2000},
    {0},
};

static const struct setting settings[] = {
    {.name = "timestamp.url", .reach = SETTING_LIVE, .otherwise = "",
     .help = N_("Địa chỉ dịch vụ dấu thời gian (RFC 3161); bản chạy thử bỏ trống")},
    {.name = "result.grace_minutes", .kind = SETTING_INT, .otherwise = "60", .min = 0,
     .max = 10080, .reach = SETTING_LIVE,
     .help = N_("Chờ bao nhiêu phút sau khi ký rồi mới lấy bằng chứng kiểm tra lâu dài")},
    {.name = "result.renew_days", .kind = SETTING_INT, .otherwise = "180", .min = 7, .max = 3650,
     .reach = SETTING_LIVE,
     .help = N_("Đóng dấu thời gian mới trước khi dấu cũ hết hạn bao nhiêu ngày")},
    /* NIST IR 8547 */
    {.name = "result.strength_until", .otherwise = "112 2030-12-31, 256 2035-12-31",
     .check = keep_policy_valid, .reach = SETTING_LIVE,
     .help = N_("Thuật toán yếu từng này bit trở xuống còn dùng được tới ngày nào, ví dụ "
                "112 2030-12-31; dấu thời gian được làm mới trước ngày đó")},
    {0},
};

const struct module module_result = {
    .name = "result", .routes = routes, .jobs = jobs, .settings = settings,
    .holdings = result_holdings, .signables = result_signables};
