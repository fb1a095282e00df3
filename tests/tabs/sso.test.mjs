// Coming back from single sign-on: only what this tab has asked for is taken, and no token stays in an address.

import assert from "node:assert/strict";
import { ADA, GRACE, signIn, tabTest } from "./lib/index.mjs";
import { startRecorder } from "./lib/server.mjs";

const client = { ssoParams: { error: "ssoError" } };
const IDP = { connectId: "sandbox-idp", returnPath: "/cart?from=sso" };
const TOKENS = /eyJ|token=|refresh=|idpToken=|path=/i;

/** Leaves for the identity provider and signs in there; returns the address that it led back to, before it was cleaned. */
async function leaveAndReturn(tab, who, address) {
  const { page } = tab;
  const url = address ?? (await tab.run((options) => auth.ssoUrl(options), IDP));
  await page.bringToFront();
  await page.goto(url);
  await page.type('[data-testid="idp-username"]', who.username);
  await page.type('[data-testid="idp-password"]', who.password);
  const back = page.waitForRequest(
    (request) =>
      request.isNavigationRequest() &&
      TOKENS.test(new URL(request.url()).search) &&
      !request.url().includes("/idp/") &&
      !request.url().includes("/ocrp"),
  );
  await Promise.all([page.waitForNavigation(), page.click('[data-testid="idp-submit"]')]);
  await page.waitForFunction(() => globalThis.lab, { polling: 20 });
  return (await back).url();
}

/** The link that somebody sends: it signs whoever opens it in as the sender. */
async function attackersLink(sandbox, site, clientId, path = "") {
  const body = new URLSearchParams({ grant_type: "password", client_id: clientId, ...GRACE });
  const { access_token, refresh_token } = await (
    await fetch(`${sandbox}/oauth/token`, { method: "POST", body })
  ).json();
  return `${site}/?${new URLSearchParams({ token: access_token, refresh: refresh_token, ...(path && { path }) })}`;
}

/** Opens an address in a tab, makes the client, and tells what it makes of the address. */
async function arriveAt(tab, url, options) {
  await tab.page.goto(url);
  await tab.until(() => globalThis.lab);
  await tab.open(options);
  return tab.run(async () => {
    const ending = lab.outcome(auth.completeSso());
    const href = location.href;
    return { ...(await ending), href, session: auth.session };
  });
}

tabTest(
  "after single sign-on no token is in the address, in the history, or in what the page asks for next",
  { client },
  async ({ tabs: [tab], client: options, site }) => {
    const recorder = await startRecorder();
    try {
      const back = await leaveAndReturn(tab, ADA);
      assert.match(back, TOKENS, "the tokens did come in the address");
      await tab.open(options);
      const seen = await tab.run(async (elsewhere) => {
        const ending = auth.completeSso();
        // At once: whatever the page does next finds a clean address.
        const href = location.href;
        const image = new Image();
        await new Promise((resolve) =>
          Object.assign(image, { onload: resolve, onerror: resolve, src: `${elsewhere}/picture` }),
        );
        await fetch(`${elsewhere}/script`);
        const { session, returnPath } = await ending;
        return {
          href,
          kind: session.kind,
          via: session.via,
          returnPath,
          asked: performance.getEntriesByType("resource").map(({ name }) => name),
        };
      }, `http://127.0.0.1:${recorder.port}`);
      assert.deepEqual([seen.kind, seen.via, seen.returnPath], ["user", "sso", IDP.returnPath]);
      assert.equal(seen.href, `${site}/`);
      assert.equal(recorder.seen.length, 2);
      assert.deepEqual(
        recorder.seen.filter(({ all }) => TOKENS.test(all)),
        [],
        "no Referer tells",
      );
      assert.doesNotMatch(seen.asked.join("\n"), TOKENS);
      await tab.page.goBack();
      await tab.page.goForward();
      assert.equal(tab.page.url(), `${site}/`, "back and forward lead to the clean address");
      await tab.until(() => globalThis.lab);
      assert.deepEqual([await tab.open(options), await tab.run(() => auth.completeSso())], ["user", null]);
    } finally {
      await recorder.close();
    }
  },
);

