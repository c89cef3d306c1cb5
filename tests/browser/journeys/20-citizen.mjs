import { answer, paper, send, start, steps, submit } from "../lib/extract.mjs";
import { look } from "../lib/look.mjs";
import { field, follow, person, press } from "../lib/people.mjs";

const frame = ["Cấp bản sao trích lục", "Lưu và tiếp tục", "Nơi giải quyết"];

export default {
  async "a citizen applies on a phone"(world) {
    const page = await person(world, { phone: true });
    await start(page, "phường Long Khánh");
    await answer(page, (p, name, h1) => look(p, `apply-${name}`, { h1, words: frame }));
    await look(page, "apply-check", {
      h1: "Xem lại trước khi gửi",
      words: ["Nguyễn Thị Hoa", "075190000123", "16.000 đ", "Gửi hồ sơ"],
    });
    world.kept.code = await send(page);
    world.kept.receipt = page.url();
    await look(page, "receipt", {
      h1: "Chúng tôi đã nhận hồ sơ",
      words: [world.kept.code, "Hẹn trả kết quả", "Mới đăng ký", "16.000 đ"],
    });
  },

  async "an answer that is missing or wrong"(world) {
    const page = await person(world, { phone: true });
    await start(page, "phường Long Khánh");
    await press(page, "Lưu và tiếp tục");
    await look(page, "apply-error", {
      status: 422,
      h1: steps[0][1],
      words: ["chỗ cần sửa", "Lỗi", "Lưu và tiếp tục"],
    });
  },

  async "a broken file is refused with words"(world) {
    const page = await person(world, { phone: true });
    await start(page, "phường Long Khánh");
    for (const [name, , fill] of steps) {
      if (name === "papers") break;
      await fill(page);
      await press(page, "Lưu và tiếp tục");
    }
    await field(page, "Giấy tờ cũ").setInputFiles(paper("hong.pdf"));
    await press(page, "Lưu và tiếp tục");
    await look(page, "apply-broken-file", {
      status: 422,
      h1: "Ảnh giấy tờ",
      words: ["Tệp PDF này hỏng", "Lỗi", "Giấy tờ cũ"],
    });
  },

  async "without JavaScript, the same way"(world) {
    const page = await person(world, { phone: true, script: false });
    const code = await submit(page, "phường Long Khánh");
    await page.goto("/tra-cuu");
    await field(page, "Mã hồ sơ").fill(code.toLowerCase());
    await field(page, "4 số cuối").fill("5678");
    await press(page, "Xem hồ sơ");
    await page.getByText("Mới đăng ký").first().waitFor();
    await page.goBack();
    await field(page, "Mã hồ sơ").fill(code);
    await field(page, "4 số cuối").fill("0000");
    await press(page, "Xem hồ sơ");
    if (await page.getByText("Mới đăng ký").count())
      throw new Error("a wrong phone shows the dossier");
  },

  async "withdraws before it is accepted"(world) {
    const page = await person(world);
    const code = await submit(page, "phường Long Khánh");
    await follow(page, "Rút hồ sơ");
    await look(page, "withdraw", { h1: "Rút hồ sơ", words: [code, "Rút hồ sơ", "1022"] });
    await press(page, "Rút hồ sơ");
    await look(page, "withdrawn", { h1: "", words: [code, "rút", "1022"] });
  },
};
