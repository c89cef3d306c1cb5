#include "app/commands.h"

#include <string.h>

#include "app/command_admin.h"
#include "app/command_log.h"
#include "app/demo/command_demo.h"
#include "app/operation/commands.h"
#include "base/result.h"

const struct command commands[] = {
    {"serve", command_serve, "[--config FILE]", N_("chạy nút: trang, việc nền, chữ ký")},
    {"migrate", command_migrate, "[--config FILE] | --known",
     N_("đưa cơ sở dữ liệu về lược đồ của bản này")},
    {"procedure", command_procedure, "import DIR [--config FILE]",
     N_("nạp một phiên bản thủ tục từ thư mục")},
    {"settings", command_settings, "[--json]", N_("in mọi mục cấu hình, giá trị và nguồn")},
    {"routes", command_routes, "[--json]", N_("in mọi địa chỉ, quyền và giới hạn")},
    {"permissions", command_permissions, "[--json]",
     N_("in bảng quyền: địa chỉ × vai trò, như đang có hiệu lực")},
    {"admin", command_admin, "create --login TÊN --name \"HỌ TÊN\"",
     N_("lập tài khoản quản trị, in khóa của ứng dụng tạo mã")},
    {"oidc", command_oidc, "set FILE --reason LÝ_DO",
     N_("khai một nơi giữ tài khoản mà người dùng đăng nhập qua đó")},
    {"demo", command_demo, "small | accounts | certificate LOGIN STATUS",
     N_("nạp bản dùng thử vào thư mục dữ liệu mới, in tài khoản")},
    {"certificate", command_certificate,
     "list | show | check | status | trust | export | import | add …",
     N_("xem và ghi sổ chứng thư số, xem danh sách tin cậy")},
    {"doctor", command_doctor, "[--json]", N_("khám nút và nói phải làm gì")},
    {"backup", command_backup, "[DIR] [--full] [--with-keys] [--due]",
     N_("sao lưu khi nút đang chạy: cơ sở dữ liệu, tệp, nhật ký, cấu hình")},
    {"restore", command_restore, "DIR [--data NEW] [--database URL] [--vkey KEY] [--with-keys]",
     N_("phục hồi một bản sao lưu vào nơi trống rồi kiểm từng tệp")},
    {"drill", command_drill, "[DIR] [--due]",
     N_("diễn tập khôi phục bản sao lưu mới nhất ở chỗ nháp, báo kết quả")},
    {"upgrade", command_upgrade, "--rehearse [DIR]",
     N_("diễn tập nâng cấp: chương trình này chạy trên bản phục hồi nháp")},
    {"rollback", command_rollback, "[DIR] [--yes]",
     N_("lùi về phiên bản trước khi nâng cấp; nói trước sẽ mất gì")},
    {"demo-tsa", command_demo_tsa, "[--config FILE]",
     N_("dịch vụ dấu thời gian cho bản chạy thử, chỉ trên máy này")},
    {"log", command_log, "verify DIR --vkey KEY | proof FILE",
     N_("kiểm nhật ký bằng chứng hoặc một chứng minh")},
    {"search", command_search, "rebuild | compare",
     N_("dựng lại, hoặc so và sửa, chỉ mục tìm kiếm")},
    {"reorganisation", command_reorganisation, "list | report ID [--csv]",
     N_("in quyết định sắp xếp và tổng trước, tổng sau của từng mục")},
    {"verify", command_verify, "FILE [--trust DIR] [--at RFC3339] [--json]",
     N_("kiểm chữ ký số của một tệp bất kỳ")},
    {"sign", command_sign, "FILE --out FILE (--key FILE | --pkcs11 MODULE --token TÊN) …",
     N_("ký một tệp bằng khóa trong tệp hoặc trong thiết bị ký")},
    {"augment", command_augment, "FILE --to T|LT|LTA [--tsa URL] [--trust DIR]",
     N_("bổ sung dấu thời gian và bằng chứng kiểm tra lâu dài vào tệp đã ký")},
    {"pdf", command_pdf, "diff A B [--json]",
     N_("nói từng bản sửa của một tệp PDF đổi những gì")},
    {"measure", command_measure, "list | show ID | rows ID --part PART",
     N_("in chỉ tiêu, con số và từng dòng đứng sau")},
};
const unsigned command_count = sizeof commands / sizeof commands[0];

const char *command_usage(const char *word)
{
    static const struct {
        const char *word;
        const char *text;
    } usages[] = {{"verify", verify_usage}, {"sign", sign_usage}, {"augment", augment_usage},
                  {"pdf", pdf_usage}};
    for (size_t i = 0; i < sizeof usages / sizeof usages[0]; i++)
        if (strcmp(word, usages[i].word) == 0)
            return usages[i].text;
    return "";
}
