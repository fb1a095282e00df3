// An access token that the server no longer takes is renewed once, whoever needs it, and nobody notices.

import assert from "node:assert/strict";
import { byTestId, click, shopTest, waitForText, waitUntil } from "./lib/index.mjs";
import { addToCart, signIn } from "./steps.mjs";

const REFUSED = /status of 401 .*\/v1\//;

shopTest(
  "an expired token is renewed exactly once for all the calls of a page",
  async ({ page, control, expectProblem }) => {
    expectProblem(REFUSED);
    await signIn(page);
    await waitForText(page, "session-kind", "user");
    await addToCart(page, 0);
    await control.expire("ada");

    // The account asks for the user and the orders at the same time.
    await (await page.waitForSelector('[data-part="account"]')).click();
    await waitUntil(page, "the account", () => document.querySelector("main h1")?.textContent.startsWith("Hello,"));
    await waitUntil(page, "the orders", () => document.querySelector("main [aria-busy]") === null);

    const after = await control.counts();
    assert.equal(after.tokenRequests.refresh_token, 1);
    assert.equal(after.tokenRequests.password, 1, "the password was not asked for again");
    const refused = (await control.requests()).filter(({ path, status }) => path.startsWith("/v1/") && status === 401);
    assert.ok(refused.length >= 2, "both calls were refused first, or this test proves nothing");

    await page.reload();
    await byTestId(page, "sign-out");
    await waitForText(page, "cart-count", "1");
    assert.equal((await control.counts()).tokenRequests.refresh_token, 1, "the new token was stored");
  },
);

shopTest("the panel renews a token on request and tells of it", async ({ page, control }) => {
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  await (await page.waitForSelector('[data-part="session-toggle"]')).click();
  await click(page, "refresh-now");
  await waitForText(page, "session-event", /refresh/);
  assert.equal((await control.counts()).tokenRequests.refresh_token, 1);
});

shopTest("the panel counts the seconds down", async ({ page }) => {
  await waitForText(page, "session-kind", "anonymous");
  await (await page.waitForSelector('[data-part="session-toggle"]')).click();
  const seconds = () =>
    page.$eval('[data-testid="seconds-left"]', (node) => Number(node.textContent.replaceAll(",", "")));
  const first = await seconds();
  assert.ok(first > 600_000, `a guest's week, not ${first} s`);
  await waitUntil(
    page,
    "the seconds to fall",
    (from) => Number(document.querySelector('[data-testid="seconds-left"]').textContent.replaceAll(",", "")) < from,
    first,
  );
});

shopTest(
  "revoked tokens end the session with a sentence, and the shop goes on",
  async ({ page, control, expectProblem }) => {
    expectProblem(REFUSED, /status of 40[01] .*oauth\/token/);
    await signIn(page);
    await waitForText(page, "session-kind", "user");
    await control.revoke("ada");
    await (await page.waitForSelector('[data-part="account"]')).click();
    await waitForText(page, "session-kind", /^(signed-out|anonymous)$/);
    await byTestId(page, "sign-in-open");
    await waitUntil(page, "a sentence about it", () => /session has (ended|run out)/i.test(document.body.innerText));
    await (await page.waitForSelector(".logo")).click();
    await byTestId(page, "product");
  },
);
