// Both platforms side by side, row by row: what differs between them on the wire, as a browser does it, and that the
// shopper sees no difference. The same rows without a browser: sandbox/tests/suite/contrast.rs and tests/flows/platforms.rs.

import assert from "node:assert/strict";
import { allByTestId, byTestId, click, fill, shopTest, textOf, waitForText, waitUntil } from "./lib/index.mjs";
import { ADA, addToCart, signIn } from "./steps.mjs";

const SIDES = [
  {
    platform: "ordercloud",
    tokenPath: "/oauth/token",
    tokenType: "bearer",
    guestGrant: "client_credentials",
    /** What a guest's token says of the guest. */
    guestClaim: ["orderid", /^[\w-]{22}$/],
    guestIsRenewed: false,
    /** The call of its own that brings the guest's things along, if there is one. */
    transfer: "PUT /v1/me/orders",
    roles: 6,
    listPath: "/v1/me/products",
    /** What the access token of before is worth after a renewal. */
    oldTokenStatus: 200,
    refused: /"Errors":\[\{/,
    unauthorized: /"Errors":\[\{/,
  },
  {
    platform: "orocommerce",
    tokenPath: "/oauth2-token",
    tokenType: "Bearer",
    guestGrant: "password",
    guestClaim: ["sub", /^visitor:/],
    guestIsRenewed: true,
    transfer: null,
    roles: 0,
    listPath: "/api/shoppinglists",
    oldTokenStatus: 401,
    refused: /"message":/,
    unauthorized: /^$/,
  },
];

/** Keeps what goes to the token endpoint and what comes back. */
function listen(page, { tokenPath }) {
  const seen = [];
  page.on("response", async (response) => {
    const request = response.request();
    if (!response.url().endsWith(tokenPath) || request.method() !== "POST") return;
    const entry = {
      type: request.headers()["content-type"],
      form: new URLSearchParams(request.postData()),
      status: response.status(),
    };
    seen.push(entry);
    entry.text = await response.text();
    entry.body = JSON.parse(entry.text);
  });
  return seen;
}

/** The whole answers to requests of this grant, once there are `least` of them. */
async function answers(seen, grant, least = 1) {
  const found = () => seen.filter(({ form, body }) => body && form.get("grant_type") === grant);
  const end = Date.now() + 10_000;
  while (found().length < least && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(found().length >= least, `${least} answers to ${grant}`);
  return found();
}

const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

async function openPanel(page) {
  await (await page.waitForSelector('[data-part="session-toggle"]')).click();
  await page.waitForSelector("#session-drawer:not([hidden])");
}

for (const side of SIDES) {
  const { platform } = side;
  const options = { platform, path: null };
  /** A test whose page is opened once somebody listens. */
  const row = (name, body) =>
    shopTest(`${platform}: ${name}`, options, async (t) => {
      const seen = listen(t.page, side);
      await t.page.goto(t.storefront);
      await allByTestId(t.page, "product", 8);
      await body({ ...t, seen });
    });

  row(
    `tokens are ${side.tokenType}, asked for by a form, which needs no preflight`,
    async ({ page, seen, control }) => {
      await signIn(page);
      await waitForText(page, "session-kind", "user");
      const [login] = (await answers(seen, "password")).filter(({ form }) => form.get("username") === ADA.username);
      assert.equal(login.body.token_type, side.tokenType);
      assert.match(login.type, /^application\/x-www-form-urlencoded/);
      assert.ok(!(await control.requests()).some(({ method }) => method === "OPTIONS"));
    },
  );

  row(`a guest comes by ${side.guestGrant} and ${side.guestIsRenewed ? "is renewed" : "is not renewed"}`, async (t) => {
    const { page, seen, control } = t;
    const [guest] = await answers(seen, side.guestGrant);
    const [claim, pattern] = side.guestClaim;
    assert.match(claims(guest.body.access_token)[claim], pattern);
    assert.equal(Boolean(guest.body.refresh_token), side.guestIsRenewed);
    await openPanel(page);
    const button = await page.$('[data-testid="refresh-now"]');
    assert.equal(await button.isVisible(), side.guestIsRenewed);
    if (side.guestIsRenewed) {
      await button.click();
      const [renewed] = await answers(seen, "refresh_token");
      assert.equal(
        claims(renewed.body.access_token)[claim],
        claims(guest.body.access_token)[claim],
        "the same visitor",
      );
    }
    assert.equal(await textOf(page, "session-kind"), "anonymous");
    assert.equal((await control.counts()).tokenRequests.anonymous, 1);
  });

  row(`what a guest has comes along ${side.transfer ? "in a call of its own" : "in the login"}`, async (t) => {
    const { page, seen, control } = t;
    await addToCart(page, 0);
    await addToCart(page, 4);
    const [guest] = await answers(seen, side.guestGrant);
    await signIn(page);
    await waitForText(page, "session-kind", "user");
    await waitForText(page, "cart-count", "2");
    await page.reload();
    await waitForText(page, "cart-count", "2");
    const login = seen.find(({ form }) => form.get("username") === ADA.username);
    const handed = login.form.get("visitor_access_token");
    assert.equal(handed, side.transfer ? null : guest.body.access_token);
    const calls = (await control.requests()).map(({ method, path }) => `${method} ${path}`);
    assert.equal(calls.includes("PUT /v1/me/orders"), side.transfer !== null);
  });

  row("a renewal uses the refresh token up, and the session goes on", async ({ page, seen, sandbox }) => {
    await signIn(page);
    await waitForText(page, "session-kind", "user");
    const login = (await answers(seen, "password")).find(({ form }) => form.get("username") === ADA.username);
    await openPanel(page);
    await click(page, "refresh-now");
    const [renewed] = await answers(seen, "refresh_token");
    await click(page, "refresh-now");
    const [, again] = await answers(seen, "refresh_token", 2);
    assert.equal(renewed.form.get("refresh_token"), login.body.refresh_token);
    assert.notEqual(renewed.body.refresh_token, login.body.refresh_token);
    assert.equal(again.form.get("refresh_token"), renewed.body.refresh_token, "the newest is sent");
    const old = { headers: { authorization: `Bearer ${login.body.access_token}` } };
    assert.equal((await fetch(sandbox + side.listPath, old)).status, side.oldTokenStatus);
    await page.reload();
    await byTestId(page, "sign-out");
  });

  row(`a user's token names ${side.roles} roles`, async ({ page }) => {
    await signIn(page);
    await waitForText(page, "session-kind", "user");
    await openPanel(page);
    const heading = (text) =>
      [...document.querySelectorAll("#session-drawer h3")].some((each) => each.textContent === text);
    await waitUntil(page, "the roles", heading, `Roles (${side.roles})`);
  });

  row(
    "a wrong password is the same sentence, whatever stands beside the error",
    async ({ page, seen, expectProblem }) => {
      expectProblem(/status of 40[01] .*oauth2?.token/);
      await click(page, "sign-in-open");
      await fill(page, "username", ADA.username);
      await fill(page, "password", "not-the-password");
      await click(page, "sign-in-submit");
      assert.equal(
        await waitForText(page, "sign-in-error", /\S/),
        "That username and password do not go together. Please check both and try again.",
      );
      const refused = (await answers(seen, "password")).find(({ form }) => form.get("username") === ADA.username);
      assert.deepEqual([refused.status, refused.body.error], [400, "invalid_grant"]);
      assert.match(refused.text, side.refused);
      assert.equal(await textOf(page, "session-kind"), "anonymous");
    },
  );

  row("an access token that the API refuses is renewed once, unseen", async (t) => {
    const { page, seen, control, sandbox, expectProblem } = t;
    expectProblem(/status of 401/);
    await signIn(page);
    await waitForText(page, "session-kind", "user");
    const bare = await fetch(sandbox + side.listPath);
    assert.equal(bare.status, 401);
    assert.match(await bare.text(), side.unauthorized);
    await control.expire();
    await addToCart(page, 0);
    assert.equal(await textOf(page, "session-kind"), "user");
    assert.equal((await answers(seen, "refresh_token")).length, 1);
    assert.equal((await control.counts()).tokenRequests.refresh_token, 1);
  });

  row("a secret in a page is refused before anything is sent", async ({ page, sandbox, control }) => {
    const before = (await control.requests()).length;
    const code = await page.evaluate(
      async (options) => {
        const { createClient } = await import("/pkg/index.js");
        return createClient(options).then(
          () => "opened",
          (error) => error.code,
        );
      },
      { platform, clientId: "any", clientSecret: "a-secret", baseUrl: sandbox },
    );
    assert.equal(code, "secret_in_browser");
    assert.equal((await control.requests()).length, before);
  });
}
