// What a shop is served by: a plain static server, or the one that its tool brings along.

import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import sirv from "sirv";
import { at, environment } from "./workshop.mjs";

const START_MS = 60_000;

/** Serves the files of a folder on a free port. */
export async function serveFiles(...folder) {
  const server = createServer(sirv(at(...folder), { dev: true }));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
}

/** Starts a tool's own server in an app's folder, which must say where it listens. */
export async function serveBy(folder, [program, ...args]) {
  const child = spawn(program, args, { cwd: at(folder), env: environment(), stdio: ["ignore", "pipe", "pipe"] });
  // Whatever happens to us, the server must not stay behind.
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const hard = setTimeout(kill, 3000);
    await ended;
    clearTimeout(hard);
  };
  let said = "";
  try {
    const origin = await new Promise((resolve, reject) => {
      const fail = (why) => reject(new Error(`\`${[program, ...args].join(" ")}\` ${why}:\n${said}`));
      const late = setTimeout(() => fail(`was not ready after ${START_MS / 1000} s`), START_MS);
      const read = (line) => {
        said += `${line}\n`;
        const found = /Local:\s+(http:\S+)/.exec(line)?.[1];
        if (!found) return;
        clearTimeout(late);
        resolve(new URL(found).origin);
      };
      createInterface({ input: child.stdout }).on("line", read);
      createInterface({ input: child.stderr }).on("line", read);
      child.once("error", reject);
      child.once("exit", (code) => {
        clearTimeout(late);
        fail(`ended (${code}) instead of being ready`);
      });
    });
    return { origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
