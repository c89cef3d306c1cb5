#include "modules/account/rules.h"

#include "base/buf.h"
#include "base/utf8.h"

enum { LOGIN_MAX = 40 };

static const struct account_act_row ROWS[ACT_COUNT] = {
    [ACT_INVITE] = {"moi", "account.invited", N_("Làm lời mời mới"),
                    N_("Lời mời cũ thôi dùng được. Người nhận mở lời mời mới để đặt mật khẩu và "
                       "ứng dụng tạo mã."),
                    "account.manage", true, false},
    [ACT_PASSWORD] = {"mat-khau", "account.password_reset", N_("Bắt đặt mật khẩu mới"),
                      N_("Mọi nơi đang đăng nhập bị đóng ngay, mật khẩu cũ thôi dùng được. Người "
                         "dùng mở lời mời và nhập mã 6 số của chính mình để đặt mật khẩu mới."),
                      "account.manage", true, true},
    [ACT_CODE] = {"ung-dung-ma", "account.code_reset", N_("Đặt lại ứng dụng tạo mã"),
                  N_("Mọi nơi đang đăng nhập bị đóng ngay, mã cũ thôi dùng được. Người dùng mở "
                     "lời mời và nhập mật khẩu của chính mình để gắn điện thoại mới."),
                  "account.manage", true, true},
    [ACT_LOCK] = {"khoa", "account.locked", N_("Khóa tài khoản"),
                  N_("Mọi nơi đang đăng nhập bị đóng ngay và không ai vào được bằng tài khoản này "
                     "cho đến khi mở khóa."),
                  "account.manage", false, true},
    [ACT_UNLOCK] = {"mo-khoa", "account.unlocked", N_("Mở khóa tài khoản"),
                    N_("Người dùng vào lại được bằng mật khẩu và mã như trước khi khóa."),
                    "account.manage", false, false},
    [ACT_RECOVER] = {"lap-lai", "account.recovery_opened", N_("Mở việc lập lại tài khoản"),
                     N_("Dùng khi mất cả mật khẩu lẫn điện thoại, hay cho tài khoản mới của người "
                        "ký, quản trị hoặc kiểm tra. Một quản trị viên khác phải duyệt trong 24 "
                        "giờ. Người dùng được báo và tự dừng được nếu không phải họ "
                        "yêu cầu."),
                     "account.recover", false, false},
    [ACT_APPROVE] = {"duyet", "account.recovered", N_("Duyệt lập lại tài khoản"),
                     N_("Đã gặp đúng người. Mọi nơi đang đăng nhập bị đóng ngay, mật khẩu và mã cũ "
                        "thôi dùng được. Người dùng mở lời mời để đặt lại cả hai."),
                     "account.recover", true, true},
    [ACT_CALL_OFF] = {"dung", "account.recovery_ended", N_("Dừng việc lập lại"),
                      N_("Tài khoản giữ nguyên như đang có."), "account.recover", false, false},
};

const struct account_act_row *account_act_row(enum account_act act)
{
    return &ROWS[act];
}

bool account_act_from(struct str word, enum account_act *out)
{
    for (unsigned i = 0; i < ACT_COUNT; i++) {
        if (str_is(word, ROWS[i].word)) {
            *out = (enum account_act)i;
            return true;
        }
    }
    return false;
}

const char *account_kind_words(struct str kind)
{
    static const struct {
        const char *kind;
        const char *words;
    } others[] = {
        {"account.begun", N_("Lập tài khoản, làm lời mời")},
        {"account.invitation_used", N_("Nhận lời mời, đặt mật khẩu hoặc mã")},
        {"account.password_changed", N_("Đổi mật khẩu")},
        {"account.recovery_refused", N_("Chủ tài khoản dừng việc lập lại")},
        {"account.session_ended", N_("Đóng một phiên")},
        {"oidc.linked", N_("Liên kết với tài khoản ở nơi khác")},
        {"oidc.unlinked", N_("Bỏ liên kết với tài khoản ở nơi khác")},
        {"oidc.accepted", N_("Đăng nhập bằng tài khoản ở nơi khác")},
    };
    for (unsigned i = 0; i < ACT_COUNT; i++) {
        if (str_is(kind, ROWS[i].kind))
            return ROWS[i].title;
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (str_is(kind, others[i].kind))
            return others[i].words;
    }
    return NULL;
}

/* What must be so of the account, one row an act. */
static bool state_allows(enum account_act act, const struct account_standing *s)
{
    switch (act) {
    case ACT_INVITE:
        return !s->locked && !s->began && !s->has_password && !s->has_code && !s->weighty;
    case ACT_PASSWORD:
        return !s->locked && s->has_code;
    case ACT_CODE:
        return !s->locked && s->has_password;
    case ACT_LOCK:
        return !s->locked;
    case ACT_UNLOCK:
        return s->locked;
    case ACT_RECOVER:
        return !s->locked && s->opened_by == 0 &&
               (s->began || s->has_password || s->has_code || s->weighty);
    case ACT_APPROVE:
    case ACT_CALL_OFF:
        return s->opened_by != 0;
    case ACT_COUNT:
        break;
    }
    return false;
}

struct result account_act_may(enum account_act act, const struct account_standing *standing,
                              int64_t person_id)
{
    if (standing->person_id == person_id)
        return result_fail(ERROR_FORBIDDEN, "account.own",
                           N_("Không ai tự làm việc này cho tài khoản của mình. Nhờ một quản trị "
                              "viên khác."));
    if (!state_allows(act, standing))
        return result_fail(ERROR_CONFLICT, "account.state",
                           N_("Tài khoản đã đổi trạng thái. Tải lại trang để xem việc làm được."));
    if (act == ACT_APPROVE && standing->opened_by == person_id)
        return result_fail(ERROR_FORBIDDEN, "account.same_person",
                           N_("Người mở việc lập lại không được tự duyệt. Cần một quản trị viên "
                              "khác."));
    return RESULT_OK;
}

struct str account_login_of(struct arena *arena, struct str name)
{
    struct str rest = utf8_fold(arena, name);
    struct str word;
    struct buf initials;
    struct buf out;
    buf_init(&initials, arena, LOGIN_MAX);
    buf_init(&out, arena, LOGIN_MAX);
    while (str_split(rest, ' ', &word, &rest))
        buf_add(&initials, str_slice(word, 0, 1));
    buf_add(&out, str_slice(word, 0, LOGIN_MAX / 2)); /* the last word is the given name */
    if (initials.len > 0)
        buf_printf(&out, ".%.*s", STR_ARG(buf_str(&initials)));
    return buf_str(&out);
}
