// What a guest can count on: a cart from the first visit on, the same one after a reload, and an order at the end.

import assert from "node:assert/strict";
import { allByTestId, byTestId, click, shopTest, textOf, waitForText, waitUntil } from "./lib/index.mjs";
import { addToCart, checkOutAs, orderId } from "./steps.mjs";

shopTest("a first visit makes one guest with one order id", async ({ page, control }) => {
  await allByTestId(page, "product", 8);
  await waitForText(page, "session-kind", "anonymous");
  assert.match(await orderId(page), /^[\w-]{22}$/);
  const { tokenRequests } = await control.counts();
  assert.equal(tokenRequests.anonymous, 1, "the products, the categories and the cart share one guest");
});

shopTest("a reload keeps a guest's order id and cart", async ({ page, control }) => {
  await addToCart(page, 0);
  await addToCart(page, 1);
  const before = await orderId(page);
  await page.reload();
  await waitForText(page, "cart-count", "2");
  assert.equal(await orderId(page), before);
  await click(page, "cart-open");
  assert.equal((await allByTestId(page, "cart-line", 2)).length, 2);
  assert.equal((await control.counts()).tokenRequests.anonymous, 1, "the stored guest is used again");
});

shopTest("two clicks on one product make one line of two", async ({ page }) => {
  await allByTestId(page, "product", 8);
  const [button] = await allByTestId(page, "add-to-cart");
  await button.click();
  await waitForText(page, "cart-count", "1");
  await button.click();
  await waitForText(page, "cart-count", "2");
  await click(page, "cart-open");
  assert.equal((await allByTestId(page, "cart-line")).length, 1);
});

shopTest("a line can be changed and removed", async ({ page }) => {
  await addToCart(page, 0);
  await addToCart(page, 1);
  await click(page, "cart-open");
  await (await page.waitForSelector('[data-testid="cart-line"] [aria-label$=" more"]')).click();
  await waitForText(page, "cart-count", "3");
  const focused = await page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
  assert.match(focused ?? "", /more$/, "a redraw leaves the keyboard where it was");
  await (await page.waitForSelector(".line-remove")).click();
  await waitForText(page, "cart-count", "1");
});

shopTest("a guest's checkout ends in a confirmation and a new order id", async ({ page, control }) => {
  await addToCart(page, 2);
  const ordered = await orderId(page);
  await click(page, "cart-open");
  await checkOutAs(page, { first: "Mary", last: "Shelley", email: "mary@example.com" });

  const confirmation = await textOf(page, "order-confirmation");
  assert.ok(confirmation.includes(ordered), "the confirmation names the order that was placed");
  assert.ok(confirmation.includes("mary@example.com"));
  await waitForText(page, "cart-count", "0");
  await page.waitForFunction(
    (old) => document.querySelector('[data-testid="order-id"]').textContent !== old,
    {},
    ordered,
  );
  assert.match(await orderId(page), /^[\w-]{22}$/);
  assert.equal((await control.counts()).tokenRequests.anonymous, 2, "the next order has a guest of its own");

  await page.reload();
  assert.ok((await textOf(page, "order-confirmation")).includes(ordered), "a reload shows the order again");
});

shopTest("a checkout without an e-mail address goes nowhere", async ({ page, control }) => {
  await addToCart(page, 0);
  await click(page, "cart-open");
  await click(page, "checkout");
  await click(page, "checkout-submit");
  assert.equal(await page.evaluate(() => document.querySelector("input:invalid")?.name), "firstName");
  const requests = await control.requests();
  assert.ok(!requests.some(({ path }) => path === "/v1/cart/submit"));
  await byTestId(page, "checkout-submit");
});

shopTest("a guest session that runs out says so and names the order", async ({ page, control }) => {
  await byTestId(page, "product");
  await control.settings({ anonymousTokenSeconds: 3 });
  // The guest of the first visit lives for a week; the one after the order lives for three seconds.
  await addToCart(page, 0);
  await click(page, "cart-open");
  await checkOutAs(page, { first: "Mary", last: "Shelley", email: "mary@example.com" });
  await waitForText(page, "session-kind", "signed-out");
  await waitUntil(page, "a sentence about it", () => /guest session has run out/.test(document.body.innerText));
  await (await page.waitForSelector(".logo")).click();
  await waitForText(page, "session-kind", "anonymous");
});
