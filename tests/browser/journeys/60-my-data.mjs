// CI8: who looked at my data, a question on one line, the answer; and the pages around it.
import { submit } from "../lib/extract.mjs";
import { look } from "../lib/look.mjs";
import { field, follow, person, press, signIn } from "../lib/people.mjs";

const unit = "phường Long Khánh";
const number = "075190000123";
const phone = "0912345678";

async function codeSent(world) {
  const screen = await person(world);
  await screen.goto(`/tin-nhan-thu?dien-thoai=${phone}`);
  const text = await screen.locator("body").innerText();
  return text.match(/Ma mot lan: (\d{6})/)[1];
}

async function enter(world, page, atForm, atCode) {
  await page.goto("/dang-nhap");
  if (atForm) await atForm();
  await field(page, "Số định danh cá nhân").fill(number);
  await field(page, "Số điện thoại di động").fill(phone);
  await press(page, "Gửi mã cho tôi");
  if (atCode) await atCode();
  await field(page, "Mã 6 số").fill(await codeSent(world));
  await press(page, "Đăng nhập");
}

export default {
  async "papers are compared once at the desk"(world) {
    const citizen = await person(world, { phone: true });
    world.kept.own = await submit(citizen, unit);
    const clerk = await signIn(world, "brem.k");
    await clerk.goto(`/can-bo/cong-dan?ho_so=${world.kept.own}`);
    await look(clerk, "bind-phone", {
      h1: "Đối chiếu giấy tờ",
      words: ["Số điện thoại người dân đang cầm", "giấy tờ gốc", "Gửi mã đến máy người dân"],
    });
    await press(clerk, "Gửi mã đến máy người dân");
    await look(clerk, "bind-phone-error", {
      status: 422,
      h1: "Đối chiếu giấy tờ",
      words: ["Xem giấy tờ gốc rồi đánh dấu", "Lỗi", "Bước 1"],
    });
    await field(clerk, "Tôi đã xem giấy tờ gốc").check();
    await press(clerk, "Gửi mã đến máy người dân");
    await look(clerk, "bind-phone-code", {
      h1: "Đối chiếu giấy tờ",
      words: ["Bước 2", number, "Gắn điện thoại"],
    });
    await field(clerk, "Mã 6 số").fill(await codeSent(world));
    await press(clerk, "Gắn điện thoại");
    await clerk.getByText("Đã gắn điện thoại").waitFor();
  },

  async "who looked, and why"(world) {
    const page = await person(world);
    await enter(
      world,
      page,
      () => look(page, "enter", { h1: "Đăng nhập",
        words: ["Số định danh", "Gửi mã", "Không bắt buộc"] }),
      () => look(page, "enter-code", { h1: "Nhập mã 6 số",
        words: ["5678", "10 phút", "Đăng nhập"] }),
    );
    await look(page, "own", {
      h1: "Trang của tôi",
      words: ["Nguyễn Thị Hoa", world.kept.own, unit],
    });
    await follow(page, "Ai đã xem dữ liệu của tôi");
    await look(page, "who-looked", {
      h1: "Trang của tôi",
      words: ["K’Brêm", "Hỏi vì sao", "5 ngày làm việc"],
    });
    await follow(page, "Hỏi vì sao");
    await look(page, "ask-why", { h1: "Hỏi vì sao", words: ["K’Brêm", "Gửi câu hỏi", "5 ngày"] });
    await field(page, "Bạn muốn hỏi gì?").fill("Tôi chưa đến phường, vì sao đã xem hồ sơ của tôi?");
    await press(page, "Gửi câu hỏi");
    await look(page, "asked", {
      h1: "Câu hỏi đã gửi",
      words: ["phải trả lời trước", "K’Brêm", unit],
    });
    world.kept.question = page.url();

    const leader = await signIn(world, "thinh.dq");
    await leader.goto("/can-bo/cau-hoi-du-lieu");
    await look(leader, "data-questions", {
      h1: "Câu hỏi về dữ liệu",
      words: ["Tôi chưa đến phường", "Chờ trả lời", unit],
    });
    await follow(leader, "Tôi chưa đến phường");
    await look(leader, "data-question", {
      h1: "Trả lời người dân",
      words: ["K’Brêm", "Lý do đã ghi", "Gửi trả lời"],
    });
    await field(leader, "Trả lời").fill("Một cửa kiểm tra thành phần hồ sơ bạn nộp trên mạng.");
    await press(leader, "Gửi trả lời");

    await page.goto(world.kept.question);
    await look(page, "answered", {
      h1: "Cơ quan đã trả lời",
      words: ["Đinh Quốc Thịnh", "kiểm tra thành phần", "Bạn đã hỏi"],
    });
    await page.goto("/cua-toi/ai-da-xem");
    await look(page, "who-looked-answered", {
      h1: "Trang của tôi",
      words: ["Đã trả lời, xem", "K’Brêm", world.kept.own],
    });
  },

  async "my sessions, my data, its end"(world) {
    const page = await person(world);
    await enter(world, page);
    await page.goto("/cua-toi/phien");
    await look(page, "own-sessions", {
      h1: "Đăng nhập và điện thoại",
      words: [number, "Máy này", "đã đối chiếu giấy tờ"],
    });
    await page.goto("/cua-toi/dien-thoai");
    await look(page, "own-phone", { h1: "Đổi số điện thoại",
      words: ["Số điện thoại mới", "Gửi mã", "Không đổi"] });
    await page.goto("/cua-toi/du-lieu");
    await press(page, "Lập bản sao cho tôi");
    for (let i = 0; i < 40 && !(await page.getByText("Tải bản lập lúc").count()); i++) {
      await page.waitForTimeout(500);
      await page.reload();
    }
    await look(page, "own-data", { h1: "Dữ liệu của tôi",
      words: ["Tải bản lập lúc", "chưa đối chiếu", "Xem và yêu cầu xóa"] });
    await page.goto("/cua-toi/xoa");
    await look(page, "own-erase", { h1: "Xóa dữ liệu của tôi",
      words: [world.kept.own, "Phải giữ", "Yêu cầu xóa"] });
    await field(page, "Tôi hiểu").check();
    await press(page, "Yêu cầu xóa");
    await page.getByText("Yêu cầu của bạn đang được xét").waitFor();
    const admin = await signIn(world, "quan.tri");
    await admin.goto("/can-bo/luu-giu");
    await look(admin, "keeping", { h1: "Lưu giữ và xóa dữ liệu",
      words: ["Chờ duyệt", "Giữ lại theo yêu cầu pháp lý", "Thời hạn giữ"] });
  },

  async "my pages in English"(world) {
    const page = await person(world, { locale: "en-GB" });
    await page.goto("/ngon-ngu/en");
    await page.goto("/dang-nhap");
    await look(page, "enter-en", {
      h1: "Sign in",
      words: ["tax code", "Send me a code", "optional"],
    });
  },
};
