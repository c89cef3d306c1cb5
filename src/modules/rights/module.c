#include "modules/rights/rights.h"

#include "modules/rights/handlers.h"

static const struct form_field why_fields[] = {
    {.name = "trang", .kind = FIELD_TEXT, .max = 500},
    {.name = "quyen", .kind = FIELD_TEXT, .max = 80},
    {.name = "cho", .kind = FIELD_TEXT, .max = 80},
    {.name = "nguoi", .kind = FIELD_INT, .min_value = 0, .max_value = INT64_MAX},
    {.name = "ngay", .kind = FIELD_DATE, .error = N_("Ghi ngày như 23/11/2026")},
    {0},
};

static const struct form_field person_fields[] = {
    {.name = "tim", .kind = FIELD_TEXT, .max = 100},
    {.name = "nguoi", .kind = FIELD_INT, .min_value = 0, .max_value = INT64_MAX},
    {.name = "ngay", .kind = FIELD_DATE, .error = N_("Ghi ngày như 23/11/2026")},
    {.name = "doi-chieu", .kind = FIELD_CHOICE, .max = 5},
    {0},
};

static const struct form_field delegation_fields[] = {
    {.name = "loai", .kind = FIELD_CHOICE, .max = 5, .required = true,
     .error = N_("Chọn thay mặt hay ký thay")},
    {.name = "nguoi-vang", .kind = FIELD_INT, .min_value = 1, .max_value = INT64_MAX,
     .required = true, .error = N_("Chọn người vắng")},
    {.name = "nguoi-thay", .kind = FIELD_INT, .min_value = 1, .max_value = INT64_MAX,
     .required = true, .error = N_("Chọn người thay")},
    {.name = "tu", .kind = FIELD_DATE, .required = true, .error = N_("Ghi ngày bắt đầu")},
    {.name = "den", .kind = FIELD_DATE, .required = true, .error = N_("Ghi ngày cuối cùng")},
    {.name = "van-ban", .kind = FIELD_TEXT, .max = 200, .required = true,
     .error = N_("Ghi số văn bản ủy quyền")},
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true, .error = N_("Ghi lý do")},
    {.name = "thu-tuc", .kind = FIELD_TEXT, .max = 1000},
    {.name = "gia-tri", .kind = FIELD_INT, .min_value = 0, .max_value = INT64_MAX / 2,
     .error = N_("Ghi số đồng, không dấu chấm")},
    {.name = "dong-y", .kind = FIELD_CHOICE, .max = 5},
    {0},
};

static const struct form_field revoke_fields[] = {
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi lý do thu hồi")},
    {0},
};

static const struct form_field access_fields[] = {
    {.name = "cho", .kind = FIELD_TEXT, .max = 80},
    {0},
};

static const struct form_field access_ask_fields[] = {
    {.name = "cho", .kind = FIELD_TEXT, .max = 80, .required = true, .error = N_("Ghi mã hồ sơ")},
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi vì sao cần xem, nhiều nhất 500 chữ")},
    {0},
};

static const struct form_field access_answer_fields[] = {
    {.name = "so", .kind = FIELD_INT, .min_value = 1, .max_value = INT64_MAX, .required = true,
     .error = N_("Chọn lần xin xem")},
    {.name = "quyet", .kind = FIELD_CHOICE, .max = 5},
    {.name = "ngay", .kind = FIELD_INT, .min_value = 0, .max_value = 366,
     .error = N_("Cho xem từ 1 đến 30 ngày")},
    {.name = "tra-loi", .kind = FIELD_TEXT, .max = 500},
    {0},
};

static const struct form_field access_end_fields[] = {
    {.name = "so", .kind = FIELD_INT, .min_value = 1, .max_value = INT64_MAX, .required = true,
     .error = N_("Chọn lần xin xem")},
    {0},
};

static const struct form_field role_new_fields[] = {
    {.name = "ma", .kind = FIELD_TEXT, .max = 40, .required = true, .error = N_("Ghi mã vai trò")},
    {.name = "ten", .kind = FIELD_TEXT, .max = 120, .required = true,
     .error = N_("Ghi tên vai trò")},
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true, .error = N_("Ghi lý do")},
    {0},
};

static const struct form_field role_fields[] = {
    {.name = "quyen", .kind = FIELD_CHOICE, .max = 80, .many = true},
    {.name = "truoc", .kind = FIELD_TEXT, .max = 8000},
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi lý do và số văn bản")},
    {.name = "dong-y", .kind = FIELD_CHOICE, .max = 5},
    {0},
};

