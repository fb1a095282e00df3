// The seller's page: who gets into it, and what a changed rule does to the ways in, at once.

import assert from "node:assert/strict";
import { allByTestId, byTestId, click, gone, shopTest, textOf, waitForText, waitUntil } from "./lib/index.mjs";
import { ADA, OLIVIA, orderId, signInAsSeller } from "./steps.mjs";

const SHOP = "11111111-1111-4111-8111-111111111111";
const MEMBERS = "22222222-2222-4222-8222-222222222222";
const ACME_ONLY = "55555555-5555-4555-8555-555555555555";

const SELLER = { path: "/?view=seller" };

/** One part of one API client's card. */
const part = (page, client, id) => page.waitForSelector(`[data-client="${client}"] [data-testid="${id}"]`);

const press = async (page, client, id) => (await part(page, client, id)).click();

/** Waits until the card's last try came out like this; returns what it says. */
async function outcome(page, client, expected) {
  const css = `[data-client="${client}"] [data-testid="outcome"]`;
  const fits = (css, expected) => document.querySelector(css)?.dataset.outcome === expected;
  await waitUntil(page, `the door to be ${expected}`, fits, css, expected);
  return page.$eval(css, (node) => node.textContent);
}

async function sellerPage(page) {
  await signInAsSeller(page);
  await allByTestId(page, "api-client", 8);
}

shopTest("the footer leads to the seller's page, which asks who is there", async ({ page }) => {
  await byTestId(page, "product");
  await click(page, "seller-open");
  await byTestId(page, "seller-username");
  assert.match(page.url(), /\?view=seller$/);
});

shopTest("guests switched off are turned away with a code, and switched on come in again", SELLER, async (t) => {
  const { page, tab, sandbox, expectProblem } = t;
  expectProblem(/status of 401 .*oauth\/token/);
  await sellerPage(page);
  await press(page, SHOP, "try-it");
  assert.match(await outcome(page, SHOP, "open"), /A guest came in\..*good for 7 days.*Roles: Shopper/);

  await press(page, SHOP, "rule-IsAnonBuyer");
  const refusal = await outcome(page, SHOP, "shut");
  assert.equal(await textOf(page, "outcome-code"), "invalid_client");
  assert.match(refusal, /The server says Auth\.OauthError\. ?This client takes no guests\./);
  assert.equal(await anonymousGrant(sandbox), 401, "the server's rule has changed, not only this page");

  // A visitor who has no session yet finds the shop shut, in a sentence.
  await page.evaluate(() => localStorage.clear());
  const shop = await tab("/");
  await waitUntil(shop, "a sentence about it", () =>
    document.querySelector('main [role="alert"]')?.textContent.includes("This shop is not set up for signing in."),
  );

  await page.bringToFront();
  await press(page, SHOP, "rule-IsAnonBuyer");
  await outcome(page, SHOP, "open");
  assert.equal(await anonymousGrant(sandbox), 200);
  await shop.bringToFront();
  await (await shop.waitForSelector('main [role="alert"] button')).click();
  await byTestId(shop, "product");
  await waitForText(shop, "session-kind", "anonymous");
});

shopTest("a buyer is told that this door is not for buyers", SELLER, async ({ page, expectProblem }) => {
  expectProblem(/status of 401 .*oauth\/token/);
  await signInAsSeller(page, ADA);
  await waitForText(page, "seller-error", "This account may not come in here.");
  assert.equal(await page.$('[data-testid="api-client"]'), null);
  await signInAsSeller(page, OLIVIA);
  await byTestId(page, "api-client");
});

shopTest("the seller's session lives beside the shopper's and ends with it being left", SELLER, async (t) => {
  const { page, tab } = t;
  const guest = await orderId(page);
  await sellerPage(page);
  assert.equal(await textOf(page, "seller-name"), "olivia");
  assert.equal(await orderId(page), guest, "the guest is still the same guest");
  const kept = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage)]);
  assert.ok(!kept[0].some((key) => key.endsWith(" seller")), "not where the next visitor of this browser finds it");
  assert.ok(kept[1].some((key) => key.endsWith(" seller")));

  await page.reload();
  await byTestId(page, "api-client");
  await byTestId(await tab("/?view=seller"), "seller-username");
  await page.bringToFront();
  await click(page, "seller-sign-out");
  await gone(page, "api-client");
  await byTestId(page, "seller-username");
  assert.equal(await orderId(page), guest);
});

