// What a shop is served by: a plain static server, or for Next.js its own.

import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import sirv from "sirv";
import { at } from "./workshop.mjs";

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

/** Serves what `next build` left in that folder, on a free port. */
export async function serveNext(folder) {
  const args = [at("node_modules/next/dist/bin/next"), "start", "--port", "0", "--hostname", "127.0.0.1"];
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
  const child = spawn(process.execPath, args, { cwd: at(folder), env, stdio: ["ignore", "pipe", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const stop = async () => {
    process.off("exit", kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    kill();
    await ended;
  };
  let said = "";
  try {
    const origin = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`Next.js was not ready after ${START_MS / 1000} s:\n${said}`)), START_MS);
      const read = (line) => {
        said += `${line}\n`;
        const found = /Local:\s+(http:\S+)/.exec(line)?.[1];
        if (!found) return;
        clearTimeout(late);
        resolve(found);
      };
      createInterface({ input: child.stdout }).on("line", read);
      createInterface({ input: child.stderr }).on("line", read);
      child.once("exit", (code) => {
        clearTimeout(late);
        reject(new Error(`Next.js ended (${code}) instead of being ready:\n${said}`));
      });
    });
    return { origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
