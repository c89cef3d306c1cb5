#include "modules/appearance/appearance.h"

#include "core/jobs.h"
#include "modules/appearance/handlers.h"
#include "modules/appearance/service.h"

enum { FORM_MAX = 3 << 20 };

static const struct form_field hand_fields[] = {
    {.name = "tep", .kind = FIELD_FILE},
    {0},
};

static const struct form_field seal_fields[] = {
    {.name = "tep", .kind = FIELD_FILE},
    {.name = "kich-thuoc", .kind = FIELD_TEXT, .max = 6},
    {.name = "ly-do", .kind = FIELD_TEXT, .max = 500, .required = true,
     .error = N_("Ghi lý do và số văn bản")},
    {0},
};

static const struct form_field use_fields[] = {
    {.name = "hinh", .kind = FIELD_INT},
    {.name = "ngay", .kind = FIELD_DATE, .error = N_("Ghi ngày bắt đầu dùng, ví dụ 1/12/2026")},
    {0},
};

static const struct form_field no_fields[] = {{0}};

static const struct route routes[] = {
    {.method = "GET", .pattern = HAND, .permission = "result.sign", .handle = picture_show},
    {.method = "POST", .pattern = HAND, .permission = "result.sign", .fields = hand_fields,
     .body_max = FORM_MAX, .rate = RATE_UPLOAD, .handle = picture_send},
    {.method = "POST", .pattern = HAND "/dung", .permission = "result.sign", .fields = use_fields,
     .rate = RATE_SUBMIT, .handle = picture_use_send},
    {.method = "POST", .pattern = HAND "/huy", .permission = "result.sign", .fields = no_fields,
     .rate = RATE_SUBMIT, .handle = picture_drop_send},
    {.method = "POST", .pattern = HAND "/bo", .permission = "result.sign", .fields = no_fields,
     .rate = RATE_SUBMIT, .handle = picture_remove_send},
    {.method = "GET", .pattern = HAND "/mau/{so}", .permission = "result.sign",
     .handle = picture_sample},
    {.method = "GET", .pattern = SEAL, .permission = "organisation.manage", .handle = seal_show},
    {.method = "GET", .pattern = SEAL "/{co-quan}", .permission = "organisation.manage",
     .handle = picture_show},
    {.method = "POST", .pattern = SEAL "/{co-quan}", .permission = "organisation.manage",
     .fields = seal_fields, .body_max = FORM_MAX, .rate = RATE_UPLOAD, .handle = picture_send},
    {.method = "POST", .pattern = SEAL "/{co-quan}/dung", .permission = "organisation.manage",
     .fields = use_fields, .rate = RATE_SUBMIT, .handle = picture_use_send},
    {.method = "POST", .pattern = SEAL "/{co-quan}/huy", .permission = "organisation.manage",
     .fields = no_fields, .rate = RATE_SUBMIT, .handle = picture_drop_send},
    {.method = "POST", .pattern = SEAL "/{co-quan}/bo", .permission = "organisation.manage",
     .fields = no_fields, .rate = RATE_SUBMIT, .handle = picture_remove_send},
    {.method = "GET", .pattern = SEAL "/{co-quan}/mau/{so}", .permission = "organisation.manage",
     .handle = picture_sample},
    {0},
};

static const struct menu_item menu[] = {
    {.path = SEAL, .label = N_("Con dấu cơ quan"), .staff = true, .order = 263,
     .permission = "organisation.manage", .section = N_("Quản trị"),
     .help = N_("Hình con dấu trên kết quả giải quyết, đúng cỡ, theo ngày")},
    {0},
};

static const struct job_kind jobs[] = {
    {.name = "appearance.sample", .run = job_sample},
    {0},
};

const struct module module_appearance = {
    .name = "appearance", .routes = routes, .menu = menu, .jobs = jobs};
