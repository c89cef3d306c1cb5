// Story IT2: two units merge. The decision is loaded, seen before, tried, approved by another
// person, applied; next morning everybody finds their work; a counter-decision takes it back.
import { look } from "../lib/look.mjs";
import { field, follow, person, press, signIn } from "../lib/people.mjs";

const decision = {
  "Số quyết định": "112/NQ-HĐND",
  "Trích yếu": "Nhập phường Long Khánh vào phường Trấn Biên",
  "Ngày ký": "18/11/2026",
};
const paper = Buffer.from("%PDF-1.4\n% quyết định mẫu\n%%EOF\n");

async function waitFor(page, text) {
  for (let tries = 0; tries < 150; tries++) {
    if ((await page.locator("body").innerText()).includes(text)) return;
    await page.waitForTimeout(200);
    await page.reload();
  }
  throw new Error(`${page.url()}: “${text}” never came`);
}

const today = () =>
  new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());

export default {
  async "the administrator prepares a merger and sees what it moves"(world) {
    const admin = await signIn(world, "quan.tri");
    await admin.goto("/can-bo/sap-xep");
    await look(admin, "reorganisations", {
      h1: "Sắp xếp đơn vị",
      words: ["Nghị quyết 1662/NQ-UBTVQH15", "Đã áp dụng", "Đang lập"],
    });
    await admin.goto("/can-bo/sap-xep/moi");
    await press(admin, "Lưu và tiếp tục");
    await look(admin, "reorganisation-new", {
      status: 422,
      h1: "Lập quyết định sắp xếp",
      words: ["Ghi số của quyết định", "Ghi ngày ký", "Còn 4 chỗ cần sửa"],
    });
    for (const [label, value] of Object.entries(decision)) await field(admin, label).fill(value);
    await field(admin, "Ngày hiệu lực").fill(today());
    await press(admin, "Lưu và tiếp tục");
    world.kept.decision = new URL(admin.url()).pathname;
    await look(admin, "reorganisation-empty", {
      h1: "Nhập phường Long Khánh",
      words: ["Chưa có tệp quyết định đã ký", "Chưa có thao tác nào", "Đang lập"],
    });
    await follow(admin, "Nhập");
    await field(admin, "Cơ quan nhận việc").fill("H19.41");
    await field(admin, "Các cơ quan nhập vào đó").fill("H19.50");
    await look(admin, "reorganisation-merge", {
      h1: "Nhập cơ quan",
      words: ["Cơ quan nhận việc", "Mỗi dòng một mã", "Thêm thao tác"],
    });
    await press(admin, "Thêm thao tác");
    await admin.locator("#tep").setInputFiles({
      name: "nq-112.pdf",
      mimeType: "application/pdf",
      buffer: paper,
    });
    await press(admin, "Gửi tệp");
    await press(admin, "Chạy thử");
    await waitFor(admin, "Chạy thử xong");
    await look(admin, "reorganisation-preview", {
      h1: "Nhập phường Long Khánh",
      words: [
        "tổng trước bằng tổng sau",
        "Hồ sơ đang giải quyết",
        "UBND phường Long Khánh → UBND phường Trấn Biên",
        "nq-112.pdf",
      ],
    });
    await admin.goto(`${world.kept.decision}/duyet`);
    if (admin.lastStatus !== 404 && admin.lastStatus !== 403)
      throw new Error(`the administrator may approve: ${admin.lastStatus}`);
  },

  async "a leader approves, and everybody finds their work at the successor"(world) {
    const leader = await signIn(world, "chau.ntm");
    await leader.goto(world.kept.decision);
    await follow(leader, "Duyệt");
    await look(leader, "reorganisation-approve", {
      h1: "Duyệt 112/NQ-HĐND",
      words: ["Ngày hiệu lực đã tới", "hoặc xong hết", "Lui được trong 24 giờ"],
    });
    await press(leader, "Duyệt quyết định");
    await waitFor(leader, "Đã áp dụng trong");
    await look(leader, "reorganisation-report", {
      h1: "Nhập phường Long Khánh",
      words: ["tổng trước bằng tổng sau", "Bằng", "Giữ cơ quan cũ", "Nguyễn Thị Minh Châu"],
    });

    const clerk = await signIn(world, "brem.k");
    await clerk.goto("/can-bo/viec");
    await look(clerk, "queue-of-successor", {
      h1: "Cần làm",
      words: ["phường Trấn Biên", "H19.50-", "H19.41-"],
    });
    await clerk.locator('a[href*="/can-bo/ho-so/H19.50-"]').first().click();
    await look(clerk, "dossier-moved", {
      h1: "Cấp bản sao trích lục",
      words: ["H19.50-", "UBND phường Long Khánh → UBND phường Trấn Biên", "112/NQ-HĐND"],
    });
  },

  async "a counter-decision takes it back within the day"(world) {
    const leader = await signIn(world, "chau.ntm");
    await leader.goto(`${world.kept.decision}/lui`);
    await look(leader, "reorganisation-undo", {
      h1: "Lui 112/NQ-HĐND",
      words: ["Mọi thứ trở về như trước", "Số quyết định lui", "Lui quyết định"],
    });
    await field(leader, "Số quyết định lui").fill("113/NQ-HĐND");
    await press(leader, "Lui quyết định");
    await waitFor(leader, "Đã lui bằng 113/NQ-HĐND");
    const clerk = await signIn(world, "brem.k");
    await clerk.goto("/can-bo/viec");
    const text = await clerk.locator("body").innerText();
    if (!text.includes("phường Long Khánh") || text.includes("H19.41-"))
      throw new Error("the clerk is not back where she was");
  },
};
