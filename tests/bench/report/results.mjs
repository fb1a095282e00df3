// Writes RESULTS.md and its pictures.

import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus, release, totalmem, type } from "node:os";
import { join } from "node:path";
import { contestants, labelOf } from "../lib/contestants.mjs";
import { FAST, SLOW } from "../lib/pages.mjs";
import { median, ratio, summary } from "../lib/stats.mjs";
import { bars, draw, lines } from "./charts.mjs";
import { figures } from "./figures.mjs";

const n = (value, digits = 0) => value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const spread = (list, digits = 0) => {
  const { median, low, high } = summary(list);
  return `${n(median, digits)} (${n(low, digits)} to ${n(high, digits)})`;
};
const table = (head, rows) => {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column ? "---:" : "---"))), ...rows.map(line)].join("\n");
};
const bar = (id, list, group) => {
  const { median: value, low, high } = summary(list);
  return { label: labelOf(id), group, value, low, high };
};

/** @param results what the measures returned; those left out are undefined */
export async function writeResults({ folder, results, command, browserVersion, seconds }) {
  const pictures = join(folder, "charts");
  await mkdir(pictures, { recursive: true });
  const parts = [];
  const add = (...lines) => parts.push(lines.join("\n\n"));
  const picture = async (name, alt, spec) => {
    await draw(join(pictures, `${name}.svg`), spec);
    return `![${alt}](charts/${name}.svg)`;
  };
  const { bytes, visits, calls, claims, expired, tabs, growth } = results;

  add(
    "# What it costs",
    `Written by \`${command}\`, ${new Date().toISOString().slice(0, 10)}, in ${n(seconds)} s. Everything here was measured in one run on one machine, the contestants taking turns; so compare the columns, not this page with another machine's. Numbers are medians, with the quartiles in parentheses.`,
    table(["machine", ""], machine(browserVersion)),
    table(["contestant", "version"], contestants.map(({ label, version }) => [label, version || "—"])),
    "## The figures we hold ourselves to",
    table(["figure", "aim", "measured", "met"], figures({ ...results }).map(({ what, aim, value, met }) => [what, aim, value, met ? "yes" : "**no**"])),
  );
  if (bytes) {
    add(
      "## Bytes",
      "Each library alone, as its guest or user sign-in needs it, bundled and minified by esbuild, after brotli 11.",
      await picture("bytes", "Bytes of each library after brotli", bars({ title: "Over the wire", subtitle: "the library alone, bundled and minified", format: ",d", rows: bytes.map(({ id, brotli }) => ({ label: labelOf(id), group: "bytes after brotli 11", value: brotli })) })),
      table(["contestant", "file", "raw", "brotli 11"], bytes.flatMap(({ id, files }) => files.map(({ name, raw, brotli }) => [labelOf(id), name, n(raw), n(brotli)]))),
    );
  }
  if (visits) add(...(await visitParts(visits, picture)));
  if (calls) {
    const rows = (what) => Object.entries(calls.wrapped).map(([id, overhead]) => bar(id, overhead[what], `${what}, µs over bare fetch`));
    add(
      "## A call",
      `The time from the call to its answer with a valid token, fetch answering at once, less that of bare fetch (p50 ${n(median(calls.bare.p50), 1)} µs, p99 ${n(median(calls.bare.p99), 1)} µs). p50 is the median of batches of 100 calls, p99 is of single calls, by a clock that steps by 5 µs.`,
      await picture("calls", "Overhead of a call over bare fetch", bars({ title: "What a wrapped call adds", subtitle: "valid token, fetch stubbed; logarithmic", log: true, rows: [...rows("p50"), ...rows("p99")] })),
      table(["contestant", "p50 µs", "p99 µs"], Object.entries(calls.wrapped).map(([id, { p50, p99 }]) => [labelOf(id), spread(p50, 1), spread(p99, 1)])),
      table(["read", "ns"], Object.entries(calls.reads).map(([name, times]) => [`\`${name}\``, spread(times.map((time) => time * 1000))])),
    );
  }
  if (claims) {
    const rows = Object.entries(claims).flatMap(([size, times]) => Object.entries(times).map(([id, list]) => bar(id, list, `µs for a token of ${size}`)));
    add(
      "## Decoding claims",
      await picture("claims", "Time to decode the claims of a token", bars({ title: "Decoding a token's claims", subtitle: "one token, repeated", rows })),
      table(["contestant", ...Object.keys(claims).map((size) => `${size}, µs`)], Object.keys(claims["1 KB"]).map((id) => [labelOf(id), ...Object.values(claims).map((times) => spread(times[id], 2))])),
    );
  }
  if (expired) {
    const { count } = expired;
    const list = Object.entries(expired.results);
    add(
      `## ${count} calls at once on an expired token`,
      "Against the sandbox: how many token requests it counted, how many calls got a good answer, and the time until all had one. Beside it the time of one such call alone, and of as many calls with a valid token.",
      await picture("expired", "Token requests and time", bars({ title: `${count} calls at once find the token expired`, rows: [...list.map(([id, { requests }]) => ({ label: labelOf(id), group: "token requests", value: median(requests) })), ...list.map(([id, { ms }]) => bar(id, ms, "ms until all have their answer"))] })),
      table(["contestant", "token requests", "good answers", "ms", "one such call, ms", "valid token, ms"], list.map(([id, { requests, good, ms, single, sends }]) => [labelOf(id), n(median(requests)), n(median(good)), spread(ms), spread(single), spread(sends)])),
    );
  }
  if (tabs) {
    add(
      `## ${tabs.tabs} tabs, ${tabs.calls} calls on an expired token`,
      table(["contestant", "token requests", "good answers", "ms"], Object.entries(tabs.results).map(([id, { requests, good, ms }]) => [labelOf(id), n(median(requests)), n(median(good)), spread(ms)])),
    );
  }
  if (growth) {
    const name = (id) => (id === "blank" ? "bare fetch" : labelOf(id));
    const rows = Object.entries(growth).flatMap(([id, list]) => list.flatMap(({ count, time, memory }) => [
      { label: name(id), x: count, group: "µs per call", value: median(time) },
      { label: name(id), x: count, group: "bytes per call in flight", value: median(memory) },
    ]));
    add(
      "## Calls in flight",
      "That many calls begun before the first is answered, fetch stubbed. Memory is the JavaScript heap and all wasm memory, while they are in flight; at 10 calls it is mostly noise.",
      await picture("growth", "Time and memory per call in flight", lines({ title: "Calls in flight", x: "calls in flight", rows: rows.filter(({ group, x }) => group.startsWith("µs") || x >= 100) })),
      table(["contestant", "calls", "µs per call", "bytes per call", "wasm pages kept"], Object.entries(growth).flatMap(([id, list]) => list.map(({ count, time, memory, pages }) => [name(id), n(count), spread(time, 1), n(median(memory)), n(median(pages))]))),
    );
  }
  await writeFile(join(folder, "RESULTS.md"), `${parts.join("\n\n")}\n`);
}

