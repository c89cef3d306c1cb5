#include "modules/citizen/citizen.h"
#include "modules/citizen/handlers.h"

static const struct form_field desk_query[] = {
    {.name = "ho_so", .kind = FIELD_TEXT, .max = 60},
    {.name = "xong", .kind = FIELD_INT},
    {0},
};

static const struct form_field desk_fields[] = {
    {.name = "dinh_danh",
     .kind = FIELD_TEXT,
     .max = 40,
     .required = true,
     .error = N_("Nhập số định danh hoặc mã số thuế trên giấy tờ gốc")},
    {.name = "ho_ten",
     .kind = FIELD_TEXT,
     .max = 200,
     .required = true,
     .error = N_("Nhập họ tên như trên giấy tờ gốc")},
    {.name = "dien_thoai",
     .kind = FIELD_TEXT,
     .max = 30,
     .required = true,
     .error = N_("Nhập số điện thoại người dân đang cầm")},
    {.name = "doi_chieu",
     .kind = FIELD_TEXT,
     .max = 4,
     .required = true,
     .error = N_("Xem giấy tờ gốc rồi đánh dấu")},
    {.name = "ho_so", .kind = FIELD_TEXT, .max = 60},
    {0},
};

static const struct form_field desk_code_fields[] = {
    {.name = "dinh_danh", .kind = FIELD_TEXT, .max = 40},
    {.name = "ho_ten", .kind = FIELD_TEXT, .max = 200},
    {.name = "dien_thoai", .kind = FIELD_TEXT, .max = 30},
    {.name = "ho_so", .kind = FIELD_TEXT, .max = 60},
    {.name = "ma", .kind = FIELD_SECRET, .max = 20},
    {0},
};

static const struct form_field answer_fields[] = {
    {.name = "tra_loi",
     .kind = FIELD_LINES,
     .max = 4000,
     .required = true,
     .error = N_("Viết câu trả lời cho người dân")},
    {0},
};

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/can-bo/cong-dan",
     .permission = "citizen.bind",
     .fields = desk_query,
     .handle = counter_show},
    {.method = "POST",
     .pattern = "/can-bo/cong-dan",
     .permission = "citizen.bind",
     .fields = desk_fields,
     .rate = RATE_SUBMIT,
     .handle = counter_send},
    {.method = "POST",
     .pattern = "/can-bo/cong-dan/ma",
     .permission = "citizen.bind",
     .fields = desk_code_fields,
     .rate = RATE_GUESS,
     .handle = counter_code},
    {.method = "GET",
     .pattern = "/can-bo/cau-hoi-du-lieu",
     .permission = "privacy.answer",
     .handle = questions_show},
    {.method = "GET",
     .pattern = "/can-bo/cau-hoi-du-lieu/{cau}",
     .permission = "privacy.answer",
     .handle = answer_show},
    {.method = "POST",
     .pattern = "/can-bo/cau-hoi-du-lieu/{cau}",
     .permission = "privacy.answer",
     .fields = answer_fields,
     .rate = RATE_SUBMIT,
     .handle = answer_send},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/can-bo/cong-dan",
     .label = N_("Đối chiếu giấy tờ"),
     .staff = true,
     .order = 60,
     .permission = "citizen.bind"},
    {.path = "/can-bo/cau-hoi-du-lieu",
     .label = N_("Câu hỏi về dữ liệu"),
     .staff = true,
     .order = 70,
     .permission = "privacy.answer"},
    {0},
};

const struct module module_citizen_desk = {.name = "citizen", .routes = routes, .menu = menu};
