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
      words: ["UBND xã Phú Hoà", "3 cơ quan trực thuộc", "Tải về"],
    });
    await follow(page, "UBND xã Phú Hoà");
    await look(page, "organisation-agency", {
      h1: "UBND xã Phú Hoà",
      words: ["Bộ phận Một cửa", "Mai Thị Ngọc Diễm", "Lịch sử", "H19.62"],
    });
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
    await field(page, "Có hiệu lực từ ngày").fill("2026-11-01");
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
    await field(page, "Có hiệu lực từ ngày").fill("2026-11-02");
    await field(page, "Văn bản").fill("Quyết định 91/QĐ-UBND");
    await press(page, "Xem trước khi ghi");
    await page.getByText("Đã có người tên này").waitFor();
    await field(page, "Mã cán bộ").fill("#3");
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
