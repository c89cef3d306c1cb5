#include "modules/dossier/rules.h"

#include <assert.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/utf8.h"

#define TO(status) (1u << (status))

/* Row: from; bits: to. 1→2,3,5,7 · 2→4,5,6,7 · 4→5,6,7,8,9 · 5→2,4,7,8 · 6→2,4,7,8 · 9→10. */
static const unsigned changes[DOSSIER_STATUS_COUNT] = {
    [DOSSIER_NEW] = TO(DOSSIER_RECEIVED) | TO(DOSSIER_REFUSED) | TO(DOSSIER_SUPPLEMENT) |
                    TO(DOSSIER_WITHDRAWN),
    [DOSSIER_RECEIVED] = TO(DOSSIER_PROCESSING) | TO(DOSSIER_SUPPLEMENT) |
                         TO(DOSSIER_PAYMENT_DUE) | TO(DOSSIER_WITHDRAWN),
    [DOSSIER_PROCESSING] = TO(DOSSIER_SUPPLEMENT) | TO(DOSSIER_PAYMENT_DUE) |
                           TO(DOSSIER_WITHDRAWN) | TO(DOSSIER_STOPPED) | TO(DOSSIER_DONE),
    [DOSSIER_SUPPLEMENT] = TO(DOSSIER_RECEIVED) | TO(DOSSIER_PROCESSING) | TO(DOSSIER_WITHDRAWN) |
                           TO(DOSSIER_STOPPED),
    [DOSSIER_PAYMENT_DUE] = TO(DOSSIER_RECEIVED) | TO(DOSSIER_PROCESSING) | TO(DOSSIER_WITHDRAWN) |
                            TO(DOSSIER_STOPPED),
    [DOSSIER_DONE] = TO(DOSSIER_RETURNED),
};

static const struct dossier_status_text texts[DOSSIER_STATUS_COUNT] = {
    [DOSSIER_NEW] = {N_("Mới đăng ký"), N_("Mới nhận"),
                     N_("Chúng tôi đã nhận hồ sơ bạn gửi và sẽ kiểm tra.")},
    [DOSSIER_RECEIVED] = {N_("Được tiếp nhận"), N_("Đang kiểm tra"),
                          N_("Hồ sơ đủ và đã được tiếp nhận.")},
    [DOSSIER_REFUSED] = {N_("Không được tiếp nhận"), N_("Không giải quyết"),
                         N_("Hồ sơ không được tiếp nhận. Lý do ghi ở phiếu từ chối.")},
    [DOSSIER_PROCESSING] = {N_("Đang xử lý"), N_("Đang xử lý"),
                            N_("Công chức đang lập kết quả cho bạn.")},
    [DOSSIER_SUPPLEMENT] = {N_("Yêu cầu bổ sung giấy tờ"), N_("Chờ bạn bổ sung"),
                            N_("Hồ sơ còn thiếu. Bạn cần bổ sung những mục dưới đây.")},
    [DOSSIER_PAYMENT_DUE] = {N_("Yêu cầu thực hiện nghĩa vụ tài chính"), N_("Chờ bạn nộp lệ phí"),
                             N_("Bạn cần nộp lệ phí để hồ sơ được giải quyết tiếp.")},
    [DOSSIER_WITHDRAWN] = {N_("Công dân yêu cầu rút hồ sơ"), N_("Đã rút"),
                           N_("Bạn đã rút hồ sơ này.")},
    [DOSSIER_STOPPED] = {N_("Dừng xử lý"), N_("Không giải quyết"),
                         N_("Hồ sơ đã dừng giải quyết. Lý do ghi ở thông báo.")},
    [DOSSIER_DONE] = {N_("Đã xử lý xong"), N_("Đã xong, chờ nhận"),
                      N_("Kết quả đã có. Bạn có thể mở bản điện tử hoặc đến nhận bản giấy.")},
    [DOSSIER_RETURNED] = {N_("Đã trả kết quả"), N_("Đã trả kết quả"),
                          N_("Bạn đã nhận kết quả.")},
};

