#include "modules/oidc/handlers.h"
#include "modules/oidc/oidc.h"

static const struct form_field start_fields[] = {
    {.name = "tiep", .kind = FIELD_TEXT, .max = 500}, /* the page to come back to */
    {0},
};

static const struct form_field return_fields[] = {
    {.name = "code", .kind = FIELD_SECRET, .max = 4096},
    {.name = "state", .kind = FIELD_SECRET, .max = 100},
    {.name = "iss", .kind = FIELD_SECRET, .max = 500},
    {.name = "error", .kind = FIELD_SECRET, .max = 200},
    {0},
};

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/dang-nhap/tai-khoan/{noi}",
     .fields = start_fields,
     .rate = RATE_SUBMIT,
     .handle = oidc_start},
    {.method = "GET",
     .pattern = "/dang-nhap/tai-khoan/{noi}/ve",
     .fields = return_fields,
     .rate = RATE_SUBMIT,
     .handle = oidc_come_back},
    {.method = "POST",
     .pattern = "/can-bo/toi/lien-ket/{noi}",
     .permission = "staff",
     .rate = RATE_SUBMIT,
     .handle = oidc_link_send},
    {.method = "POST",
     .pattern = "/can-bo/toi/lien-ket/{noi}/bo",
     .permission = "staff",
     .rate = RATE_SUBMIT,
     .handle = oidc_unlink_send},
    {0},
};

const struct module module_oidc = {.name = "oidc", .routes = routes};
