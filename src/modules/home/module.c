#include "modules/home/handlers.h"
#include "modules/home/home.h"

enum { SHARED_MS = 1000 }; /* a change in the data shows within a second */

static const struct form_field language_fields[] = {
    {.name = "ve", .kind = FIELD_TEXT, .max = 500}, /* the page to come back to */
    {0},
};

static const struct route routes[] = {
    {.method = "GET", .pattern = "/", .handle = home_show, .shared_ms = SHARED_MS},
    {.method = "GET",
     .pattern = "/ngon-ngu/{ma}",
     .fields = language_fields,
     .handle = home_language},
    {.method = "GET", .pattern = "/gioi-thieu", .handle = home_about, .shared_ms = SHARED_MS},
    {.method = "GET",
     .pattern = "/tro-nang",
     .handle = home_accessibility,
     .shared_ms = SHARED_MS},
    {.method = "GET",
     .pattern = "/du-lieu-ca-nhan",
     .handle = home_privacy,
     .shared_ms = SHARED_MS},
    {.method = "GET", .pattern = "/huong-dan", .handle = home_guide, .shared_ms = SHARED_MS},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/", .label = N_("Dịch vụ"), .order = 10},
    {0},
};

const struct module module_home = {.name = "home", .routes = routes, .menu = menu};
