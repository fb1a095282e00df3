// What the pages of these recipes have in common and no framework has a part in.

import { isAuthError } from "storefront-auth";
import { auth } from "./client.js";

/** Who is shopping, in a word for the screen. */
export const nameOf = (session) =>
  session.kind === "user" ? session.claims.username : session.kind === "anonymous" ? "a guest" : "nobody";

/** Signs in with what a form holds; gives a sentence for the shopper, or null when it worked. */
export async function signIn(form) {
  const { username, password } = Object.fromEntries(new FormData(form));
  try {
    await auth.login({ username, password });
    return null;
  } catch (error) {
    if (isAuthError(error, "invalid_credentials")) return "Wrong user name or password.";
    if (isAuthError(error) && error.retryable) return "That did not work. Please try again in a moment.";
    throw error;
  }
}

/** The products this shopper may see. The first call of a visit begins a guest session. */
export async function loadProducts({ signal } = {}) {
  const response = await auth.fetch("/v1/me/products?pageSize=5", { signal });
  if (!response.ok) throw new Error(`The shop answered ${response.status}`);
  return (await response.json()).Items;
}
