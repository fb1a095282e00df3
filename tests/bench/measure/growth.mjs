// Ever more calls in flight, fetch stubbed: time and memory for each call stay flat, and nothing is kept afterwards.

import { heap, wasmBytes, watchWasm } from "../lib/pages.mjs";
import { rounds } from "../lib/rounds.mjs";
import { median } from "../lib/stats.mjs";
import { USER, workPage } from "../lib/work.mjs";

const COUNTS = [10, 100, 1_000, 10_000];
const WASM_PAGE = 65_536;

/** @returns per contestant a row for each count: µs and bytes per call, wasm pages kept after the burst */
export async function measureGrowth({ browser, site, budget, ids }) {
  const results = Object.fromEntries(
    ids.map((id) => [id, COUNTS.map((count) => ({ count, time: [], memory: [], pages: [] }))]),
  );
  for (const _ of rounds(budget)) {
    for (const id of ids) {
      for (const row of results[id]) {
        // A page of its own: what an earlier burst has left behind would hide what this one leaves.
        const bare = id === "blank";
        const opened = await workPage({ browser, site, id, user: bare ? undefined : USER, before: watchWasm });
        const { page, client } = opened;
        const call = bare ? "stub.bare" : "contestant.call";
        const held = async () => (await heap(client)) + (await wasmBytes(page));
        const burst = async (count, weigh) => {
          await page.evaluate(`loops.begin({ call: ${call}, count: ${count} })`);
          return { during: weigh ? await held() : 0, spent: await page.evaluate(() => finish()) };
        };
        const pagesBefore = (await wasmBytes(page)) / WASM_PAGE;
        await burst(Math.min(row.count, 100), false);
        const before = await held();
        const { during } = await burst(row.count, true);
        row.memory.push((during - before) / row.count);
        // The collector has thrown code away with the rest: it has to get hot again.
        for (let i = 0; i < 20; i++) await burst(100, false);
        const times = [];
        for (let i = 0; i < Math.max(3, 5_000 / row.count); i++) times.push((await burst(row.count, false)).spent);
        row.time.push(median(times) / row.count);
        row.pages.push((await wasmBytes(page)) / WASM_PAGE - pagesBefore);
        await opened.close();
      }
    }
  }
  return results;
}
