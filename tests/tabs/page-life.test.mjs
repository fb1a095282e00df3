// What a page goes through between its first and its last moment, and the places it may live in.

import assert from "node:assert/strict";
import { ADA, all, countRefreshes, rounds, signIn, sleep, tabTest, together } from "./lib/index.mjs";

tabTest(
  "without Web Locks the session is kept and shared all the same, and capabilities say what guards it",
  { count: 4, init: () => delete Navigator.prototype.locks },
  async ({ tabs, control }) => {
    assert.equal(await tabs[0].run(() => "locks" in navigator), false);
    const { lock } = await tabs[0].run(() => auth.capabilities);
    assert.ok(["indexeddb", "storage", "tab"].includes(lock), lock);
    await signIn(tabs);
    let most = 0;
    for (let round = 0; round < rounds(3); round += 1) {
      await control.expire();
      await control.faults({ token: { times: 1, delayMs: 100 } });
      const { result, refreshes } = await countRefreshes(control, () => together(tabs, () => lab.outcome(auth.fetch("/v1/me"))));
      all(result, 200);
      most = Math.max(most, refreshes);
    }
    if (lock !== "tab") assert.equal(most, 1, `guarded by ${lock}`);
  },
);

tabTest(
  "without Web Locks a tab that is killed in its refresh holds the others up no longer than one that sleeps",
  { count: 1, client: { timeoutMs: 2000 }, init: () => delete Navigator.prototype.locks },
  async ({ tabs: [survivor], tab, control }) => {
    await signIn([survivor]);
    const victim = await tab();
    await victim.pid();
    await control.expire();
    await control.faults({ token: { times: 1, delayMs: 1000 } });
    victim.start(() => auth.fetch("/v1/me"));
    await sleep(400);
    victim.kill();
    await control.faults({});
    for (const end = Date.now() + 25_000; ; await sleep(200)) {
      const outcome = await survivor.run(() => lab.outcome(auth.fetch("/v1/me")));
      if (outcome.status === 200) break;
      assert.ok(outcome.retryable && Date.now() < end, JSON.stringify(outcome));
    }
  },
);

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
    await Promise.all(tabs.map((tab) => tab.run(async (given) => { globalThis.other = await lab.createClient({ ...given, name: "call-center" }); }, client)));
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
      addEventListener("pageshow", ({ persisted }) => { globalThis.persisted = persisted; });
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
    const ends = await tab.run(() => Promise.all(Array.from({ length: 1000 }, () => lab.outcome(auth.fetch("/v1/me")))));
    // What the platform's own fetch says without a network, passed on.
    all(ends, "TypeError");
    await tab.page.setOfflineMode(false);
    all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
  },
);

tabTest(
  "in a worker the session lives in memory, and works",
  { client: null },
  async ({ tabs: [tab], client }) => {
    const seen = await tab.run(async (given) => {
      const source = `
        import { createClient } from "${location.origin}/pkg/index.js";
        onmessage = async ({ data }) => {
          try {
            const auth = await createClient(data);
            await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
            const { status } = await auth.fetch("/v1/me");
            postMessage([auth.capabilities.storage, auth.session.kind, status]);
          } catch (error) { postMessage([String(error)]); }
        };
        postMessage("ready");`;
      const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })), { type: "module" });
      return new Promise((resolve) => {
        worker.onerror = ({ message }) => resolve(["the worker did not start", message]);
        worker.onmessage = ({ data }) => (data === "ready" ? worker.postMessage(given) : resolve(data));
      });
    }, client);
    assert.deepEqual(seen, ["memory", "user", 200]);
  },
);

tabTest(
  "in a frame on another site the session is the frame's own, and outlives the frame",
  { client: null },
  async ({ tab, client, site }) => {
    // The same server under another name is another site, which a frame's storage is kept apart by.
    const top = await tab({ client: null, origin: site.replace("127.0.0.1", "localhost") });
    const framed = async (which) => {
      const src = `${site}/?${which}`;
      await top.run((url) => {
        document.querySelector("iframe")?.remove();
        document.body.append(Object.assign(document.createElement("iframe"), { src: url }));
      }, src);
      const frame = await top.page.waitForFrame((one) => one.url() === src);
      await frame.waitForFunction(() => globalThis.lab);
      await frame.evaluate((given) => lab.open(given), client);
      return frame;
    };
    const first = await framed("first");
    await first.evaluate(() => auth.login({ username: "ada", password: "Sandbox-Ada-1" }));
    const second = await framed("second");
    assert.equal(await second.evaluate(() => auth.session.kind), "user");
    assert.equal(await second.evaluate(() => lab.outcome(auth.fetch("/v1/me")).then(({ status }) => status)), 200);
    const alone = await tab({ client: {} });
    assert.equal(await alone.run(() => auth.session.kind), "signed-out", "the shop itself does not see the frame's session");
  },
);

tabTest(
  "a frame that may have no storage works in memory",
  { client: null },
  async ({ tabs: [tab], client, site }) => {
    await tab.run((src) => {
      const frame = document.createElement("iframe");
      frame.sandbox = "allow-scripts";
      document.body.append(Object.assign(frame, { src }));
    }, `${site}/?opaque`);
    const frame = await tab.page.waitForFrame((one) => one.url().endsWith("?opaque"));
    const seen = await frame.evaluate(async (given) => {
      // An opaque origin may not load modules of the site, so the parent's copy is not used either: the storage is the point.
      for (const end = Date.now() + 3000; !globalThis.lab && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20));
      if (!globalThis.lab) return "no lab";
      await lab.open(given);
      await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
      return [auth.capabilities.storage, (await auth.fetch("/v1/me")).status];
    }, client);
    assert.deepEqual(seen, ["memory", 200]);
  },
);

