// Devices whose clocks are wrong, or are put right while the shop is open: the server's word for a lifetime counts.

import assert from "node:assert/strict";
import { all, figure, isLong, signIn, sleep, tabTest, together } from "./lib/index.mjs";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SHIFTS = { minute: MINUTE, hour: 60 * MINUTE, day: DAY, year: 365 * DAY, "ten years": 3652 * DAY };
const LIFE = 5;

/** Runs in the page, before everything else: a device whose clock is off. `shift` may change later. */
const wrongClock = (shift) => {
  globalThis.shift = shift;
  const { now } = Date;
  const True = Date;
  globalThis.Date = class extends True {
    constructor(...parts) {
      super(...(parts.length === 0 ? [now() + globalThis.shift] : parts));
    }
    static now = () => now() + globalThis.shift;
  };
};

tabTest(
  "a clock that is wrong by a minute, an hour, a day, a year or ten costs no refresh beyond one a lifetime, over a reload too",
  { count: 0, settings: { accessTokenSeconds: LIFE } },
  async ({ tab, client }) => {
    // A right clock among them, for comparison.
    const shifts = [0, ...Object.values(SHIFTS).flatMap((shift) => [shift, -shift])];
    const made = [];
    for (const shift of shifts)
      made.push(await tab({ init: [wrongClock, shift], client: { name: `off by ${shift}` } }));
    const began = Date.now();
    for (const each of made) await signIn([each]);
    const lives = isLong() ? 20 : 2;
    const use = async (ms) => {
      const seen = [];
      for (const end = performance.now() + ms; performance.now() < end; await lab.sleep(250))
        seen.push(await lab.outcome(auth.fetch("/v1/me")));
      return seen;
    };
    const count = () =>
      together(
        made,
        () => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/oauth/token")).length,
      );
    all((await together(made, use, (lives * LIFE * 1000) / 2)).flat(), 200);
    const before = await count();
    for (const [n, each] of made.entries()) {
      await each.page.reload();
      await each.until(() => globalThis.lab);
      await each.open({ ...client, name: `off by ${shifts[n]}` });
    }
    all((await together(made, use, (lives * LIFE * 1000) / 2)).flat(), 200);
    const after = await count();
    // One of the requests before the reload was the sign-in.
    const refreshes = before.map((n, which) => n - 1 + after[which]);
    const [right, ...wrong] = refreshes;
    const seconds = (Date.now() - began) / 1000;
    figure(
      "wrong clocks",
      `${wrong.length} clocks, ${seconds.toFixed(0)} s, tokens of ${LIFE} s renewed after ${LIFE * 0.8} s: at most ${Math.max(...wrong)} refreshes, with a right clock ${right}`,
    );
    assert.ok(Math.max(...wrong) <= seconds / (LIFE * 0.8), `${refreshes} refreshes in ${seconds} s`);
    assert.ok(Math.max(...wrong) <= right + 1, `${wrong} refreshes, with a right clock ${right}`);
    assert.ok(Math.min(...refreshes) >= 1, "the tokens did end meanwhile");
  },
);

tabTest(
  "a clock that is put right, or wrong, while the shop is open costs one refresh at most and no session",
  { count: 2, init: [wrongClock, 0] },
  async ({ tabs, control }) => {
    await signIn(tabs);
    for (const shift of [-DAY, DAY, 10 * 365 * DAY, 0]) {
      const before = (await control.counts()).tokenRequests.refresh_token;
      await Promise.all(
        tabs.map((tab) =>
          tab.run((to) => {
            globalThis.shift = to;
          }, shift),
        ),
      );
      all(
        (
          await together(tabs, async () => {
            const seen = [];
            for (let n = 0; n < 10; n += 1) seen.push(await lab.outcome(auth.fetch("/v1/me")));
            return seen;
          })
        ).flat(),
        200,
      );
      const refreshes = (await control.counts()).tokenRequests.refresh_token - before;
      assert.ok(refreshes <= 1, `${refreshes} refreshes after a jump to ${shift}`);
    }
  },
);

tabTest(
  "a tab that nobody uses lets its token end and asks for nothing",
  { count: 2, settings: { accessTokenSeconds: 3 } },
  async ({ tabs, control }) => {
    await signIn(tabs);
    await sleep(5000);
    assert.equal((await control.counts()).tokenRequests.refresh_token, 0);
    all(await together(tabs, () => lab.outcome(auth.fetch("/v1/me"))), 200);
    assert.equal((await control.counts()).tokenRequests.refresh_token, 1);
  },
);
