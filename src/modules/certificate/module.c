#include "core/settings.h"
#include "modules/certificate/handlers.h"
#include "modules/certificate/import_job.h"
#include "modules/certificate/job_check.h"
#include "modules/certificate/job_remind.h"

enum { FORM_MAX = 256 * 1024 };
#define REGISTER "/can-bo/chung-thu"
#define TRUST "/can-bo/tin-cay"

static const struct form_field list_fields[] = {
    {.name = "tim", .kind = FIELD_TEXT, .max = 100},
    {.name = "loc", .kind = FIELD_CHOICE, .max = 20},
    {.name = "trang", .kind = FIELD_INT, .min_value = 1, .max_value = 10000},
    {0},
};

static const struct form_field no_fields[] = {{0}};

static const struct form_field signature_fields[] = {
    {.name = "chung-thu", .kind = FIELD_INT, .min_value = 1, .max_value = INT64_MAX},
    {.name = "loc", .kind = FIELD_CHOICE, .max = 20},
    {.name = "trang", .kind = FIELD_INT, .min_value = 1, .max_value = 10000},
    {0},
};

static const struct form_field missing_fields[] = {
    {.name = "muc", .kind = FIELD_CHOICE, .max = 20},
    {0},
};

static const struct form_field import_fields[] = {
    {.name = "tep", .kind = FIELD_FILE},
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi lý do và số văn bản")},
    {0},
};

static const struct form_field give_fields[] = {
    {.name = "tep", .kind = FIELD_FILE},
    {.name = "cho", .kind = FIELD_CHOICE, .max = 20},
    {.name = "nguoi-giu", .kind = FIELD_TEXT, .max = 200, .required = true,
     .error = N_("Ghi họ tên người, hoặc mã cơ quan")},
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi lý do và số văn bản")},
    {0},
};

static const struct form_field reason_fields[] = {
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi lý do và số văn bản")},
    {0},
};

