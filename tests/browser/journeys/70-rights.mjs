// CL6, DI4, AU8: substitution with both names, rights of a past day, why, roles; every screen.
import { submit } from "../lib/extract.mjs";
import { look } from "../lib/look.mjs";
import { field, follow, person, press, signIn } from "../lib/people.mjs";

const unit = "xã Phú Hoà";
const absent = "Mai Thị Ngọc Diễm";
const substitute = "Huỳnh Văn Lộc";
const both = `${substitute} thay mặt ${absent}`;

const vietnamese = (days) => {
  const day = new Date(Date.now() + 7 * 3600e3 + days * 86400e3).toISOString().slice(0, 10);
  return day.split("-").reverse().join("/");
};

// The row of a list that begins with a name.
async function pick(page, label, name) {
  const list = page.getByRole("combobox", { name: label, exact: true });
  const texts = await list.locator("option").allTextContents();
  await list.selectOption({ label: texts.find((text) => text.startsWith(name)) });
}

export default {
  async "a colleague on leave"(world) {
    const citizen = await person(world, { phone: true });
    const code = await submit(citizen, unit);

    const chair = await signIn(world, "ngan.dtk");
    await chair.goto("/can-bo/uy-quyen");
    await look(chair, "delegations-empty", {
      h1: "Thay mặt, ủy quyền",
      words: ["Không thay ai", "Lập ủy quyền", "cả hai tên"],
    });
    await follow(chair, "Lập ủy quyền");
    await press(chair, "Xem lại trước khi giao");
    await look(chair, "delegation-errors", {
      status: 422,
      h1: "Lập ủy quyền",
      words: ["Chọn người vắng", "Ghi số văn bản", "Ghi lý do"],
    });
    await pick(chair, "Người vắng", absent);
    await pick(chair, "Người thay", substitute);
    await field(chair, "Từ ngày").fill(vietnamese(0));
    await field(chair, "Đến hết ngày").fill(vietnamese(2));
    await field(chair, "Số văn bản").fill("Văn bản 12/UQ-UBND");
    await field(chair, "Lý do").fill("Nghỉ phép năm");
    await press(chair, "Xem lại trước khi giao");
    await look(chair, "delegation-review", {
      h1: "Kiểm lại rồi giao",
      words: ["Sẽ có hiệu lực", absent, substitute, "Văn bản 12/UQ-UBND"],
    });
    await press(chair, "Giao");

    const colleague = await signIn(world, "loc.hv");
    await colleague.goto("/can-bo/quyen");
    await look(colleague, "rights-borrowed", {
      h1: "Quyền của tôi",
      words: [`Thay mặt ${absent}`, "Đang làm thay", "Tiếp nhận, từ chối hồ sơ"],
    });
    await colleague.goto("/can-bo/viec");
    await look(colleague, "queue-on-behalf", {
      h1: "Cần làm",
      words: [`Đang thay mặt ${absent}`, code, "Xem ủy quyền"],
    });
    await colleague.goto(`/can-bo/ho-so/${code}`);
    const number = field(colleague, "Số biên lai");
    if ((await number.inputValue()) === "") await number.fill("0008001");
    await press(colleague, "Tiếp nhận");
    await colleague.goto(`/can-bo/ho-so/${code}`);
    await look(colleague, "dossier-on-behalf", {
      h1: "Cấp bản sao trích lục",
      words: [code, both, "Được tiếp nhận"],
    });

    const back = await signIn(world, "diem.mtn");
    await back.goto("/can-bo/uy-quyen");
    await look(back, "delegations", {
      h1: "Thay mặt, ủy quyền",
      words: [`${substitute} thay mặt tôi`, "Đang hiệu lực", "Văn bản 12/UQ-UBND"],
    });
    await follow(back, `${substitute} thay mặt tôi`);
    await look(back, "delegation", {
      h1: both,
      words: ["Tiếp nhận hồ sơ", code, "Thu hồi", "Tải danh sách (CSV)"],
    });
    await field(back, "Lý do thu hồi").fill("Về sớm");
    await press(back, "Thu hồi ủy quyền");
    await look(back, "delegation-over", { h1: both, words: ["Đã thu hồi", "Về sớm", code] });
    await colleague.goto("/can-bo/quyen");
    if ((await colleague.locator("body").innerText()).includes("Đang làm thay"))
      throw new Error("the right stayed");
  },

  async "rights of a past day"(world) {
    const auditor = await signIn(world, "thanh.tra");
    await auditor.goto("/can-bo/quyen/nguoi");
    await look(auditor, "rights-person-empty", {
      h1: "Quyền của một người",
      words: ["Tên hoặc tài khoản", "Vào ngày", "được ghi vào nhật ký"],
    });
    await field(auditor, "Tên hoặc tài khoản").fill("ngoc diem");
    await field(auditor, "Vào ngày").fill("01/06/2026");
    await press(auditor, "Tìm");
    await look(auditor, "rights-people", {
      h1: "Quyền của một người",
      words: [absent, "diem.mtn", "Công chức Một cửa"],
    });
    await follow(auditor, absent);
    await follow(auditor, "Tính lại từ nhật ký");
    await look(auditor, "rights-past", {
      h1: `Quyền của ${absent}`,
      words: ["01/06/2026", "Quyết định 45/QĐ-UBND", "Khớp", "Hỏi vì sao"],
    });
    await field(auditor, "Việc").selectOption({ label: "Ký số kết quả, trả lại bản trình ký" });
    await field(auditor, "Với hồ sơ hoặc cơ quan nào").fill("H19.62");
    await press(auditor, "Xem vì sao");
    await look(auditor, "why-other", {
      h1: `${absent} không làm được việc này`,
      words: ["Đã xét theo thứ tự", "role.missing", "Lãnh đạo UBND", "01/06/2026"],
    });
    await auditor.goto("/can-bo/quyen/it-dung");
    await look(auditor, "rights-unused", {
      h1: "Quyền ít dùng",
      words: ["dùng chung", "Quyền không dùng", "Tải CSV"],
    });
  },

  async "why not"(world) {
    const clerk = await signIn(world, "thao.ntp");
    await clerk.goto("/can-bo/ho-so/H19.62-261123-9999");
    await look(clerk, "staff-not-found", {
      status: 404,
      h1: "Không có trang này",
      words: ["Vì sao tôi không xem được?", "Trang chủ", "1022"],
    });
    await follow(clerk, "Vì sao tôi không xem được?");
    await look(clerk, "why-not", {
      h1: "Bạn chưa làm được việc này",
      words: ["Đã đăng nhập", "mã gõ sai, hoặc thuộc cơ quan khác", "scope.outside", "Ai được"],
    });
    await clerk.goto("/can-bo/vai-tro");
    await look(clerk, "staff-forbidden", {
      status: 403,
      h1: "Bạn không có quyền",
      words: ["Vì sao tôi không xem được?", "Trang chủ", "1022"],
    });
  },

  async "roles change with a reason"(world) {
    const administrator = await signIn(world, "quan.tri");
    await administrator.goto("/can-bo/vai-tro");
    await look(administrator, "roles", {
      h1: "Vai trò",
      words: ["Một cửa", "Lãnh đạo UBND", "role.manage", "Thêm vai trò"],
    });
    await administrator.goto("/can-bo/vai-tro/mot_cua");
    await look(administrator, "role", {
      h1: "Một cửa",
      words: ["Quyền của vai trò", "dossier.accept", "Đã đổi"],
    });
    await field(administrator, "Yêu cầu bổ sung lần hai").check();
    await field(administrator, "Lý do, số văn bản").fill("Quyết định 40/QĐ-UBND");
    await press(administrator, "Xem lại trước khi sửa");
    await look(administrator, "role-review", {
      h1: "Một cửa",
      words: ["Sẽ đổi từ hôm nay", "Thêm: Yêu cầu bổ sung lần hai", "Không sửa"],
    });
    await press(administrator, "Sửa vai trò");
    await look(administrator, "role-changed", {
      h1: "Một cửa",
      words: ["Quyết định 40/QĐ-UBND", "dossier.ask_again", "Quyền của vai trò"],
    });
  },
};