tabTest(
  "a refusal at the identity provider cleans the address too, and the session stays",
  { client },
  async ({ tabs: [tab], client: options, site }) => {
    await signIn([tab]);
    await tab.page.goto(await tab.run((given) => auth.ssoUrl(given), IDP));
    await Promise.all([tab.page.waitForNavigation(), tab.page.click('[data-testid="idp-deny"]')]);
    assert.match(tab.page.url(), /ssoError=/);
    const { code, href, session } = await arriveAt(tab, tab.page.url(), options);
    assert.deepEqual([code, href, session.claims.username], ["sso_error", `${site}/`, "ada"]);
  },
);

tabTest(
  "a link with somebody else's tokens signs nobody in: with no sign-in pending, another tab's, a late one, or a guessed value",
  { client },
  async ({ tabs: [tab], tab: another, client: options, sandbox, site }) => {
    await signIn([tab]);
    const pathOf = (where) => where.run((given) => new URL(auth.ssoUrl(given)).searchParams.get("appstartpath"), IDP);
    const refused = async (who, where, path) => {
      const { code, href, session } = await arriveAt(
        where,
        await attackersLink(sandbox, site, options.clientId, path),
        options,
      );
      assert.deepEqual([code, href, session.claims?.username], ["sso_state_mismatch", `${site}/`, "ada"], who);
    };
    await refused("nothing pending", tab, "");
    await refused("nothing pending, a path of the attacker's", tab, "/cart");

    const other = await another();
    await refused("another tab's value", tab, await pathOf(other));

    const path = await pathOf(tab);
    await refused(
      "a pending sign-in and a guessed value",
      tab,
      path.replace(/\d/g, (digit) => (9 - digit).toString()),
    );

    const late = await another({
      init: () => {
        const { now } = Date;
        globalThis.shift = 0;
        Date.now = () => now() + globalThis.shift;
      },
    });
    const old = await pathOf(late);
    await late.page.evaluateOnNewDocument(() => {
      globalThis.shift = 3_600_000;
    });
    await refused("a value of an hour ago", late, old);
  },
);

tabTest(
  "a return that is opened a second time does nothing, and a reload neither",
  { client },
  async ({ tabs: [tab], client: options }) => {
    const back = await leaveAndReturn(tab, ADA);
    await tab.open(options);
    await tab.run(() => auth.completeSso());
    for (let n = 0; n < 2; n += 1) {
      await tab.page.reload();
      await tab.until(() => globalThis.lab);
      assert.equal(await tab.open(options), "user");
      assert.equal(await tab.run(() => auth.completeSso()), null);
    }
    await tab.run((who) => auth.login(who), GRACE);
    const { code, session } = await arriveAt(tab, back, options);
    assert.deepEqual([code, session.claims.username], ["sso_state_mismatch", "grace"]);
  },
);

tabTest(
  "two tabs that sign in at once come back each for itself, in whatever order",
  { client, count: 2 },
  async ({ tabs: [a, b], client: options }) => {
    const urls = [await a.run((given) => auth.ssoUrl(given), IDP), await b.run((given) => auth.ssoUrl(given), IDP)];
    for (const [tab, url, who] of [
      [b, urls[1], GRACE],
      [a, urls[0], ADA],
    ]) {
      await leaveAndReturn(tab, who, url);
      await tab.open(options);
      const done = await tab.run(() =>
        auth.completeSso().then(({ session, returnPath }) => [session.claims.username, returnPath]),
      );
      assert.deepEqual(done, [who.username, IDP.returnPath]);
    }
  },
);

tabTest(
  "another library's parameters of the same name are left alone",
  { client },
  async ({ tabs: [tab], client: options, site }) => {
    await signIn([tab]);
    const address = `${site}/?token=tok_1a2b3c&status=paid#done`;
    const { ok, href, session } = await arriveAt(tab, address, options);
    assert.deepEqual([ok, href, session.claims.username], [true, address, "ada"]);
  },
);
