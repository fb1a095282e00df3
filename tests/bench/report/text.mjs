// Numbers and tables as they stand in RESULTS.md.

import { labelOf } from "../lib/contestants.mjs";
import { summary } from "../lib/stats.mjs";

export const n = (value, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** The median, and the quartiles in parentheses. */
export function spread(list, digits = 0) {
  const { median, low, high } = summary(list);
  return `${n(median, digits)} (${n(low, digits)} to ${n(high, digits)})`;
}

/** A table; every column but the first is numbers. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, column) => (column ? "---:" : "---"))), ...rows.map(line)].join("\n");
}

/** A table with a row for each contestant. */
export const byContestant = (head, results, row) =>
  table(
    ["contestant", ...head],
    Object.entries(results).map(([id, result]) => [labelOf(id), ...row(result)]),
  );

/** What a chart needs of a contestant's rounds. */
export function bar(id, list, group) {
  const { median: value, low, high } = summary(list);
  return { label: labelOf(id), group, value, low, high };
}
