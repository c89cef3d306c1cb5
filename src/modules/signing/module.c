#include "modules/signing/signing.h"

#include "core/jobs.h"
#include "modules/signing/handlers.h"

#define FILTER_FIELDS                                                                              \
    {.name = "ds", .kind = FIELD_CHOICE, .max = 20},                                               \
        {.name = "loai", .kind = FIELD_CHOICE, .max = 40},                                         \
        {.name = "tu", .kind = FIELD_TEXT, .max = 100},                                            \
        {.name = "han", .kind = FIELD_CHOICE, .max = 10}

static const struct form_field desk_fields[] = {
    FILTER_FIELDS,
    {.name = "trang", .kind = FIELD_INT, .min_value = 1, .max_value = 1000},
    {.name = "chon", .kind = FIELD_CHOICE, .max = 10},
    {0},
};

static const struct form_field choose_fields[] = {
    FILTER_FIELDS,
    {.name = "vb", .kind = FIELD_TEXT, .max = 150, .many = true},
    {.name = "tat-ca", .kind = FIELD_CHOICE, .max = 4},
    {0},
};

static const struct form_field page_fields[] = {
    {.name = "trang", .kind = FIELD_INT, .min_value = 1, .max_value = 1000},
    {0},
};

static const struct form_field sign_fields[] = {
    {.name = "tep", .kind = FIELD_TEXT, .max = 64},
    {.name = "pin", .kind = FIELD_SECRET, .max = 64},
    {0},
};

static const struct form_field pin_fields[] = {
    {.name = "pin", .kind = FIELD_SECRET, .max = 64},
    {0},
};

static const struct form_field return_fields[] = {
    {.name = "lan", .kind = FIELD_INT},
    {.name = "ly-do", .kind = FIELD_LINES, .max = 2000},
    {0},
};

static const struct form_field no_fields[] = {{0}};

static const struct route routes[] = {
    {.method = "GET", .pattern = DESK, .permission = "result.sign", .fields = desk_fields,
     .handle = desk_show},
    {.method = "POST", .pattern = DESK "/chon", .permission = "result.sign",
     .fields = choose_fields, .rate = RATE_SUBMIT, .handle = desk_choose_send},
    {.method = "GET", .pattern = DESK "/lan/{lan}", .permission = "result.sign",
     .handle = batch_show},
    {.method = "POST", .pattern = DESK "/lan/{lan}/ky", .permission = "result.sign",
     .fields = pin_fields, .rate = RATE_GUESS, .handle = batch_pin_send},
    {.method = "POST", .pattern = DESK "/lan/{lan}/tiep", .permission = "result.sign",
     .fields = no_fields, .rate = RATE_SUBMIT, .handle = batch_resume_send},
    {.method = "POST", .pattern = DESK "/lan/{lan}/dung", .permission = "result.sign",
     .fields = no_fields, .rate = RATE_SUBMIT, .handle = batch_stop_send},
    {.method = "GET", .pattern = DESK "/{loai}/{id}", .permission = "result.read",
     .fields = page_fields, .handle = paper_show},
    {.method = "GET", .pattern = DESK "/{loai}/{id}/ban-ky.pdf", .permission = "result.read",
     .handle = paper_file},
    {.method = "GET", .pattern = DESK "/{loai}/{id}/trang/{trang}", .permission = "result.read",
     .handle = paper_picture},
    {.method = "POST", .pattern = DESK "/{loai}/{id}/ky", .permission = "result.sign",
     .fields = sign_fields, .rate = RATE_GUESS, .handle = paper_sign_send},
    {.method = "POST", .pattern = DESK "/{loai}/{id}/tra-lai", .permission = "result.sign",
     .fields = return_fields, .rate = RATE_SUBMIT, .handle = paper_return_send},
    {0},
};

static const struct menu_item menu[] = {
    {.path = DESK, .label = N_("Ký số"), .staff = true, .order = 20, .permission = "result.sign"},
    {0},
};

static const struct job_kind jobs[] = {
    {.name = "signing.prepare", .run = job_prepare_batch},
    {.name = "signing.run", .run = job_sign_part},
    {0},
};

const struct module module_signing = {
    .name = "signing", .routes = routes, .menu = menu, .jobs = jobs};
