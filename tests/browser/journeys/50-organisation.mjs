// The organisation as of a day: the tree, an agency, a person; a post made, held and given up.
import { look } from "../lib/look.mjs";
import { field, follow, person, press, signIn } from "../lib/people.mjs";

const today = () => new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10);

export default {
  async "an administrator walks the tree and changes it by decision"(world) {
    const page = await signIn(world, "quan.tri");
    await page.goto("/can-bo/co-quan");
    await look(page, "organisation-tree", {
      h1: "Tổ chức bộ máy ngày",
      words: ["UBND xã Phú Hoà", "cơ quan trực thuộc", "Tải về"],
    });
    await follow(page, "UBND xã Phú Hoà");
    await look(page, "organisation-agency", {
      h1: "UBND xã Phú Hoà",
      words: ["Bộ phận Một cửa", "Mai Thị Ngọc Diễm", "Lịch sử", "H19.62"],
    });
    await follow(page, "Mai Thị Ngọc Diễm");
    const number = /#\d+/.exec(await page.locator("main").innerText())[0];
    await page.goBack();
    await follow(page, "Thêm đơn vị, chức vụ");
    await press(page, "Xem trước khi ghi");
    await look(page, "organisation-act-errors", {
      status: 422,
      h1: "Thêm chức vụ",
      words: ["Nhập tên đơn vị", "Chọn vai trò", "Ghi số và ngày của văn bản"],
    });
    await field(page, "Đơn vị").fill("Bộ phận Một cửa");
    await field(page, "Chức vụ").fill("Công chức Một cửa lưu động");
    await field(page, "Vai trò").selectOption("mot_cua");
    await field(page, "Có hiệu lực từ ngày").fill("1/11/2026");
    await field(page, "Văn bản").fill("Quyết định 90/QĐ-UBND ngày 30/10/2026");
    await press(page, "Xem trước khi ghi");
    await look(page, "organisation-confirm", {
      h1: "Thêm chức vụ: xem lại trước khi ghi",
      words: ["Công chức Một cửa lưu động", "Chưa đổi gì", "Có hiệu lực từ"],
    });
    await press(page, "Thêm chức vụ");
    await look(page, "organisation-done", {
      h1: "UBND xã Phú Hoà",
      words: ["Đã thêm chức vụ", "còn trống", "Lịch sử"],
    });

    await follow(page, "Bổ nhiệm Công chức Một cửa lưu động");
    await field(page, "Họ, chữ đệm và tên").fill("Mai Thị Ngọc Diễm");
    await field(page, "Có hiệu lực từ ngày").fill("2/11/2026");
    await field(page, "Văn bản").fill("Quyết định 91/QĐ-UBND");
    await press(page, "Xem trước khi ghi");
    await page.getByText("Đã có người tên này").waitFor();
    await field(page, "Mã cán bộ").fill(number);
    await press(page, "Xem trước khi ghi");
    await press(page, "Bổ nhiệm");
    await follow(page, "Mai Thị Ngọc Diễm");
    await look(page, "organisation-person", {
      h1: "Mai Thị Ngọc Diễm",
      words: ["giữ 2 chức vụ", "Công chức Một cửa lưu động", "Đang giữ"],
    });
    await page.goBack();
    await page.getByRole("link", { name: "Thôi giữ Mai Thị Ngọc Diễm" }).last().click();
    await field(page, "Giữ chức vụ đến hết ngày").fill(today());
    await field(page, "Văn bản").fill("Quyết định 92/QĐ-UBND");
    await press(page, "Xem trước khi ghi");
    await look(page, "organisation-end", {
      h1: "Thôi giữ chức vụ: xem lại trước khi ghi",
      words: ["Mai Thị Ngọc Diễm", "đến hết", "Nhật ký giữ cả trước và sau"],
    });
    await press(page, "Ghi ngày thôi");
    await page.getByText("Hết hôm nay").first().waitFor();
  },

  async "a file with errors is shown row by row, the mended one goes in"(world) {
    const page = await signIn(world, "quan.tri");
    const head = "Mã,Tên,Địa danh,Loại,Khối,Cấp,Mã cấp trên,Văn bản,Từ ngày";
    const act = "Quyết định 7/QĐ-UBND ngày 1/9/2026";
    const file = (...rows) => ({
      name: "co-quan.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(`\uFEFF${[head, ...rows].join("\r\n")}\r\n`),
    });
    await page.goto("/can-bo/co-quan/nhap");
    await look(page, "organisation-imports", {
      h1: "Nhập cơ quan, chức vụ, người từ tệp",
      words: ["Chưa nhập tệp nào", "Cột của từng loại", "UTF-8"],
    });
    await field(page, "Tệp CSV").setInputFiles(
      file(
        `H19.05,Sở Khoa học và Công nghệ,,sở,Nhà nước,2,H19,${act},1/10/2026`,
        `H19.08,,,sở,Nhà nước,hai,H19,${act},31/9/2026`,
        `H19.09,Đảng ủy xã Phú Hoà,,đảng ủy,Đảng,4,H19.99,${act},1/10/2026`,
      ),
    );
    await press(page, "Kiểm tra tệp");
    await page.getByText("Chưa dòng nào được ghi").waitFor();
    await look(page, "organisation-import-errors", {
      h1: "4 chỗ cần sửa trong tệp",
      words: ["Ô này không được bỏ trống", "31/9/2026", "H19.99", "Chưa dòng nào được ghi"],
    });
    await follow(page, "Gửi tệp đã sửa");
    await field(page, "Tệp CSV").setInputFiles(
      file(
        `H19.05,Sở Khoa học và Công nghệ,,sở,Nhà nước,2,H19,${act},1/10/2026`,
        `H19.DU,Đảng ủy xã Phú Hoà,,đảng ủy,Đảng,4,H19,${act},1/10/2026`,
      ),
    );
    await press(page, "Kiểm tra tệp");
    await page.getByRole("button", { name: "Ghi 2 dòng" }).waitFor();
    await look(page, "organisation-import-good", {
      h1: "Tệp không có lỗi",
      words: ["Lập mới", "Ghi cả tệp trong một lần", "Đã kiểm tra"],
    });
    await press(page, "Ghi 2 dòng");
    await page.getByText("Đã ghi cả tệp").waitFor();
    await page.goto("/can-bo/co-quan?tim=dang uy phu hoa");
    await look(page, "organisation-found", {
      h1: "Tổ chức bộ máy",
      words: ["Đảng ủy xã Phú Hoà", "Sở Khoa học và Công nghệ", "cơ quan trực thuộc"],
    });
    const csv = await page.request.get("/can-bo/co-quan/xuat/co-quan");
    if (!(await csv.text()).startsWith('\uFEFF"Mã","Tên"')) throw new Error("no CSV came out");
  },

  async "anybody finds an old address"(world) {
    const page = await person(world, { phone: true });
    await page.goto("/dia-chi-cu?ten=phu hoa");
    await look(page, "old-place", {
      h1: "Địa chỉ cũ",
      words: ["xã Phú Hoà", "Vẫn giữ tên này", "Thành phố Đồng Nai"],
    });
    await page.goto("/dia-chi-cu?ten=khong co xa nay");
    await look(page, "old-place-none", {
      h1: "Địa chỉ cũ",
      words: ["Không thấy tên này", "Thử chỉ gõ tên xã", "Tìm"],
    });
  },
};