static const struct route routes[] = {
    {.method = "GET", .pattern = "/can-bo/quyen", .permission = "staff",
     .handle = rights_own_show},
    {.method = "GET", .pattern = "/can-bo/quyen/vi-sao", .permission = "staff",
     .fields = why_fields, .handle = rights_why_show},
    {.method = "GET", .pattern = "/can-bo/quyen/nguoi", .permission = "right.read",
     .fields = person_fields, .rate = RATE_SEARCH, .handle = rights_person_show},
    {.method = "GET", .pattern = "/can-bo/quyen/nguoi.csv", .permission = "right.read",
     .fields = person_fields, .rate = RATE_SEARCH, .handle = rights_person_csv},
    {.method = "GET", .pattern = "/can-bo/quyen/it-dung", .permission = "security.read",
     .rate = RATE_SEARCH, .handle = rights_unused_show},
    {.method = "GET", .pattern = "/can-bo/quyen/it-dung.csv", .permission = "security.read",
     .rate = RATE_SEARCH, .handle = rights_unused_csv},
    {.method = "GET", .pattern = "/can-bo/uy-quyen", .permission = "staff",
     .handle = delegations_show},
    {.method = "GET", .pattern = "/can-bo/uy-quyen/lap", .permission = "delegation.manage",
     .handle = delegation_new_show},
    {.method = "POST", .pattern = "/can-bo/uy-quyen/lap", .permission = "delegation.manage",
     .fields = delegation_fields, .rate = RATE_SUBMIT, .handle = delegation_new_send},
    {.method = "GET", .pattern = "/can-bo/uy-quyen/{uy-quyen}", .permission = "staff",
     .handle = delegation_show},
    {.method = "GET", .pattern = "/can-bo/uy-quyen/{uy-quyen}/viec.csv", .permission = "staff",
     .handle = delegation_acts_csv},
    {.method = "POST", .pattern = "/can-bo/uy-quyen/{uy-quyen}/thu-hoi", .permission = "staff",
     .fields = revoke_fields, .rate = RATE_SUBMIT, .handle = delegation_revoke_send},
    {.method = "GET", .pattern = "/can-bo/xin-xem", .permission = "staff",
     .fields = access_fields, .handle = access_show},
    {.method = "POST", .pattern = "/can-bo/xin-xem", .permission = "staff",
     .fields = access_ask_fields, .rate = RATE_SUBMIT, .handle = access_ask_send},
    {.method = "POST", .pattern = "/can-bo/xin-xem/tra-loi", .permission = "access.answer",
     .fields = access_answer_fields, .rate = RATE_SUBMIT, .handle = access_answer_send},
    {.method = "POST", .pattern = "/can-bo/xin-xem/thoi", .permission = "access.answer",
     .fields = access_end_fields, .rate = RATE_SUBMIT, .handle = access_end_send},
    {.method = "GET", .pattern = "/can-bo/vai-tro", .permission = "role.manage",
     .handle = roles_show},
    {.method = "POST", .pattern = "/can-bo/vai-tro", .permission = "role.manage",
     .fields = role_new_fields, .rate = RATE_SUBMIT, .handle = role_new_send},
    {.method = "GET", .pattern = "/can-bo/vai-tro/{vai-tro}", .permission = "role.manage",
     .handle = role_show},
    {.method = "POST", .pattern = "/can-bo/vai-tro/{vai-tro}", .permission = "role.manage",
     .fields = role_fields, .rate = RATE_SUBMIT, .handle = role_change_send},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/can-bo/uy-quyen", .label = N_("Thay mặt, ủy quyền"), .staff = true, .order = 210,
     .permission = "delegation.manage", .section = N_("Quản trị"),
     .help = N_("Ai thay ai, đến khi nào, và mọi việc làm trong tên người vắng")},
    {.path = "/can-bo/xin-xem", .label = N_("Xin xem hồ sơ"), .staff = true, .order = 212,
     .permission = "access.answer", .section = N_("Quản trị"),
     .help = N_("Ai xin xem hồ sơ của cơ quan, cho đến khi nào")},
    {.path = "/can-bo/vai-tro", .label = N_("Vai trò"), .staff = true, .order = 211,
     .permission = "role.manage", .section = N_("Quản trị"),
     .help = N_("Mỗi vai trò được làm gì, từ ngày nào")},
    {.path = "/can-bo/quyen/nguoi", .label = N_("Quyền của một người"), .staff = true,
     .order = 310, .permission = "right.read", .section = N_("Kiểm tra"),
     .help = N_("Vào bất kỳ ngày nào, theo quy tắc nào")},
    {.path = "/can-bo/quyen/it-dung", .label = N_("Quyền ít dùng"), .staff = true, .order = 311,
     .permission = "security.read", .section = N_("Kiểm tra"),
     .help = N_("Quyền 90 ngày không dùng, tài khoản có vẻ dùng chung")},
    {0},
};

const struct module module_rights = {.name = "rights", .routes = routes, .menu = menu};
