// Where the platform has no Web Locks (a page that is no secure context, an old browser) the tabs share a lease: in IndexedDB,
// or in localStorage where that is missing as well. What holds with the locks of the platform holds with it, but for one thing:
// a tab that was killed is found out by its silence, so that the others wait for some seconds.

import assert from "node:assert/strict";
import { all, countRefreshes, rounds, signIn, sleep, tabTest, together } from "./lib/index.mjs";

const BOTH = ["chromium", "firefox"];
const STRICT = { rotation: "strict" };
const WITHOUT = {
  indexeddb: () => delete Navigator.prototype.locks,
  storage: () => {
    delete Navigator.prototype.locks;
    Object.defineProperty(globalThis, "indexedDB", { value: undefined });
  },
};
/** For how long a dead tab's lease is waited for, and what a busy machine adds. */
const LEASE = 5000 + 4000;

const untilLock = (tabs, kind) =>
  Promise.all(tabs.map((tab) => tab.until((wanted) => auth.capabilities.lock === wanted, kind)));
const fetchAll = (tabs) => together(tabs, () => lab.outcome(auth.fetch("/v1/me")));

for (const [kind, init] of Object.entries(WITHOUT)) {
  tabTest(
    `with a lease of the kind “${kind}” many tabs refresh exactly once for each end of a token, and strict rotation is survived`,
    // In storage each tab waits twice for what others may have written, in the background for a second each time.
    { browsers: BOTH, count: kind === "indexeddb" ? 8 : 4, settings: STRICT, init },
    async ({ tabs, control }) => {
      await untilLock(tabs, kind);
      await signIn(tabs);
      const seen = [];
      for (let round = 0; round < rounds(4); round += 1) {
        await control.expire();
        await control.faults({ token: { times: 1, delayMs: [0, 20, 150, 600][round % 4] } });
        const { result, refreshes } = await countRefreshes(control, () => fetchAll(tabs));
        all(result, 200);
        seen.push(refreshes);
      }
      const { refused, revokedFamilies } = await control.counts();
      assert.deepEqual([[...new Set(seen)], refused, revokedFamilies], [[1], 0, 0]);
      all([await tabs.at(-1).run(() => lab.outcome(auth.refresh()))], "user");
      await untilLock(tabs, kind);
    },
  );

  tabTest(
    `a tab that is killed while it has a lease of the kind “${kind}” holds the others up for some seconds, and one of them refreshes for all`,
    { count: 4, init },
    async ({ tabs, tab, control }) => {
      await signIn(tabs);
      const victim = await tab();
      await victim.pid();
      await control.expire();
      await control.faults({ token: { times: 1, delayMs: 5000 } });
      victim.start(() => auth.fetch("/v1/me"));
      await victim.page.waitForRequest((request) => request.url().includes("/oauth/token"));
      victim.kill();
      await control.faults({});
      const { result, refreshes } = await countRefreshes(control, () => fetchAll(tabs));
      all(result, 200);
      const waits = result.map(({ ms }) => ms);
      assert.ok(Math.max(...waits) < LEASE, `settled after ${waits} ms`);
      assert.ok(Math.min(...waits) > 1000, `the victim had no lease: ${waits} ms`);
      // The victim's own may have been counted late.
      assert.ok(refreshes <= 2, `${refreshes} refreshes`);
    },
  );
}

tabTest(
  "with a lease eight tabs that refresh again and again, each as soon as it may, never present a used refresh token",
  { browsers: BOTH, count: 8, settings: STRICT, init: WITHOUT.indexeddb },
  async ({ tabs, control }) => {
    await signIn(tabs);
    const often = rounds(6);
    const outcomes = await together(
      tabs,
      async (times) => {
        const seen = [];
        for (let n = 0; n < times; n += 1) seen.push(await lab.outcome(auth.refresh()));
        return seen;
      },
      often,
    );
    all(outcomes.flat(), "user");
    const { refused, revokedFamilies, tokenRequests } = await control.counts();
    assert.deepEqual([refused, revokedFamilies], [0, 0]);
    assert.ok(tokenRequests.refresh_token >= often);
  },
);

