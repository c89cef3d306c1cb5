// AU3 and IT6: the auditor asks the log and opens the proof; the security report; and what the
// administrator configures.
import { look } from "../lib/look.mjs";
import { field, follow, press, signIn } from "../lib/people.mjs";

export default {
  async "the auditor asks the log and opens the proof"(world) {
    const clerk = await signIn(world, "diem.mtn");
    await clerk.goto("/can-bo/viec");
    const code = (await clerk.locator("tr.queue-item .code").first().innerText()).trim();
    await clerk.goto(`/can-bo/ho-so/${code}`);

    const auditor = await signIn(world, "thanh.tra");
    await auditor.goto("/can-bo/quan-tri");
    await look(auditor, "admin-index-auditor", {
      h1: "Quản trị",
      words: ["Nhật ký", "Ai đã đọc hồ sơ của một người", "Báo cáo an toàn"],
    });
    await follow(auditor, "Ai đã đọc hồ sơ của một người");
    await field(auditor, "Mã hồ sơ").fill(code);
    await press(auditor, "Tìm");
    await look(auditor, "audit-who-read", {
      h1: "Ai đã đọc hồ sơ của một người",
      words: ["Mai Thị Ngọc Diễm", "Xem dữ liệu cá nhân", code],
    });
    await auditor.goto("/can-bo/kiem-tra?viec=result.signed");
    await look(auditor, "audit", {
      h1: "Nhật ký",
      words: ["Ký và đóng dấu kết quả", "Dòng", "Mở"],
    });
    await follow(auditor, "Mở dòng");
    await look(auditor, "audit-row", {
      h1: "Ký và đóng dấu kết quả",
      words: ["Vân tính lại từ nội dung khớp", "Gốc mang chữ ký của nhật ký", "Tải bằng chứng"],
    });
    await auditor.goto("/can-bo/kiem-tra/quan-tri-vien");
    await look(auditor, "audit-superusers", {
      h1: "Quản trị viên đã làm gì",
      words: ["Từ ngày", "Cơ quan", "Lần tra này cũng được ghi vào nhật ký"],
    });
    await auditor.goto("/can-bo/kiem-tra/doi-han");
    await look(auditor, "audit-due", {
      h1: "Hồ sơ trễ bị đổi ngày hẹn",
      words: ["Từ ngày", "Cơ quan", "Lần tra này cũng được ghi vào nhật ký"],
    });
    await auditor.goto("/can-bo/an-toan");
    await look(auditor, "security-report", {
      h1: "Báo cáo an toàn",
      words: ["Quyền truy cập", "Mật mã và chứng thư số", "chưa biết", "cấp độ 3"],
    });
  },

  async "the administrator configures with reason and history"(world) {
    const admin = await signIn(world, "quan.tri");
    await admin.goto("/can-bo/quan-tri");
    await look(admin, "admin-index", {
      h1: "Quản trị",
      words: ["Tham số", "Lịch làm việc", "Thủ tục", "Chỉ tiêu"],
    });
    await admin.goto("/can-bo/cau-hinh/tham-so");
    await look(admin, "settings", {
      h1: "Tham số",
      words: ["site.hotline", "Trong một giây", "Chỉ trong tệp truc.conf"],
    });
    await admin.goto("/can-bo/cau-hinh/tham-so/site.hotline");
    await field(admin, "Giá trị mới").fill("1900 1022");
    await field(admin, "Lý do, văn bản").fill("Văn bản 12/STTTT: đổi tổng đài");
    await press(admin, "Lưu");
    await look(admin, "setting", {
      h1: "site.hotline",
      words: ["có bằng chứng trong nhật ký", "1900 1022", "Văn bản 12/STTTT"],
    });
    await admin.goto("/can-bo/cau-hinh/lich?nam=2026");
    await look(admin, "calendar", {
      h1: "Lịch làm việc năm 2026",
      words: ["Quốc khánh", "Tết Âm lịch", "Thêm hoặc bỏ ngày"],
    });
    await field(admin, "Từ ngày").fill("24/11/2026");
    await field(admin, "Đến hết ngày").fill("25/11/2026");
    await field(admin, "Dịp").fill("Nghỉ bão");
    await field(admin, "Văn bản làm căn cứ").fill("Công điện 12/CĐ-UBND");
    await press(admin, "Xem trước hồ sơ nào đổi hạn");
    await look(admin, "calendar-preview", {
      h1: "hồ sơ sẽ đổi ngày hẹn",
      words: ["Nghỉ bão", "Hồ sơ đang mở", "Đổi lịch và ngày hẹn", "Theo cơ quan"],
    });
    await admin.goto("/can-bo/cau-hinh/chi-tieu/T1b");
    await look(admin, "target-edit", {
      h1: "Kết quả mới là bản điện tử",
      words: ["Mức đang dùng", "Đặt mức", "không có ô nào để ghi tay"],
    });
    await admin.goto("/can-bo/cau-hinh/chi-tieu");
    await look(admin, "target-list", { h1: "Chỉ tiêu", words: ["T1b", "Máy đếm", "số đếm được"] });
    await admin.goto("/can-bo/cau-hinh/nap-thu-tuc?thu-tuc=2.000635");
    await look(admin, "procedure-upload", {
      h1: "Nạp phiên bản thủ tục",
      words: ["procedure.json", "form.json", "Đọc và so sánh"],
    });
    await field(admin, "procedure.json").setInputFiles("tests/scenario/files/procedure-5000.json");
    await press(admin, "Đọc và so sánh");
    await look(admin, "procedure-draft", {
      h1: "Cấp bản sao trích lục hộ tịch",
      words: ["fee.per_copy_vnd", "8000", "5000", "Công bố phiên bản"],
    });
    await admin.goto("/can-bo/cau-hinh/thu-tuc/2.000635");
    await look(admin, "procedure-versions", {
      h1: "Cấp bản sao trích lục hộ tịch",
      words: ["Phiên bản", "Đang dùng", "Luật Hộ tịch"],
    });
  },
};
