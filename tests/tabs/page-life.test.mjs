// What a page goes through between its first and its last moment.

import assert from "node:assert/strict";
import { ADA, all, signIn, sleep, tabTest, together } from "./lib/index.mjs";

tabTest(
  "tabs that close in any order leave the rest working: there is no leader to lose",
  { count: 8, settings: { rotation: "strict" } },
  async ({ tabs, control }) => {
    await signIn(tabs);
    const left = [...tabs];
    while (left.length > 1) {
      const [leaving] = left.splice(Math.floor(Math.random() * left.length), 1);
      await control.expire();
      // It leaves while it is at it.
      leaving.start(() => auth.fetch("/v1/me"));
      const [, ends] = await Promise.all([leaving.close(), together(left, () => lab.outcome(auth.fetch("/v1/me")))]);
      // A tab that closes between the server's rotation and its write takes the only good token along: nobody can know.
      if (ends.some(({ code }) => code === "refresh_outcome_unknown")) await signIn(left);
      else all(ends, 200);
    }
  },
);

tabTest(
  "sessions of two names are strangers: a sign-out of one leaves the other, in both tabs",
  { count: 2 },
  async ({ tabs, client }) => {
    await Promise.all(
      tabs.map((tab) =>
        tab.run(async (given) => {
          globalThis.other = await lab.createClient({ ...given, name: "call-center" });
        }, client),
      ),
    );
    await signIn(tabs);
    await tabs[1].run(() => other.login({ username: "grace", password: "Sandbox-Grace-1" }));
    await tabs[0].until(() => other.session.kind === "user");
    await tabs[0].run(() => auth.logout());
    await tabs[1].until(() => auth.session.kind === "signed-out");
    for (const tab of tabs) {
      assert.equal(await tab.run(() => other.session.claims.username), "grace");
      all([await tab.run(() => lab.outcome(other.fetch("/v1/me")))], 200);
    }
  },
);

tabTest(
  "a storage that another script clears is a sign-out in every tab, and no tab brings the session back",
  { count: 3 },
  async ({ tabs, tab }) => {
    await signIn(tabs);
    await tabs[1].run(() => localStorage.clear());
    const gone = (one) => one.until(() => auth.session.kind === "signed-out");
    await Promise.all([tabs[0], tabs[2]].map(gone));
    await sleep(500);
    assert.equal(await (await tab()).run(() => auth.session.kind), "signed-out");
    assert.doesNotMatch(await tabs[0].run(() => JSON.stringify(localStorage)), /eyJ/);
  },
);

tabTest(
  "a page that comes back from the back/forward cache knows what happened meanwhile, and was not kept out of it",
  { count: 2 },
  async ({ tabs: [a, b], site, control }) => {
    await signIn([a, b]);
    await a.run(() => {
      globalThis.stayed = true;
      addEventListener("pageshow", ({ persisted }) => {
        globalThis.persisted = persisted;
      });
    });
    await a.page.goto(`${site}/?elsewhere`);
    await control.expire();
    all([await b.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    await b.run(() => auth.logout());
    await a.page.goBack();
    const { stayed, persisted, reasons } = await a.run(() => ({
      stayed: globalThis.stayed,
      persisted: globalThis.persisted,
      reasons: JSON.stringify(performance.getEntriesByType("navigation")[0].notRestoredReasons),
    }));
    assert.ok(stayed && persisted, `kept out of the cache: ${reasons}`);
    await a.until(() => auth.session.kind === "signed-out");
    assert.equal(await a.run(() => auth.accessToken().catch(({ code }) => code)), "signed_out");
    await b.run(() => auth.login({ username: "ada", password: "Sandbox-Ada-1" }));
    await a.until(() => auth.session.kind === "user");
  },
);

tabTest(
  "a call with keepalive that leaves with the page arrives, with the token that is at hand",
  {},
  async ({ tabs: [tab], control, site }) => {
    await signIn([tab]);
    await tab.run(() => addEventListener("pagehide", () => auth.fetch("/v1/me/categories", { keepalive: true })));
    await tab.page.goto(`${site}/?elsewhere`);
    for (let look = 0; look < 50; look += 1) {
      const found = (await control.requests()).find(({ path }) => path === "/v1/me/categories");
      if (found) return assert.deepEqual([found.status, found.subject], [200, "ada"]);
      await sleep(100);
    }
    assert.fail("the call did not arrive");
  },
);

tabTest(
  "a thousand calls without a network fail as the network does, and keep neither memory nor session",
  { settings: { accessTokenSeconds: 3600 } },
  async ({ tabs: [tab], control }) => {
    await signIn([tab]);
    await control.expire();
    await tab.page.setOfflineMode(true);
    const ends = await tab.run(() =>
      Promise.all(Array.from({ length: 1000 }, () => lab.outcome(auth.fetch("/v1/me")))),
    );
    // What the platform's own fetch says without a network, passed on.
    all(ends, "TypeError");
    await tab.page.setOfflineMode(false);
    all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
  },
);

tabTest("a line item whose answer is lost is not sent a second time", {}, async ({ tabs: [tab], control }) => {
  await signIn([tab]);
  const sent = [];
  tab.page.on("request", (request) => {
    if (request.method() === "POST") sent.push(request.url());
  });
  for (let n = 0; n < 10; n += 1) {
    await control.faults({ api: { times: 2, dropAfterHandling: true } });
    all(
      [
        await tab.run(() =>
          lab.outcome(
            auth.fetch("/v1/cart/lineitems", {
              method: "POST",
              headers: { "Content-Type": "application/json" },
              body: '{"ProductID":"ridge-tarp","Quantity":1}',
            }),
          ),
        ),
      ],
      "TypeError",
    );
  }
  // The browser may send once more by itself on a connection that broke; that is below the platform's fetch.
  assert.equal(sent.length, 10);
});

tabTest(
  "a thousand calls of every method, all over one another, settle, and the client is as good as new",
  { client: { anonymous: "automatic" } },
  async ({ tabs: [tab] }) => {
    const codes = await tab.run(async (who) => {
      const methods = [
        () => auth.fetch("/v1/me"),
        () => auth.accessToken(),
        () => auth.refresh(),
        () => auth.login(who),
        () => auth.loginAnonymously(),
        () => auth.loginAnonymously({ fresh: true }),
        () => auth.logout(),
        () => auth.transferOrder(),
        () => auth.completeSso(),
        () => Promise.resolve(auth.session && auth.capabilities),
        () => auth.adopt({ accessToken: "no token" }),
        () => Promise.resolve(auth.subscribe(() => {})()),
      ];
      const seen = new Set();
      for (let round = 0; round < 8; round += 1) {
        // Every pair, one right after the other.
        const pairs = methods.flatMap((first) => methods.flatMap((second) => [first, second]));
        const slice = pairs.slice((round * pairs.length) / 8, ((round + 1) * pairs.length) / 8);
        const ends = Promise.all(slice.map((method) => lab.outcome(method())));
        const settled = await Promise.race([ends, lab.sleep(30_000).then(() => null)]);
        if (!settled) return ["not settled"];
        for (const { ok, code } of settled) if (!ok) seen.add(code);
      }
      return [...seen];
    }, ADA);
    for (const code of codes)
      assert.ok(
        ["session_ended", "session_replaced", "signed_out", "bad_token", "refresh_busy"].includes(code),
        `unexpected: ${code}`,
      );
    await tab.run(() => auth.logout());
    await signIn([tab]);
    all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
  },
);