tabTest(
  "a tab that stood still while its lease went to another drops its late answer, and the session goes on",
  { count: 3, init: WITHOUT.indexeddb },
  async ({ tabs, control }) => {
    const [holder, ...others] = tabs;
    await holder.pid();
    await signIn(tabs);
    await control.expire();
    await control.faults({ token: { times: 1, delayMs: 600 } });
    const held = holder.start(() => lab.outcome(auth.fetch("/v1/me")));
    await sleep(300);
    holder.stop();
    const ends = await fetchAll(others);
    all(ends, 200);
    for (const { ms } of ends) assert.ok(ms > 1000 && ms < LEASE, `settled after ${ms} ms`);
    const generation = () =>
      others[0].run(() => Object.entries(localStorage).map(([key, text]) => [key, JSON.parse(text).gen]));
    const before = await generation();
    holder.goOn();
    all([await held], 200);
    all(await fetchAll(tabs), 200);
    assert.deepEqual(await generation(), before, "nothing was written over the newer record");
    await control.expire();
    const { result, refreshes } = await countRefreshes(control, () => fetchAll(tabs));
    all(result, 200);
    assert.equal(refreshes, 1);
  },
);

tabTest(
  "without Web Locks eight tabs on a first visit make one guest and one order between them",
  { count: 8, client: { anonymous: "automatic" }, init: WITHOUT.indexeddb },
  async ({ tabs, control }) => {
    const visits = await together(tabs, async () => ({
      ...(await lab.outcome(auth.fetch("/v1/me/products"))),
      orderId: auth.session.orderId,
    }));
    all(visits, 200);
    assert.equal((await control.counts()).tokenRequests.anonymous, 1);
    assert.equal(new Set(visits.map(({ orderId }) => orderId)).size, 1);
  },
);

for (const [how, init] of Object.entries({
  "is refused": () => {
    delete Navigator.prototype.locks;
    IDBFactory.prototype.open = () => {
      throw new DOMException("not here", "SecurityError");
    };
  },
  "never answers": () => {
    delete Navigator.prototype.locks;
    IDBFactory.prototype.open = () => ({});
  },
})) {
  tabTest(
    `where IndexedDB ${how} the lease is in storage, capabilities say so, and one tab refreshes for all`,
    { count: 3, init, settings: STRICT },
    async ({ tabs, control }) => {
      await signIn(tabs);
      await untilLock(tabs, "storage");
      await control.expire();
      const { result, refreshes } = await countRefreshes(control, () => fetchAll(tabs));
      all(result, 200);
      assert.equal(refreshes, 1);
    },
  );
}

tabTest(
  "locks that the platform has and refuses are none: the lease takes their place",
  {
    count: 3,
    init: () => {
      LockManager.prototype.request = () => Promise.reject(new DOMException("not here", "SecurityError"));
    },
  },
  async ({ tabs, control }) => {
    await signIn(tabs);
    await control.expire();
    const { result, refreshes } = await countRefreshes(control, () => fetchAll(tabs));
    all(result, 200);
    assert.equal(refreshes, 1);
    await untilLock(tabs, "indexeddb");
  },
);

tabTest(
  "where nothing can be shared the tab is on its own, says so, and works",
  {
    init: () => {
      delete Navigator.prototype.locks;
      Object.defineProperty(globalThis, "indexedDB", { value: undefined });
      Storage.prototype.setItem = () => {
        throw new DOMException("full", "QuotaExceededError");
      };
    },
  },
  async ({ tabs: [tab], control }) => {
    await signIn([tab]);
    await control.expire();
    all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    assert.deepEqual(await tab.run(() => [auth.capabilities.storage, auth.capabilities.lock]), ["memory", "tab"]);
  },
);

tabTest(
  "a page that has shared a lease is not kept out of the back/forward cache",
  { init: WITHOUT.indexeddb },
  async ({ tabs: [tab], site, control }) => {
    await signIn([tab]);
    await control.expire();
    all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    await tab.run(() => {
      globalThis.stayed = true;
    });
    await tab.page.goto(`${site}/?elsewhere`);
    await tab.page.goBack();
    assert.ok(await tab.run(() => globalThis.stayed), "kept out of the cache");
    await control.expire();
    all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
  },
);
