// What a shopper does in more than one test, and what a test looks at afterwards.

import { allByTestId, byTestId, click, fill, textOf, waitForText } from "./lib/index.mjs";

/** The seeded buyer. */
export const ADA = { username: "ada", password: "Sandbox-Ada-1" };

/** The seeded seller. */
export const OLIVIA = { username: "olivia", password: "Sandbox-Olivia-1" };

/** Clicks the button of the product at this place in the grid, and waits until the cart has it. */
export async function addToCart(page, place) {
  await allByTestId(page, "product", place + 1);
  const before = Number(await textOf(page, "cart-count"));
  const buttons = await allByTestId(page, "add-to-cart", place + 1);
  await buttons[place].click();
  await waitForText(page, "cart-count", String(before + 1));
}

/** The order id that the page shows, once there is one. */
export const orderId = (page) => waitForText(page, "order-id", /\S/);

export async function signIn(page, { username, password } = ADA) {
  await click(page, "sign-in-open");
  await fill(page, "username", username);
  await fill(page, "password", password);
  await click(page, "sign-in-submit");
}

/** At the door of the seller's page. */
export async function signInAsSeller(page, { username, password } = OLIVIA) {
  await fill(page, "seller-username", username);
  await fill(page, "seller-password", password);
  await click(page, "seller-sign-in");
}

/** From the cart to the confirmation. */
export async function checkOutAs(page, { first, last, email }) {
  await click(page, "checkout");
  await fill(page, "checkout-first-name", first);
  await fill(page, "checkout-last-name", last);
  await fill(page, "checkout-email", email);
  await click(page, "checkout-submit");
  await byTestId(page, "order-confirmation");
}
