#include "modules/verify/verify.h"

#include "core/jobs.h"
#include "modules/verify/downloads.h"
#include "modules/verify/handlers.h"
#include "modules/verify/job_recheck.h"
#include "modules/verify/lookup.h"
#include "modules/verify/sealed.h"
#include "modules/verify/upload.h"

enum { BODY_MAX = 21 << 20 };

#define TOO_LARGE                                                                                  \
    N_("Trang này nhận tệp đến 10 MB. Tệp lớn hơn: tải lệnh truc về máy rồi chạy truc verify, "    \
       "hoặc mang tệp đến Bộ phận Một cửa.")

static struct result follow(struct job_context *job, struct str key, struct str payload)
{
    (void)key;
    (void)payload;
    return lookup_follow(&job->service);
}

static const struct form_field code_fields[] = {
    {.name = "ma", .kind = FIELD_TEXT, .max = 60},
    {0},
};

static const struct form_field file_fields[] = {
    {.name = "tep", .kind = FIELD_FILE},
    {.name = "du-lieu", .kind = FIELD_FILE},
    {.name = "lay", .kind = FIELD_CHOICE, .max = 8}, /* "json", "goi"; none: the page */
    {0},
};

static const struct form_field no_fields[] = {{0}};

static const struct form_field kept_fields[] = {
    {.name = "ket-luan", .kind = FIELD_TEXT, .max = 80},
    {.name = "sau", .kind = FIELD_INT},
    {0},
};

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/xac-minh",
     .fields = code_fields,
     .rate = RATE_SEARCH,
     .handle = verify_show},
    {.method = "POST",
     .pattern = "/xac-minh",
     .fields = file_fields,
     .body_max = BODY_MAX,
     .too_large = TOO_LARGE,
     .rate = RATE_UPLOAD,
     .handle = verify_upload},
    {.method = "POST",
     .pattern = "/xac-minh/bao-cao",
     .fields = file_fields,
     .body_max = BODY_MAX,
     .too_large = TOO_LARGE,
     .rate = RATE_SEAL,
     .handle = verify_upload_sealed},
    {.method = "POST",
     .pattern = "/xac-minh/{link}/bao-cao",
     .fields = no_fields,
     .rate = RATE_SEAL,
     .handle = verify_report_own},
    {.method = "GET",
     .pattern = "/bao-cao-kiem-tra/{ma}",
     .handle = verify_report_show},
    {.method = "GET",
     .pattern = "/bao-cao-kiem-tra/{ma}/tep",
     .rate = RATE_SEARCH,
     .handle = verify_report_file},
    {.method = "GET",
     .pattern = "/can-bo/kiem-lai",
     .permission = "operation.read",
     .fields = kept_fields,
     .handle = verify_kept_show},
    {.method = "GET",
     .pattern = "/can-bo/ho-so/{code}/tep/{tep}/chu-ky",
     .permission = "dossier.read",
     .handle = verify_intake_show},
    {.method = "GET", .pattern = "/xac-minh/{link}", .rate = RATE_SEARCH, .handle = verify_by_link},
    {.method = "GET",
     .pattern = "/xac-minh/{link}/bien-nhan",
     .rate = RATE_SEARCH,
     .handle = verify_receipt},
    {.method = "GET",
     .pattern = "/xac-minh/{link}/goi",
     .rate = RATE_UPLOAD,
     .handle = verify_own_package},
    {0},
};

static const struct job_kind jobs[] = {
    {.name = "verify.follow",
     .run = follow,
     .every_us = 2 * MICROS_PER_SECOND,
     .retry_max_us = 60 * MICROS_PER_SECOND},
    {.name = "verify.report", .run = report_job, .attempts_max = 6},
    {.name = "verify.report_forget",
     .run = report_forget_job,
     .every_us = 5 * 60 * MICROS_PER_SECOND},
    {.name = "verify.recheck",
     .run = recheck_run,
     .lease_us = 10 * 60 * MICROS_PER_SECOND,
     .every_us = RECHECK_EVERY_S * MICROS_PER_SECOND},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/xac-minh", .label = N_("Kiểm tra văn bản"), .order = 30},
    {0},
};

const struct module module_verify = {
    .name = "verify", .routes = routes, .menu = menu, .jobs = jobs};
