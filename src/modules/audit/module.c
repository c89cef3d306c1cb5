#include "modules/audit/audit.h"

#include "modules/audit/handlers.h"

#define DAYS                                                                                       \
    {.name = "tu", .kind = FIELD_DATE, .error = N_("Ghi ngày như 23/11/2026")},                    \
    {.name = "den", .kind = FIELD_DATE, .error = N_("Ghi ngày như 23/11/2026")},                   \
    {.name = "sau", .kind = FIELD_CHOICE, .max = 60},                                              \
    {.name = "dang", .kind = FIELD_CHOICE, .max = 10},                                             \
    {.name = "co-quan", .kind = FIELD_CHOICE, .max = 40}

static const struct form_field list_fields[] = {
    {.name = "tim", .kind = FIELD_TEXT, .max = 200},
    {.name = "viec", .kind = FIELD_CHOICE, .max = 100},
    DAYS,
    {0},
};

static const struct form_field due_fields[] = {DAYS, {0}};

#define READ_ROUTE(path, fields_, handle_)                                                         \
    {.method = "GET",                                                                              \
     .pattern = path,                                                                              \
     .permission = "audit.read",                                                                   \
     .fields = fields_,                                                                            \
     .rate = RATE_SEARCH,                                                                          \
     .handle = handle_}

static const struct route routes[] = {
    READ_ROUTE("/can-bo/kiem-tra", list_fields, audit_list),
    READ_ROUTE("/can-bo/kiem-tra/ai-da-doc", list_fields, audit_who_read),
    READ_ROUTE("/can-bo/kiem-tra/quan-tri-vien", list_fields, audit_superusers),
    READ_ROUTE("/can-bo/kiem-tra/doi-han", due_fields, audit_due_changes),
    READ_ROUTE("/can-bo/kiem-tra/dong/{id}", NULL, audit_show_row),
    READ_ROUTE("/can-bo/kiem-tra/dong/{id}/bang-chung", NULL, audit_show_proof),
    READ_ROUTE("/can-bo/kiem-tra/dong/{id}/ban-ghi", NULL, audit_show_record),
    {0},
};

#define SECTION(path_, label_, order_, help_)                                                      \
    {.path = path_,                                                                                \
     .label = label_,                                                                              \
     .staff = true,                                                                                \
     .order = order_,                                                                              \
     .permission = "audit.read",                                                                   \
     .section = N_("Kiểm tra"),                                                                    \
     .help = help_}

static const struct menu_item menu[] = {
    SECTION("/can-bo/kiem-tra", N_("Nhật ký"), 300,
            N_("Mọi lần đọc và mọi thay đổi, với bằng chứng của từng dòng")),
    SECTION("/can-bo/kiem-tra/ai-da-doc", N_("Ai đã đọc hồ sơ của một người"), 301,
            N_("Theo mã hồ sơ, số định danh hoặc số điện thoại")),
    SECTION("/can-bo/kiem-tra/quan-tri-vien", N_("Quản trị viên đã làm gì"), 302,
            N_("Việc của mọi người giữ vai trò quản trị")),
    SECTION("/can-bo/kiem-tra/doi-han", N_("Hồ sơ trễ bị đổi ngày hẹn"), 303,
            N_("Ngày hẹn đầu, ngày hẹn mới, ai đổi và vì sao")),
    {0},
};

const struct module module_audit = {.name = "audit", .routes = routes, .menu = menu};
