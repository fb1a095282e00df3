// First and return visits: from navigation to the first authorised product list of a guest, contestants taking turns.

import { able } from "../lib/contestants.mjs";
import { FAST, SLOW, visit, vitals } from "../lib/pages.mjs";
import { rounds } from "../lib/rounds.mjs";

/** How often a page is opened before its return visits count: Chromium keeps compiled code from the third visit on. */
const WARM_UP = 2;

/** @returns per contestant: first and return visits in ms, fast and slow, one number for each round; vitals; the wire.
 * `first` and `back` are the budgets of the two. */
export async function measureVisits({ browser, site, first, back }) {
  const takers = able("products");
  const results = Object.fromEntries(
    takers.map(({ id }) => [id, { first: [], firstSlow: [], back: [], backSlow: [], script: [], tasks: [], heap: [] }]),
  );

  for (const round of rounds(first)) {
    for (const { id } of turns(takers, round)) {
      for (const [name, speed] of [
        ["first", FAST],
        ["firstSlow", SLOW],
      ]) {
        // A context of its own is a browser that has never been here.
        const context = await browser.createBrowserContext();
        const { report, client, wire } = await seen(context, site, id, speed);
        results[id][name].push(report.ms);
        if (speed === FAST) {
          const { script, tasks, heap } = await vitals(client);
          results[id].script.push(script);
          results[id].tasks.push(tasks);
          results[id].heap.push(heap);
          results[id].wire ??= [...wire.values()].filter(
            ({ url }) => url.startsWith(site.origin) && !url.endsWith(".ico"),
          );
        }
        await context.close();
      }
    }
  }

  const contexts = new Map();
  for (const { id } of takers) {
    const context = await browser.createBrowserContext();
    contexts.set(id, context);
    for (let i = 0; i < WARM_UP; i++) await (await seen(context, site, id, FAST)).page.close();
  }
  for (const round of rounds(back)) {
    for (const { id } of turns(takers, round)) {
      for (const [name, speed] of [
        ["back", FAST],
        ["backSlow", SLOW],
      ]) {
        const { page, report } = await seen(contexts.get(id), site, id, speed);
        results[id][name].push(report.ms);
        await page.close();
      }
    }
  }
  for (const context of contexts.values()) await context.close();
  return results;
}

async function seen(context, site, id, speed) {
  const visited = await visit(context, `${site.origin}/${id}/visit.html`, { speed });
  if (!(visited.report.items > 0)) throw new Error(`${id} showed no products`);
  return visited;
}

/** Nobody is always the first. */
const turns = (list, round) => [...list.slice(round % list.length), ...list.slice(0, round % list.length)];
