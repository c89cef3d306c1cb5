#include "modules/reorganisation/handlers.h"
#include "modules/reorganisation/job_apply.h"

static const struct form_field no_fields[] = {{0}};

static const struct form_field words_fields[] = {
    {.name = "so", .max = 60, .required = true,
     .error = N_("Ghi số của quyết định, ví dụ 112/NQ-HĐND")},
    {.name = "trich-yeu", .max = 300, .required = true,
     .error = N_("Ghi trích yếu: quyết định sắp xếp việc gì")},
    {.name = "ngay-ky", .kind = FIELD_DATE, .required = true,
     .error = N_("Ghi ngày ký, ví dụ 23/11/2026")},
    {.name = "ngay-hieu-luc", .kind = FIELD_DATE, .required = true,
     .error = N_("Ghi ngày hiệu lực, ví dụ 01/01/2027")},
    {0},
};

static const struct form_field file_fields[] = {
    {.name = "tep", .kind = FIELD_FILE},
    {0},
};

static const struct form_field operation_fields[] = {
    {.name = "ma", .max = 40},
    {.name = "nguon", .kind = FIELD_LINES, .max = 20000},
    {.name = "ma-moi", .max = 40},
    {.name = "ma-dia-ban", .max = 10},
    {.name = "ten", .max = 200},
    {.name = "dia-danh", .max = 200},
    {.name = "loai", .max = 60},
    {.name = "cap", .kind = FIELD_INT, .min_value = 1, .max_value = 9},
    {.name = "cap-tren", .max = 40},
    {.name = "dia-chi", .max = 300},
    {.name = "nhan-1", .max = 40},
    {.name = "nhan-2", .max = 40},
    {.name = "nhan-3", .max = 40},
    {.name = "dia-ban-2", .kind = FIELD_LINES, .max = 4000},
    {.name = "dia-ban-3", .kind = FIELD_LINES, .max = 4000},
    {.name = "ho-so-2", .kind = FIELD_LINES, .max = 20000},
    {.name = "ho-so-3", .kind = FIELD_LINES, .max = 20000},
    {0},
};

static const struct form_field preview_fields[] = {
    {.name = "lan", .kind = FIELD_INT},
    {0},
};

static const struct form_field approve_fields[] = {
    {.name = "lan", .kind = FIELD_INT, .required = true}, /* the revision that was seen */
    {0},
};

static const struct form_field undo_fields[] = {
    {.name = "so", .max = 60},
    {0},
};

#define DECISION REORGANISATIONS "/{id}"
#define PREPARE "reorganisation.prepare"
#define APPLY "reorganisation.apply"
#define READ "reorganisation.read"
enum { FILE_BODY = 21 << 20, FORM_BODY = 256 << 10 };

static const struct route routes[] = {
    {.method = "GET", .pattern = REORGANISATIONS, .permission = READ, .handle = decisions_show},
    {.method = "GET", .pattern = REORGANISATIONS "/moi", .permission = PREPARE,
     .fields = no_fields, .handle = decision_new_show},
    {.method = "POST", .pattern = REORGANISATIONS "/moi", .permission = PREPARE,
     .fields = words_fields, .rate = RATE_SUBMIT, .handle = decision_new_send},
    {.method = "GET", .pattern = DECISION, .permission = READ, .handle = decision_show},
    {.method = "GET", .pattern = DECISION "/bao-cao.csv", .permission = READ,
     .handle = decision_csv},
    {.method = "GET", .pattern = DECISION "/tep", .permission = READ, .handle = decision_file},
    {.method = "POST", .pattern = DECISION "/tep", .permission = PREPARE, .fields = file_fields,
     .body_max = FILE_BODY, .rate = RATE_UPLOAD, .handle = decision_file_send},
    {.method = "GET", .pattern = DECISION "/sua", .permission = PREPARE, .fields = no_fields,
     .handle = decision_edit_show},
    {.method = "POST", .pattern = DECISION "/sua", .permission = PREPARE, .fields = words_fields,
     .rate = RATE_SUBMIT, .handle = decision_edit_send},
    {.method = "POST", .pattern = DECISION "/thu", .permission = PREPARE, .fields = no_fields,
     .rate = RATE_SUBMIT, .handle = decision_try_send},
    {.method = "GET", .pattern = DECISION "/them/{loai}", .permission = PREPARE,
     .fields = no_fields, .handle = decision_operation_show},
    {.method = "POST", .pattern = DECISION "/them/{loai}", .permission = PREPARE,
     .fields = operation_fields, .body_max = FORM_BODY, .rate = RATE_SUBMIT,
     .handle = decision_operation_send},
    {.method = "POST", .pattern = DECISION "/thao-tac/{thu-tu}/bo", .permission = PREPARE,
     .fields = no_fields, .rate = RATE_SUBMIT, .handle = decision_operation_remove},
    {.method = "GET", .pattern = DECISION "/nap", .permission = PREPARE,
     .handle = decision_load_show},
    {.method = "POST", .pattern = DECISION "/nap", .permission = PREPARE, .fields = file_fields,
     .body_max = FILE_BODY, .rate = RATE_UPLOAD, .handle = decision_load_send},
    {.method = "GET", .pattern = DECISION "/duyet", .permission = APPLY,
     .fields = preview_fields, .handle = decision_approve_show},
    {.method = "POST", .pattern = DECISION "/duyet", .permission = APPLY,
     .fields = approve_fields, .rate = RATE_SUBMIT, .handle = decision_approve_send},
    {.method = "POST", .pattern = DECISION "/rut", .permission = APPLY, .fields = no_fields,
     .rate = RATE_SUBMIT, .handle = decision_withdraw_send},
    {.method = "GET", .pattern = DECISION "/lui", .permission = APPLY, .fields = no_fields,
     .handle = decision_undo_show},
    {.method = "POST", .pattern = DECISION "/lui", .permission = APPLY, .fields = undo_fields,
     .rate = RATE_SUBMIT, .handle = decision_undo_send},
    {0},
};

static const struct menu_item menu[] = {
    {.path = REORGANISATIONS, .label = N_("Sắp xếp đơn vị"), .staff = true, .order = 120,
     .permission = READ, .section = N_("Quản trị"),
     .help = N_("Nhập, chia, đổi tên, kết thúc đơn vị theo quyết định")},
    {0},
};

/* Tried again only where the failure may pass: a decision that cannot stand says why and waits for
 * people. The lease outlives the longest transaction. */
static const struct job_kind jobs[] = {
    {.name = "reorganisation.apply", .run = job_apply, .lease_us = 10 * 60 * MICROS_PER_SECOND,
     .attempts_max = 200},
    {.name = "reorganisation.try", .run = job_try, .lease_us = 10 * 60 * MICROS_PER_SECOND},
    {0},
};

const struct module module_reorganisation = {
    .name = "reorganisation", .routes = routes, .menu = menu, .jobs = jobs};
