// Single sign-on as a shopper has it: off to the sandbox's identity provider with the shop's button, and back with a cart.

import assert from "node:assert/strict";
import { byTestId, click, fill, shopTest, textOf, waitForText, waitUntil } from "./lib/index.mjs";
import { addToCart, orderId, signIn } from "./steps.mjs";

const IRIS = { username: "iris", password: "Sandbox-Iris-1" };

/** At the identity provider, by the shop's button: the one in the dialog, which stays where it is while products arrive. */
async function leave(page) {
  await click(page, "sign-in-open");
  await page.waitForSelector('dialog[open] [data-testid="sso-start"]');
  await click(page, "sso-start");
  await byTestId(page, "idp-username");
}

async function signInThere(page, { username, password } = IRIS) {
  await fill(page, "idp-username", username);
  await fill(page, "idp-password", password);
  await click(page, "idp-submit");
}

/** Where this page was sent by a redirect, and what was asked for from there, with the Referer of each. */
function watch(page, storefront) {
  const seen = { arrivals: [], others: [] };
  page.on("request", (request) => {
    const isArrival = request.isNavigationRequest() && request.url().startsWith(storefront);
    if (isArrival) seen.arrivals.push(request.url());
    else seen.others.push({ url: request.url(), headers: JSON.stringify(request.headers()) });
  });
  return seen;
}

/** The values that an address has brought. */
const values = (url) => [...new URL(url).searchParams].filter(([name]) => name !== "path").map(([, value]) => value);

shopTest(
  "a guest comes back signed in, where the shopper was, with the cart",
  async ({ page, storefront, control, screenshot }) => {
    await addToCart(page, 0);
    await addToCart(page, 1);
    await page.goto(`${storefront}/?view=cart`);
    await leave(page);
    await signInThere(page);
    await waitForText(page, "session-kind", "user");
    await waitForText(page, "cart-count", "2");
    assert.equal(page.url(), `${storefront}/?view=cart`);
    assert.equal(await textOf(page, "order-id"), "", "the order is no guest's any more");
    await screenshot("sso back");
    const asked = await control.requests();
    assert.equal(asked.filter(({ method, path }) => method === "PUT" && path === "/v1/me/orders").length, 1);
    await page.reload();
    await waitForText(page, "cart-count", "2");
    assert.equal(await textOf(page, "session-kind"), "user");
    assert.equal((await control.counts()).tokenRequests.password, 0);
  },
);

