// Signing in, being refused, staying signed in, and leaving again, in one tab and in two.

import assert from "node:assert/strict";
import { byTestId, click, gone, shopTest, textOf, waitForText, waitUntil } from "./lib/index.mjs";
import { ADA, addToCart, signIn } from "./steps.mjs";

shopTest("signing in lasts over a reload", async ({ page, control }) => {
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  assert.equal(await textOf(page, "order-id"), "", "a user's cart has no guest's order id");
  await page.reload();
  await byTestId(page, "sign-out");
  assert.equal(await textOf(page, "session-kind"), "user");
  assert.equal((await control.counts()).tokenRequests.password, 1, "the reload asked for no new token");
});

shopTest("a wrong password is answered with a sentence, and the guest goes on", async ({ page, expectProblem }) => {
  expectProblem(/status of 40[01] .*oauth\/token/);
  await addToCart(page, 0);
  const before = await textOf(page, "order-id");
  await signIn(page, { username: ADA.username, password: "not-the-password" });
  const sentence = await waitForText(page, "sign-in-error", /\S/);
  assert.match(sentence, /^[A-Z].{20,}\.$/, "a whole sentence");
  assert.doesNotMatch(sentence, /invalid_|Auth\.|undefined|not-the-password/);
  assert.equal(await textOf(page, "session-kind"), "anonymous");
  assert.equal(await textOf(page, "order-id"), before);
  assert.equal(await textOf(page, "cart-count"), "1");
});

shopTest("after a wrong password the right one works in the same dialog", async ({ page, expectProblem }) => {
  expectProblem(/status of 40[01] .*oauth\/token/);
  await signIn(page, { username: ADA.username, password: "wrong" });
  await waitForText(page, "sign-in-error", /\S/);
  await page.$eval('[data-testid="password"]', (input) => (input.value = ""));
  await page.type('[data-testid="password"]', ADA.password);
  await click(page, "sign-in-submit");
  await waitForText(page, "session-kind", "user");
  await gone(page, "sign-in-submit");
});

shopTest("signing out leaves nobody, and the next call is a guest's", async ({ page, control }) => {
  await signIn(page);
  await click(page, "sign-out");
  await waitForText(page, "session-kind", "signed-out");
  assert.equal((await control.counts()).tokenRequests.anonymous, 1, "only the guest of before");
  await (await page.waitForSelector(".chip:nth-child(2)")).click();
  await waitForText(page, "session-kind", "anonymous");
});

shopTest("signing out in one tab signs the other out", async ({ page, tab }) => {
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  const other = await tab("/?view=account");
  await byTestId(other, "sign-out");
  await page.bringToFront();
  await click(page, "sign-out");
  await waitForText(page, "session-kind", "signed-out");
  await other.bringToFront();
  await waitForText(other, "session-kind", "signed-out");
  await byTestId(other, "sign-in-open");
  await waitUntil(
    other,
    "the account to be gone",
    () => !document.querySelector("main").textContent.includes("Hello,"),
  );
});

shopTest("signing in in one tab signs the other in", async ({ page, tab }) => {
  const other = await tab();
  await waitForText(other, "session-kind", "anonymous");
  await page.bringToFront();
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  await other.bringToFront();
  await waitForText(other, "session-kind", "user");
  await byTestId(other, "sign-out");
});

shopTest("a user's order is listed in the account", async ({ page }) => {
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  await addToCart(page, 3);
  await click(page, "cart-open");
  await click(page, "checkout");
  await click(page, "checkout-submit");
  const number = await textOf(page, "confirmed-order");
  await (await page.waitForSelector('[data-part="account"]')).click();
  await waitForText(page, "order", new RegExp(number.replaceAll("-", "\\-")));
});
