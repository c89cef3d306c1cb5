#include "modules/home/handlers.h"
#include "modules/home/home.h"

static const struct form_field language_fields[] = {
    {.name = "ve", .kind = FIELD_TEXT, .max = 500}, /* the page to come back to */
    {0},
};

static const struct route routes[] = {
    {.method = "GET", .pattern = "/", .handle = home_show, .shared_ms = 1000},
    {.method = "GET",
     .pattern = "/ngon-ngu/{ma}",
     .fields = language_fields,
     .handle = home_language},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/", .label = N_("Dịch vụ"), .order = 10},
    {0},
};

const struct module module_home = {.name = "home", .routes = routes, .menu = menu};
