// The seller's side of the shop: a session of its own beside the shopper's, the calls that read and change the
// API clients, and a way to try one of them that touches neither session.

import { createClient } from "storefront-auth";
import { caller } from "./api.js";

/** The API client that lets sellers in. It has no secret, because a page cannot keep one. */
const CLIENT_ID = "88888888-8888-4888-8888-888888888888";

/**
 * Somebody who tries a way in; without a username it is a guest.
 * @typedef {{ name: string, note: string, username?: string, password?: string }} Person
 */

/** The people of the sandbox, whose passwords are no secret. @type {Person[]} */
export const PEOPLE = [
  { name: "A guest", note: "no account" },
  { name: "ada", note: "buyer acme", username: "ada", password: "Sandbox-Ada-1" },
  { name: "grace", note: "buyer globex", username: "grace", password: "Sandbox-Grace-1" },
  { name: "sam", note: "supplier initech", username: "sam", password: "Sandbox-Sam-1" },
  { name: "olivia", note: "seller", username: "olivia", password: "Sandbox-Olivia-1" },
];

/** @param {{ sandbox: string }} config */
export async function openBackOffice({ sandbox }) {
  // The name keeps the two sessions of this page apart; the storage ends this one with its tab.
  const auth = await createClient({ clientId: CLIENT_ID, baseUrl: sandbox, name: "seller", storage: "session" });
  return {
    auth,
    api: connect(auth),
    /** @param {string} clientId @param {Person} person */
    knock: (clientId, person) => knock(sandbox, clientId, person),
  };
}

/** @typedef {Awaited<ReturnType<typeof openBackOffice>>} BackOffice */

/** @param {import("storefront-auth").StorefrontAuth} auth */
function connect(auth) {
  const call = caller(auth);
  const one = (/** @type {string} */ id) => `/v1/apiclients/${encodeURIComponent(id)}`;
  return {
    clients: () => call("GET", "/v1/apiclients?pageSize=100"),
    /** @param {string} id @param {Record<string, unknown>} rules */
    change: (id, rules) => call("PATCH", one(id), rules),
    assignments: () => call("GET", "/v1/apiclients/assignments?pageSize=100"),
    /** @param {string} id @param {string} buyer */
    assign: (id, buyer) => call("POST", "/v1/apiclients/assignments", { ApiClientID: id, BuyerID: buyer }),
    /** @param {string} id @param {string} buyer */
    unassign: (id, buyer) =>
      call("DELETE", `/v1/buyers/${encodeURIComponent(buyer)}/ApiClients/Assignments/${encodeURIComponent(id)}`),
  };
}

/**
 * Comes in through an API client as somebody, looks around and is gone: in memory only.
 * @param {string} baseUrl @param {string} clientId @param {Person} person
 * @returns {Promise<{ session: import("./session.js").Session } | { problem: unknown }>}
 */
async function knock(baseUrl, clientId, { username, password = "" }) {
  const auth = await createClient({ clientId, baseUrl, name: "trial", storage: "memory" });
  try {
    return { session: username ? await auth.login({ username, password }) : await auth.loginAnonymously() };
  } catch (problem) {
    return { problem };
  } finally {
    auth.dispose();
  }
}
