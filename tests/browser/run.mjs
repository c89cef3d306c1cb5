// Browser journeys with axe. TAP on standard output; pictures in build/screens/.
//
//   node tests/browser/run.mjs [--only NAME[,NAME…]] [--url http://127.0.0.1:8080 --accounts FILE]
//
// Without --url the shipped product is started by ./run with a fresh data folder.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./lib/people.mjs";
import { startServer } from "./lib/server.mjs";

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? null : process.argv[at + 1];
};
const only = option("only")?.split(",");
const folder = join(dirname(fileURLToPath(import.meta.url)), "journeys");
const journeys = [];
for (const file of readdirSync(folder).sort())
  for (const [name, run] of Object.entries((await import(join(folder, file))).default))
    if (!only || only.includes(name) || only.includes(file.replace(".mjs", "")))
      journeys.push({ name, run });

const server = option("url") ? { base: option("url"), stop: async () => {} } : await startServer();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"])
  process.once(signal, () => server.stop().finally(() => process.exit(1)));
const browser = await launch();
const accounts = JSON.parse(
  option("accounts")
    ? readFileSync(option("accounts"), "utf8")
    : server.truc("demo", "accounts", "--json"),
);
const world = { base: server.base, truc: server.truc, browser, accounts, pages: [], kept: {} };

let failed = 0;
const tell = (text) => console.log(text.replace(/^/gm, "# "));
console.log(`1..${journeys.length}`);
for (const [index, { name, run }] of journeys.entries()) {
  world.pages = [];
  let wrong = null;
  try {
    await run(world);
    const seen = world.pages.flatMap((page) => page.wrongs);
    if (seen.length > 0) throw new Error(`the browser complains:\n${seen.join("\n")}`);
  } catch (error) {
    wrong = error;
  }
  console.log(`${wrong ? "not ok" : "ok"} ${index + 1} - ${name}`);
  if (wrong) {
    failed++;
    tell(String(wrong.stack).slice(0, 6000));
    for (const page of world.pages) {
      const text = await page.locator("body").innerText().catch(() => "");
      tell(`${page.url()}\n${text.replace(/\s+/g, " ").slice(0, 600)}`);
    }
  }
  await Promise.all(world.pages.map((page) => page.context().close()));
}
await browser.close();
await server.stop();
process.exitCode = failed > 0 ? 1 : 0;
