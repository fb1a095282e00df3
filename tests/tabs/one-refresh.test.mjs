// Many tabs share one session: the server sees one refresh for each end of an access token, whoever notices it.

import assert from "node:assert/strict";
import { all, countRefreshes, figure, rounds, signIn, sleep, tabTest, together } from "./lib/index.mjs";

const BOTH = ["chromium", "firefox"];
const DELAYS = [0, 0, 20, 150, 600];

tabTest(
  "twenty tabs whose token is refused in the same instant refresh exactly once, and the session survives strict rotation",
  { browsers: BOTH, count: 20, settings: { rotation: "strict" } },
  async ({ tabs, control, kind }) => {
    await signIn(tabs);
    const times = rounds(kind === "chromium" ? 5 : 2);
    const seen = [];
    for (let round = 0; round < times; round += 1) {
      await control.expire();
      await control.faults({ token: { times: 1, delayMs: DELAYS[round % DELAYS.length] } });
      const { result, refreshes } = await countRefreshes(control, () =>
        together(tabs, () => lab.outcome(auth.fetch("/v1/me"))),
      );
      all(result, 200);
      seen.push(refreshes);
    }
    const { refused, revokedFamilies } = await control.counts();
    const often = [...new Set(seen)].sort();
    figure(
      `20 tabs, ${kind}`,
      `${times} rounds: ${often} refresh each, ${refused} refused, ${revokedFamilies} sessions lost`,
    );
    assert.deepEqual(often, [1], "one refresh in each round");
    assert.deepEqual([refused, revokedFamilies], [0, 0], "no used refresh token was ever presented");
    // What is stored is the server's current one: whoever refreshes next is granted it.
    all([await tabs.at(-1).run(() => lab.outcome(auth.refresh()))], "user");
  },
);

tabTest(
  "twenty busy tabs refresh once in each life of an access token, and no call notices",
  { count: 20, settings: { rotation: "strict", accessTokenSeconds: 6 } },
  async ({ tabs, control }) => {
    await signIn(tabs);
    const outcomes = await together(tabs, async () => {
      const seen = [];
      for (const end = performance.now() + 12_000; performance.now() < end; await lab.sleep(400)) {
        seen.push(await lab.outcome(auth.fetch("/v1/me")));
      }
      return seen;
    });
    all(outcomes.flat(), 200);
    const granted = (await control.requests()).filter(({ grant }) => grant === "password" || grant === "refresh_token");
    const gaps = granted
      .map(({ at }) => Date.parse(at))
      .map((at, n, times) => at - times[n - 1])
      .slice(1);
    assert.ok(gaps.length >= 2, "the tokens ended while the tabs were busy");
    assert.ok(Math.min(...gaps) > 3000, `no token is replaced before half of its life is over: ${gaps}`);
    assert.equal((await control.counts()).refused, 0);
  },
);

tabTest(
  "eight tabs that refresh again and again, each as soon as it may, never present a used refresh token",
  { browsers: BOTH, count: 8, settings: { rotation: "strict" } },
  async ({ tabs, control }) => {
    await signIn(tabs);
    const times = rounds(15);
    const outcomes = await together(
      tabs,
      async (often) => {
        const seen = [];
        for (let n = 0; n < often; n += 1) seen.push(await lab.outcome(auth.refresh()));
        return seen;
      },
      times,
    );
    all(outcomes.flat(), "user");
    const counts = await control.counts();
    assert.deepEqual([counts.refused, counts.revokedFamilies], [0, 0]);
    assert.ok(counts.tokenRequests.refresh_token >= times, "each round was a refresh at least once");
    all(await together(tabs, () => lab.outcome(auth.fetch("/v1/me"))), 200);
  },
);

tabTest(
  "a refresh handed from tab to tab overtakes the storage, and still never presents a used refresh token",
  { browsers: BOTH, count: 8, settings: { rotation: "strict" } },
  async ({ tabs, control }) => {
    await signIn(tabs);
    const hops = rounds(5) * tabs.length;
    const ends = await Promise.all(
      tabs.map((tab, mine) =>
        tab.run(
          (me, count, last) =>
            new Promise((resolve) => {
              const seen = [];
              const baton = new BroadcastChannel("baton");
              const hop = async (n) => {
                if (n > last) return resolve(seen);
                if (n % count !== me) return;
                seen.push(await lab.outcome(auth.refresh()));
                baton.postMessage(n + 1);
                if (n + 1 > last) resolve(seen);
              };
              baton.onmessage = ({ data }) => hop(data);
              // Everybody is listening once the first one begins.
              if (me === 0) lab.sleep(1500).then(() => hop(0));
            }),
          mine,
          tabs.length,
          hops,
        ),
      ),
    );
    all(ends.flat(), "user");
    const counts = await control.counts();
    assert.deepEqual([counts.refused, counts.revokedFamilies], [0, 0]);
    all([await tabs[3].run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
  },
);

/** Runs in the page, before everything else: what a browser does with the timers of a page nobody looks at, and more of it. */
const neverInTime = () => {
  const { setTimeout } = globalThis;
  globalThis.setTimeout = (callback, ms, ...given) => (ms < 1000 ? 0 : setTimeout(callback, ms, ...given));
};

tabTest(
  "tabs in the background, whose timers come late, hand the lock on without one",
  { browsers: BOTH, count: 8, settings: { rotation: "strict" }, init: neverInTime },
  async ({ tabs, control }) => {
    await signIn(tabs);
    for (let round = 0; round < rounds(3); round += 1) {
      await control.expire();
      const { result, refreshes } = await countRefreshes(control, () =>
        together(tabs, () => lab.outcome(auth.fetch("/v1/me"))),
      );
      all(result, 200);
      assert.equal(refreshes, 1);
    }
  },
);

tabTest(
  "two hundred calls of a tab that slept past the end of its token make one refresh, and each goes out once",
  { settings: { accessTokenSeconds: 3 } },
  async ({ tabs: [tab], control }) => {
    await tab.pid();
    await signIn([tab]);
    // The next token lasts as long as two hundred calls take on any machine.
    await control.settings({ accessTokenSeconds: 600 });
    const before = await control.counts();
    tab.stop();
    await sleep(4000);
    tab.goOn();
    const outcomes = await tab.run(() =>
      Promise.all(Array.from({ length: 200 }, () => lab.outcome(auth.fetch("/v1/me")))),
    );
    all(outcomes, 200);
    const counts = await control.counts();
    const refreshes = counts.tokenRequests.refresh_token - before.tokenRequests.refresh_token;
    figure("200 calls", `${refreshes} refresh, ${counts.apiRequests - before.apiRequests} calls to the API`);
    assert.deepEqual([refreshes, counts.apiRequests - before.apiRequests], [1, 200]);
  },
);

tabTest(
  "two clients on one page, as after a hot reload, refresh once between them",
  { settings: { rotation: "strict" } },
  async ({ tabs: [tab], control, client }) => {
    await signIn([tab]);
    await tab.run(async (options) => {
      globalThis.second = await lab.createClient(options);
    }, client);
    await control.expire();
    const { result, refreshes } = await countRefreshes(control, () =>
      tab.run(() =>
        Promise.all(
          Array.from({ length: 50 }, () => [auth, second])
            .flat()
            .map((one) => lab.outcome(one.fetch("/v1/me"))),
        ),
      ),
    );
    all(result, 200);
    assert.equal(refreshes, 1);
    assert.equal((await control.counts()).revokedFamilies, 0);
  },
);
