#include "modules/dossier/handlers_staff.h"
#include "modules/dossier/module.h"

static const struct form_field queue_fields[] = {
    {.name = "ds", .kind = FIELD_CHOICE, .max = 20},   /* which list */
    {.name = "tim", .kind = FIELD_TEXT, .max = 100},   /* code, name, identifier or phone */
    {.name = "sau", .kind = FIELD_TEXT, .max = 50},    /* behind which row the page begins */
    {0},
};

static const struct form_field list_fields[] = {
    {.name = "ds", .kind = FIELD_CHOICE, .max = 20},
    {.name = "sau", .kind = FIELD_TEXT, .max = 50},
    {0},
};

static const struct form_field show_fields[] = {
    {.name = "da", .kind = FIELD_CHOICE, .max = 20}, /* what has just been done */
    {0},
};

static const struct form_field accept_fields[] = {
    {.name = "lan", .kind = FIELD_INT, .required = true}, /* the revision that was seen */
    {.name = "so", .kind = FIELD_TEXT, .max = 40},
    {.name = "ngay", .kind = FIELD_DATE, .error = N_("Ghi ngày thu tiền, ví dụ 23/11/2026")},
    {.name = "gio", .kind = FIELD_TEXT, .max = 5},
    {.name = "mien", .kind = FIELD_CHOICE, .max = 60},
    {0},
};

static const struct form_field task_fields[] = {
    {.name = "lan", .kind = FIELD_INT, .required = true},
    {.name = "v.*", .kind = FIELD_LINES, .max = 4000},
    {0},
};

static const struct form_field ask_fields[] = {
    {.name = "lan", .kind = FIELD_INT, .required = true},
    {.name = "ly-do.*", .kind = FIELD_CHOICE, .max = 10},
    {.name = "viet.*", .kind = FIELD_LINES, .max = 2000},
    {0},
};

static const struct form_field refuse_fields[] = {
    {.name = "lan", .kind = FIELD_INT, .required = true},
    {.name = "ly-do", .kind = FIELD_CHOICE, .max = 10},
    {.name = "viet", .kind = FIELD_LINES, .max = 2000},
    {0},
};

#define DOSSIER "/can-bo/ho-so/{code}"

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/can-bo/ho-so",
     .permission = "dossier.read",
     .fields = list_fields,
     .handle = staff_list_show},
    {.method = "GET",
     .pattern = "/can-bo/viec",
     .permission = "dossier.read",
     .fields = queue_fields,
     .rate = RATE_SEARCH,
     .handle = staff_queue_show},
    {.method = "GET",
     .pattern = DOSSIER,
     .permission = "dossier.read",
     .fields = show_fields,
     .handle = staff_dossier_show},
    {.method = "GET",
     .pattern = DOSSIER "/sau",
     .permission = "dossier.read",
     .handle = staff_next_show},
    {.method = "GET",
     .pattern = DOSSIER "/tep/{tep}",
     .permission = "dossier.read",
     .handle = staff_file_show},
    {.method = "GET",
     .pattern = DOSSIER "/phieu/{mau}",
     .permission = "dossier.read",
     .handle = staff_paper_show},
    {.method = "POST",
     .pattern = DOSSIER "/tiep-nhan",
     .permission = "dossier.accept",
     .fields = accept_fields,
     .rate = RATE_SUBMIT,
     .handle = staff_accept_send},
    {.method = "GET",
     .pattern = DOSSIER "/bo-sung",
     .permission = "dossier.ask",
     .handle = staff_ask_show},
    {.method = "POST",
     .pattern = DOSSIER "/bo-sung",
     .permission = "dossier.ask",
     .fields = ask_fields,
     .rate = RATE_SUBMIT,
     .handle = staff_ask_send},
    {.method = "GET",
     .pattern = DOSSIER "/tu-choi",
     .permission = "dossier.accept",
     .handle = staff_refuse_show},
    {.method = "POST",
     .pattern = DOSSIER "/tu-choi",
     .permission = "dossier.accept",
     .fields = refuse_fields,
     .rate = RATE_SUBMIT,
     .handle = staff_refuse_send},
    {.method = "POST",
     .pattern = DOSSIER "/viec",
     .permission = "dossier.task",
     .fields = task_fields,
     .rate = RATE_SUBMIT,
     .handle = staff_task_send},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/can-bo/viec",
     .label = N_("Việc của tôi"),
     .staff = true,
     .order = 10,
     .permission = "dossier.read"},
    {.path = "/can-bo/ho-so",
     .label = N_("Hồ sơ"),
     .staff = true,
     .order = 12,
     .permission = "dossier.read"},
    {0},
};

const struct module module_dossier_staff = {.name = "dossier", .routes = routes, .menu = menu};
