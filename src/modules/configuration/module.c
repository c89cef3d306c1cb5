#include "modules/configuration/configuration.h"

#include "modules/configuration/handlers.h"

static const struct form_field day_fields[] = {
    {.name = "ngay", .kind = FIELD_DATE, .error = N_("Ghi ngày như 23/11/2026")},
    {0},
};

static const struct form_field setting_fields[] = {
    {.name = "dat", .kind = FIELD_TEXT, .max = 1000},
    {.name = "xong", .kind = FIELD_CHOICE, .max = 1},
    {0},
};

static const struct form_field setting_send_fields[] = {
    {.name = "gia-tri", .kind = FIELD_TEXT, .max = 1000},
    {.name = "ve-tep", .kind = FIELD_CHOICE, .max = 1},
    {.name = "truoc", .kind = FIELD_TEXT, .max = 4000},
    {.name = "ly-do", .kind = FIELD_LINES, .max = 2000, .required = true,
     .error = N_("Ghi lý do sửa")},
    {0},
};

static const struct form_field calendar_fields[] = {
    {.name = "nam", .kind = FIELD_INT, .min_value = 2020, .max_value = 2100},
    {.name = "ngay", .kind = FIELD_DATE, .error = N_("Ghi ngày như 23/11/2026")},
    {.name = "da-doi", .kind = FIELD_INT, .min_value = 0, .max_value = 100000000},
    {0},
};

static const struct form_field calendar_edit_fields[] = {
    {.name = "tu", .kind = FIELD_DATE, .required = true,
     .error = N_("Ghi ngày đầu, như 08/02/2027")},
    {.name = "den", .kind = FIELD_DATE, .error = N_("Ghi ngày cuối, như 12/02/2027")},
    {.name = "loai", .kind = FIELD_CHOICE, .max = 10},
    {.name = "ten", .kind = FIELD_TEXT, .max = 200},
    {.name = "can-cu", .kind = FIELD_TEXT, .max = 500},
    {0},
};

/* No field holds a figure: one that is sent is refused like any other unknown name. */
static const struct form_field target_send_fields[] = {
    {.name = "cap", .kind = FIELD_INT, .max_value = 4},
    {.name = "nam", .kind = FIELD_INT, .min_value = 2000, .max_value = 2100, .required = true,
     .error = N_("Ghi năm từ 2000 đến 2100")},
    {.name = "so-sanh", .kind = FIELD_CHOICE, .max = 10},
    {.name = "muc", .kind = FIELD_INT, .max_value = 100,
     .error = N_("Ghi mức từ 0 đến 100, hoặc chọn bỏ mức này")},
    {.name = "bo", .kind = FIELD_CHOICE, .max = 1},
    {.name = "ly-do", .kind = FIELD_LINES, .max = 4000, .required = true,
     .error = N_("Ghi lý do và câu chữ của văn bản")},
    {0},
};

static const struct form_field done_fields[] = {
    {.name = "xong", .kind = FIELD_CHOICE, .max = 1},
    {0},
};

static const struct form_field version_fields[] = {
    {.name = "ban", .kind = FIELD_INT, .min_value = 1, .max_value = 100000},
    {.name = "xong", .kind = FIELD_CHOICE, .max = 1},
    {0},
};

static const struct form_field draft_form_fields[] = {
    {.name = "thu-tuc", .kind = FIELD_CHOICE, .max = 40},
    {0},
};

static const struct form_field draft_send_fields[] = {
    {.name = "thu-tuc", .kind = FIELD_CHOICE, .max = 40},
    {.name = "procedure", .kind = FIELD_FILE},
    {.name = "form", .kind = FIELD_FILE},
    {.name = "process", .kind = FIELD_FILE},
    {0},
};

