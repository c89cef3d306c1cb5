#include "core/module.h"
#include "modules/service/views.h"

static const struct form_field search_fields[] = {
    {.name = "q", .kind = FIELD_TEXT, .max = 200},
    {0},
};

static const struct form_field begin_fields[] = {
    {.name = "don_vi", .kind = FIELD_INT},
    {.name = "ten_don_vi", .kind = FIELD_TEXT, .max = 200},
    {0},
};

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/dich-vu",
     .fields = search_fields,
     .rate = RATE_SEARCH,
     .handle = service_list_show},
    {.method = "GET", .pattern = "/dich-vu/{code}", .handle = service_show},
    {.method = "POST",
     .pattern = "/dich-vu/{code}/bat-dau",
     .fields = begin_fields,
     .rate = RATE_SUBMIT,
     .handle = service_begin},
    {0},
};

const struct module module_service = {.name = "service", .routes = routes};
