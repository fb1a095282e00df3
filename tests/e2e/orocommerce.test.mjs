// The shop on OroCommerce: a visitor's shopping list, the sign-in that takes it along, the two sides of the house, and
// nothing on the page that this platform does not have.

import assert from "node:assert/strict";
import { allByTestId, byTestId, click, gone, isShown, shopTest, textOf, waitForText, waitUntil } from "./lib/index.mjs";
import { ADA, addToCart, signIn } from "./steps.mjs";

const OPTIONS = { platform: "orocommerce" };

/** What the shop asked for, as `GET /api/products`. */
const asked = (requests) => requests.map(({ method, path }) => `${method} ${path}`);

shopTest("a first visit makes one visitor, who sees products and has a list", OPTIONS, async ({ page, control }) => {
  await allByTestId(page, "product", 12);
  await waitForText(page, "session-kind", "anonymous");
  assert.equal(await textOf(page, "order-id"), "", "a visitor has no order");
  await addToCart(page, 0);
  await addToCart(page, 0);
  await addToCart(page, 1);
  await click(page, "cart-open");
  assert.equal((await allByTestId(page, "cart-line", 2)).length, 2, "two of one product are one line");
  assert.equal((await control.counts()).tokenRequests.anonymous, 1, "products, categories and list share one visitor");
});

shopTest("a reload keeps the visitor and the list, and a line can be changed and removed", OPTIONS, async (t) => {
  const { page, control } = t;
  await addToCart(page, 0);
  await addToCart(page, 1);
  await page.reload();
  await waitForText(page, "cart-count", "2");
  assert.equal((await control.counts()).tokenRequests.anonymous, 1);
  await click(page, "cart-open");
  await (await page.waitForSelector('[data-testid="cart-line"] [aria-label$=" more"]')).click();
  await waitForText(page, "cart-count", "3");
  await (await page.waitForSelector(".line-remove")).click();
  await waitForText(page, "cart-count", "1");
});

shopTest(
  "the visitor's list comes along in the sign-in, and stays over a reload and a sign-out",
  OPTIONS,
  async (t) => {
    const { page, control } = t;
    await addToCart(page, 0);
    await addToCart(page, 4);
    await signIn(page);
    await waitForText(page, "session-kind", "user");
    assert.equal(await page.$eval('[data-part="username"]', (node) => node.textContent), ADA.username);
    await waitForText(page, "cart-count", "2");
    await page.reload();
    await byTestId(page, "sign-out");
    await waitForText(page, "cart-count", "2");
    await click(page, "cart-open");
    assert.equal((await allByTestId(page, "cart-line", 2)).length, 2);

    await click(page, "sign-out");
    await waitForText(page, "session-kind", "signed-out");
    await waitForText(page, "cart-count", "0");
    await byTestId(page, "sign-in-open");
    await (await page.waitForSelector(".logo")).click();
    await waitForText(page, "session-kind", "anonymous");
    await waitForText(page, "cart-count", "0");
    await signIn(page);
    await waitForText(page, "cart-count", "2");
    assert.equal((await control.counts()).tokenRequests.password, 2);
  },
);

shopTest("what a user had and what the visitor brings are one list", OPTIONS, async ({ page }) => {
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  await addToCart(page, 0);
  await click(page, "sign-out");
  await waitForText(page, "session-kind", "signed-out");
  await (await page.waitForSelector(".chip:nth-child(1)")).click();
  await waitForText(page, "session-kind", "anonymous");
  await addToCart(page, 0);
  await addToCart(page, 1);
  await signIn(page);
  await waitForText(page, "cart-count", "3");
  await click(page, "cart-open");
  assert.equal((await allByTestId(page, "cart-line", 2)).length, 2);
});