tabTest(
  "a line item whose answer is lost is not sent a second time",
  {},
  async ({ tabs: [tab], control }) => {
    await signIn([tab]);
    const sent = [];
    tab.page.on("request", (request) => { if (request.method() === "POST") sent.push(request.url()); });
    for (let n = 0; n < 10; n += 1) {
      await control.faults({ api: { times: 2, dropAfterHandling: true } });
      all([await tab.run(() => lab.outcome(auth.fetch("/v1/cart/lineitems", { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"ProductID":"ridge-tarp","Quantity":1}' })))], "TypeError");
    }
    // The browser may send once more by itself on a connection that broke; that is below the platform's fetch.
    assert.equal(sent.length, 10);
  },
);

tabTest(
  "a WebAssembly file of the wrong type is compiled all the same, and one that is missing is told with its status",
  { client: null },
  async ({ tab, client }) => {
    for (const type of ["text/plain", "application/octet-stream"]) {
      assert.equal(await (await tab({ client: null, path: `/?wasm-is=${type}` })).open(client), "signed-out", type);
    }
    const without = await tab({ client: null, path: "/?wasm-is=missing" });
    assert.deepEqual(
      await without.run((given) => lab.createClient(given).catch(({ code, status }) => [code, status]), client),
      ["wasm_load_failed", 404],
    );
    const page = await tab({ client: null });
    assert.equal(await page.run(() => lab.init(new Response("<!doctype html><title>Not found</title>")).catch(({ code }) => code)), "wasm_load_failed");
    assert.equal(await page.open(client), "signed-out", "the next try begins anew");
  },
);

tabTest(
  "a policy without 'wasm-unsafe-eval' costs the WebAssembly and nothing else, Trusted Types included",
  { client: null, browsers: ["chromium", "firefox"] },
  async ({ tab, kind, control, expectUncaught }) => {
    // Firefox counts what a policy blocks among the errors of the page.
    expectUncaught(/Content-Security-Policy/);
    const policy = (more) => `/?csp=${encodeURIComponent(`default-src 'none'; script-src 'self'${more}; connect-src *; worker-src 'self'; require-trusted-types-for 'script'`)}`;
    for (const [more, engine] of [["", "js"], [" 'wasm-unsafe-eval'", "wasm"]]) {
      const shop = await tab({ path: policy(more), client: { name: engine } });
      assert.equal(await shop.run(() => auth.capabilities.engine), engine, kind);
      await signIn([shop]);
      await control.expire();
      all([await shop.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    }
  },
);

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
    for (const code of codes) assert.ok(["session_ended", "session_replaced", "signed_out", "bad_token", "refresh_busy"].includes(code), `unexpected: ${code}`);
    await tab.run(() => auth.logout());
    await signIn([tab]);
    all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
  },
);

tabTest(
  "who wraps fetch later sees the calls to the API, and no password and no refresh token",
  {},
  async ({ tabs: [tab], control }) => {
    await tab.run(() => {
      globalThis.seen = [];
      const { fetch } = globalThis;
      globalThis.fetch = (input, init) => {
        seen.push(String(input?.url ?? input), String(init?.body ?? ""));
        return fetch(input, init);
      };
    });
    await signIn([tab]);
    await control.expire();
    all([await tab.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    const seen = (await tab.run(() => seen)).join("\n");
    assert.match(seen, /\/v1\/me/, "tracing works");
    assert.doesNotMatch(seen, /oauth|refresh_token|password/i);
    // A wrapper that answers with nothing is no reason to throw anything odd, nor to lose the session.
    await tab.run(() => { globalThis.fetch = () => undefined; });
    assert.equal((await tab.run(() => lab.outcome(auth.fetch("/v1/me")))).ok, true);
    assert.equal(await tab.run(() => auth.session.kind), "user");
  },
);

/** Runs in the page, before everything else: a Promise that is not the platform's, as zone.js and polyfills put in its place. */
const foreignPromise = () => {
  const Real = Promise;
  class Foreign {
    constructor(executor) {
      this.real = new Real(executor);
    }
    then(...handlers) {
      return Foreign.resolve(this.real.then(...handlers));
    }
    catch(handler) {
      return this.then(undefined, handler);
    }
    finally(handler) {
      return Foreign.resolve(this.real.finally(handler));
    }
    static resolve(value) {
      return value instanceof Foreign ? value : new Foreign((resolve) => resolve(value));
    }
    static reject(reason) {
      return new Foreign((_, reject) => reject(reason));
    }
  }
  for (const name of ["all", "race", "any", "allSettled"]) Foreign[name] = (list) => Foreign.resolve(Real[name](list));
  globalThis.Promise = Foreign;
  globalThis.isForeign = (value) => value instanceof Foreign;
};

tabTest(
  "where Promise is somebody else's the package works all the same",
  { init: foreignPromise, client: null },
  async ({ tabs: [tab], client, control }) => {
    assert.ok(await tab.run(() => isForeign(Promise.resolve())));
    await tab.open(client);
    await signIn([tab]);
    await control.expire();
    all(await tab.run(() => Promise.all([1, 2, 3].map(() => lab.outcome(auth.fetch("/v1/me"))))), 200);
    all([await tab.run(() => lab.outcome(auth.logout()))], "done");
  },
);
