import { FAST, SLOW } from "../../lib/pages.mjs";
import { ratio } from "../../lib/stats.mjs";
import { bars } from "../charts.mjs";
import { bar, byContestant, n, spread } from "../text.mjs";

const KINDS = {
  first: `first visit, ${FAST.name}`,
  firstSlow: `first visit, ${SLOW.name}`,
  back: `return visit, ${FAST.name}`,
  backSlow: `return visit, ${SLOW.name}`,
};
const kinds = Object.keys(KINDS);

export async function visits(results, picture) {
  const rows = { firstSlow: "first visit, ms", backSlow: "return visit, ms" };
  const chart = bars({
    title: "Until the products show",
    subtitle: SLOW.name,
    format: ",d",
    rows: Object.entries(rows).flatMap(([kind, name]) =>
      Object.entries(results).map(([id, times]) => bar(id, times[kind], name)),
    ),
  });
  const sum = (wire) => wire.reduce((total, { bytes = 0 }) => total + bytes, 0);
  const files = (wire) =>
    wire.map(({ url, bytes = 0 }) => `${new URL(url).pathname.split("/").pop()} ${n(bytes)}`).join(", ");
  return [
    "## Visits",
    `From navigation to the first authorised product list of a guest. First: an empty cache, no token. Return: a warm cache and a stored session, the third visit or later. ${SLOW.name}: 1.6 Mbit/s, 150 ms. ${results.sdk.first.length} rounds of first visits, ${results.sdk.back.length} of return visits.`,
    await picture("visits", "Time to the first product list", chart),
    byContestant(
      kinds.map((kind) => `${KINDS[kind]}, ms`),
      results,
      (times) => kinds.map((kind) => spread(times[kind])),
    ),
    "Relative to the official SDK (median of the ratios, round by round):",
    byContestant(Object.values(KINDS), results, (times) =>
      kinds.map((kind) => n(ratio(times[kind], results.sdk[kind]), 2)),
    ),
    "The unthrottled first visit in more detail: time in scripts and in all tasks of the main thread, JavaScript heap after a collection, and what came over the wire, headers included.",
    byContestant(
      ["scripts, ms", "tasks, ms", "heap, KB", "wire, bytes", "files"],
      results,
      ({ script, tasks, heap, wire }) => [
        spread(script, 1),
        spread(tasks, 1),
        spread(heap.map((size) => size / 1024)),
        n(sum(wire)),
        files(wire),
      ],
    ),
  ];
}