static const struct form_field publish_fields[] = {
    {.name = "hieu-luc", .kind = FIELD_DATE, .required = true,
     .error = N_("Ghi ngày hiệu lực, như 01/01/2027")},
    {.name = "can-cu", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi văn bản làm căn cứ")},
    {.name = "ly-do", .kind = FIELD_LINES, .max = 2000, .required = true,
     .error = N_("Ghi lý do công bố")},
    {0},
};

static const struct form_field no_fields[] = {{0}};

enum { PROCEDURE_BODY_MAX = 4 << 20 }; /* three files */

#define SHOW(pattern_, fields_, handle_)                                                           \
    {.method = "GET",                                                                              \
     .pattern = pattern_,                                                                          \
     .permission = "configuration.manage",                                                         \
     .fields = fields_,                                                                            \
     .handle = handle_}
#define SEND(pattern_, fields_, handle_)                                                           \
    {.method = "POST",                                                                             \
     .pattern = pattern_,                                                                          \
     .permission = "configuration.manage",                                                         \
     .fields = fields_,                                                                            \
     .rate = RATE_SUBMIT,                                                                          \
     .handle = handle_}

static const struct route routes[] = {
    SHOW("/can-bo/cau-hinh/chi-tieu", NULL, configuration_targets),
    SHOW("/can-bo/cau-hinh/chi-tieu/{id}", done_fields, configuration_target),
    SEND("/can-bo/cau-hinh/chi-tieu/{id}", target_send_fields, configuration_target_send),
    SHOW("/can-bo/cau-hinh/thu-tuc", done_fields, configuration_procedures),
    SHOW("/can-bo/cau-hinh/thu-tuc/{ma}", version_fields, configuration_procedure),
    SHOW("/can-bo/cau-hinh/thu-tuc/{ma}/{so}/{tep}", NULL, configuration_procedure_file),
    SHOW("/can-bo/cau-hinh/nap-thu-tuc", draft_form_fields, configuration_draft_form),
    {.method = "POST",
     .pattern = "/can-bo/cau-hinh/nap-thu-tuc",
     .permission = "configuration.manage",
     .fields = draft_send_fields,
     .body_max = PROCEDURE_BODY_MAX,
     .rate = RATE_UPLOAD,
     .handle = configuration_draft_send},
    SHOW("/can-bo/cau-hinh/ban-nhap/{id}", NULL, configuration_draft),
    SEND("/can-bo/cau-hinh/ban-nhap/{id}", publish_fields, configuration_draft_publish),
    SEND("/can-bo/cau-hinh/ban-nhap/{id}/bo", no_fields, configuration_draft_drop),
    SHOW("/can-bo/cau-hinh/lich", calendar_fields, configuration_calendar),
    SHOW("/can-bo/cau-hinh/lich/xem-truoc", calendar_edit_fields, configuration_calendar_preview),
    SEND("/can-bo/cau-hinh/lich", calendar_edit_fields, configuration_calendar_send),
    SHOW("/can-bo/cau-hinh/tham-so", day_fields, configuration_settings),
    SHOW("/can-bo/cau-hinh/tham-so/{ten}", setting_fields, configuration_setting),
    SEND("/can-bo/cau-hinh/tham-so/{ten}", setting_send_fields, configuration_setting_send),
    {.method = "GET",
     .pattern = "/can-bo/quan-tri",
     .permission = "staff",
     .handle = configuration_index},
    {0},
};

#define SECTION(path_, label_, order_, help_)                                                      \
    {.path = path_,                                                                                \
     .label = label_,                                                                              \
     .staff = true,                                                                                \
     .order = order_,                                                                              \
     .permission = "configuration.manage",                                                         \
     .section = N_("Quản trị"),                                                                    \
     .help = help_}

static const struct menu_item menu[] = {
    SECTION("/can-bo/cau-hinh/lich", N_("Lịch làm việc"), 221,
            N_("Ngày nghỉ, ngày làm bù theo năm; xem trước hồ sơ nào đổi ngày hẹn")),
    SECTION("/can-bo/cau-hinh/thu-tuc", N_("Thủ tục"), 222,
            N_("Phiên bản có ngày hiệu lực; so lệ phí, biểu mẫu, quy trình; nạp và công bố")),
    SECTION("/can-bo/cau-hinh/chi-tieu", N_("Chỉ tiêu"), 223,
            N_("Mức phải đạt theo cấp và năm, với lý do và câu chữ của văn bản")),
    SECTION("/can-bo/cau-hinh/tham-so", N_("Tham số"), 220,
            N_("Tên nơi, số trợ giúp, giờ bảo trì và những gì chạy được mà không khởi động lại")),
    {.path = "/can-bo/quan-tri",
     .label = N_("Quản trị"),
     .staff = true,
     .order = 90,
     .permission = "staff",
     .index = true},
    {0},
};

const struct module module_configuration = {
    .name = "configuration", .routes = routes, .menu = menu};
