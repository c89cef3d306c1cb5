#include "modules/account/account.h"
#include "modules/account/handlers.h"

static const struct form_field next_fields[] = {
    {.name = "tiep", .kind = FIELD_TEXT, .max = 500}, /* the page to come back to */
    {0},
};

static const struct form_field sign_in_fields[] = {
    {.name = "user",
     .kind = FIELD_TEXT,
     .max = 80,
     .required = true,
     .error = N_("Nhập tài khoản công vụ, ví dụ diem.mtn")},
    {.name = "pw",
     .kind = FIELD_SECRET,
     .max = 256,
     .required = true,
     .error = N_("Nhập mật khẩu")},
    {.name = "tiep", .kind = FIELD_TEXT, .max = 500},
    {0},
};

static const struct form_field code_fields[] = {
    {.name = "otp",
     .kind = FIELD_SECRET,
     .max = 40,
     .required = true,
     .error = N_("Nhập mã 6 số đang hiện trong ứng dụng")},
    {.name = "tiep", .kind = FIELD_TEXT, .max = 500},
    {0},
};

static const struct form_field own_fields[] = {
    {.name = "xong", .kind = FIELD_CHOICE, .max = 20}, /* what has just been done */
    {0},
};

static const struct form_field change_fields[] = {
    {.name = "cu",
     .kind = FIELD_SECRET,
     .max = 256,
     .required = true,
     .error = N_("Nhập mật khẩu đang dùng")},
    {.name = "moi",
     .kind = FIELD_SECRET,
     .max = 256,
     .required = true,
     .error = N_("Nhập mật khẩu mới")},
    {0},
};

static const struct route routes[] = {
    {.method = "GET", .pattern = "/can-bo", .permission = "staff", .handle = account_desk},
    {.method = "GET",
     .pattern = "/can-bo/dang-nhap",
     .fields = next_fields,
     .handle = account_sign_in_show},
    {.method = "POST",
     .pattern = "/can-bo/dang-nhap",
     .fields = sign_in_fields,
     .rate = RATE_GUESS,
     .handle = account_sign_in_send},
    {.method = "GET",
     .pattern = "/can-bo/ma",
     .fields = next_fields,
     .handle = account_code_show},
    {.method = "POST",
     .pattern = "/can-bo/ma",
     .fields = code_fields,
     .rate = RATE_GUESS,
     .handle = account_code_send},
    {.method = "POST",
     .pattern = "/can-bo/dang-xuat",
     .permission = "staff",
     .rate = RATE_SUBMIT,
     .handle = account_sign_out_send},
    {.method = "GET",
     .pattern = "/can-bo/toi",
     .permission = "staff",
     .fields = own_fields,
     .handle = account_own_show},
    {.method = "POST",
     .pattern = "/can-bo/toi/phien/{phien}",
     .permission = "staff",
     .rate = RATE_SUBMIT,
     .handle = account_session_end_send},
    {.method = "GET",
     .pattern = "/can-bo/toi/mat-khau",
     .permission = "staff",
     .handle = account_change_show},
    {.method = "POST",
     .pattern = "/can-bo/toi/mat-khau",
     .permission = "staff",
     .fields = change_fields,
     .rate = RATE_GUESS,
     .handle = account_change_send},
    {.method = "POST",
     .pattern = "/can-bo/toi/dung-lap-lai",
     .permission = "staff",
     .rate = RATE_SUBMIT,
     .handle = account_recovery_refuse_send},
    {0},
};

const struct module module_account = {.name = "account", .routes = routes};
