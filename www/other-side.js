// A token of OroCommerce's back office, and what each side's API says to it. It is kept in memory, and for as long as the two
// calls take; whoever shops on this page is none of its business.

import { createClient } from "storefront-auth";

/** A list on each side. */
export const BACK_OFFICE = "/admin/api/users";
export const STOREFRONT = "/api/shoppinglists";

/** The sandbox's application for its back office. A real one's secret is its server's alone, and never in a page. */
const APPLICATION = { client_id: "oro-backoffice", client_secret: "sandbox-oro-secret" };

/** @typedef {{ ok: boolean, status: number, empty: boolean }} Answer */

/**
 * What the back office answers, and then the storefront.
 * @param {{ sandbox: string }} config
 * @returns {Promise<Answer[]>}
 */
export async function knock({ sandbox }) {
  const auth = await createClient({
    platform: "orocommerce",
    clientId: APPLICATION.client_id,
    baseUrl: sandbox,
    name: "other-side",
    storage: "memory",
  });
  try {
    await auth.adopt({ accessToken: await accessToken(sandbox) });
    return [await ask(auth, BACK_OFFICE), await ask(auth, STOREFRONT)];
  } finally {
    auth.dispose();
  }
}

/** As the application's own server would ask for it; the library refuses to take a secret into a page. @param {string} sandbox */
async function accessToken(sandbox) {
  const response = await fetch(`${sandbox}/oauth2-token`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ grant_type: "client_credentials", ...APPLICATION }),
  });
  const { access_token: token } = await response.json();
  return token;
}

/** @param {import("storefront-auth").StorefrontAuth} auth @param {string} path @returns {Promise<Answer>} */
async function ask(auth, path) {
  const response = await auth.fetch(path);
  return { ok: response.ok, status: response.status, empty: (await response.text()) === "" };
}