async function visitParts(visits, picture) {
  const list = Object.entries(visits);
  const kinds = [["first", `first visit, ${FAST.name}`], ["firstSlow", `first visit, ${SLOW.name}`], ["back", `return visit, ${FAST.name}`], ["backSlow", `return visit, ${SLOW.name}`]];
  const slow = kinds.filter(([kind]) => kind.endsWith("Slow"));
  return [
    "## Visits",
    `From navigation to the first authorised product list of a guest. First: an empty cache, no token. Return: a warm cache and a stored session, the third visit or later. ${SLOW.name}: 1.6 Mbit/s, 150 ms.`,
    await picture("visits", "Time to the first product list", bars({ title: "Until the products show", subtitle: SLOW.name, format: ",d", rows: slow.flatMap(([kind, name]) => list.map(([id, result]) => bar(id, result[kind], `${name.split(",")[0]}, ms`))) })),
    table(["contestant", ...kinds.map(([, name]) => `${name}, ms`)], list.map(([id, result]) => [labelOf(id), ...kinds.map(([kind]) => spread(result[kind]))])),
    "Relative to the official SDK (median of the ratios, round by round):",
    table(["contestant", ...kinds.map(([, name]) => name)], list.map(([id, result]) => [labelOf(id), ...kinds.map(([kind]) => n(ratio(result[kind], visits.sdk[kind]), 2))])),
    "The unthrottled first visit, in more detail: time in scripts and in all tasks of the main thread, JavaScript heap after a collection, and what came over the wire, headers included.",
    table(["contestant", "scripts, ms", "tasks, ms", "heap, KB", "wire, bytes", "files"], list.map(([id, { script, tasks, heap, wire }]) => [labelOf(id), spread(script, 1), spread(tasks, 1), spread(heap.map((bytes) => bytes / 1024)), n(wire.reduce((sum, { bytes = 0 }) => sum + bytes, 0)), wire.map(({ url, bytes = 0 }) => `${new URL(url).pathname.split("/").pop()} ${n(bytes)}`).join(", ")])),
  ];
}

function machine(browserVersion) {
  const [{ model }] = cpus();
  const rust = execFileSync("rustc", ["--version"], { encoding: "utf8" }).trim();
  return [
    ["processor", `${model}, ${cpus().length} threads`],
    ["memory", `${n(totalmem() / 2 ** 30)} GB`],
    ["system", `${type()} ${release()}`],
    ["browser", browserVersion],
    ["Node.js", process.version],
    ["compiler", rust],
  ];
}
