/* Administration of accounts, and the invitations that come of it. */
#include "modules/account/account.h"
#include "modules/account/handlers.h"

static const struct form_field search_fields[] = {
    {.name = "tim", .kind = FIELD_TEXT, .max = 100},
    {0},
};

static const struct form_field begin_fields[] = {
    {.name = "ten",
     .kind = FIELD_TEXT,
     .max = 40,
     .required = true,
     .error = N_("Nhập tên tài khoản, ví dụ diem.mtn")},
    {.name = "dien-thoai", .kind = FIELD_TEXT, .max = 30},
    {0},
};

static const struct form_field act_fields[] = {
    {.name = "ly-do",
     .kind = FIELD_TEXT,
     .max = 300,
     .required = true,
     .error = N_("Ghi lý do: nhật ký giữ câu này")},
    {0},
};

static const struct form_field invited_fields[] = {
    {.name = "mat-khau",
     .kind = FIELD_SECRET,
     .max = 256,
     .required = true,
     .error = N_("Nhập mật khẩu")},
    {.name = "otp",
     .kind = FIELD_SECRET,
     .max = 40,
     .required = true,
     .error = N_("Nhập mã 6 số đang hiện trong ứng dụng")},
    {0},
};

static const struct route routes[] = {
    {.method = "GET",
     .pattern = "/can-bo/tai-khoan",
     .permission = "account.manage",
     .fields = search_fields,
     .handle = account_list_show},
    {.method = "GET",
     .pattern = "/can-bo/tai-khoan/moi",
     .permission = "account.manage",
     .fields = search_fields,
     .handle = account_new_show},
    {.method = "GET",
     .pattern = "/can-bo/tai-khoan/moi/{nguoi}",
     .permission = "account.manage",
     .handle = account_begin_show},
    {.method = "POST",
     .pattern = "/can-bo/tai-khoan/moi/{nguoi}",
     .permission = "account.manage",
     .fields = begin_fields,
     .rate = RATE_SUBMIT,
     .handle = account_begin_send},
    {.method = "GET",
     .pattern = "/can-bo/tai-khoan/{id}",
     .permission = "account.manage",
     .handle = account_card_show},
    {.method = "GET",
     .pattern = "/can-bo/tai-khoan/{id}/{viec}",
     .permission = "account.manage",
     .handle = account_act_show},
    {.method = "POST",
     .pattern = "/can-bo/tai-khoan/{id}/{viec}",
     .permission = "account.manage",
     .fields = act_fields,
     .rate = RATE_SUBMIT,
     .handle = account_act_send},
    {.method = "POST",
     .pattern = "/can-bo/tai-khoan/{id}/phien/{phien}",
     .permission = "account.manage",
     .rate = RATE_SUBMIT,
     .handle = account_session_of_end_send},
    {.method = "GET", .pattern = "/loi-moi/{ma}", .handle = account_invited_show},
    {.method = "GET", .pattern = "/loi-moi/{ma}/qr", .handle = account_invited_picture},
    {.method = "POST",
     .pattern = "/loi-moi/{ma}",
     .fields = invited_fields,
     .rate = RATE_GUESS,
     .handle = account_invited_send},
    {0},
};

static const struct menu_item menu[] = {
    {.path = "/can-bo/tai-khoan",
     .label = N_("Tài khoản cán bộ"),
     .staff = true,
     .order = 30,
     .permission = "account.manage",
     .section = N_("Quản trị"),
     .help = N_("Lập, khóa, mời lại, lập lại tài khoản; đóng phiên")},
    {0},
};

const struct module module_account_manage = {
    .name = "account_manage", .routes = routes, .menu = menu};
