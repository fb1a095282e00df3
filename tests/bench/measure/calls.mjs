// What a call costs over the platform's own fetch, with a valid token and fetch stubbed; what reading the session costs.

import { able } from "../lib/contestants.mjs";
import { rounds } from "../lib/rounds.mjs";
import { USER, workPage } from "../lib/work.mjs";

/** @returns `{ bare, wrapped, reads }` in microseconds; the overheads are differences to bare fetch of the same round */
export async function measureCalls({ browser, site, budget, batches }) {
  const wrapped = Object.fromEntries(able("call").map(({ id }) => [id, { p50: [], p99: [] }]));
  const bare = { p50: [], p99: [] };
  const reads = { session: [], claims: [] };
  const pages = new Map([["blank", await workPage({ browser, site, id: "blank" })]]);
  for (const id of Object.keys(wrapped)) pages.set(id, await workPage({ browser, site, id, user: USER }));
  await pages.get("sdk").page.evaluate(() => contestant.useFetch());

  for (const _ of rounds(budget)) {
    const { p50, p99 } = await pages
      .get("blank")
      .page.evaluate((n) => loops.calls({ call: stub.bare, batches: n }), batches);
    bare.p50.push(p50);
    bare.p99.push(p99);
    for (const [id, overhead] of Object.entries(wrapped)) {
      const time = await pages
        .get(id)
        .page.evaluate((n) => loops.calls({ call: contestant.call, batches: n }), batches);
      overhead.p50.push(time.p50 - p50);
      overhead.p99.push(time.p99 - p99);
    }
    for (const [name, times] of Object.entries(reads)) {
      times.push(
        await pages
          .get("ours")
          .page.evaluate(
            (n, what) => loops.repeat({ work: contestant.reads[what], batches: n, size: 2000 }),
            batches,
            name,
          ),
      );
    }
  }
  for (const page of pages.values()) await page.close();
  return { bare, wrapped, reads };
}
