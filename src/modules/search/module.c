#include "core/module.h"
#include "modules/search/handlers.h"
#include "modules/search/search.h"

static const struct form_field fields[] = {
    {.name = "q", .kind = FIELD_TEXT, .max = 200},
    {0},
};

static const struct route routes[] = {
    {.method = "GET", .pattern = "/tim", .fields = fields, .rate = RATE_SEARCH,
     .handle = search_public_show},
    {.method = "GET", .pattern = "/can-bo/tim", .permission = "staff", .fields = fields,
     .rate = RATE_SEARCH, .handle = search_staff_show},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/can-bo/tim", .label = N_("Tìm"), .staff = true, .order = 15, .permission = "staff"},
    {0},
};

const struct module module_search = {.name = "search", .routes = routes, .menu = menu};
