#include "modules/dossier/reasons.h"

#include "base/result.h"

const struct reason supplement_reasons[] = {
    {"GT-01", N_("Ảnh thiếu góc, mất chữ"),
     N_("Ảnh bị thiếu góc hoặc mất chữ. Chụp lại đủ bốn góc của giấy tờ.")},
    {"GT-02", N_("Ảnh nhòe, không đọc được"),
     N_("Ảnh bị nhòe nên không đọc được. Chụp lại ở nơi đủ sáng, giữ máy đứng yên.")},
    {"GT-03", N_("Không phải giấy tờ cần nộp"),
     N_("Tệp này không phải giấy tờ cần nộp. Gửi đúng giấy tờ ghi ở mục này.")},
    {"GT-04", N_("Giấy tờ hết hạn"),
     N_("Giấy tờ này đã hết hạn. Gửi giấy tờ còn hạn.")},
    {"TK-01", N_("Khai chưa khớp giấy tờ"),
     N_("Nội dung khai chưa khớp với giấy tờ đã gửi. Xem lại giấy tờ và sửa cho khớp.")},
    {"TK-02", N_("Khai chưa đủ"), N_("Mục này khai chưa đủ. Ghi đầy đủ như trên giấy tờ.")},
    {0},
};

const struct reason refusal_reasons[] = {
    {"TC-01", N_("Không thuộc thẩm quyền của cơ quan này"),
     N_("Việc này không thuộc thẩm quyền của cơ quan đã chọn.")},
    {"TC-02", N_("Không có thông tin hộ tịch được đề nghị"),
     N_("Cơ quan không lưu thông tin hộ tịch được đề nghị.")},
    {"TC-03", N_("Người yêu cầu không có quyền đề nghị"),
     N_("Người nộp không thuộc người được đề nghị cấp bản sao này.")},
    {"TC-04", N_("Hồ sơ trùng với hồ sơ đã nộp"),
     N_("Đã có một hồ sơ khác với cùng nội dung đang được giải quyết.")},
    {"TC-05", N_("Giấy tờ có dấu hiệu giả mạo"),
     N_("Giấy tờ gửi kèm không đúng với bản gốc mà cơ quan lưu.")},
    {0},
};

const struct reason *reason_find(const struct reason *list, struct str code)
{
    for (const struct reason *r = list; r->code; r++) {
        if (str_is(code, r->code))
            return r;
    }
    return NULL;
}
