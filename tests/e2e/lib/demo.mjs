// Starts the demo (sandbox and storefront in one program) on free ports and reads where it listens.
//
// SANDBOX_BINARY names the built program, as `cargo xtask test` does; without it cargo builds and runs it.
// `pkg/` must have been built: `cargo xtask package`.

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const READY = /^(sandbox|storefront) ready on (http\S+)$/;
const START_MS = process.env.SANDBOX_BINARY ? 30_000 : 600_000;

/**
 * @param {{ flags?: string[] }} [options] further flags of the sandbox, e.g. ["--rotation", "strict"]
 * @returns {Promise<{ sandbox: string, storefront: string, pid: number, stop: () => Promise<void> }>} origins without a slash at the end
 */
export async function startDemo({ flags = [] } = {}) {
  const binary = process.env.SANDBOX_BINARY;
  const [program, before] = binary ? [binary, []] : ["cargo", ["run", "--quiet", "--package", "sandbox", "--"]];
  const places = ["--port", "0", "--storefront-port", "0", "--storefront", "www", "--pkg", "pkg"];
  const child = spawn(program, [...before, ...places, ...flags], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  // Whatever happens to us, the server must not stay behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);

  let log = "";
  const found = {};
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`the demo was not ready after ${START_MS / 1000} s:\n${log}`)),
      START_MS,
    );
    const settle = (then) => (value) => {
      clearTimeout(timer);
      then(value);
    };
    const read = (line) => {
      log += `${line}\n`;
      const match = READY.exec(line.trim());
      if (match) found[match[1]] = match[2].replace(/\/$/, "");
      if (found.sandbox && found.storefront) settle(resolve)(found);
    };
    createInterface({ input: child.stdout }).on("line", read);
    createInterface({ input: child.stderr }).on("line", read);
    child.once("error", settle(reject));
    child.once("exit", (code, signal) =>
      settle(reject)(new Error(`the demo ended (${signal ?? code}) instead of being ready:\n${log}`)),
    );
  });

  async function stop() {
    process.off("exit", kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const hard = setTimeout(kill, 3000);
    await ended;
    clearTimeout(hard);
  }

  try {
    return { ...(await ready), pid: child.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
