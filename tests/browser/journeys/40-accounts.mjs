// Accounts: begun by an administrator, taken over by their owner, recovered by two.
import { writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { look, same } from "../lib/look.mjs";
import { field, follow, person, press, signIn } from "../lib/people.mjs";
import { totp } from "../lib/totp.mjs";

const password = "cầu vồng sau cơn mưa";

// What the owner of an invitation does; answers the browser that is signed in then.
async function accept(world, link, name) {
  const page = await person(world, { phone: true });
  await page.goto(new URL(link).pathname);
  await look(page, name, {
    h1: "Chào Tống Thúy Kiều",
    words: ["Ứng dụng tạo mã", "Mật khẩu mới", "quản trị không xem được"],
  });
  const key = (await page.locator("p.code").innerText()).replaceAll(" ", "");
  await field(page, "Mật khẩu mới").fill("Matkhau@2026!");
  await field(page, "Mã 6 số").fill(totp(key));
  await press(page, "Xong, vào bàn làm việc");
  await look(page, `${name}-weak`, {
    h1: "Chào",
    words: ["Mật khẩu này dễ đoán", "Mã 6 số", "Xong"],
    status: 422,
  });
  await field(page, "Mật khẩu mới").fill(password);
  await field(page, "Mã 6 số").fill(totp(key));
  await press(page, "Xong, vào bàn làm việc");
  return page;
}

const linkOf = (page) => page.locator("dd.code.is-long").innerText();

async function act(page, words, reason) {
  await follow(page, words);
  await field(page, "Lý do").fill(reason);
  await press(page, words);
}

export default {
  async "an administrator begins an account and its owner takes it over"(world) {
    const admin = await signIn(world, "quan.tri");
    await admin.goto("/can-bo/tai-khoan");
    await look(admin, "accounts", {
      h1: "Tài khoản cán bộ",
      words: ["Mai Thị Ngọc Diễm", "Dùng được", "Lập tài khoản"],
    });
    await admin.goto("/can-bo/tai-khoan/moi?tim=tong+thuy+kieu");
    await look(admin, "account-people", {
      h1: "Lập tài khoản",
      words: ["Tống Thúy Kiều", "Công chức Một cửa", "Lập cho"],
    });
    await follow(admin, "Lập cho Tống Thúy Kiều");
    await look(admin, "account-begin", {
      h1: "Lập tài khoản cho Tống Thúy Kiều",
      words: ["Tên tài khoản", "không đặt ở đây", "làm lời mời"],
    });
    await press(admin, "Lập tài khoản và làm lời mời");
    await look(admin, "account-link", {
      h1: "Đưa lời mời này",
      words: ["/loi-moi/", "một lần", "kieu.tt"],
    });
    const link = await linkOf(admin);
    const owner = await accept(world, link, "invited");
    await look(owner, "own-account", {
      h1: "Tống Thúy Kiều",
      words: ["Cách đăng nhập", "Đổi mật khẩu", "Máy này"],
    });
    await owner.goto("/can-bo/toi/mat-khau");
    await look(owner, "change-password", {
      h1: "Đổi mật khẩu",
      words: ["Mật khẩu đang dùng", "Mật khẩu mới", "Từ 12 ký tự"],
    });
    await owner.goto(new URL(link).pathname);
    await look(owner, "invitation-gone", {
      h1: "Lời mời này không còn",
      words: ["đã dùng", "72 giờ", "Trang đăng nhập"],
      status: 404,
    });
    world.kept.owner = "kieu.tt";
  },

  async "two administrators recover an account"(world) {
    const first = await signIn(world, "quan.tri");
    await first.goto(`/can-bo/tai-khoan?tim=${world.kept.owner}`);
    await follow(first, "Tống Thúy Kiều");
    await look(first, "account", {
      h1: "Tống Thúy Kiều",
      words: ["Nơi đang đăng nhập", "Việc đã làm", "Khóa tài khoản", "Mở việc lập lại"],
    });
    const address = first.url();
    await act(first, "Mở việc lập lại tài khoản", "Mất điện thoại, quên mật khẩu");
    await look(first, "account-recovery", {
      h1: "Tống Thúy Kiều",
      words: ["Đang chờ duyệt lập lại", "Mất điện thoại", "một quản trị viên khác phải duyệt"],
    });
    const second = await signIn(world, "luu.pt");
    await second.goto(address);
    await follow(second, "Duyệt lập lại tài khoản");
    await look(second, "account-approve", {
      h1: "Duyệt lập lại",
      words: ["Đã gặp đúng người", "Trịnh Công Hậu đã mở", "Lý do"],
    });
    await field(second, "Lý do").fill("Đã gặp và đối chiếu thẻ công chức");
    await press(second, "Duyệt lập lại tài khoản");
    const owner = await accept(world, await linkOf(second), "invited-again");
    same((await owner.locator("h1").innerText()).trim(), "Tống Thúy Kiều", "who is signed in");
  },

  async "an official stops a recovery that they did not ask for"(world) {
    const owner = await signIn(world, "thao.ntp");
    const admin = await signIn(world, "quan.tri");
    await admin.goto("/can-bo/tai-khoan?tim=thao.ntp");
    await follow(admin, "Ngô Thị Phương Thảo");
    await act(admin, "Mở việc lập lại tài khoản", "Có người gọi điện nhờ");
    await owner.goto("/can-bo/toi");
    await look(owner, "recovery-asked", {
      h1: "Ngô Thị Phương Thảo",
      words: ["Có người yêu cầu lập lại", "Có người gọi điện nhờ", "Không phải tôi, dừng lại"],
    });
    await press(owner, "Không phải tôi, dừng lại");
    if ((await owner.locator("body").innerText()).includes("yêu cầu lập lại"))
      throw new Error("the recovery still waits");
  },

  async "sign-in pages offer accounts held elsewhere"(world) {
    const folder = mkdtempSync(join(tmpdir(), "truc-oidc."));
    const offer = (code, audience, title) => {
      const path = join(folder, `${code}.json`);
      const issuer = "https://dinh-danh.example.vn";
      const definition = { code, audience, title, issuer, client_id: "truc", auth: "none" };
      writeFileSync(path, JSON.stringify(definition));
      world.truc("oidc", "set", path, "--reason", "Mở đăng nhập chung");
    };
    offer("quoc-gia", "citizen", "tài khoản định danh điện tử");
    offer("noi-bo", "staff", "tài khoản nội bộ thành phố");
    const page = await person(world);
    await page.goto("/dang-nhap");
    await look(page, "citizen-sign-in-elsewhere", {
      h1: "Đăng nhập",
      words: ["Đăng nhập bằng tài khoản định danh điện tử", "Gửi mã", "Không bắt buộc"],
    });
    await page.goto("/can-bo/dang-nhap");
    await look(page, "sign-in-elsewhere", {
      h1: "Đăng nhập",
      words: ["Đăng nhập bằng tài khoản nội bộ thành phố", "Mật khẩu", "Tiếp tục"],
    });
    await page.goto("/dang-nhap/tai-khoan/quoc-gia/ve?code=x&state=y");
    await look(page, "elsewhere-refused", {
      h1: "Chưa đăng nhập được",
      words: ["Không có gì của bạn bị thay đổi", "trình duyệt khác", "oidc.state"],
      status: 422,
    });
  },
};
