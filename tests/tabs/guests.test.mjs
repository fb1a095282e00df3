// A guest's cart hangs on one token that cannot be had again: it is made once for all tabs, and nothing overwrites it.

import assert from "node:assert/strict";
import { ADA, all, figure, rounds, sleep, tabTest, together } from "./lib/index.mjs";

const AUTOMATIC = { anonymous: "automatic" };

tabTest(
  "twenty tabs on a first visit make one guest and one order between them",
  { browsers: ["chromium", "firefox"], count: 20, client: AUTOMATIC },
  async ({ tabs, control, kind }) => {
    const times = Math.min(rounds(kind === "chromium" ? 3 : 2), 50);
    const made = [];
    for (let round = 0; round < times; round += 1) {
      await control.faults({ token: { times: 1, delayMs: [0, 150, 500][round % 3] } });
      const before = await control.counts();
      const visits = await together(tabs, async () => ({
        ...(await lab.outcome(auth.fetch("/v1/me/products"))),
        orderId: auth.session.orderId,
      }));
      all(visits, 200);
      made.push((await control.counts()).tokenRequests.anonymous - before.tokenRequests.anonymous);
      assert.equal(new Set(visits.map(({ orderId }) => orderId)).size, 1, "all tabs see the same order");
      await tabs[round % tabs.length].run(() => auth.logout());
      await Promise.all(tabs.map((tab) => tab.until(() => auth.session.kind === "signed-out")));
    }
    figure(`guests, ${kind}`, `${times} first visits of 20 tabs: ${[...new Set(made)]} guest each`);
    assert.deepEqual([...new Set(made)], [1]);
  },
);

tabTest(
  "a guest outlives killed tabs, failed sign-ins, lost connections and full storage with the same order",
  { count: 2, client: AUTOMATIC },
  async ({ tabs: [a, b], tab, control }) => {
    all([await a.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    const order = await a.run(() => auth.session.orderId);
    const still = async (what, where = b) => {
      await where.run(() => auth.accessToken());
      assert.equal(await where.run(() => auth.session.orderId), order, what);
    };
    await still("the second tab");
    all([await b.run((who) => lab.outcome(auth.login({ ...who, password: "wrong" })), ADA)], "invalid_credentials");
    await still("after a wrong password");
    await control.faults({ token: { times: 2, dropAfterHandling: true } });
    all([await b.run((who) => lab.outcome(auth.login(who)), ADA)], "network");
    await control.faults({});
    await still("after a sign-in whose answer was lost");
    await a.pid();
    await control.faults({ token: { times: 1, delayMs: 800 } });
    a.start((who) => auth.login(who), ADA);
    await sleep(300);
    a.kill();
    await still("after a tab was killed while it signed in");
    await b.run(() => {
      for (let size = 1 << 22; size >= 1; size >>= 1) {
        try {
          for (let n = 0; ; n += 1) localStorage.setItem(`filler ${size} ${n}`, "x".repeat(size));
        } catch {
          // Full for this size.
        }
      }
    });
    const c = await tab();
    await still("in a tab that opens with the storage full", c);
    assert.equal((await control.counts()).tokenRequests.anonymous, 1);
  },
);
