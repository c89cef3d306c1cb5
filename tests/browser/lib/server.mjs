// The shipped product on a free port with a fresh data folder, started by ./run.
import { spawn, execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, openSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const top = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

// As free_port of tests/support/server.py: below the ports that the system hands out.
const freePort = (port = 10000 + (process.pid % 900) * 10) =>
  new Promise((done) => {
    const probe = createServer()
      .once("error", () => done(freePort(port + 1)))
      .listen(port, "127.0.0.1", () => probe.close(() => done(port)));
  });

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// {base, accounts, truc(...words), stop()}
export async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), "truc-browser."));
  chmodSync(folder, 0o755);
  const port = await freePort();
  const data = join(folder, "data");
  const base = `http://127.0.0.1:${port}`;
  const log = join(folder, "run.log");
  const out = openSync(log, "a");
  const run = spawn(
    join(top, "run"),
    ["--no-install", "--port", String(port), "--data", data],
    { stdio: ["ignore", out, out], detached: true },
  );
  const ended = new Promise((done) => run.once("exit", done));
  const stop = async () => {
    run.kill("SIGTERM");
    await Promise.race([ended, pause(20000)]);
    try {
      process.kill(-run.pid, "SIGKILL");
    } catch {
      // everything of the group has ended, as it should
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const truc = (...words) =>
    execFileSync(join(top, "build/truc"), [...words, "--config", join(data, "truc.conf")], {
      encoding: "utf8",
    });
  for (let waited = 0; ; waited += 100) {
    const said = readFileSync(log, "utf8");
    if (said.includes(`${base}/`)) break;
    if (run.exitCode !== null || waited > 180000) {
      await stop();
      throw new Error(`the product did not start:\n${said.slice(-4000)}`);
    }
    await pause(100);
  }
  return { base, truc, stop };
}
