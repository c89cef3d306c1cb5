#include "core/jobs.h"
#include "modules/dossier/citizen.h"
#include "modules/dossier/forms_job.h"
#include "modules/dossier/module.h"
#include "modules/dossier/search.h"

/* Answers come as "a-<key>", dates in three parts, files as "tep-<key>". */
static const struct form_field step_query[] = {
    {.name = "ve", .kind = FIELD_TEXT, .max = 20},
    {0},
};

static const struct form_field step_fields[] = {
    {.name = "a-*", .kind = FIELD_LINES, .max = 4000},
    {.name = "tep-*", .kind = FIELD_FILE},
    {.name = "ve", .kind = FIELD_TEXT, .max = 20},
    {.name = "xoa", .kind = FIELD_INT},
    {0},
};

static const struct form_field track_query[] = {
    {.name = "ma", .kind = FIELD_TEXT, .max = 60},
    {0},
};

static const struct form_field track_fields[] = {
    {.name = "ma",
     .kind = FIELD_TEXT,
     .max = 60,
     .required = true,
     .error = N_("Nhập mã hồ sơ, ví dụ H19.62-261123-0027")},
    {.name = "so4",
     .kind = FIELD_TEXT,
     .max = 10,
     .required = true,
     .error = N_("Nhập 4 số cuối của số điện thoại đã dùng khi nộp")},
    {.name = "ma_mot_lan", .kind = FIELD_SECRET, .max = 20},
    {0},
};

static const struct form_field phone_fields[] = {
    {.name = "dien_thoai", .kind = FIELD_TEXT, .max = 30},
    {.name = "ma_mot_lan", .kind = FIELD_SECRET, .max = 20},
    {0},
};

enum { UPLOADS_MAX = 45 * 1024 * 1024 };

static const struct route routes[] = {
    {.method = "GET", .pattern = "/nop/{token}", .handle = draft_root},
    {.method = "GET", .pattern = "/nop/{token}/kiem-tra", .handle = draft_check},
    {.method = "POST",
     .pattern = "/nop/{token}/gui",
     .rate = RATE_SUBMIT,
     .handle = draft_send},
    {.method = "GET",
     .pattern = "/nop/{token}/{step}",
     .fields = step_query,
     .handle = draft_step},
    {.method = "POST",
     .pattern = "/nop/{token}/{step}",
     .fields = step_fields,
     .body_max = UPLOADS_MAX,
     .rate = RATE_UPLOAD,
     .handle = draft_step_send},
    {.method = "GET",
     .pattern = "/cua-toi/ho-so/{code}",
     .permission = "citizen",
     .handle = receipt_own},
    {.method = "GET", .pattern = "/ho-so/{token}", .handle = receipt_show},
    {.method = "GET", .pattern = "/ho-so/{token}/qr.svg", .handle = receipt_qr},
    {.method = "GET", .pattern = "/ho-so/{token}/giay/{so}", .handle = receipt_form},
    {.method = "GET", .pattern = "/ho-so/{token}/rut", .handle = receipt_withdraw_ask},
    {.method = "POST",
     .pattern = "/ho-so/{token}/rut",
     .rate = RATE_SUBMIT,
     .handle = receipt_withdraw},
    {.method = "POST",
     .pattern = "/ho-so/{token}/sua",
     .rate = RATE_SUBMIT,
     .handle = receipt_reopen},
    {.method = "GET", .pattern = "/tra-cuu", .fields = track_query, .handle = track_ask},
    {.method = "POST",
     .pattern = "/tra-cuu",
     .fields = track_fields,
     .rate = RATE_GUESS,
     .handle = track_show},
    {.method = "POST",
     .pattern = "/tra-cuu/ket-qua",
     .fields = track_fields,
     .rate = RATE_GUESS,
     .handle = track_result},
    {.method = "POST",
     .pattern = "/tra-cuu/ket-qua/ma",
     .fields = track_fields,
     .rate = RATE_GUESS,
     .handle = track_result_code},
    {.method = "GET", .pattern = "/quen-ma", .handle = forgot_ask},
    {.method = "POST",
     .pattern = "/quen-ma",
     .fields = phone_fields,
     .rate = RATE_GUESS,
     .handle = forgot_send},
    {.method = "POST",
     .pattern = "/quen-ma/ma",
     .fields = phone_fields,
     .rate = RATE_GUESS,
     .handle = forgot_show},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/tra-cuu", .label = N_("Tra cứu hồ sơ"), .order = 20},
    {0},
};

static const struct job_kind jobs[] = {
    {.name = "dossier.form", .run = form_job_run},
    {0},
};

const struct module module_dossier = {
    .name = "dossier", .routes = routes, .menu = menu, .jobs = jobs,
    .searches = dossier_searches, .holdings = dossier_holdings};