static const struct form_field trust_fields[] = {
    {.name = "tep", .kind = FIELD_FILE},
    {.name = "mien", .kind = FIELD_CHOICE, .max = 20, .required = true,
     .error = N_("Chọn miền tin cậy")},
    {.name = "dau-van-tay", .kind = FIELD_TEXT, .max = 120, .required = true,
     .error = N_("Ghi dấu vân tay SHA-256 mà cơ quan cấp công bố")},
    {.name = "nguon", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi chứng thư lấy từ đâu")},
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi lý do và số văn bản")},
    {0},
};

static const struct route routes[] = {
    {.method = "GET", .pattern = REGISTER, .permission = "certificate.read",
     .fields = list_fields, .rate = RATE_SEARCH, .handle = register_list_show},
    {.method = "GET", .pattern = REGISTER "/tai-ve.csv", .permission = "certificate.read",
     .fields = list_fields, .rate = RATE_SEARCH, .handle = register_list_csv},
    {.method = "GET", .pattern = REGISTER "/cua-toi", .permission = "staff",
     .handle = register_own_show},
    {.method = "GET", .pattern = REGISTER "/giao", .permission = "certificate.manage",
     .handle = register_form_show},
    {.method = "POST", .pattern = REGISTER "/giao", .permission = "certificate.manage",
     .fields = give_fields, .body_max = FORM_MAX, .rate = RATE_UPLOAD,
     .handle = register_form_send},
    {.method = "GET", .pattern = REGISTER "/nguoi/{so}", .permission = "certificate.read",
     .handle = person_show},
    {.method = "GET", .pattern = REGISTER "/nguoi/{so}/chu-ky", .permission = "certificate.read",
     .fields = signature_fields, .handle = person_signatures_show},
    {.method = "GET", .pattern = REGISTER "/chua-co", .permission = "certificate.read",
     .fields = missing_fields, .handle = missing_show},
    {.method = "GET", .pattern = REGISTER "/chua-co.csv", .permission = "certificate.read",
     .fields = missing_fields, .rate = RATE_SEARCH, .handle = missing_csv},
    {.method = "GET", .pattern = REGISTER "/nhap", .permission = "certificate.manage",
     .handle = import_form_show},
    {.method = "POST", .pattern = REGISTER "/nhap", .permission = "certificate.manage",
     .fields = import_fields, .body_max = REGISTER_FILE_MAX + FORM_MAX, .rate = RATE_UPLOAD,
     .handle = import_form_send},
    {.method = "GET", .pattern = REGISTER "/nhap/{so}", .permission = "certificate.manage",
     .handle = import_show},
    {.method = "POST", .pattern = REGISTER "/nhap/{so}/ghi", .permission = "certificate.manage",
     .fields = no_fields, .rate = RATE_SUBMIT, .handle = import_apply_send},
    {.method = "GET", .pattern = REGISTER "/{so}", .permission = "certificate.read",
     .handle = register_one_show},
    {.method = "POST", .pattern = REGISTER "/{so}/thu-lai", .permission = "certificate.manage",
     .fields = reason_fields, .rate = RATE_SUBMIT, .handle = register_end_send},
    {.method = "GET", .pattern = TRUST, .permission = "certificate.read",
     .handle = trust_list_show},
    {.method = "GET", .pattern = TRUST "/them", .permission = "trust.manage",
     .handle = trust_form_show},
    {.method = "POST", .pattern = TRUST "/them", .permission = "trust.manage",
     .fields = trust_fields, .body_max = FORM_MAX, .rate = RATE_UPLOAD,
     .handle = trust_form_send},
    {.method = "POST", .pattern = TRUST "/{so}/thoi", .permission = "trust.manage",
     .fields = reason_fields, .rate = RATE_SUBMIT, .handle = trust_end_send},
    {0},
};

static const struct menu_item menu[] = {
    {.path = REGISTER, .label = N_("Sổ chứng thư số"), .staff = true, .order = 262,
     .permission = "certificate.read", .section = N_("Quản trị"),
     .help = N_("Ai giữ chứng thư nào, còn hiệu lực không, sắp hết hạn chưa")},
    {.path = TRUST, .label = N_("Danh sách tin cậy"), .staff = true, .order = 264,
     .permission = "certificate.read", .section = N_("Quản trị"),
     .help = N_("Cơ quan cấp chứng thư được tin, theo miền, từ nguồn nào")},
    {0},
};

static const struct setting settings[] = {
    {.name = "certificate.warn_days", .kind = SETTING_INT, .otherwise = "30", .min = 1, .max = 365,
     .reach = SETTING_LIVE, .help = N_("Báo trước bao nhiêu ngày khi chứng thư số sắp hết hạn")},
    {.name = "certificate.unknown_days", .kind = SETTING_INT, .otherwise = "3", .min = 1,
     .max = 365, .reach = SETTING_LIVE,
     .help = N_("Sau bao nhiêu ngày không hỏi được thì coi tình trạng là chưa rõ")},
    {.name = "certificate.private_network", .kind = SETTING_BOOL, .otherwise = "no",
     .reach = SETTING_LIVE,
     .help = N_("Nơi trả lời về chứng thư được nằm trong mạng riêng (mạng truyền số liệu)")},
    {.name = "certificate.phone", .otherwise = "", .reach = SETTING_LIVE,
     .help = N_("Số điện thoại quản trị nhận tin khi tình trạng một chứng thư số đổi; bỏ trống là "
                "không gửi")},
    {.name = "certificate.keep_days", .kind = SETTING_INT, .otherwise = "400", .min = 30,
     .max = 36500, .reach = SETTING_LIVE,
     .help = N_("Giữ câu trả lời cũ về chứng thư bao nhiêu ngày")},
    {0},
};

static const struct job_kind jobs[] = {
    {.name = "certificate.check", .run = job_check, .every_us = 3600 * MICROS_PER_SECOND},
    {.name = "certificate.remind", .run = job_remind, .every_us = 3600 * MICROS_PER_SECOND},
    {.name = "certificate.import_check", .run = register_import_check},
    {.name = "certificate.import_apply", .run = register_import_apply},
    {0},
};

const struct module module_certificate = {
    .name = "certificate", .routes = routes, .menu = menu, .jobs = jobs, .settings = settings};
