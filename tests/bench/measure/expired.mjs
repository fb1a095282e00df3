// Many calls at once that find the access token ended: how many token requests, and how long until all have an answer.
//
// The token has to end by its own time, because not everybody reacts to a refusal; the vendor's SDK looks at `exp` and
// allows it ten seconds more.

import { setTimeout as sleep } from "node:timers/promises";
import { able } from "../lib/contestants.mjs";
import { rounds } from "../lib/rounds.mjs";
import { USER, workPage } from "../lib/work.mjs";

const LIFETIME_S = 1;
const UNTIL_ENDED_MS = 12_500;
const TABS = 20;

/** One page with `count` calls. */
export async function measureExpired({ browser, site, control, budget, count = 200 }) {
  const results = Object.fromEntries(
    able("call").map(({ id }) => [id, { requests: [], good: [], ms: [], single: [], sends: [] }]),
  );
  for (const _ of rounds(budget)) {
    const open = () => openAll(Object.keys(results), (id) => opened({ browser, site, id, user: USER }));
    // One for the single call, which renews and so makes the token valid for the sends; one for the storm.
    const [singles, storms] = await withShortTokens(control, async () => [await open(), await open()]);
    for (const [id, result] of Object.entries(results)) {
      const alone = singles.get(id).page;
      result.single.push((await storm(alone, 1)).ms);
      result.sends.push((await storm(alone, count)).ms);
      const before = await tokenRequests(control);
      const { ms, good } = await storm(storms.get(id).page, count);
      result.ms.push(ms);
      result.good.push(good);
      result.requests.push((await tokenRequests(control)) - before);
    }
    for (const page of [...singles.values(), ...storms.values()]) await page.close();
  }
  return results;
}

/** Twenty tabs of one browser with a few calls each. */
export async function measureTabs({ browser, site, control, budget, each = 10 }) {
  const results = Object.fromEntries(able("call").map(({ id }) => [id, { requests: [], good: [], ms: [] }]));
  for (const _ of rounds(budget)) {
    const groups = await withShortTokens(control, () =>
      openAll(Object.keys(results), async (id) => {
        const first = await opened({ browser, site, id, user: USER });
        const tabs = [first];
        while (tabs.length < TABS) {
          const tab = await workPage({ browser, site, id, context: first.context });
          await tab.page.evaluate(() => contestant.restore());
          tabs.push(tab);
        }
        return tabs;
      }),
    );
    for (const [id, result] of Object.entries(results)) {
      const before = await tokenRequests(control);
      const start = performance.now();
      const answers = await Promise.all(groups.get(id).map(({ page }) => storm(page, each)));
      result.ms.push(performance.now() - start);
      result.good.push(answers.reduce((sum, { good }) => sum + good, 0));
      result.requests.push((await tokenRequests(control)) - before);
      await groups.get(id)[0].context.close();
    }
  }
  return { tabs: TABS, calls: TABS * each, results };
}

/** With one call made: the browser then knows that the API allows such calls, and does not ask again before each. */
async function opened(what) {
  const one = await workPage(what);
  await storm(one.page, 1);
  return one;
}

const storm = (page, count) => page.evaluate((n) => loops.storm({ call: contestant.call, count: n }), count);

async function openAll(ids, open) {
  const opened = new Map();
  for (const id of ids) opened.set(id, await open(id));
  return opened;
}

/** Tokens issued meanwhile have ended afterwards; later ones live long. */
async function withShortTokens(control, issue) {
  await control.settings({ accessTokenSeconds: LIFETIME_S });
  const issued = await issue();
  await control.settings({ accessTokenSeconds: 600 });
  await sleep(UNTIL_ENDED_MS);
  return issued;
}

async function tokenRequests(control) {
  const { tokenRequests } = await control.counts();
  return Object.values(tokenRequests).reduce((sum, n) => sum + n, 0);
}