shopTest("a rule that the API refuses is told in a sentence, and the switch goes back", SELLER, async (t) => {
  const { page, expectProblem } = t;
  expectProblem(/status of 400 .*apiclients/);
  await sellerPage(page);
  await press(page, MEMBERS, "rules-open");
  await press(page, MEMBERS, "rule-IsAnonBuyer");
  const said = await part(page, MEMBERS, "rules-error");
  await waitUntil(page, "a sentence", (node) => /needs a buyer user as the default/.test(node.textContent), said);
  const guests = await part(page, MEMBERS, "rule-IsAnonBuyer");
  await waitUntil(page, "the switch to go back", (input) => !input.checked && !input.hasAttribute("aria-busy"), guests);

  const duration = await part(page, MEMBERS, "rule-AccessTokenDuration");
  await duration.click({ count: 3 });
  await duration.type("5");
  await press(page, MEMBERS, "rules-save");
  await waitUntil(page, "a sentence", (node) => /between 10 and 600 minutes/.test(node.textContent), said);
});

shopTest("the terms of a client show in the next sign-in", SELLER, async ({ page }) => {
  await sellerPage(page);
  await page.$eval('[data-testid="visitor-ada"]', (input) => input.click());
  await press(page, MEMBERS, "try-it");
  assert.match(await outcome(page, MEMBERS, "open"), /good for 10 hours and cannot be renewed/);
  await press(page, MEMBERS, "rules-open");
  for (const [rule, text] of [
    ["AccessTokenDuration", "30"],
    ["RefreshTokenDuration", "600"],
    ["MaximumGrantedRoles", "Shopper"],
  ]) {
    const field = await part(page, MEMBERS, `rule-${rule}`);
    await field.click({ count: 3 });
    await field.type(text);
  }
  await press(page, MEMBERS, "rules-save");
  await waitUntil(page, "the new terms", () =>
    /good for 30 minutes and can be renewed\.Roles: Shopper$/.test(
      document.querySelector('[data-outcome="open"]')?.textContent ?? "",
    ),
  );
});

shopTest("a buyer let in by name comes in, and no longer once taken out", SELLER, async ({ page, expectProblem }) => {
  expectProblem(/status of 40[14] /);
  await sellerPage(page);
  await page.$eval('[data-testid="visitor-grace"]', (input) => input.click());
  await press(page, ACME_ONLY, "try-it");
  assert.match(await outcome(page, ACME_ONLY, "shut"), /insufficient_roles.*Auth\.UnauthorizedRole/);

  await press(page, ACME_ONLY, "rules-open");
  const buyer = await part(page, ACME_ONLY, "assign-buyer");
  await buyer.type("nobody");
  await press(page, ACME_ONLY, "assign-submit");
  const said = await part(page, ACME_ONLY, "rules-error");
  await waitUntil(page, "a sentence", (node) => /^[A-Z].*\.$/.test(node.textContent), said);

  await buyer.click({ count: 3 });
  await buyer.type("globex");
  await press(page, ACME_ONLY, "assign-submit");
  assert.match(await outcome(page, ACME_ONLY, "open"), /grace came in/);
  assert.equal((await page.$$('[data-testid="assigned-buyer"]')).length, 2);
  await (await page.waitForSelector('[aria-label="Let globex in no longer"]')).click();
  await outcome(page, ACME_ONLY, "shut");
});

shopTest("every door can be tried at once", SELLER, async ({ page, expectProblem }) => {
  expectProblem(/status of 40[01] .*oauth\/token/);
  await sellerPage(page);
  await page.$eval('[data-testid="visitor-ada"]', (input) => input.click());
  await click(page, "try-all");
  await waitUntil(page, "eight outcomes", () => document.querySelectorAll("[data-outcome]").length === 8);
  const open = await page.$$eval('[data-testid="api-client"]:has([data-outcome="open"]) h2', (names) =>
    names.map((each) => each.textContent),
  );
  assert.deepEqual(open, ["Shop", "Members", "Acme only"]);
});

async function anonymousGrant(sandbox) {
  const body = new URLSearchParams({ grant_type: "client_credentials", client_id: SHOP });
  return (await fetch(`${sandbox}/oauth/token`, { method: "POST", body })).status;
}