static bool is_status(enum dossier_status status)
{
    return status >= DOSSIER_NEW && status < DOSSIER_STATUS_COUNT;
}

const struct dossier_status_text *dossier_status_text(enum dossier_status status)
{
    assert(is_status(status));
    return &texts[status];
}

const struct dossier_status_text *dossier_completed_text(void)
{
    static const struct dossier_status_text completed = {
        N_("Yêu cầu bổ sung giấy tờ"), N_("Đang kiểm tra"),
        N_("Chúng tôi đã nhận phần bổ sung của bạn và đang kiểm tra.")};
    return &completed;
}

bool dossier_may_change(enum dossier_status from, enum dossier_status to)
{
    return is_status(from) && is_status(to) && (changes[from] & TO(to)) != 0;
}

bool dossier_is_closed(enum dossier_status status)
{
    return is_status(status) && changes[status] == 0;
}

struct str dossier_code(struct arena *arena, struct str agency_code, int64_t day, int64_t serial)
{
    assert(serial >= 1);
    struct civil_time date = civil_from_day_number(day);
    return str_printf(arena, "%.*s-%02d%02d%02d-%04lld", STR_ARG(agency_code), date.year % 100,
                      date.month, date.day, (long long)serial);
}

static bool is_code_letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* Splits what was typed into its groups of letters and digits. */
static size_t code_groups(struct arena *arena, struct str typed, struct str *groups, size_t most)
{
    size_t count = 0;
    struct buf group;
    buf_init(&group, arena, typed.len);
    for (size_t i = 0; i <= typed.len; i++) {
        char c = i == typed.len ? ' ' : upper(typed.ptr[i]);
        if (is_code_letter(c)) {
            buf_byte(&group, (unsigned char)c);
        } else if (group.len != 0 && count < most) {
            groups[count++] = buf_str(&group);
            buf_init(&group, arena, typed.len);
        }
    }
    return count;
}

struct str dossier_code_tidy(struct arena *arena, struct str typed)
{
    enum { MOST_GROUPS = 10 };
    struct str groups[MOST_GROUPS];
    size_t count = code_groups(arena, typed, groups, MOST_GROUPS);
    struct buf tidy;
    buf_init(&tidy, arena, typed.len + MOST_GROUPS);
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            buf_byte(&tidy, count >= 3 && i >= count - 2 ? '-' : '.');
        buf_add(&tidy, groups[i]);
    }
    return buf_str(&tidy);
}

int64_t dossier_fee_vnd(int64_t each_vnd, int64_t copies, bool exempt)
{
    return exempt ? 0 : each_vnd * copies;
}

struct str dossier_receipt_after(struct arena *arena, struct str number)
{
    enum { MOST_DIGITS = 15 };
    size_t at = number.len;
    int64_t value = 0;
    while (at > 0 && number.ptr[at - 1] >= '0' && number.ptr[at - 1] <= '9')
        at--;
    struct str digits = str_slice(number, at, number.len);
    if (digits.len > MOST_DIGITS || !str_to_i64(digits, &value))
        return S("");
    return str_printf(arena, "%.*s%0*lld", STR_ARG(str_slice(number, 0, at)), (int)digits.len,
                      (long long)value + 1);
}

struct str dossier_form_symbol(struct arena *arena, int64_t form_number, struct str code)
{
    return str_printf(arena, "%02lld/%.*s", (long long)form_number, STR_ARG(code));
}

struct str dossier_search_text(struct arena *arena, struct str code, struct str name,
                               struct str identifier, struct str phone)
{
    struct str joined = str_printf(arena, "%.*s %.*s %.*s %.*s", STR_ARG(code), STR_ARG(name),
                                   STR_ARG(identifier), STR_ARG(phone));
    return utf8_fold(arena, joined);
}

struct str dossier_search_pattern(struct arena *arena, struct str typed)
{
    struct str folded = utf8_fold(arena, typed); /* leaves letters, digits and spaces */
    return folded.len == 0 ? S("%") : str_printf(arena, "%%%.*s%%", STR_ARG(folded));
}
