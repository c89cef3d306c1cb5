#include "modules/organisation/acts.h"

#include <assert.h>
#include <string.h>

#include "base/result.h"

static const struct act_field field_table[] = {
    {"ten", N_("Tên cơ quan"), N_("Ví dụ: UBND xã Phú Hoà"), N_("Nhập tên cơ quan"), "is-full",
     INPUT_LINE},
    {"dia-danh", N_("Địa danh"), N_("Loại và tên của địa bàn: xã Phú Hoà. Không có thì bỏ trống"),
     NULL, "is-w30", INPUT_LINE},
    {"loai", N_("Loại"), N_("Ví dụ: xã, phường, sở, đảng ủy"), N_("Nhập loại cơ quan"), "is-w12",
     INPUT_LINE},
    {"khoi", N_("Khối"), NULL, N_("Chọn khối"), "is-w12", INPUT_BRANCH},
    {"cap", N_("Cấp"), NULL, N_("Chọn cấp"), "is-w12", INPUT_TIER},
    {"ma", N_("Mã định danh"), N_("Ví dụ: H19.62"), N_("Nhập mã định danh"), "is-w12", INPUT_LINE},
    {"ma-vung", N_("Mã đơn vị hành chính"),
     N_("Mã của địa bàn, ví dụ 26221. Không có thì bỏ trống"), NULL, "is-w12", INPUT_LINE},
    {"cap-tren", N_("Mã cơ quan cấp trên"), N_("Bỏ trống nếu không có cấp trên"), NULL, "is-w12",
     INPUT_LINE},
    {"dia-chi", N_("Địa chỉ"), NULL, NULL, "is-full", INPUT_LINE},
    {"dien-thoai", N_("Điện thoại"), NULL, NULL, "is-w12", INPUT_LINE},
    {"ke-thua", N_("Mã cơ quan kế thừa"), N_("Nơi nhận việc còn lại. Không có thì bỏ trống"), NULL,
     "is-w12", INPUT_LINE},
    {"don-vi", N_("Đơn vị"), N_("Ví dụ: Bộ phận Một cửa. Chưa có thì được lập"),
     N_("Nhập tên đơn vị"), "is-w30", INPUT_LINE},
    {"chuc-vu", N_("Chức vụ"), N_("Ví dụ: Công chức Một cửa"), N_("Nhập tên chức vụ"), "is-w30",
     INPUT_LINE},
    {"vai-tro", N_("Vai trò"), N_("Quyền làm việc đi theo vai trò của chức vụ"),
     N_("Chọn vai trò"), "is-w30", INPUT_ROLE},
    {"cap-duoi", N_("Vai trò có hiệu lực ở cả cơ quan cấp dưới"), NULL, NULL, NULL, INPUT_YES},
    {"co-quan", N_("Mã cơ quan nhận"), N_("Giữ nguyên nếu chức vụ ở lại cơ quan này"),
     N_("Nhập mã cơ quan nhận"), "is-w12", INPUT_LINE},
    {"nguoi", N_("Họ, chữ đệm và tên"), NULL, N_("Nhập họ, chữ đệm và tên"), "is-w30", INPUT_LINE},
    {"ma-can-bo", N_("Mã cán bộ"), N_("Số hồ sơ cán bộ; phân biệt người trùng tên"), NULL, "is-w12",
     INPUT_LINE},
    {"thu-tuc", N_("Chỉ những thủ tục"),
     N_("Mã thủ tục cách nhau một dấu cách, ví dụ 2.000635. Bỏ trống: mọi thủ tục"), NULL,
     "is-full", INPUT_LINE},
    {"dang-giu", N_("Chỉ việc đang chờ vai trò của chức vụ"), NULL, NULL, NULL, INPUT_YES},
    {"so-cap", N_("Cấp"), N_("Số thứ tự từ trên xuống: 1 trung ương, 2 tỉnh, 3 huyện, 4 xã"),
     N_("Nhập số của cấp"), "is-w4", INPUT_LINE},
    {"ten-cap", N_("Tên cấp"), N_("Ví dụ: cấp xã"), N_("Nhập tên cấp"), "is-w30", INPUT_LINE},
    {"ngay", N_("Có hiệu lực từ ngày"), N_("Ví dụ: 1/12/2026"),
     N_("Ghi ngày có hiệu lực, ví dụ 1/12/2026"), "is-w12", INPUT_DAY},
    {"den-het", N_("Giữ chức vụ đến hết ngày"), N_("Ngày làm việc cuối ở chức vụ này"),
     N_("Ghi ngày cuối giữ chức vụ, ví dụ 30/11/2026"), "is-w12", INPUT_DAY},
    {"quyet-dinh", N_("Văn bản"), N_("Số, nơi ra và ngày: Quyết định 88/QĐ-UBND ngày 20/11/2026"),
     N_("Ghi số và ngày của văn bản"), "is-full", INPUT_LINE},
};

