#include "modules/target/target.h"

#include "modules/target/handlers.h"
#include "web/web.h"

static const struct form_field list_fields[] = {
    {.name = "cap", .kind = FIELD_INT, .min_value = 2, .max_value = 4},
    {.name = "co-quan", .kind = FIELD_CHOICE, .max = 40},
    {0},
};

static const struct form_field measure_fields[] = {
    {.name = "cap", .kind = FIELD_INT, .min_value = 2, .max_value = 4},
    {.name = "co-quan", .kind = FIELD_CHOICE, .max = 40},
    {.name = "phan", .kind = FIELD_CHOICE, .max = 20},
    {.name = "trang", .kind = FIELD_INT, .min_value = 1, .max_value = 1000000},
    {0},
};

/* An answer may be a second old: that is how soon a change must show. */
static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/muc-tieu",
     .fields = list_fields,
     .handle = target_list,
     .shared_ms = 900},
    {.method = "GET",
     .pattern = "/muc-tieu/{id}",
     .fields = measure_fields,
     .handle = target_measure,
     .rate = RATE_SEARCH},
    {.method = "GET",
     .pattern = "/muc-tieu/{id}/csv",
     .fields = measure_fields,
     .handle = target_csv,
     .rate = RATE_SEARCH},
    {.method = "GET",
     .pattern = "/muc-tieu/{id}/json",
     .fields = measure_fields,
     .handle = target_json,
     .rate = RATE_SEARCH,
     .api = true},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/muc-tieu", .label = N_("Mục tiêu"), .order = 40},
    {0},
};

const struct module module_target = {
    .name = "target", .routes = routes, .menu = menu, .measures = target_measures};
