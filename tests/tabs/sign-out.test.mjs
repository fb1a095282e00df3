// The shopper's own deeds win over whatever is under way in another tab.

import assert from "node:assert/strict";
import { ADA, all, figure, GRACE, rounds, signIn, sleep, tabTest, tally } from "./lib/index.mjs";

const BOTH = ["chromium", "firefox"];
const waiting = () => Promise.all(Array.from({ length: 5 }, () => lab.outcome(auth.fetch("/v1/me/categories"))));
const signedOut = (tab) => tab.until(() => auth.session.kind === "signed-out");
const stored = (tab) => tab.run(() => JSON.stringify({ ...localStorage }));

tabTest(
  "a sign-out while another tab waits for its refresh stays a sign-out, and what waited hears session_ended",
  { browsers: BOTH, count: 2 },
  async ({ tabs, tab, control }) => {
    const [a, b] = tabs;
    await signIn(tabs);
    await control.expire();
    await control.faults({ token: { times: 1, delayMs: 1500 } });
    const calls = a.start(waiting);
    await sleep(500);
    all([await b.run(() => lab.outcome(auth.logout()))], "done");
    all(await calls, "session_ended");
    await sleep(1500);
    for (const each of [a, b, await tab()]) {
      assert.equal(await each.run(() => auth.session.kind), "signed-out");
      assert.equal(await each.run(() => auth.accessToken().catch(({ code }) => code)), "signed_out");
    }
    assert.doesNotMatch(await stored(b), /eyJ/, "no token is left behind");
  },
);

tabTest(
  "in whatever order sign-out and refresh meet, the sign-out holds in both tabs and in storage",
  { browsers: BOTH, count: 2 },
  async ({ tabs, tab, control, kind }) => {
    const [a, b] = tabs;
    const times = kind === "chromium" ? rounds(8) : Math.min(rounds(3), 100);
    for (let round = 0; round < times; round += 1) {
      await signIn(tabs);
      await control.expire();
      await control.faults({ token: { times: 1, delayMs: 150 } });
      const calls = a.start(waiting);
      await sleep(Math.random() * 400);
      await b.run(() => auth.logout());
      const ends = tally(await calls);
      for (const end of Object.keys(ends))
        assert.ok(["200", "session_ended"].includes(end), `round ${round}: ${JSON.stringify(ends)}`);
      await Promise.all(tabs.map(signedOut));
      await sleep(round % 5 === 0 ? 400 : 0);
      for (const each of round % 5 === 0 ? [a, b, await tab()] : tabs) {
        assert.equal(await each.run(() => auth.session.kind), "signed-out", `round ${round}`);
        assert.doesNotMatch(await stored(each), /eyJ/, "no token is left behind");
        if (!tabs.includes(each)) await each.close();
      }
    }
    figure(`sign-outs, ${kind}`, `${times} orderings, 0 undone`);
  },
);

for (const [how, deed, ends] of [
  ["signs in over ada", (who) => auth.login(who), ["session_replaced"]],
  [
    "signs in after ada signed out",
    (who) => auth.logout().then(() => auth.login(who)),
    ["session_replaced", "session_ended"],
  ],
]) {
  tabTest(
    `calls of ada's that wait for a refresh are never sent for grace, who ${how}`,
    { browsers: BOTH, count: 2 },
    async ({ tabs, control }) => {
      const [a, b] = tabs;
      for (let round = 0; round < Math.min(rounds(2), 50); round += 1) {
        await signIn(tabs, ADA);
        await control.expire();
        await control.faults({ token: { times: 1, delayMs: 1200 } });
        const calls = a.start(waiting);
        await sleep(300 + Math.random() * 300);
        await b.run(deed, GRACE);
        const outcomes = await calls;
        for (const { code } of outcomes)
          assert.ok(ends.includes(code), `${code} in ${JSON.stringify(tally(outcomes))}`);
        // The refresh for ada, should it be answered still, changes nothing for grace.
        await sleep(1300);
        for (const tab of tabs) assert.equal(await tab.run(() => auth.session.claims.username), "grace");
        all([await a.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
      }
      const served = (await control.requests()).filter(
        ({ path, status }) => path === "/v1/me/categories" && status === 200,
      );
      assert.deepEqual(
        served.filter(({ subject }) => subject !== "ada"),
        [],
        "no request of ada's went out with grace's token",
      );
    },
  );
}
