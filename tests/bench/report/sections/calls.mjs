import { median } from "../../lib/stats.mjs";
import { bars } from "../charts.mjs";
import { bar, byContestant, n, spread, table } from "../text.mjs";

export async function calls({ bare, wrapped, reads }, picture) {
  const chart = bars({
    title: "What a wrapped call adds",
    subtitle: "valid token, fetch stubbed; logarithmic",
    log: true,
    rows: ["p50", "p99"].flatMap((what) =>
      Object.entries(wrapped).map(([id, overhead]) => bar(id, overhead[what], `${what}, µs over bare fetch`)),
    ),
  });
  return [
    "## A call",
    `The time from the call to its answer with a valid token, fetch answering at once, less that of bare fetch (p50 ${n(median(bare.p50), 1)} µs, p99 ${n(median(bare.p99), 1)} µs). p50 is the median of batches of 100 calls, p99 is of single calls, by a clock that steps by 5 µs. ${bare.p50.length} rounds.`,
    await picture("calls", "Overhead of a call over bare fetch", chart),
    byContestant(["p50 µs", "p99 µs"], wrapped, ({ p50, p99 }) => [spread(p50, 1), spread(p99, 1)]),
    table(
      ["read", "ns"],
      Object.entries(reads).map(([name, times]) => [`\`${name}\``, spread(times.map((time) => time * 1000))]),
    ),
  ];
}
