// Looks at one page as a person would at a desk and on a phone, and lets axe look too.
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { top } from "./server.mjs";

const axe = readFileSync(join(top, "node_modules/axe-core/axe.min.js"), "utf8");
const widths = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
];
export const screens = join(top, "build/screens");
mkdirSync(screens, { recursive: true });

const squeeze = (text) => text.normalize("NFC").replace(/\s+/g, " ").trim();

export function same(found, wanted, what) {
  if (found !== wanted) throw new Error(`${what}: “${found}” instead of “${wanted}”`);
}

// The page is what we think it is: status, its one h1, three words or more. Asserted first, so
// that no later finding is about an error page.
export async function expectPage(page, status, { h1, words }) {
  same(status, page.lastStatus, "status");
  const heads = (await page.locator("h1").allTextContents()).map(squeeze);
  if (heads.length !== 1 || !heads[0].includes(h1))
    throw new Error(`${page.url()}: h1 is “${heads.join(" | ")}” instead of “${h1}”`);
  if (words.length < 3) throw new Error(`${page.url()}: three words to expect, please`);
  const text = squeeze(await page.locator("body").innerText());
  for (const word of words)
    if (!text.includes(word))
      throw new Error(`${page.url()}: “${word}” is missing in: ${text.slice(0, 700)}`);
}

async function expectAccessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  const words = violations.flatMap((v) =>
    v.nodes.map((node) => `${v.id}: ${v.help}\n  ${node.html}\n  ${node.failureSummary}`),
  );
  if (words.length > 0) throw new Error(`axe on ${page.url()}:\n${words.join("\n")}`);
}

async function expectNoSidewaysScroll(page) {
  const wide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return null;
    const beyond = [...document.querySelectorAll("body *")].filter(
      (node) => node.getBoundingClientRect().right > room + 0.5,
    );
    return beyond.slice(0, 5).map((node) => node.outerHTML.slice(0, 120));
  });
  if (wide) throw new Error(`${page.url()} scrolls sideways because of\n${wide.join("\n")}`);
}

// look(page, "home", {status, h1, words}): all of the above at both widths, with a picture each.
export async function look(page, name, expected) {
  const before = page.viewportSize();
  for (const size of widths) {
    await page.setViewportSize(size);
    await expectPage(page, expected.status ?? 200, expected);
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(screens, `${name}-${size.width}.png`), fullPage: true });
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
  }
  await page.setViewportSize(before);
}
