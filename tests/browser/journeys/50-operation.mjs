// Operation, story IT3: the administrator sees the backup and the drill that a machine ran.
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { look } from "../lib/look.mjs";
import { person, signIn } from "../lib/people.mjs";

// One byte of a stored file in the newest backup.
function damage(folder) {
  const backup = readdirSync(folder).filter((name) => !name.startsWith(".")).sort().at(-1);
  const files = join(folder, backup, "files");
  const first = join(files, readdirSync(files)[0]);
  const file = join(first, readdirSync(first)[0]);
  chmodSync(file, 0o600);
  writeFileSync(file, "x", { flag: "r+" });
}

// The log of a node that has just started: reloads until it has caught up.
async function until(page, text) {
  for (let tries = 0; tries < 150; tries++) {
    await page.reload();
    if ((await page.locator("body").innerText()).includes(text)) return;
    await page.waitForTimeout(200);
  }
  throw new Error(`${page.url()}: “${text}” never came`);
}

export default {
  async "the administrator sees backup and restore drill, good and damaged"(world) {
    const folder = mkdtempSync(join(tmpdir(), "truc-backups."));
    chmodSync(folder, 0o777);
    try {
      const page = await signIn(world, "quan.tri");
      await page.goto("/can-bo/van-hanh");
      await look(page, "operation-empty", {
        h1: "chỗ cần xem",
        words: ["Chưa sao lưu lần nào", "Chưa diễn tập", "backup.folder"],
      });
      world.truc("backup", join(folder, "sao"));
      const said = world.truc("drill", join(folder, "sao"));
      if (!said.includes("mã băm khớp")) throw new Error(said);
      await until(page, "Mọi việc đã vào nhật ký");
      await look(page, "operation", {
        h1: "Nút chạy tốt",
        words: ["Mọi kết quả đã ký có đủ bằng chứng", "mã băm khớp",
          "Bản sao lưu phục hồi được", "Diễn tập khôi phục", "Đạt"],
      });
      damage(join(folder, "sao"));
      let refused = "";
      try {
        world.truc("drill", join(folder, "sao"));
      } catch (error) {
        refused = String(error.stderr);
      }
      if (!refused.includes("khác mã băm")) throw new Error(`not refused: ${refused}`);
      await page.reload();
      await look(page, "operation-failed", {
        h1: "chỗ cần xem",
        words: ["HỎNG", "khác mã băm", "truc backup rồi truc drill"],
      });
      const clerk = await signIn(world, "diem.mtn"); // has no business here
      await clerk.goto("/can-bo/van-hanh");
      if (![403, 404].includes(clerk.lastStatus)) throw new Error(`${clerk.lastStatus}`);
      const stranger = await person(world);
      await stranger.goto("/can-bo/van-hanh");
      if (!stranger.url().includes("/dang-nhap")) throw new Error(stranger.url());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
