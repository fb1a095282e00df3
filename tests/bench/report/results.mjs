// Writes RESULTS.md and its pictures: where and with what it was measured, the figures we are held to, then each measure.

import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { contestants } from "../lib/contestants.mjs";
import { draw } from "./charts.mjs";
import { figures } from "./figures.mjs";
import { bytes } from "./sections/bytes.mjs";
import { calls } from "./sections/calls.mjs";
import { claims } from "./sections/claims.mjs";
import { expired, tabs } from "./sections/expired.mjs";
import { growth } from "./sections/growth.mjs";
import { visits } from "./sections/visits.mjs";
import { n, table } from "./text.mjs";

const SECTIONS = { bytes, visits, calls, claims, expired, tabs, growth };

/** @param results what the measures returned; those left out are undefined */
export async function writeResults({ folder, results, command, browserVersion, seconds }) {
  const pictures = join(folder, "charts");
  await mkdir(pictures, { recursive: true });
  const picture = async (name, alt, chart) => {
    await draw(join(pictures, `${name}.svg`), chart);
    return `![${alt}](charts/${name}.svg)`;
  };
  const parts = [
    "# What it costs",
    `Written by \`${command}\`, ${new Date().toISOString().slice(0, 10)}, in ${n(seconds)} s. Everything here was measured in one run on one machine, the contestants taking turns; so compare the rows, not this page with another machine's. Numbers are medians, with the quartiles in parentheses.`,
    table(["machine", ""], machine(browserVersion)),
    table(
      ["contestant", "version"],
      contestants.map(({ label, version }) => [label, version || "—"]),
    ),
    "## The figures we hold ourselves to",
    table(
      ["figure", "aim", "measured", "met"],
      figures(results).map(({ what, aim, value, met }) => [what, aim, value, met ? "yes" : "**no**"]),
    ),
  ];
  for (const [name, section] of Object.entries(SECTIONS)) {
    if (results[name]) parts.push(...(await section(results[name], picture)));
  }
  await writeFile(join(folder, "RESULTS.md"), `${parts.join("\n\n")}\n`);
}

function machine(browserVersion) {
  const [{ model }] = cpus();
  return [
    ["processor", `${model}, ${cpus().length} threads`],
    ["load of the last quarter of an hour", n(loadavg()[2], 1)],
    ["memory", `${n(totalmem() / 2 ** 30)} GB`],
    ["system", `${type()} ${release()}`],
    ["browser", browserVersion],
    ["Node.js", process.version],
    ["compiler", execFileSync("rustc", ["--version"], { encoding: "utf8" }).trim()],
  ];
}
