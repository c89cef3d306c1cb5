// The citizen's answers for "Cấp bản sao trích lục hộ tịch", step by step.
import { join } from "node:path";
import { field, follow, press } from "./people.mjs";
import { top } from "./server.mjs";

export const paper = (name) => join(top, "tests/scenario/files", name);
const next = (page) => press(page, "Lưu và tiếp tục");

export const steps = [
  ["paper", "Bạn cần bản sao giấy tờ nào", (p) => field(p, "Giấy khai sinh").check()],
  [
    "whose",
    "Giấy tờ của ai",
    (p) => field(p, "Họ, chữ đệm và tên người").fill("Nguyễn Ngọc Thảo Vy"),
  ],
  [
    "register",
    "Đăng ký ở đâu",
    async (p) => {
      await field(p, "Nơi đăng ký").fill("xã Phú Hoà");
      await field(p, "Năm đăng ký").fill("2016");
    },
  ],
  ["relation", "Bạn là ai với người đó", (p) => field(p, "Cha hoặc mẹ").check()],
  [
    "applicant",
    "Bạn là ai",
    async (p) => {
      await field(p, "Họ, chữ đệm và tên của bạn").fill("Nguyễn Thị Hoa");
      await field(p, "Số định danh").fill("075190000123");
    },
  ],
  ["phone", "Báo tin cho bạn", (p) => field(p, "Số điện thoại di động").fill("0912345678")],
  [
    "copies",
    "Bạn cần mấy bản",
    async (p) => {
      await field(p, "Số bản sao").fill("2");
      await field(p, "Bản điện tử, và bản giấy").check();
    },
  ],
  ["papers", "Ảnh giấy tờ", (p) => field(p, "Giấy tờ cũ").setInputFiles(paper("giay.png"))],
];

export async function start(page, unit) {
  await page.goto("/");
  await field(page, "Gõ việc bạn cần làm").fill("trich luc");
  await press(page, "Tìm");
  await follow(page, "Cấp bản sao trích lục hộ tịch");
  await field(page, "Xã, phường giải quyết").selectOption({ label: unit });
  await press(page, "Bắt đầu");
}

// Answers every step; `seen(page, name, h1)` is called with the step in front.
export async function answer(page, seen = async () => {}) {
  for (const [name, h1, fill] of steps) {
    await seen(page, name, h1);
    await fill(page);
    await next(page);
  }
}

// Sends the application; the code of the dossier.
export async function send(page) {
  await press(page, "Gửi hồ sơ");
  const text = await page.locator("body").innerText();
  const code = text.match(/H19\.\d\d-\d{6}-\d{4,}/);
  if (!code) throw new Error(`no code on ${page.url()}: ${text.slice(0, 800)}`);
  return code[0];
}

export async function submit(page, unit) {
  await start(page, unit);
  await answer(page);
  return send(page);
}
