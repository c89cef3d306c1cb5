// Browsers of people. Every page watches itself: a request to elsewhere, a refused resource, a
// script error or a blocked policy ends the journey.
import { chromium } from "playwright-core";
import { totp } from "./totp.mjs";

export function launch() {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--disable-background-networking",
      "--disable-component-update",
      "--no-first-run",
    ],
  });
}

export async function person(world, { script = true, phone = false, locale = "vi-VN" } = {}) {
  const context = await world.browser.newContext({
    baseURL: world.base,
    javaScriptEnabled: script,
    viewport: phone ? { width: 360, height: 740 } : { width: 1280, height: 900 },
    locale,
    timezoneId: "Asia/Ho_Chi_Minh",
  });
  context.setDefaultTimeout(15000);
  const page = await context.newPage();
  page.wrongs = [];
  page.lastStatus = 0;
  page.on("request", (request) => {
    if (!request.url().startsWith(world.base)) page.wrongs.push(`asks ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.frame() === page.mainFrame() && response.request().isNavigationRequest())
      page.lastStatus = response.status();
    else if (response.status() >= 400) page.wrongs.push(`${response.status()} ${response.url()}`);
  });
  page.on("pageerror", (error) => page.wrongs.push(String(error)));
  page.on("console", (message) => {
    const navigation = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !navigation) page.wrongs.push(message.text());
  });
  world.pages.push(page);
  return page;
}

// The radio button, check box or field of this label; by its own words, not by ids.
export const field = (page, label) => page.getByLabel(label, { exact: false }).first();
export const press = (page, words) => page.getByRole("button", { name: words }).first().click();
export const follow = (page, words) => page.getByRole("link", { name: words }).first().click();

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// A code is good once, from the step before the present one to the one after it: the oldest that is
// still good comes first (and 8 s later too), and only the fourth sign-in of a minute waits.
async function freshCode(world, account) {
  const used = (world.used ??= {});
  for (;;) {
    const oldest = Math.floor((Date.now() + 8000) / 30000) - 1;
    const step = Math.max((used[account.name] ?? 0) + 1, oldest);
    if (step <= Math.floor(Date.now() / 30000) + 1) {
      used[account.name] = step;
      return totp(account.totp, step * 30000);
    }
    await pause(200);
  }
}

// Into the session that the account still has from an earlier journey, or into a new one.
export async function signIn(world, name, { atCode, ...options } = {}) {
  const account = world.accounts.find((row) => row.name === name);
  if (!account) throw new Error(`no demo account ${name}`);
  const page = await person(world, options);
  const earlier = (world.signedIn ??= {})[name];
  if (earlier && !atCode) {
    await page.context().addCookies(earlier.cookies);
    await page.goto(earlier.desk);
    if (page.url() === earlier.desk) return page;
    await page.context().clearCookies();
  }
  await page.goto("/can-bo/dang-nhap");
  await field(page, "Tài khoản công vụ").fill(account.name);
  await field(page, "Mật khẩu").fill(account.password);
  await press(page, "Tiếp tục");
  if (atCode) await atCode(page);
  await field(page, "Mã 6 số").fill(await freshCode(world, account));
  await press(page, "Đăng nhập");
  await page.waitForLoadState();
  world.signedIn[name] = { cookies: await page.context().cookies(), desk: page.url() };
  return page;
}
