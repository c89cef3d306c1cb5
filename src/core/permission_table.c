#include "core/permission.h"

#define CLERK (1u << ROLE_CLERK)
#define OFFICER (1u << ROLE_OFFICER)
#define LEADER (1u << ROLE_LEADER)
#define ADMINISTRATOR (1u << ROLE_ADMINISTRATOR)
#define AUDITOR (1u << ROLE_AUDITOR)

/* An administrator sees no dossier and an auditor changes none: neither stands in those rows. */
static const struct permission PERMISSIONS[] = {
    {"dossier.read", N_("Xem hồ sơ"), CLERK | OFFICER | LEADER | AUDITOR},
    {"dossier.accept", N_("Tiếp nhận, từ chối hồ sơ"), CLERK},
    {"dossier.ask", N_("Yêu cầu bổ sung"), CLERK | LEADER},
    {"dossier.ask_again", N_("Yêu cầu bổ sung lần hai ở cùng một mục"), LEADER},
    {"dossier.task", N_("Làm việc mà quy trình giao cho vai trò mình"), CLERK | OFFICER | LEADER},
    {"access.answer", N_("Cho hoặc không cho người cơ quan khác xem một hồ sơ"), LEADER},
    {"result.read", N_("Xem kết quả và bản trình ký"), CLERK | OFFICER | LEADER | AUDITOR},
    {"result.sign", N_("Ký số kết quả, trả lại bản trình ký"), LEADER},
    {"citizen.bind", N_("Đối chiếu giấy tờ, gắn điện thoại của công dân"), CLERK},
    {"privacy.answer", N_("Trả lời câu hỏi của công dân về dữ liệu"), LEADER},
    {"privacy.erase", N_("Duyệt hủy hồ sơ hết hạn, xóa dữ liệu"), ADMINISTRATOR},
    {"evidence.read", N_("Xem nhật ký bằng chứng"), AUDITOR},
    {"job.manage", N_("Xem và chạy lại việc nền bị treo"), ADMINISTRATOR},
    {"right.read", N_("Xem quyền của bất kỳ ai, vào bất kỳ ngày nào"),
     LEADER | ADMINISTRATOR | AUDITOR},
    {"role.manage", N_("Sửa vai trò: thêm, bớt quyền"), ADMINISTRATOR},
    {"delegation.manage", N_("Giao và thu hồi việc thay mặt, ký thay trong cơ quan"),
     LEADER | ADMINISTRATOR},
    {"account.manage", N_("Lập và khóa tài khoản cán bộ"), ADMINISTRATOR},
    {"account.recover", N_("Lập lại tài khoản mất cả hai bước, cùng một quản trị khác"),
     ADMINISTRATOR},
    {"operation.read", N_("Xem vận hành: sao lưu, diễn tập, phiên bản"), ADMINISTRATOR | AUDITOR},
    {"configuration.manage", N_("Sửa tham số, lịch làm việc, thủ tục, chỉ tiêu"), ADMINISTRATOR},
    {"audit.read", N_("Tra nhật ký: ai đã đọc, ai đã làm gì"), AUDITOR},
    {"security.read", N_("Xem báo cáo an toàn"), ADMINISTRATOR | AUDITOR},
    {"reorganisation.read", N_("Xem quyết định sắp xếp đơn vị"),
     LEADER | ADMINISTRATOR | AUDITOR},
    {"reorganisation.prepare", N_("Lập quyết định sắp xếp đơn vị"), ADMINISTRATOR},
    {"reorganisation.apply", N_("Duyệt, lui quyết định sắp xếp đơn vị"), LEADER},
    {"organisation.read", N_("Xem cơ quan, đơn vị, chức vụ và người giữ"),
     CLERK | OFFICER | LEADER | ADMINISTRATOR | AUDITOR},
    {"organisation.manage", N_("Sửa cơ quan, đơn vị, chức vụ"), ADMINISTRATOR},
    {"certificate.read", N_("Xem sổ chứng thư số và danh sách tin cậy"),
     LEADER | ADMINISTRATOR | AUDITOR},
    {"certificate.manage", N_("Giao, thu lại chứng thư số"), ADMINISTRATOR},
    {"trust.manage", N_("Thêm, thôi tin cậy cơ quan cấp chứng thư"), ADMINISTRATOR},
};

const struct permission *permission_table(size_t *count)
{
    *count = sizeof(PERMISSIONS) / sizeof(PERMISSIONS[0]);
    return PERMISSIONS;
}
