// The places that a shop's page may live in: workers, frames, policies, servers that know no wasm, and other people's scripts.

import assert from "node:assert/strict";
import { all, signIn, tabTest } from "./lib/index.mjs";

tabTest("in a worker the session lives in memory, and works", { client: null }, async ({ tabs: [tab], client }) => {
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
});

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
    assert.equal(
      await alone.run(() => auth.session.kind),
      "signed-out",
      "the shop itself does not see the frame's session",
    );
  },
);

tabTest("a frame that may have no storage works in memory", { client: null }, async ({ tabs: [tab], client, site }) => {
  await tab.run((src) => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts";
    document.body.append(Object.assign(frame, { src }));
  }, `${site}/?opaque`);
  const frame = await tab.page.waitForFrame((one) => one.url().endsWith("?opaque"));
  const seen = await frame.evaluate(async (given) => {
    // An opaque origin may not load modules of the site, so the parent's copy is not used either: the storage is the point.
    for (const end = Date.now() + 3000; !globalThis.lab && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 20));
    if (!globalThis.lab) return "no lab";
    await lab.open(given);
    await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
    return [auth.capabilities.storage, (await auth.fetch("/v1/me")).status];
  }, client);
  assert.deepEqual(seen, ["memory", 200]);
});

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
    assert.equal(
      await page.run(() => lab.init(new Response("<!doctype html><title>Not found</title>")).catch(({ code }) => code)),
      "wasm_load_failed",
    );
    assert.equal(await page.open(client), "signed-out", "the next try begins anew");
  },
);

tabTest(
  "a policy without 'wasm-unsafe-eval' costs the WebAssembly and nothing else, Trusted Types included",
  { client: null, browsers: ["chromium", "firefox"] },
  async ({ tab, kind, control, expectUncaught }) => {
    // Firefox counts what a policy blocks among the errors of the page.
    expectUncaught(/Content-Security-Policy/);
    const policy = (more) =>
      `/?csp=${encodeURIComponent(`default-src 'none'; script-src 'self'${more}; connect-src *; worker-src 'self'; require-trusted-types-for 'script'`)}`;
    for (const [more, engine] of [
      ["", "js"],
      [" 'wasm-unsafe-eval'", "wasm"],
    ]) {
      const shop = await tab({ path: policy(more), client: { name: engine } });
      assert.equal(await shop.run(() => auth.capabilities.engine), engine, kind);
      await signIn([shop]);
      await control.expire();
      all([await shop.run(() => lab.outcome(auth.fetch("/v1/me")))], 200);
    }
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
    await tab.run(() => {
      globalThis.fetch = () => undefined;
    });
    assert.equal((await tab.run(() => lab.outcome(auth.fetch("/v1/me")))).code, "bad_response");
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
