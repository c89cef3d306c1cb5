// The register of certificates at a desk and on a phone: the list, a person, who has none, a file
// with mistakes, the trust list.
import { look } from "../lib/look.mjs";
import { follow, press, signIn } from "../lib/people.mjs";

const wrong = Buffer.from("Người giữ,Mã cán bộ,Mã cơ quan,Chứng thư\nKhông Ai,,,AAAA\n,,,!\n");

async function until(page, text) {
  for (let tries = 0; tries < 150; tries++) {
    if ((await page.locator("body").innerText()).includes(text)) return;
    await page.waitForTimeout(200);
    await page.reload();
  }
  throw new Error(`${page.url()}: “${text}” never came`);
}

export default {
  async "the administrator sees who has which certificate, and who has none"(world) {
    const page = await signIn(world, "quan.tri");
    await page.goto("/can-bo/chung-thu");
    await look(page, "certificates", {
      h1: "Sổ chứng thư số",
      words: ["Ai chưa có", "Nhập từ tệp", "Đặng Thị Kim Ngân"],
    });
    await follow(page, "Đặng Thị Kim Ngân");
    await look(page, "certificates-person", {
      h1: "Đặng Thị Kim Ngân",
      words: ["Chứng thư đã giao", "Chữ ký đã ghi nhận", "chạy thử"],
    });
    await page.goto("/can-bo/chung-thu/chua-co?muc=dung");
    await look(page, "certificates-missing", {
      h1: "Lãnh đạo chưa ký số trong 90 ngày",
      words: ["lãnh đạo đang giữ chức vụ", "Chỉ tiêu", "Tải CSV"],
    });
    await page.goto("/can-bo/tin-cay");
    await look(page, "trust-list", {
      h1: "Danh sách tin cậy",
      words: ["Dấu vân tay SHA-256", "chứng thư đang có người giữ", "hệ thống"],
    });
  },
  async "a file of certificates with mistakes names each row and writes none"(world) {
    const page = await signIn(world, "quan.tri");
    await page.goto("/can-bo/chung-thu/nhap");
    await page.getByLabel("Tệp CSV").setInputFiles({
      name: "chung-thu.csv", mimeType: "text/csv", buffer: wrong,
    });
    await page.getByLabel("Lý do, số văn bản").fill("Quyết định 12/QĐ-UBND");
    await press(page, "Kiểm tra tệp");
    await until(page, "chỗ cần sửa");
    await look(page, "certificates-import", {
      h1: "3 chỗ cần sửa trong tệp",
      words: ["Đây không phải một chứng thư X.509", "Ghi người giữ", "Chưa dòng nào được ghi"],
    });
  },
};
