// `cargo xtask bench`: measures this package beside what else one could take, and writes RESULTS.md.
//
// node tests/bench/main.mjs [--quick] [--only bytes,visits,calls,claims,expired,tabs,growth] [--out FOLDER]
// The package must have been built; SANDBOX_BINARY and CHROME as for the end-to-end tests.

import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launchBrowser } from "../e2e/lib/browser.mjs";
import { control as controlOf } from "../e2e/lib/control.mjs";
import { startDemo } from "../e2e/lib/demo.mjs";
import { startSite } from "./lib/site.mjs";
import { measureBytes } from "./measure/bytes.mjs";
import { measureCalls } from "./measure/calls.mjs";
import { measureClaims } from "./measure/claims.mjs";
import { measureExpired, measureTabs } from "./measure/expired.mjs";
import { measureGrowth } from "./measure/growth.mjs";
import { measureVisits } from "./measure/visits.mjs";
import { writeResults } from "./report/results.mjs";

const CLIENT_ID = "11111111-1111-4111-8111-111111111111";
const GROWING = ["ours", "badgateway", "blank"];
const STORM = 200;

const { values } = parseArgs({
  options: { quick: { type: "boolean" }, only: { type: "string" }, out: { type: "string" } },
});
const quick = values.quick ?? false;
const folder = values.out ? resolve(values.out) : fileURLToPath(new URL(".", import.meta.url));
/** A few rounds for `--quick`; else that many, unless the machine is too busy for them. All together are below ten minutes. */
const rounds = (some, most, seconds) => ({ most: quick ? some : most, seconds });

const started = performance.now();
const demo = await startDemo({ flags: [] });
const site = await startSite({ sandbox: demo.sandbox, clientId: CLIENT_ID });
const browser = await launchBrowser();
const control = controlOf(demo.sandbox);
const given = { browser, site, control };

const measures = {
  bytes: () => measureBytes(site),
  visits: () => measureVisits({ ...given, first: rounds(3, 15, 160), back: rounds(3, 15, 90) }),
  calls: () => measureCalls({ ...given, budget: rounds(3, 15, 60), batches: 20 }),
  claims: () => measureClaims({ ...given, budget: rounds(3, 15, 45), batches: 20 }),
  expired: async () => ({
    count: STORM,
    results: await measureExpired({ ...given, budget: rounds(1, 5, 100), count: STORM }),
  }),
  tabs: () => measureTabs({ ...given, budget: rounds(1, 1, 60) }),
  growth: () => measureGrowth({ ...given, budget: rounds(1, 3, 60), ids: GROWING }),
};
const chosen = values.only?.split(",") ?? Object.keys(measures);
const unknown = chosen.filter((name) => !measures[name]);

try {
  if (unknown.length)
    throw new Error(`there is no measure ${unknown.join(", ")}; the measures are ${Object.keys(measures).join(", ")}`);
  const command = [
    "cargo xtask bench",
    ...(quick ? ["--quick"] : []),
    ...(values.only ? ["--only", values.only] : []),
  ].join(" ");
  const browserVersion = await browser.version();
  await mkdir(folder, { recursive: true });
  const results = {};
  for (const name of chosen) {
    const start = performance.now();
    results[name] = await measures[name]();
    console.error(`bench: ${name}, ${((performance.now() - start) / 1000).toFixed(0)} s`);
    // After each: what has been measured is not lost when a later measure fails.
    await writeResults({ folder, results, command, browserVersion, seconds: (performance.now() - started) / 1000 });
  }
  console.log(join(folder, "RESULTS.md"));
} finally {
  await browser.close();
  await site.close();
  await demo.stop();
}
