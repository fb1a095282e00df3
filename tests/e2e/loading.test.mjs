// What becomes of a page when loading goes wrong, in a real browser: each failure has its code, the next try works, and
// copies of the package do not disturb each other.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { shopTest } from "./lib/index.mjs";
import { startSite } from "./lib/site.mjs";

const SHOP = "11111111-1111-4111-8111-111111111111";
const WASM = "/pkg/storefront-auth.wasm";
const wasm = await readFile(fileURLToPath(new URL("../../pkg/storefront-auth.wasm", import.meta.url)));

/** A test with a site of its own, and a page of it. */
function siteTest(name, options, body = options) {
  const { policy, answers = {}, problems = [] } = typeof options === "function" ? {} : options;
  shopTest(name, { path: null }, async (t) => {
    const site = await startSite({ policy: policy?.replace("SANDBOX", t.sandbox), answers: { ...answers } });
    try {
      t.expectProblem(...problems);
      await t.page.goto(site.origin);
      await body({ ...t, site });
    } finally {
      await site.stop();
    }
  });
}

/** Loads in the page; gives "ok" or the facts of the error. */
const init = (page, ...source) =>
  page.evaluate(
    async (...source) => {
      const { init, isAuthError } = await import("/pkg/index.js");
      try {
        await init(...source);
        return "ok";
      } catch (error) {
        const { code, status, retryable, message } = error;
        return isAuthError(error) ? { code, status, retryable, message } : String(error);
      }
    },
    ...source,
  );

for (const [what, answer, expected] of [
  ["is missing", { status: 404 }, { code: "wasm_load_failed", status: 404, retryable: false }],
  ["is forbidden", { status: 403 }, { code: "wasm_load_failed", status: 403, retryable: false }],
  ["has a server in trouble", { status: 503 }, { code: "wasm_load_failed", status: 503, retryable: true }],
  [
    "is a page, with a good status",
    { body: "<!doctype html>" },
    { code: "wasm_load_failed", status: 200, retryable: false },
  ],
  [
    "is damaged",
    { type: "application/wasm", body: wasm.subarray(0, 9000) },
    { code: "wasm_load_failed", status: null, retryable: true },
  ],
]) {
  siteTest(
    `a wasm that ${what} is told so, and the next try loads it`,
    { answers: { [WASM]: answer }, problems: [/Failed to load/] },
    async ({ page, site }) => {
      const { message, ...facts } = await init(page);
      assert.deepEqual(facts, expected);
      assert.match(message, /^wasm load failed/);
      delete site.answers[WASM];
      assert.equal(await init(page), "ok");
    },
  );
}

for (const type of [
  "",
  "text/plain",
  "application/octet-stream",
  "application/wasm; charset=utf-8",
  "Application/WASM",
]) {
  siteTest(
    `a wasm of the type “${type}” is loaded all the same`,
    { answers: { [WASM]: { type, body: wasm } } },
    async ({ page }) => {
      assert.equal(await init(page), "ok");
    },
  );
}

siteTest(
  "a connection that breaks is a failure to try again",
  { problems: [/Failed to load/] },
  async ({ page, site }) => {
    await page.setRequestInterception(true);
    let broken = true;
    page.on("request", (request) => (broken && request.url().endsWith(".wasm") ? request.abort() : request.continue()));
    const { code, status, retryable } = await init(page);
    assert.deepEqual({ code, status, retryable }, { code: "wasm_load_failed", status: null, retryable: true });
    broken = false;
    assert.equal(await init(page), "ok");
    assert.ok(!site.requests.includes("/pkg/engine-js.js"), "the other engine is for browsers without WebAssembly");
  },
);

siteTest(
  "fifty calls of init at once ask for the wasm once, also after a failure",
  { problems: [/status of 500/], answers: { [WASM]: { status: 500 } } },
  async ({ page, site }) => {
    const fifty = () =>
      page.evaluate(async () => {
        const { init } = await import("/pkg/index.js");
        const all = await Promise.allSettled(Array.from({ length: 50 }, () => init()));
        return [...new Set(all.map(({ status, reason }) => reason?.code ?? status))];
      });
    const asked = () => site.requests.filter((path) => path === WASM).length;
    assert.deepEqual(await fifty(), ["wasm_load_failed"]);
    assert.equal(asked(), 1);
    delete site.answers[WASM];
    assert.deepEqual(await fifty(), ["fulfilled"]);
    assert.equal(asked(), 2);
    assert.deepEqual(await fifty(), ["fulfilled"]);
    assert.equal(asked(), 2);
  },
);

