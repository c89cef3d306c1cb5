#include "modules/security/handlers.h"
#include "modules/security/security.h"

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/can-bo/an-toan",
     .permission = "security.read",
     .rate = RATE_SEARCH,
     .handle = security_show},
    {.method = "GET",
     .pattern = "/can-bo/an-toan/csv",
     .permission = "security.read",
     .rate = RATE_SEARCH,
     .handle = security_csv},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/can-bo/an-toan",
     .label = N_("Báo cáo an toàn"),
     .staff = true,
     .order = 310,
     .permission = "security.read",
     .section = N_("Kiểm tra"),
     .help = N_("Quyền, tài khoản, chứng thư, bộ mã, sao lưu trên một trang cho hồ sơ cấp độ 3")},
    {0},
};

const struct module module_security = {.name = "security", .routes = routes, .menu = menu};