shopTest("what came back is nowhere but in the store", async ({ page, storefront }) => {
  const seen = watch(page, storefront);
  const printed = [];
  page.on("console", (message) => printed.push(message.text()));
  await leave(page);
  await signInThere(page);
  await waitForText(page, "session-kind", "user");
  await waitUntil(page, "the cart", () => /\d/.test(document.querySelector('[data-testid="cart-count"]')?.textContent));
  const brought = values(seen.arrivals.at(-1));
  assert.equal(brought.length, 3, "access token, refresh token and the provider's own");

  const inPage = await page.evaluate(() => ({
    address: location.href,
    referrer: document.referrer,
    state: JSON.stringify(history.state),
    tab: JSON.stringify({ ...sessionStorage }),
    // The navigation's own entry is the browser's; nothing can change it.
    entries: performance
      .getEntries()
      .filter(({ entryType }) => entryType !== "navigation")
      .map(({ name }) => name),
    text: document.documentElement.outerHTML,
  }));
  const [token] = brought;
  for (const value of brought) {
    assert.ok(!JSON.stringify(inPage).includes(value), "not in the page");
    assert.ok(!printed.join().includes(value), "not in the console");
    for (const { url, headers } of seen.others) {
      assert.ok(!url.includes(value), `not in an address: ${url.split("?")[0]}`);
      if (!/\/v1\//.test(url)) assert.ok(!headers.includes(value), `not sent to ${url.split("?")[0]}`);
    }
  }
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(kept.includes(token), "the session is stored");
  assert.ok(
    !kept.includes(brought.find((value) => value !== token && value.split(".").length === 3)),
    "the provider's token is not",
  );

  await page.goto(`${storefront}/?view=cart`);
  await page.goBack();
  await waitForText(page, "session-kind", "user");
  assert.ok(!page.url().includes(token.slice(0, 20)), "nor does Back bring it");
});

shopTest("a return that is opened again changes nothing", async ({ page, storefront, tab }) => {
  const seen = watch(page, storefront);
  await leave(page);
  await signInThere(page);
  await waitForText(page, "session-kind", "user");
  const back = seen.arrivals.at(-1);
  for (const shop of [page, await tab(null)]) {
    await shop.goto(back);
    await waitUntil(shop, "a sentence about it", () => /not started in this tab/.test(document.body.innerText));
    assert.equal(await textOf(shop, "session-kind"), "user");
    assert.equal(shop.url(), `${storefront}/`);
  }
});

shopTest("a link with somebody else's tokens signs nobody in", async ({ page, tab, storefront, browser }) => {
  // The attacker signs in, and sends the address that came back to a shopper.
  const elsewhere = await browser.createBrowserContext();
  const attacker = await elsewhere.newPage();
  await attacker.goto(storefront);
  await leave(attacker);
  let link;
  await attacker.setRequestInterception(true);
  attacker.on("request", (request) => {
    if (request.isNavigationRequest() && request.url().startsWith(storefront)) {
      link = request.url();
      request.abort();
    } else request.continue();
  });
  await signInThere(attacker);
  while (!link) await new Promise((resolve) => setTimeout(resolve, 50));
  await elsewhere.close();

  await addToCart(page, 0);
  const order = await orderId(page);
  await page.goto(link);
  await waitUntil(page, "a sentence about it", () => /not started in this tab/.test(document.body.innerText));
  assert.equal(await orderId(page), order, "the guest goes on");
  assert.equal(page.url(), `${storefront}/`);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  assert.ok(!kept.includes(new URL(link).searchParams.get("refresh")));
  const left = await tab();
  await leave(left);
  await left.goto(link);
  await waitUntil(left, "a sentence about it", () => /not started in this tab/.test(document.body.innerText));
});

shopTest("who cancels there comes back as a guest, and may try again", async ({ page, storefront }) => {
  await addToCart(page, 0);
  const order = await orderId(page);
  await leave(page);
  await click(page, "idp-deny");
  await waitUntil(page, "a sentence about it", () => /did not sign you in/.test(document.body.innerText));
  assert.equal(page.url(), `${storefront}/`);
  assert.equal(await orderId(page), order);
  await leave(page);
  await signInThere(page);
  await waitForText(page, "session-kind", "user");
  await waitForText(page, "cart-count", "1");
});

shopTest("two tabs leave, and come back in the other order", async ({ page, tab, storefront }) => {
  await leave(page);
  const other = await tab("/?view=cart");
  await leave(other);
  await signInThere(other, { username: "ada", password: "Sandbox-Ada-1" });
  await waitForText(other, "session-kind", "user");
  assert.equal(other.url(), `${storefront}/?view=cart`);
  await page.bringToFront();
  await signInThere(page);
  await waitForText(page, "session-kind", "user");
  assert.equal(page.url(), `${storefront}/`);
  await waitUntil(page, "the last to come back", () => document.body.innerText.includes("iris"));
  await other.bringToFront();
  await waitUntil(other, "the other tab to follow", () => document.body.innerText.includes("iris"));
});

shopTest("the token of a payment page is none of ours", async ({ page, storefront }) => {
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  await page.goto(`${storefront}/?view=cart&token=payment-1&error=declined#top`);
  await waitForText(page, "session-kind", "user");
  assert.equal(page.url(), `${storefront}/?view=cart&token=payment-1&error=declined#top`);
  assert.ok(!(await page.evaluate(() => document.body.innerText.includes("not started in this tab"))));
});