for (const [name, source] of [
  ["an address", `"/other/place.wasm"`],
  ["a URL", `new URL("/other/place.wasm", location)`],
  ["a request", `new Request("/other/place.wasm")`],
  ["the promise of an answer", `fetch("/other/place.wasm")`],
  ["the bytes", `await (await fetch("/other/place.wasm")).arrayBuffer()`],
  ["a view of the bytes", `new Uint8Array(await (await fetch("/other/place.wasm")).arrayBuffer())`],
  ["a compiled module", `await WebAssembly.compileStreaming(fetch("/other/place.wasm"))`],
]) {
  siteTest(
    `init takes ${name}`,
    { answers: { "/other/place.wasm": { type: "application/wasm", body: wasm } } },
    async ({ page, site }) => {
      const loaded = await page.evaluate(`(async () => {
      const { init, createClient } = await import("/pkg/index.js");
      await init(${source});
      return (await createClient({ clientId: "c", baseUrl: "https://api.example" })).capabilities.engine;
    })()`);
      assert.equal(loaded, "wasm");
      assert.ok(!site.requests.includes(WASM), "the package's own file was not needed");
    },
  );
}

const FORBIDDEN = {
  policy: "script-src 'self'; connect-src 'self' SANDBOX",
  problems: [/WebAssembly/, /Failed to load/],
};

siteTest(
  "where the policy forbids WebAssembly and the other engine does not arrive, the directive is named",
  { ...FORBIDDEN, answers: { "/pkg/engine-js.js": { status: 404 } } },
  async ({ page, site }) => {
    const failed = await init(page);
    assert.equal(failed.code, "wasm_blocked_by_csp");
    assert.match(failed.message, /'wasm-unsafe-eval'.*script-src/);
    assert.equal(failed.retryable, false);
    delete site.answers["/pkg/engine-js.js"];
    await page.reload();
    assert.equal(await init(page), "ok");
  },
);

shopTest(
  "without WebAssembly, an engine that does not arrive is a failure to try again",
  { path: null },
  async ({ page, expectProblem }) => {
    const site = await startSite({ answers: { "/pkg/engine-js.js": { status: 503 } } });
    expectProblem(/status of 503/);
    await page.evaluateOnNewDocument(() => void delete globalThis.WebAssembly);
    await page.goto(site.origin);
    const { code, retryable } = await init(page);
    assert.deepEqual({ code, retryable }, { code: "wasm_load_failed", retryable: true });
    delete site.answers["/pkg/engine-js.js"];
    await page.reload();
    assert.equal(await init(page), "ok");
    await site.stop();
  },
);

siteTest(
  "two copies of the package on one page share the session and know each other's errors",
  async ({ page, sandbox }) => {
    const seen = await page.evaluate(
      async (baseUrl, clientId) => {
        const first = await import("/pkg/index.js");
        const second = await import("/pkg/inline.js");
        const a = await first.createClient({ clientId, baseUrl });
        await a.login({ username: "ada", password: "Sandbox-Ada-1" });
        const b = await second.createClient({ clientId, baseUrl });
        const same = [a, b].map((auth) => auth.accessToken());
        const [left, right] = await Promise.all(same);
        const thrown = await second.createClient({}).catch((error) => error);
        const foreign = await b.fetch("https://elsewhere.example/").catch((error) => error);
        a.dispose();
        const disposed = await a.accessToken().catch((error) => error.code);
        return {
          copies: first.createClient !== second.createClient,
          sameToken: left === right,
          known: [
            first.isAuthError(thrown, "config_invalid"),
            first.isAuthError(foreign, "origin_not_allowed"),
            second.isAuthError(foreign),
          ],
          disposed,
          other: (await b.fetch("/v1/me")).status,
        };
      },
      sandbox,
      SHOP,
    );
    assert.deepEqual(seen, {
      copies: true,
      sameToken: true,
      known: [true, true, true],
      disposed: "disposed",
      other: 200,
    });
  },
);

siteTest(
  "in a frame without an origin of its own the session lives in memory, and works",
  {
    answers: {
      "/": { body: `<!doctype html><title>Outside</title><iframe sandbox="allow-scripts" src="/frame.html"></iframe>` },
      "/frame.html": { body: `<!doctype html><title>Inside</title>` },
    },
  },
  async ({ page, sandbox, site }) => {
    const frame = await page.waitForFrame((each) => each.url().endsWith("/frame.html"));
    const seen = await frame.evaluate(
      async (entry, baseUrl, clientId) => {
        const { createClient } = await import(entry);
        const auth = await createClient({ clientId, baseUrl, anonymous: "automatic" });
        const events = [];
        auth.subscribe((event) => events.push(event.problem ?? event.cause));
        const { status } = await auth.fetch("/v1/me/products?pageSize=1");
        await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
        return {
          origin: self.origin,
          status,
          kind: auth.session.kind,
          storage: auth.capabilities.storage,
          told: events.includes("unavailable"),
        };
      },
      `${site.origin}/pkg/index.js`,
      sandbox,
      SHOP,
    );
    assert.deepEqual(seen, { origin: "null", status: 200, kind: "user", storage: "memory", told: true });
  },
);
