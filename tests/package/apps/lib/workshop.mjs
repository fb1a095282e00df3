// The folder where the apps are built, as a customer would: their sources, the tools of package.json, and the package from
// its tarball. It lies outside of the repository's own folders, so nothing resolves by way of them.
//
// WORKSHOP names it; `cargo xtask test --only toolchains` has installed the tools there.

import { execFile } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL("../", import.meta.url));
const workshop = process.env.WORKSHOP ?? fileURLToPath(new URL("../../../../target/apps", import.meta.url));
const bin = join(workshop, "node_modules/.bin");
const BUILD_MS = 300_000;

/** A path in the workshop. */
export const at = (...path) => join(workshop, ...path);

/** Lays a folder's sources out anew, without what an earlier build left; `from` is where they come from. */
export async function layOut(name, from = join(sources, name)) {
  await rm(at(name), { recursive: true, force: true });
  await cp(from, at(name), { recursive: true });
}

/** Lays out what all apps share. */
export const layOutShared = () =>
  Promise.all(["visit.js", "page.js", "worker.js"].map((name) => cp(join(sources, name), at(name))));

/** Runs one of the tools, or `node`, in an app's folder. What it prints is returned, or told if it fails. */
export function run(folder, command, env = {}) {
  const [program, ...args] = command;
  const options = {
    cwd: at(folder),
    timeout: BUILD_MS,
    env: {
      ...process.env,
      PATH: [bin, process.env.PATH].join(delimiter),
      NODE_ENV: "production",
      NODE_TEST_CONTEXT: "",
      NEXT_TELEMETRY_DISABLED: "1",
      PARCEL_WORKERS: "1",
      ...env,
    },
    shell: process.platform === "win32",
  };
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      reject(new Error(`\`${command.join(" ")}\` failed in ${folder} (${error.signal ?? error.code}):\n${stdout}${stderr}`));
    });
  });
}

/** The version that is installed. */
export const version = async (tool) =>
  JSON.parse(await readFile(at("node_modules", tool, "package.json"), "utf8")).version;

/** Replaces what a file must contain. */
export async function edit(file, from, to) {
  const text = await readFile(file, "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not mention ${from}`);
  await writeFile(file, text.replaceAll(from, to));
}
