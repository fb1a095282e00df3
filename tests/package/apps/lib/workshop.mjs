// The folder where the apps are built, as a customer would: their sources, the tools of package.json, and the package from
// its tarball. It lies outside of the repository's own folders, so nothing resolves by way of them.
//
// WORKSHOP names it; `cargo xtask test --only toolchains` has installed the tools there.

import { execFile } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const sources = fileURLToPath(new URL("../", import.meta.url));
const sourcesOf = (name) => join(sources, name === "recipes" ? "../recipes" : name);
const workshop = process.env.WORKSHOP ?? fileURLToPath(new URL("../../../../target/apps", import.meta.url));
const bin = join(workshop, "node_modules/.bin");
const BUILD_MS = 300_000;

/** A path in the workshop. */
export const at = (...path) => join(workshop, ...path);

/** Lays an app's sources out anew, without what an earlier build left; perhaps on top of another app's. */
export async function layOut(name, base = name) {
  await rm(at(name), { recursive: true, force: true });
  for (const from of new Set([base, name])) await cp(sourcesOf(from), at(name), { recursive: true });
}

/** Lays out what all apps share. */
export const layOutShared = () =>
  Promise.all(["visit.js", "page.js", "worker.js"].map((name) => cp(join(sources, name), at(name))));

/** What the tools find around them: each other, no terminal, and nobody to report to. */
export const environment = (more = {}) => ({
  ...process.env,
  PATH: [bin, process.env.PATH].join(delimiter),
  NODE_TEST_CONTEXT: "",
  NO_COLOR: "1",
  FORCE_COLOR: "0",
  NEXT_TELEMETRY_DISABLED: "1",
  PARCEL_WORKERS: "1",
  ...more,
});

/** Runs one of the tools, or `node`, in an app's folder. What it prints is returned, or told if it fails. */
export function run(folder, [program, ...args]) {
  const options = { cwd: at(folder), timeout: BUILD_MS, env: environment({ NODE_ENV: "production" }) };
  return new Promise((resolve, reject) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const command = [program, ...args].join(" ");
      reject(new Error(`\`${command}\` failed in ${folder} (${error.signal ?? error.code}):\n${stdout}${stderr}`));
    });
  });
}

/** The version that is installed; of `esbuild-inline`, that of esbuild. */
export const version = async (tool) =>
  JSON.parse(await readFile(at("node_modules", tool.replace("-inline", ""), "package.json"), "utf8")).version;

/** Replaces what a file must contain. */
export async function edit(file, from, to) {
  const text = await readFile(file, "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not mention ${from}`);
  await writeFile(file, text.replaceAll(from, to));
}
