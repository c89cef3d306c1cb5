#include "modules/organisation/handlers.h"
#include "modules/organisation/import_job.h"
#include "modules/organisation/organisation.h"

static const struct form_field tree_fields[] = {
    {.name = "ngay", .kind = FIELD_DATE, .error = N_("Ghi ngày, ví dụ 1/7/2025")},
    {.name = "tim", .kind = FIELD_TEXT, .max = 100},
    {.name = "mo", .kind = FIELD_INT}, /* the agency whose children are shown; 0: the top */
    {0},
};

static const struct form_field page_fields[] = {
    {.name = "ngay", .kind = FIELD_DATE},
    {.name = "da", .kind = FIELD_CHOICE, .max = 20}, /* what has just been done */
    {0},
};

static const struct form_field target_fields[] = {
    {.name = "so", .kind = FIELD_INT}, /* unit, post or appointment */
    {0},
};

static const struct form_field act_fields[] = {
    {.name = "so", .kind = FIELD_INT},
    {.name = "dong-y", .kind = FIELD_CHOICE, .max = 2},
    {.name = "ten", .kind = FIELD_TEXT},
    {.name = "dia-danh", .kind = FIELD_TEXT},
    {.name = "loai", .kind = FIELD_TEXT, .max = 60},
    {.name = "khoi", .kind = FIELD_CHOICE, .max = 10},
    {.name = "cap", .kind = FIELD_CHOICE, .max = 4},
    {.name = "ma", .kind = FIELD_TEXT, .max = 60},
    {.name = "ma-vung", .kind = FIELD_TEXT, .max = 20},
    {.name = "cap-tren", .kind = FIELD_TEXT, .max = 60},
    {.name = "dia-chi", .kind = FIELD_TEXT, .max = 300},
    {.name = "dien-thoai", .kind = FIELD_TEXT, .max = 30},
    {.name = "ke-thua", .kind = FIELD_TEXT, .max = 60},
    {.name = "don-vi", .kind = FIELD_TEXT},
    {.name = "chuc-vu", .kind = FIELD_TEXT},
    {.name = "vai-tro", .kind = FIELD_CHOICE, .max = 40},
    {.name = "cap-duoi", .kind = FIELD_CHOICE, .max = 2},
    {.name = "thu-tuc", .kind = FIELD_TEXT, .max = 1000},
    {.name = "dang-giu", .kind = FIELD_CHOICE, .max = 2},
    {.name = "so-cap", .kind = FIELD_TEXT, .max = 2},
    {.name = "ten-cap", .kind = FIELD_TEXT, .max = 200},
    {.name = "co-quan", .kind = FIELD_TEXT, .max = 60},
    {.name = "nguoi", .kind = FIELD_TEXT},
    {.name = "ma-can-bo", .kind = FIELD_TEXT, .max = 40},
    {.name = "ngay", .kind = FIELD_DATE, .error = N_("Ghi ngày có hiệu lực, ví dụ 1/12/2026")},
    {.name = "den-het",
     .kind = FIELD_DATE,
     .error = N_("Ghi ngày cuối giữ chức vụ, ví dụ 30/11/2026")},
    {.name = "quyet-dinh", .kind = FIELD_TEXT, .max = 300},
    {0},
};

static const struct form_field place_fields[] = {
    {.name = "ten", .kind = FIELD_TEXT, .max = 300},
    {0},
};

static const struct form_field import_fields[] = {
    {.name = "loai", .kind = FIELD_CHOICE, .max = 20},
    {.name = "tep", .kind = FIELD_FILE},
    {0},
};

static const struct form_field no_fields[] = {{0}};

static const struct form_field day_fields[] = {
    {.name = "ngay", .kind = FIELD_DATE},
    {0},
};

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/can-bo/co-quan",
     .permission = "organisation.read",
     .fields = tree_fields,
     .rate = RATE_SEARCH,
     .handle = organisation_tree_show},
    {.method = "GET",
     .pattern = "/can-bo/co-quan/{id}",
     .permission = "organisation.read",
     .fields = page_fields,
     .handle = organisation_agency_show},
    {.method = "GET",
     .pattern = "/can-bo/co-quan/nguoi/{id}",
     .permission = "organisation.read",
     .fields = page_fields,
     .handle = organisation_person_show},
    {.method = "GET",
     .pattern = "/can-bo/co-quan/{id}/{viec}",
     .permission = "organisation.manage",
     .fields = target_fields,
     .handle = organisation_act_show},
    {.method = "POST",
     .pattern = "/can-bo/co-quan/{id}/{viec}",
     .permission = "organisation.manage",
     .fields = act_fields,
     .rate = RATE_SUBMIT,
     .handle = organisation_act_send},
    {.method = "GET",
     .pattern = "/can-bo/co-quan/nhap",
     .permission = "organisation.manage",
     .handle = organisation_import_list},
    {.method = "POST",
     .pattern = "/can-bo/co-quan/nhap",
     .permission = "organisation.manage",
     .fields = import_fields,
     .body_max = IMPORT_BYTES_MAX + (64 << 10),
     .rate = RATE_UPLOAD,
     .handle = organisation_import_send},
    {.method = "GET",
     .pattern = "/can-bo/co-quan/nhap/{so}",
     .permission = "organisation.manage",
     .handle = organisation_import_show},
    {.method = "POST",
     .pattern = "/can-bo/co-quan/nhap/{so}/ghi",
     .permission = "organisation.manage",
     .fields = no_fields,
     .rate = RATE_SUBMIT,
     .handle = organisation_import_apply},
    {.method = "GET",
     .pattern = "/can-bo/co-quan/xuat/{loai}",
     .permission = "organisation.read",
     .fields = day_fields,
     .rate = RATE_SEARCH,
     .handle = organisation_export},
    {.method = "GET",
     .pattern = "/dia-chi-cu",
     .fields = place_fields,
     .rate = RATE_SEARCH,
     .handle = organisation_place_show},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/can-bo/co-quan",
     .label = N_("Tổ chức bộ máy"),
     .staff = true,
     .order = 60,
     .permission = "organisation.read"},
    {0},
};

/* Longer than the largest file takes on a slow machine. */
#define IMPORT_LEASE_US (INT64_C(600) * MICROS_PER_SECOND)

static const struct job_kind jobs[] = {
    {.name = "organisation.check",
     .run = import_check_run,
     .lease_us = IMPORT_LEASE_US,
     .attempts_max = 5},
    {.name = "organisation.apply",
     .run = import_apply_run,
     .lease_us = IMPORT_LEASE_US,
     .attempts_max = 5},
    {0},
};

const struct module module_organisation = {
    .name = "organisation", .routes = routes, .menu = menu, .jobs = jobs};
