// Measures the figures of tests/RESULTS.md and writes its table.
//
//   node tests/tabs/figures.mjs                    all, 200 rounds each: about an hour on two cores
//   node tests/tabs/figures.mjs killed clocks      the figures of these test files; the other rows stay as they are
//   node tests/tabs/figures.mjs --scan FILE...     looks for secrets in what the runs above and `cargo xtask test` have printed
//
// `pkg/` must have been built (cargo xtask package). ROUNDS sets another number of rounds; it stands in the rows.

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { cpus, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, missing } from "./lib/browsers.mjs";
import { secrets } from "./lib/canary.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const RESULTS = fileURLToPath(new URL("../RESULTS.md", import.meta.url));
const [BEGIN, END] = ["<!-- written by tests/tabs/figures.mjs -->", "<!-- until here -->"];

/** Name in the tests, file, figure, target. */
const ROWS = [
  ["200 calls", "one-refresh", "200 calls at once of a tab whose token has ended", "1 refresh, 200 calls sent"],
  [
    "20 tabs, chromium",
    "one-refresh",
    "20 tabs whose token is refused, strict rotation, Chromium",
    "1 refresh in each round, 0 lost",
  ],
  [
    "20 tabs, firefox",
    "one-refresh",
    "20 tabs whose token is refused, strict rotation, Firefox",
    "1 refresh in each round, 0 lost",
  ],
  ["guests, chromium", "guests", "20 tabs on a first visit, Chromium", "1 guest, 1 order"],
  ["guests, firefox", "guests", "20 tabs on a first visit, Firefox", "1 guest, 1 order"],
  ["sign-outs, chromium", "sign-out", "sign-out in one tab, refresh in another, in any order, Chromium", "0 undone"],
  ["sign-outs, firefox", "sign-out", "sign-out in one tab, refresh in another, in any order, Firefox", "0 undone"],
  [
    "killed before the server has answered",
    "killed",
    "process killed in its refresh, 0 to 500 ms after the call, answer after 250 ms, grace",
    "0 lost",
  ],
  [
    "killed while the answer is on its way",
    "killed",
    "process killed while the answer drips in, after the server has rotated, grace",
    "0 lost",
  ],
  [
    "answer lost, grace",
    "lost-answers",
    "answer lost after the server has acted, grace",
    "0 lost, at most 2 requests each",
  ],
  [
    "answer lost, none",
    "lost-answers",
    "answer lost after the server has acted, no rotation",
    "0 lost, at most 2 requests each",
  ],
  [
    "holder stands still: its process is stopped",
    "frozen",
    "the tab that refreshes is stopped (SIGSTOP): the others",
    "settled under 20 s",
  ],
  [
    "holder stands still: its page is frozen",
    "frozen",
    "the tab that refreshes is frozen by the browser: the others",
    "settled under 20 s",
  ],
  ["always 401", "refused", "API that always says 401", "at most 1 refresh and 200 requests for 100 calls"],
  [
    "network down",
    "network-down",
    "10 minutes without a network, 20 tabs that call every second",
    "at most 30 token requests, back within 2 s",
  ],
  [
    "wrong clocks",
    "clocks",
    "clocks off by ± a minute, an hour, a day, a year, ten years",
    "at most 1 refresh in a lifetime, as with a right clock",
  ],
  [
    "hostile addresses",
    "origins",
    "addresses that try to pass for the API's, before a recording server",
    "0 tokens for 200 addresses",
  ],
  ["memory", "engine", "wasm memory", "0 pages of growth in 100,000 calls"],
  ["valid token", "engine", "a call with a valid token", "p99 under 50 µs over bare fetch"],
  [
    "counter, chromium",
    "stale-storage",
    "8 tabs count under an exclusive lock in localStorage, Chromium",
    "none lost with the fence",
  ],
  [
    "counter, firefox",
    "stale-storage",
    "8 tabs count under an exclusive lock in localStorage, Firefox",
    "none lost with the fence",
  ],
  [
    "token requests",
    "token-endpoint",
    "guests' tokens asked of the sandbox, 16 at once",
    "2,000 a second of one core, flat memory over 100,000",
  ],
  // Written by hand, from what `cargo xtask fuzz` says at its end.
  ["any input", "", "any input for each reader of what comes from outside (8 targets)", "0 panics in 10^8 inputs"],
  ["secrets", "", "tokens and passwords in all that these runs and `cargo xtask test` have printed", "0"],
];

