import { labelOf } from "../../lib/contestants.mjs";
import { median } from "../../lib/stats.mjs";
import { lines } from "../charts.mjs";
import { n, spread, table } from "../text.mjs";

const nameOf = (id) => (id === "blank" ? "bare fetch" : labelOf(id));

export async function growth(results, picture) {
  const points = Object.entries(results).flatMap(([id, list]) =>
    list.map((row) => ({ ...row, label: nameOf(id), x: row.count })),
  );
  const rows = [
    ...points.map(({ label, x, time }) => ({ label, x, group: "µs per call", value: median(time) })),
    // The memory of ten calls is lost in that of everything else.
    ...points
      .filter(({ x }) => x >= 100)
      .map(({ label, x, memory }) => ({ label, x, group: "bytes per call in flight", value: median(memory) })),
  ];
  return [
    "## Calls in flight",
    "That many calls begun before the first is answered, fetch stubbed. Memory is the JavaScript heap and all wasm memory while they are in flight; at 10 calls it is mostly noise.",
    await picture(
      "growth",
      "Time and memory per call in flight",
      lines({ title: "Calls in flight", x: "calls in flight", rows }),
    ),
    table(
      ["contestant", "calls", "µs per call", "bytes per call", "wasm pages kept"],
      points.map(({ label, count, time, memory, pages }) => [
        label,
        n(count),
        spread(time, 1),
        n(median(memory)),
        n(median(pages)),
      ]),
    ),
  ];
}
