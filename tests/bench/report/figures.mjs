// The figures that the package is held to, each with what it came to in this run.

import { median, ratio, summary } from "../lib/stats.mjs";

const n = (value, digits = 2) => value.toLocaleString("en-US", { maximumFractionDigits: digits });

/** @returns rows of `{ what, aim, value, met }`; a measure that was left out has no row */
export function figures({ bytes, visits, calls, claims, expired, growth, tabs }) {
  const rows = [];
  const add = (what, aim, value, met) => rows.push({ what, aim, value, met });
  if (bytes) {
    const weight = (id) => bytes.find((one) => one.id === id)?.brotli;
    add("wasm and JavaScript, after brotli 11", "at most 20,000 bytes", n(weight("ours")), weight("ours") <= 20_000);
    add(
      "of that of `@supabase/auth-js`",
      "less than 1",
      n(weight("ours") / weight("supabase")),
      weight("ours") < weight("supabase"),
    );
    add(
      "of that of `oidc-client-ts`",
      "try for less than 1",
      n(weight("ours") / weight("oidc")),
      weight("ours") < weight("oidc"),
    );
  }
  if (visits) {
    const first = ratio(visits.ours.firstSlow, visits.sdk.firstSlow);
    const back = ratio(visits.ours.backSlow, visits.sdk.backSlow);
    add("first visit, Slow 4G and CPU 4x, of the official SDK's time", "at most 0.85", n(first), first <= 0.85);
    add("return visit, likewise", "at most 1.0", n(back), back <= 1);
  }
  if (calls) {
    const p99 = (id) => median(calls.wrapped[id].p99);
    add("`fetch` over bare fetch, p99", "under 50 µs", `${n(p99("ours"), 1)} µs`, p99("ours") < 50);
    add("of the official SDK's overhead", "under 1", n(p99("ours") / p99("sdk")), p99("ours") < p99("sdk"));
    add("of badgateway's overhead", "under 1", n(p99("ours") / p99("badgateway")), p99("ours") < p99("badgateway"));
  }
  if (calls && claims) {
    const faster = median(claims["1 KB"]["jwt-decode"]) / median(calls.reads.claims);
    add("a read of `claims`, times faster than jwt-decode decodes 1 KB", "at least 50", n(faster, 0), faster >= 50);
  }
  for (const [size, times] of Object.entries(claims ?? {})) {
    const speed = ratio(times["jwt-decode"], times.ours);
    add(`\`decodeClaims\`, ${size}, speed relative to jwt-decode`, "at least 1.0", n(speed), speed >= 1);
  }
  if (expired) {
    const { requests, ms, single, sends } = expired.results.ours;
    const relative = median(ms.map((value, round) => value / (single[round] + sends[round])));
    add(
      `token requests for ${expired.count} calls on an expired token`,
      "1",
      n(Math.max(...requests)),
      Math.max(...requests) === 1,
    );
    add("their time, of that of one such call plus their sends", "at most 1.3", n(relative), relative <= 1.3);
  }
  if (tabs)
    add(
      `token requests for ${tabs.calls} calls in ${tabs.tabs} tabs`,
      "1",
      n(Math.max(...tabs.results.ours.requests)),
      Math.max(...tabs.results.ours.requests) === 1,
    );
  if (growth) {
    const row = (count) => growth.ours.find((one) => one.count === count);
    const flat = summary(row(10_000).time).median / summary(row(100).time).median;
    const kept = median(row(10_000).pages);
    add("time per call with 10,000 in flight, of that with 100", "at most 1.2", n(flat), flat <= 1.2);
    add("wasm pages kept after 10,000 calls", "0", n(kept), kept === 0);
  }
  return rows;
}
