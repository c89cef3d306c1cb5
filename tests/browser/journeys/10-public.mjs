// Every public page that needs nothing before it, in Vietnamese, and the English ones.
import { look } from "../lib/look.mjs";
import { person } from "../lib/people.mjs";

const pages = [
  ["home", "/", "Bạn cần làm thủ tục gì", ["Tra cứu", "Kiểm tra một văn bản", "Bản chạy thử"]],
  ["search", "/dich-vu?q=trich luc", "1 thủ tục hợp", ["Cấp bản sao trích lục", "2.000635", "Tìm"]],
  ["search-none", "/dich-vu?q=xyzzy", "Chưa tìm thấy", ["ít chữ hơn", "1022", "Xem tất cả"]],
  ["service", "/dich-vu/2.000635", "Cấp bản sao trích lục", ["8.000 đ", "Trong ngày", "Bắt đầu"]],
  ["about", "/gioi-thieu", "Giới thiệu", ["nhật ký", "hồ sơ", "ngày hẹn"]],
  ["accessibility", "/tro-nang", "Cam kết trợ năng", ["WCAG 2.2", "bàn phím", "JavaScript"]],
  ["privacy", "/du-lieu-ca-nhan", "Dữ liệu cá nhân",
    ["số định danh", "Nhật ký công khai", "Cookie"]],
  ["guide", "/huong-dan", "Hướng dẫn từng bước", ["mã QR", "Theo dõi", "quay lại"]],
  ["track", "/tra-cuu", "Tra cứu hồ sơ", ["Mã hồ sơ", "4 số cuối", "Quên mã hồ sơ"]],
  ["forgotten-code", "/quen-ma", "Quên mã hồ sơ", ["Số điện thoại", "mã 6 số", "Gửi mã"]],
  ["verify", "/xac-minh", "Kiểm tra một văn bản", ["Tệp PDF", "Mã hồ sơ", "không lưu tệp"]],
  ["targets", "/muc-tieu", "6 trong", ["chỉ tiêu", "Đã đo", "Phạm vi"]],
  ["messages", "/tin-nhan-thu", "Tin nhắn thử", ["mới nhất trước", "gửi đến số", "Ho so H19"]],
  ["sign-in", "/can-bo/dang-nhap", "Đăng nhập", ["Tài khoản công vụ", "Mật khẩu", "Tiếp tục"]],
];

const english = [
  ["home-en", "/", "What do you need to do", ["Track", "Check a document", "Trial version"]],
  ["service-en", "/dich-vu/2.000635", "civil-status", ["Same day", "Fee", "Start"]],
  ["track-en", "/tra-cuu", "Track", ["phone", "code", "digits"]],
  ["targets-en", "/muc-tieu", "6 of", ["targets", "Scope", "Agency"]],
];

// Goes on after a finding: one broken page does not hide the others.
async function lookAtAll(page, list) {
  const found = [];
  for (const [name, path, h1, words] of list) {
    await page.goto(path);
    await look(page, name, { h1, words }).catch((error) => found.push(error.message));
  }
  if (found.length > 0) throw new Error(found.join("\n"));
}

export default {
  async "public pages"(world) {
    const page = await person(world);
    await lookAtAll(page, pages);
  },

  async "a page that is not there"(world) {
    const page = await person(world);
    await page.goto("/khong-co-trang-nay");
    await look(page, "not-found", {
      status: 404,
      h1: "Không có trang này",
      words: ["Trang chủ", "Tra cứu hồ sơ", "1022"],
    });
  },

  async "public pages in English"(world) {
    const page = await person(world, { locale: "en-GB" });
    await page.goto("/ngon-ngu/en");
    await lookAtAll(page, english);
  },
};