shopTest("a back-office token is refused by the storefront, and a sentence says why", OPTIONS, async (t) => {
  const { page, control, expectProblem } = t;
  expectProblem(/status of 401 .*\/api\/shoppinglists/);
  await addToCart(page, 0);
  await click(page, "seller-open");
  await click(page, "try-back-office");
  const refused = await waitForText(page, "token-refused", /\/api\/shoppinglists 401/);
  assert.match(refused, /belongs to the back office, and the storefront does not take it/);
  assert.match(refused, /without a word/);
  assert.match(await textOf(page, "token-taken"), /\/admin\/api\/users 200/);
  const calls = (await control.requests()).filter(({ clientId }) => clientId === "oro-backoffice");
  assert.equal(calls.filter(({ grant }) => grant === "client_credentials").length, 1);
  assert.equal(calls.filter(({ grant }) => grant === "refresh_token").length, 0, "there is nothing to renew it with");

  assert.equal(await textOf(page, "session-kind"), "anonymous", "the shopper's own session is as it was");
  await page.reload();
  await waitForText(page, "cart-count", "1");
  assert.ok(
    !(await page.evaluate(() => JSON.stringify(localStorage))).includes("oro-backoffice"),
    "it was kept nowhere",
  );
});

shopTest("what OroCommerce does not have is not shown", OPTIONS, async ({ page, storefront }) => {
  await addToCart(page, 0);
  await click(page, "cart-open");
  await byTestId(page, "cart-line");
  assert.equal(await page.$('[data-testid="checkout"]'), null);
  await click(page, "sign-in-open");
  await byTestId(page, "username");
  for (const missing of ["register-open", "sso-start", "one-time-password"])
    assert.equal(await isShown(page, missing), false, missing);
  await page.keyboard.press("Escape");
  await gone(page, "username");
  for (const view of ["checkout", "account", "confirmation"]) {
    await page.goto(`${storefront}/?view=${view}`);
    const heading = () => document.querySelector("main h1, main h2")?.textContent === "This path leads nowhere";
    await waitUntil(page, `no ${view}`, heading);
  }
});

shopTest("search, categories, pages and a product show what their address says", OPTIONS, async (t) => {
  const { page, storefront, control } = t;
  await allByTestId(page, "product", 12);
  await (await page.waitForSelector('[aria-label="Page 3"]')).click();
  await waitUntil(page, "the last page", () => document.querySelectorAll('[data-testid="product"]').length === 2);
  await page.type("#search", "wool");
  await page.keyboard.press("Enter");
  await waitUntil(page, "what is of wool", () => {
    const found = [...document.querySelectorAll('[data-testid="product"]')].map((each) => each.textContent);
    return found.length > 2 && found.every((text) => /wool/i.test(text));
  });
  await (await page.waitForSelector(".chip:nth-child(4)")).click();
  await waitUntil(page, "the category", () => document.querySelector("main h1")?.textContent === "Carry");
  await page.goto(`${storefront}/?view=product&id=tarn-mug`);
  await waitUntil(page, "the product", () => document.querySelector("main h1")?.textContent === "Tarn Mug");
  const calls = asked(await control.requests());
  for (const call of ["GET /api/productsearch", "GET /api/mastercatalogcategories", "GET /api/products/tarn-mug"])
    assert.ok(calls.includes(call), call);
  assert.ok(!calls.some((call) => call.includes("/v1/")), "nothing is asked of OrderCloud");
});

shopTest("a shop that keeps lists from visitors says so, and a user has one", OPTIONS, async (t) => {
  const { page, control, expectProblem } = t;
  expectProblem(/status of 403 .*\/api\/shoppinglists/);
  await control.settings({ guestShoppingLists: false });
  await allByTestId(page, "product", 8);
  await (await allByTestId(page, "add-to-cart"))[0].click();
  await waitUntil(page, "a sentence", () =>
    /kept for those who are signed in/.test(document.querySelector("#notes").textContent),
  );
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  await addToCart(page, 0);
});

shopTest("a browser that OroCommerce was not told of gets nowhere, and is told in a sentence", OPTIONS, async (t) => {
  const { page, control, expectProblem } = t;
  expectProblem(/CORS|Failed to load resource/);
  await control.settings({ oroCorsOrigins: [] });
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await waitUntil(page, "a sentence", () =>
    document.querySelector('main [role="alert"]')?.textContent.includes("We cannot reach our server"),
  );
});

shopTest("nothing is wider than a small phone", OPTIONS, async ({ page, storefront }) => {
  await page.setViewport({ width: 360, height: 740 });
  await addToCart(page, 0);
  for (const address of ["/", "/?view=product&id=fell-kettle", "/?view=cart", "/?view=seller"]) {
    await page.goto(storefront + address);
    const ready = () =>
      document.querySelector("main h1, main h2") !== null && document.querySelector("main [aria-busy]") === null;
    await waitUntil(page, "the view", ready);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, address);
  }
});
