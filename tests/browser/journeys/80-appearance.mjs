// What signatures show: the leader's hand and the agency's seal, from upload to a sealed paper.
import { join } from "node:path";
import { look } from "../lib/look.mjs";
import { field, press, signIn } from "../lib/people.mjs";
import { top } from "../lib/server.mjs";

const people = { leader: "ngan.dtk", administrator: "quan.tri" };
const file = (name) => join(top, "tests/scenario/files", name);

async function waitFor(page, text) {
  for (let tries = 0; tries < 100; tries++) {
    if ((await page.locator("body").innerText()).includes(text)) return;
    await page.waitForTimeout(200);
    await page.reload();
  }
  throw new Error(`${page.url()}: “${text}” never came`);
}

async function send(page, name) {
  await field(page, "Tệp hình").setInputFiles(file(name));
  await press(page, "In thử lên giấy");
}

// The sample's pixels: how many are of a colour in the lower half of the page.
const painted = (page) =>
  page.evaluate(async () => {
    const image = document.querySelector("img.paper-picture");
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const on = canvas.getContext("2d");
    on.drawImage(image, 0, 0);
    const { data } = on.getImageData(0, 0, canvas.width, canvas.height);
    const counts = { blue: 0, red: 0, left: canvas.width, right: 0 };
    for (let i = 0; i < data.length; i += 4) {
      const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
      if (b > r + 60 && b > g + 30) counts.blue++;
      if (r > b + 60 && r > g + 60) {
        counts.red++;
        counts.left = Math.min(counts.left, (i / 4) % canvas.width);
        counts.right = Math.max(counts.right, (i / 4) % canvas.width);
      }
    }
    return { ...counts, wide: ((counts.right - counts.left + 1) / canvas.width) * 210 };
  });

export default {
  async "a leader says what the own signature shows"(world) {
    const leader = await signIn(world, people.leader, { phone: true });
    await leader.goto("/can-bo/ky");
    await leader.getByRole("link", { name: "Hình chữ ký của tôi" }).click();
    await look(leader, "hand-none", {
      h1: "Hình chữ ký của tôi",
      words: ["Chưa có hình", "PNG nền trong suốt", "In thử lên giấy"],
    });
    await send(leader, "giay.png");
    await look(leader, "hand-refused", {
      status: 422,
      h1: "Hình chữ ký của tôi",
      words: ["không trong suốt", "Tệp hình", "Chọn hình"],
    });
    await send(leader, "con-dau.png");
    await look(leader, "hand-red", {
      status: 422,
      h1: "Hình chữ ký của tôi",
      words: ["phải màu xanh", "Tệp hình", "Chọn hình"],
    });
    await send(leader, "chu-ky.png");
    await waitFor(leader, "Dùng hình này");
    await look(leader, "hand-sample", {
      h1: "Hình chữ ký của tôi",
      words: ["Xem trước, chưa dùng", "Dùng hình này", "xóa hình này"],
    });
    const seen = await painted(leader);
    if (seen.blue < 300) throw new Error(`no blue hand: ${JSON.stringify(seen)}`);
    await press(leader, "Dùng hình này");
    await look(leader, "hand-used", {
      h1: "Hình chữ ký của tôi",
      words: ["Đang dùng", "Bỏ hình này", "Thay hình khác"],
    });
  },

  async "an administrator says what the seal shows"(world) {
    const page = await signIn(world, people.administrator);
    await page.goto("/can-bo/con-dau");
    await waitFor(page, "UBND Thành phố Đồng Nai");
    await page.goto("/can-bo/co-quan?tim=Phú Hoà");
    await page.getByRole("link", { name: "UBND xã Phú Hoà" }).first().click();
    await page.getByRole("link", { name: "Hình con dấu" }).click();
    await look(page, "seal-none", {
      h1: "Con dấu",
      words: ["máy vẽ dấu mẫu", "Đường kính thật, mm", "Lý do, văn bản"],
    });
    await send(page, "con-dau.png");
    await look(page, "seal-reason", {
      status: 422,
      h1: "Con dấu",
      words: ["Ghi lý do và số văn bản", "Tệp hình", "Chọn hình"],
    });
    await field(page, "Lý do, văn bản").fill("Giấy chứng nhận mẫu dấu 12/2026");
    await field(page, "Đường kính thật").fill("60");
    await send(page, "con-dau.png");
    await look(page, "seal-size", {
      status: 422,
      h1: "Con dấu",
      words: ["từ 20 đến 36 mm", "Tệp hình", "Chọn hình"],
    });
    await field(page, "Đường kính thật").fill("36");
    await send(page, "con-dau.png");
    await waitFor(page, "Dùng hình này");
    const seen = await painted(page);
    if (seen.red < 1000 || Math.abs(seen.wide - 36) > 0.6)
      throw new Error(`the seal is not 36 mm wide: ${JSON.stringify(seen)}`);
    await look(page, "seal-sample", {
      h1: "Con dấu",
      words: ["Xem trước, chưa dùng", "Dùng từ ngày", "Dùng hình này"],
    });
    await press(page, "Dùng hình này");
    await look(page, "seal-used", {
      h1: "Con dấu",
      words: ["Đang dùng", "Đường kính 36,0 mm", "Bỏ hình này"],
    });
  },
};
