#include "modules/configuration/configuration.h"

#include "modules/configuration/handlers.h"

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/can-bo/quan-tri",
     .permission = "staff",
     .handle = configuration_index},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/can-bo/quan-tri",
     .label = N_("Quản trị"),
     .staff = true,
     .order = 90,
     .permission = "staff",
     .index = true},
    {0},
};

const struct module module_configuration = {
    .name = "configuration", .routes = routes, .menu = menu};
