// The tab that refreshes stands still: a device asleep, a debugger, a browser that saves energy. It holds the lock and lets
// go of nothing; the other tabs must not stand still with it.

import assert from "node:assert/strict";
import { all, figure, isLong, rounds, signIn, sleep, tabTest, together } from "./lib/index.mjs";

// The bounded run shortens the deadline of a token exchange, and with it how long a tab waits for another.
const client = isLong() ? {} : { timeoutMs: 2500 };
const LIMIT = 25_000;

const STILL = {
  "its process is stopped": { halt: (tab) => tab.stop(), resume: (tab) => tab.goOn() },
  "its page is frozen": { halt: (tab) => tab.freeze(), resume: (tab) => tab.freeze("active") },
};

for (const [how, { halt, resume }] of Object.entries(STILL)) {
  tabTest(
    `while a tab refreshes and ${how}, the others settle, and all is well when it wakes up`,
    { count: 4, client },
    async ({ tabs, control }) => {
      const [holder, ...others] = tabs;
      await holder.pid();
      await signIn(tabs);
      let slowest = 0;
      for (let round = 0; round < Math.min(rounds(1), 5); round += 1) {
        await control.expire();
        await control.faults({ token: { times: 1, delayMs: 600 } });
        const held = holder.start(() => lab.outcome(auth.fetch("/v1/me")));
        await sleep(250);
        await halt(holder);
        const ends = await together(others, () => lab.outcome(auth.fetch("/v1/me")));
        for (const end of ends) {
          assert.ok(end.status === 200 || (end.code === "refresh_busy" && end.retryable), JSON.stringify(end));
          assert.ok(end.ms < LIMIT, `settled after ${end.ms} ms`);
        }
        slowest = Math.max(slowest, ...ends.map(({ ms }) => ms));
        await resume(holder);
        const late = await held;
        assert.ok(late.status === 200 || late.retryable, JSON.stringify(late));
        all(await together(tabs, () => lab.outcome(auth.fetch("/v1/me"))), 200);
        // Whatever the sleeper wrote when it woke up, the next refresh is granted.
        await control.expire();
        all(await together(tabs, () => lab.outcome(auth.fetch("/v1/me"))), 200);
      }
      figure(`holder stands still: ${how}`, `the slowest of the others settled after ${(slowest / 1000).toFixed(1)} s`);
    },
  );
}

tabTest(
  "while a tab that refreshes ahead of time stands still, the others are served with the token that is still good",
  { count: 3, client: { timeoutMs: 2500 } },
  async ({ tabs, control }) => {
    const [holder, ...others] = tabs;
    await holder.pid();
    await signIn(tabs);
    await control.faults({ token: { times: 1, delayMs: 600 } });
    const held = holder.start(() => lab.outcome(auth.refresh()));
    await sleep(250);
    holder.stop();
    all(await together(others, () => lab.outcome(auth.fetch("/v1/me"))), 200);
    assert.equal((await control.counts()).tokenRequests.refresh_token, 1, "nobody else has refreshed");
    holder.goOn();
    all([await held], "user");
  },
);

tabTest(
  "under strict rotation the place of a tab that stands still is never taken, and the session survives",
  { count: 3, client: { timeoutMs: 1500 }, settings: { rotation: "strict" } },
  async ({ tabs, control }) => {
    const [holder, ...others] = tabs;
    await holder.pid();
    await signIn(tabs);
    await control.expire();
    await control.faults({ token: { times: 1, delayMs: 500 } });
    const held = holder.start(() => lab.outcome(auth.fetch("/v1/me")));
    await sleep(250);
    holder.stop();
    const ends = await together(others, () => lab.outcome(auth.fetch("/v1/me")));
    all(ends, "refresh_busy");
    assert.ok(ends.every(({ retryable }) => retryable));
    holder.goOn();
    await held;
    all(await together(tabs, () => lab.outcome(auth.fetch("/v1/me"))), 200);
    assert.equal((await control.counts()).revokedFamilies, 0);
  },
);

tabTest(
  "a device that falls asleep in the middle of a refresh finds the answer waiting when it wakes up, its deadline long over",
  { client: { timeoutMs: 1500 }, settings: { rotation: "strict" } },
  async ({ tabs: [tab], control }) => {
    await tab.pid();
    await signIn([tab]);
    await control.expire();
    await control.faults({ token: { times: 1, delayMs: 500 } });
    const call = tab.start(() => lab.outcome(auth.fetch("/v1/me")));
    await sleep(250);
    tab.stop();
    await sleep(4000);
    tab.goOn();
    all([await call], 200);
    assert.equal((await control.counts()).tokenRequests.refresh_token, 1);
  },
);
