import { labelOf } from "../../lib/contestants.mjs";
import { median } from "../../lib/stats.mjs";
import { bars } from "../charts.mjs";
import { bar, byContestant, n, spread } from "../text.mjs";

export async function expired({ count, results }, picture) {
  const list = Object.entries(results);
  const chart = bars({
    title: `${count} calls at once find the token expired`,
    rows: [
      ...list.map(([id, { requests }]) => ({ label: labelOf(id), group: "token requests", value: median(requests) })),
      ...list.map(([id, { ms }]) => bar(id, ms, "ms until all have their answer")),
    ],
  });
  return [
    `## ${count} calls at once on an expired token`,
    `Against the sandbox: how many token requests it counted, how many calls got a good answer, and the time until all had one. Beside it the time of one such call alone, and of as many calls with a valid token. Rounds: ${results.ours.ms.length}.`,
    await picture("expired", "Token requests and time", chart),
    byContestant(
      ["token requests", "good answers", "ms", "one such call, ms", "valid token, ms"],
      results,
      ({ requests, good, ms, single, sends }) => [
        n(median(requests)),
        n(median(good)),
        spread(ms),
        spread(single),
        spread(sends),
      ],
    ),
  ];
}

export async function tabs({ tabs, calls, results }) {
  return [
    `## ${tabs} tabs, ${calls} calls on an expired token`,
    byContestant(["token requests", "good answers", "ms"], results, ({ requests, good, ms }) => [
      n(median(requests)),
      n(median(good)),
      spread(ms),
    ]),
  ];
}