const [first, ...more] = process.argv.slice(2);
const measured = new Map();
let failed = false;
if (first === "--scan") {
  const texts = await Promise.all(more.map((file) => readFile(file, "utf8")));
  const found = texts.flatMap((text) => secrets(text));
  const lines = texts.join("").split("\n").length.toLocaleString("en-US");
  measured.set("secrets", [`${found.length} in ${lines} lines`, "node tests/tabs/figures.mjs --scan FILE..."]);
  for (const each of found) console.log(each);
  failed = found.length > 0;
} else {
  failed = await run(first ? [first, ...more] : null);
}
await write();
process.exitCode = failed ? 1 : 0;

/** Runs the test files with many rounds, and takes down what they tell. */
async function run(names) {
  const all = (await readdir(here))
    .filter((file) => file.endsWith(".test.mjs"))
    .map((file) => file.replace(".test.mjs", ""));
  const files = (names ?? all.filter((file) => ROWS.some(([, from]) => from === file))).map((name) =>
    join(here, `${name}.test.mjs`),
  );
  const folder = await mkdtemp(join(tmpdir(), "figures-"));
  const notes = join(folder, "figures.jsonl");
  await writeFile(notes, "");
  const log = createWriteStream(join(folder, "output.log"));
  const ROUNDS = process.env.ROUNDS ?? "200";
  const child = spawn(process.execPath, ["--test", "--test-reporter=spec", "--test-concurrency=1", ...files], {
    env: { ...process.env, ROUNDS, FIGURES: notes },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (bytes) => {
      output += bytes;
      log.write(bytes);
      process.stdout.write(bytes);
    });
  }
  const code = await new Promise((resolve) => child.once("close", resolve));
  for (const line of (await readFile(notes, "utf8")).split("\n").filter(Boolean)) {
    const { name, measured: value } = JSON.parse(line);
    const row = ROWS.find(([known]) => known === name);
    if (!row) throw new Error(`no row for the figure "${name}"`);
    measured.set(name, [value, command(row[1], ROUNDS)]);
  }
  const found = secrets(output);
  return code !== 0 || found.length > 0;
}

function command(name, rounds) {
  return `${rounds === "200" ? "" : `ROUNDS=${rounds} `}node tests/tabs/figures.mjs ${name}`.trim();
}

/** Replaces the rows that were measured, keeps the others, and leaves what stands around the table alone. */
async function write() {
  const text = await readFile(RESULTS, "utf8");
  const [before, rest] = text.split(BEGIN);
  const [old, after] = rest.split(END);
  const kept = new Map(
    old
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) => [line.split(" | ")[0].slice(2), line]),
  );
  const today = new Date().toISOString().slice(0, 10);
  const rows = ROWS.flatMap(([name, , figure, target]) => {
    const value = measured.get(name);
    if (value) return [`| ${figure} | ${target} | ${value[0]} | \`${value[1]}\` | ${today} |`];
    return kept.has(figure) ? [kept.get(figure)] : [];
  });
  const table = ["| figure | target | measured | command | on |", "| --- | --- | --- | --- | --- |", ...rows].join(
    "\n",
  );
  await writeFile(RESULTS, `${before}${BEGIN}\n\n${await machine()}\n\n${table}\n\n${END}${after}`);
}

async function machine() {
  const versions = [];
  for (const kind of ["chromium", "firefox"]) {
    if (missing(kind)) continue;
    const browser = await launch(kind);
    versions.push(await browser.version());
    await browser.close();
  }
  return `Last run: ${cpus().length} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}; Node.js ${process.version}, ${versions
    .join(", ")
    .replace(/(Headless)?Chrome\//, "Chromium ")
    .replace("firefox/", "Firefox ")}.`;
}
