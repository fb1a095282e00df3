// Every way of becoming a user, and the cart that comes along.

import assert from "node:assert/strict";
import { click, fill, shopTest, textOf, waitForText, waitUntil } from "./lib/index.mjs";
import { ADA, addToCart, orderId, signIn } from "./steps.mjs";

shopTest("a guest's cart comes along when the guest signs in", async ({ page }) => {
  await addToCart(page, 0);
  await addToCart(page, 4);
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  await waitForText(page, "cart-count", "2");
  await page.reload();
  await waitForText(page, "cart-count", "2");
});

shopTest("what is added while the guest's cart is on its way joins it", async ({ page }) => {
  await addToCart(page, 0);
  await page.setRequestInterception(true);
  page.on("request", (request) => setTimeout(() => request.continue(), /anonUserToken/.test(request.url()) ? 1500 : 0));
  await signIn(page);
  await waitForText(page, "session-kind", "user");
  await addToCart(page, 4);
  await page.reload();
  await waitForText(page, "cart-count", "2");
});

shopTest("a guest who registers is a user with the same cart", async ({ page }) => {
  await addToCart(page, 1);
  await orderId(page);
  await click(page, "register-open");
  await fill(page, "register-first-name", "Wilhelmina");
  await fill(page, "register-last-name", "Murray");
  await fill(page, "register-email", "mina@example.com");
  await fill(page, "register-username", "mina");
  await fill(page, "register-password", "Whitby-1897-Harbour");
  await click(page, "register-submit");
  await waitForText(page, "session-kind", "user");
  await waitForText(page, "cart-count", "1");
  assert.equal(await textOf(page, "order-id"), "");
  await (await page.waitForSelector('[data-part="account"]')).click();
  await waitUntil(
    page,
    "the new account",
    () => document.querySelector("main h1")?.textContent === "Hello, Wilhelmina",
  );
});

shopTest("a username that is taken is told in a sentence", async ({ page, expectProblem }) => {
  expectProblem(/status of 4\d\d .*\/v1\/me\/register/);
  await waitForText(page, "session-kind", "anonymous");
  await click(page, "sign-in-open");
  await click(page, "register-open");
  await fill(page, "register-first-name", "Ada");
  await fill(page, "register-last-name", "Again");
  await fill(page, "register-email", "ada@example.com");
  await fill(page, "register-username", ADA.username);
  await fill(page, "register-password", "Another-Ada-1");
  await click(page, "register-submit");
  await waitForText(page, "register-error", "That username is taken. Please choose another.");
  assert.equal(await textOf(page, "session-kind"), "anonymous");
});

shopTest("a one-time password signs in once", async ({ page, sandbox }) => {
  await waitForText(page, "session-kind", "anonymous");
  await click(page, "sign-in-open");
  await fill(page, "username", ADA.username);
  await click(page, "one-time-password");
  await waitUntil(page, "the answer", () => /is on its way/.test(document.querySelector("dialog").textContent));
  const outbox = await (await fetch(`${sandbox}/_sandbox/outbox`)).json();
  await fill(page, "password", outbox.at(-1).code);
  await click(page, "sign-in-submit");
  await waitForText(page, "session-kind", "user");
});
