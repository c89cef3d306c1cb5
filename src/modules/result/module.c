#include "core/jobs.h"
#include "core/settings.h"
#include "modules/result/handlers.h"
#include "modules/result/signing.h"

static const struct form_field desk_fields[] = {
    {.name = "ds", .kind = FIELD_CHOICE, .max = 20},
    {0},
};

static const struct form_field review_fields[] = {
    {.name = "chon", .kind = FIELD_INT, .min_value = 1, .max_value = INT64_MAX, .many = true},
    {0},
};

static const struct form_field sign_fields[] = {
    {.name = "chon", .kind = FIELD_INT, .min_value = 1, .max_value = INT64_MAX, .many = true},
    {.name = "tep", .kind = FIELD_TEXT, .max = 64, .many = true},
    {.name = "pin", .kind = FIELD_SECRET, .max = 64},
    {0},
};

static const struct form_field return_fields[] = {
    {.name = "lan", .kind = FIELD_INT},
    {.name = "ly-do", .kind = FIELD_LINES, .max = 2000},
    {0},
};

#define DESK "/can-bo/ky-so"

static const struct route routes[] = {
    {.method = "GET", .pattern = DESK, .permission = "result.sign", .fields = desk_fields,
     .handle = desk_show},
    {.method = "GET", .pattern = DESK "/xem-lai", .permission = "result.sign",
     .fields = review_fields, .handle = desk_review_show},
    {.method = "POST", .pattern = DESK "/ky", .permission = "result.sign", .fields = sign_fields,
     .rate = RATE_GUESS, .handle = desk_sign_send},
    {.method = "GET", .pattern = DESK "/lan/{lan}", .permission = "result.sign",
     .handle = desk_batch_show},
    {.method = "GET", .pattern = DESK "/{id}", .permission = "result.read",
     .handle = document_show},
    {.method = "GET", .pattern = DESK "/{id}/ban-ky.pdf", .permission = "result.read",
     .handle = document_file},
    {.method = "GET", .pattern = DESK "/{id}/trang.png", .permission = "result.read",
     .handle = document_picture},
    {.method = "POST", .pattern = DESK "/{id}/tra-lai", .permission = "result.sign",
     .fields = return_fields, .rate = RATE_SUBMIT, .handle = document_return_send},
    {.method = "GET", .pattern = "/ket-qua/{link}", .rate = RATE_SEARCH,
     .handle = result_open_show},
    {.method = "GET", .pattern = "/ket-qua/{link}/tep", .rate = RATE_SEARCH,
     .handle = result_open_file},
    {0},
};

static const struct menu_item menu[] = {
    {.path = DESK, .label = N_("Ký số"), .staff = true, .order = 20, .permission = "result.sign"},
    {0},
};

/* A timestamp authority may be away for hours. */
static const struct job_kind jobs[] = {
    {.name = "result.prepare", .run = job_prepare},
    {.name = "result.renew", .run = job_renew},
    {.name = "result.sign", .run = job_sign},
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
    .name = "result", .routes = routes, .menu = menu, .jobs = jobs, .settings = settings,
    .holdings = result_holdings};