static const struct act act_table[] = {
    {"lap", ACT_FOUND, TARGET_NONE, N_("Lập cơ quan trực thuộc"), N_("Lập cơ quan"),
     N_("Đã lập cơ quan"), false,
     {"ten", "dia-danh", "loai", "khoi", "cap", "ma", "ma-vung", "dia-chi", "dien-thoai", "ngay",
      "quyet-dinh"}},
    {"sua", ACT_CHANGE, TARGET_NONE, N_("Đổi tên, loại, mã hoặc cấp trên"), N_("Ghi thay đổi"),
     N_("Đã ghi thay đổi của cơ quan"), false,
     {"ten", "dia-danh", "loai", "khoi", "cap", "ma", "ma-vung", "cap-tren", "dia-chi",
      "dien-thoai", "ngay", "quyet-dinh"}},
    {"ket-thuc", ACT_CLOSE, TARGET_NONE, N_("Kết thúc hoạt động"), N_("Kết thúc cơ quan"),
     N_("Đã ghi ngày kết thúc của cơ quan"), true, {"ke-thua", "ngay", "quyet-dinh"}},
    {"ma", ACT_CODE, TARGET_NONE, N_("Thêm mã định danh khác"), N_("Thêm mã"), N_("Đã thêm mã"),
     false, {"ma", "ngay", "quyet-dinh"}},
    {"chuc-vu", ACT_POST, TARGET_NONE, N_("Thêm chức vụ"), N_("Thêm chức vụ"),
     N_("Đã thêm chức vụ"), false,
     {"don-vi", "chuc-vu", "vai-tro", "cap-duoi", "ngay", "quyet-dinh"}},
    {"doi-chuc-vu", ACT_POST_MOVE, TARGET_POST, N_("Đổi tên hoặc chuyển chức vụ"),
     N_("Chuyển chức vụ"), N_("Đã chuyển chức vụ cùng người đang giữ"), false,
     {"don-vi", "chuc-vu", "co-quan", "ngay", "quyet-dinh"}},
    {"bo-chuc-vu", ACT_POST_CLOSE, TARGET_POST, N_("Bỏ chức vụ"), N_("Bỏ chức vụ"),
     N_("Đã bỏ chức vụ"), true, {"ngay", "quyet-dinh"}},
    {"doi-don-vi", ACT_UNIT_RENAME, TARGET_UNIT, N_("Đổi tên đơn vị"), N_("Đổi tên đơn vị"),
     N_("Đã đổi tên đơn vị"), false, {"don-vi", "ngay", "quyet-dinh"}},
    {"bo-don-vi", ACT_UNIT_CLOSE, TARGET_UNIT, N_("Bỏ đơn vị"), N_("Bỏ đơn vị"),
     N_("Đã bỏ đơn vị"), true, {"ngay", "quyet-dinh"}},
    {"bo-nhiem", ACT_APPOINT, TARGET_POST, N_("Bổ nhiệm"), N_("Bổ nhiệm"), N_("Đã bổ nhiệm"),
     false, {"nguoi", "ma-can-bo", "ngay", "quyet-dinh"}},
    {"thoi-chuc-vu", ACT_END, TARGET_APPOINTMENT, N_("Thôi giữ chức vụ"), N_("Ghi ngày thôi"),
     N_("Đã ghi ngày thôi giữ chức vụ"), true, {"den-het", "quyet-dinh"}},
    {"gioi-han", ACT_POST_LIMIT, TARGET_POST, N_("Giới hạn của chức vụ"), N_("Ghi giới hạn"),
     N_("Đã ghi giới hạn của chức vụ"), false, {"thu-tuc", "dang-giu", "ngay", "quyet-dinh"}},
    {"them-cap", ACT_TIER_ADD, TARGET_NONE, N_("Thêm cấp chính quyền"), N_("Thêm cấp"),
     N_("Đã thêm cấp chính quyền"), false, {"so-cap", "ten-cap", "ngay", "quyet-dinh"}},
    {"bo-cap", ACT_TIER_CLOSE, TARGET_NONE, N_("Bỏ cấp chính quyền"), N_("Bỏ cấp"),
     N_("Đã bỏ cấp chính quyền"), true, {"so-cap", "ngay", "quyet-dinh"}},
};

const struct act *act_find(struct str slug)
{
    for (size_t i = 0; i < sizeof act_table / sizeof act_table[0]; i++)
        if (str_is(slug, act_table[i].slug))
            return &act_table[i];
    return NULL;
}

const struct act_field *act_field(const char *name)
{
    size_t i = 0;
    while (strcmp(field_table[i].name, name) != 0) {
        i++;
        assert(i < sizeof field_table / sizeof field_table[0]);
    }
    return &field_table[i];
}
