#include "core/assurance.h"

#include "base/result.h"

static const struct {
    const char *code;
    const char *name;
} ASSURANCES[ASSURANCE_COUNT] = {
    [ASSURANCE_NONE] = {"none", N_("Không đăng nhập")},
    [ASSURANCE_OTP] = {"otp", N_("Mã gửi đến điện thoại, chưa đối chiếu giấy tờ")},
    [ASSURANCE_OTP_BOUND] = {"otp_bound", N_("Mã gửi đến điện thoại đã đối chiếu giấy tờ")},
    [ASSURANCE_OIDC_1] = {"oidc_1", N_("Định danh quốc gia mức 1")},
    [ASSURANCE_OIDC_2] = {"oidc_2", N_("Định danh quốc gia mức 2")},
    [ASSURANCE_STAFF_PASSWORD_TOTP] = {"staff_password_totp", N_("Mật khẩu và mã thời gian")},
    [ASSURANCE_STAFF_OIDC] = {"staff_oidc", N_("Đăng nhập một lần của cơ quan")},
};

const char *assurance_code(enum assurance assurance)
{
    return ASSURANCES[assurance].code;
}

const char *assurance_name(enum assurance assurance)
{
    return ASSURANCES[assurance].name;
}

enum assurance assurance_from_code(struct str code)
{
    for (int i = 0; i < ASSURANCE_COUNT; i++) {
        if (str_is(code, ASSURANCES[i].code))
            return (enum assurance)i;
    }
    return ASSURANCE_NONE;
}
