// Every shopper can check out, also where WebAssembly is off: the same package on its other engine, and under the policies
// that its documentation names. What the policy refuses is counted by the browser itself.

import assert from "node:assert/strict";
import { byTestId, click, shopTest, waitForText } from "./lib/index.mjs";
import { startSite } from "./lib/site.mjs";
import { addToCart, signIn } from "./steps.mjs";

const SHOP = "11111111-1111-4111-8111-111111111111";

/** Has the page note what its policy refuses; to be called before it goes anywhere. */
const noteViolations = (page) =>
  page.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
      globalThis.violations.push(`${effectiveDirective} ${blockedURI}`),
    );
  });

/** As iOS does in Lockdown Mode, and hardened desktop browsers. */
const removeWebAssembly = (page) => page.evaluateOnNewDocument(() => void delete globalThis.WebAssembly);

/** What a page says of the wrong password of `visit`. */
const WRONG_PASSWORD = /status of 400/;

/** A whole visit in the library's own words, in the page: a guest, a cart, a sign-in, a renewal, a call, a sign-out. */
const visit = (page, sandbox, entry = "/pkg/index.js") =>
  page.evaluate(
    async (entry, baseUrl, clientId) => {
      const { createClient, isAuthError } = await import(entry);
      const auth = await createClient({ clientId, baseUrl, anonymous: "automatic", name: entry });
      const causes = [];
      auth.subscribe((event) => event.type === "session" && causes.push(event.cause));
      const products = await (await auth.fetch("/v1/me/products?pageSize=3")).json();
      const headers = { "Content-Type": "application/json" };
      const body = JSON.stringify({ ProductID: products.Items[0].ID, Quantity: 1 });
      await auth.fetch("/v1/cart/lineitems", { method: "POST", headers, body });
      const guest = auth.session.orderId;
      const refused = await auth
        .login({ username: "ada", password: "wrong" })
        .catch((error) => isAuthError(error) && error.code);
      await auth.login({ username: "ada", password: "Sandbox-Ada-1", transferOrder: true });
      await auth.refresh();
      const me = await (await auth.fetch("/v1/me")).json();
      const cart = await (await auth.fetch("/v1/cart")).json();
      const { engine, storage } = auth.capabilities;
      await auth.logout();
      return {
        engine,
        storage,
        products: products.Items.length,
        refused,
        causes,
        me: me.Username,
        sameCart: cart.ID === guest,
        kind: auth.session.kind,
      };
    },
    entry,
    sandbox,
    SHOP,
  );

const VISITED = {
  storage: "local",
  products: 3,
  refused: "invalid_credentials",
  causes: ["anonymous", "login", "refresh", "logout"],
  me: "ada",
  sameCart: true,
  kind: "signed-out",
};

/** A site of its own for the time of the test. */
async function withSite(options, body) {
  const site = await startSite(options);
  try {
    await body(site);
  } finally {
    await site.stop();
  }
}

const strict = (scripts, sandbox) =>
  `default-src 'none'; script-src ${scripts}; style-src 'self'; img-src 'self' data:; connect-src 'self' ${sandbox}; require-trusted-types-for 'script'`;

for (const entry of ["/pkg/index.js", "/pkg/inline.js"]) {
  shopTest(
    `${entry} runs on WebAssembly under the documented policy, with no violation`,
    { path: null },
    async ({ page, sandbox, expectProblem }) => {
      expectProblem(WRONG_PASSWORD);
      await withSite({ policy: strict("'self' 'wasm-unsafe-eval'", sandbox) }, async ({ origin, requests }) => {
        await noteViolations(page);
        await page.goto(origin);
        assert.deepEqual(await visit(page, sandbox, entry), { engine: "wasm", ...VISITED });
        assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
        assert.ok(!requests.includes("/pkg/engine-js.js"), "the other engine was downloaded for nothing");
      });
    },
  );

  shopTest(
    `without WebAssembly ${entry} runs on JavaScript, under script-src 'self' alone`,
    { path: null },
    async ({ page, sandbox, expectProblem }) => {
      expectProblem(WRONG_PASSWORD);
      await withSite({ policy: strict("'self'", sandbox) }, async ({ origin, requests }) => {
        await noteViolations(page);
        await removeWebAssembly(page);
        await page.goto(origin);
        assert.deepEqual(await visit(page, sandbox, entry), { engine: "js", ...VISITED });
        assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
        assert.ok(!requests.includes("/pkg/storefront-auth.wasm"), "the wasm was downloaded for nothing");
      });
    },
  );

  shopTest(
    `a policy that forbids WebAssembly makes ${entry} run on JavaScript`,
    { path: null },
    async ({ page, sandbox, expectProblem }) => {
      expectProblem(WRONG_PASSWORD, /WebAssembly/);
      await withSite({ policy: strict("'self'", sandbox) }, async ({ origin }) => {
        await noteViolations(page);
        await page.goto(origin);
        assert.deepEqual(await visit(page, sandbox, entry), { engine: "js", ...VISITED });
        // The browser reports the one attempt; nothing else was tried that the policy forbids.
        assert.deepEqual(await page.evaluate(() => globalThis.violations), ["script-src wasm-eval"]);
      });
    },
  );
}

shopTest("the JavaScript engine does its work in a worker", { path: null }, async ({ page, sandbox }) => {
  const worker = `
    delete globalThis.WebAssembly;
    const { createClient } = await import("/pkg/index.js");
    const auth = await createClient({ clientId: "${SHOP}", baseUrl: "${sandbox}", storage: "memory" });
    await auth.login({ username: "ada", password: "Sandbox-Ada-1" });
    postMessage({ engine: auth.capabilities.engine, username: auth.session.claims.username });`;
  await withSite({ answers: { "/worker.js": { type: "text/javascript", body: worker } } }, async ({ origin }) => {
    await page.goto(origin);
    const told = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker("/worker.js", { type: "module" });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = ({ message }) => reject(new Error(message));
        }),
    );
    assert.deepEqual(told, { engine: "js", username: "ada" });
  });
});

for (const [engine, prepare] of [
  ["wasm", () => {}],
  ["js", removeWebAssembly],
]) {
  shopTest(
    `the demo shop sells to a guest and to a user on the engine ${engine}, with no violation`,
    { path: null },
    async ({ page, storefront }) => {
      await noteViolations(page);
      await prepare(page);
      await page.goto(storefront);
      await addToCart(page, 0);
      await signIn(page);
      await waitForText(page, "session-kind", "user");
      await waitForText(page, "cart-count", "1");
      for (const button of ["cart-open", "checkout", "checkout-submit"]) await click(page, button);
      await byTestId(page, "order-confirmation");
      assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
    },
  );
}
