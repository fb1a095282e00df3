// A session in words and in pairs: who is shopping, and what the token's claims and the browser say.

import { person } from "../session.js";
import { el } from "../ui/dom.js";

/** @typedef {import("../session.js").Session} Session */

/** @param {Session} session */
export function describeWho(session) {
  return el(
    "div",
    { class: `who who-${session.kind}` },
    el("p", { class: "who-kind" }, WHO[session.kind]),
    el("p", { class: "who-text" }, whoText(session)),
  );
}

/** @param {import("../session.js").StorefrontAuth} auth @returns {import("../ui/dom.js").Child[]} */
export function describeFacts({ session, capabilities }) {
  const { storage, lock, engine } = capabilities;
  return [...describeSession(session), el("h3", {}, "This browser"), pairs({ storage, lock, engine })];
}

/** @param {Session} session @returns {import("../ui/dom.js").Child[]} */
function describeSession(session) {
  if (session.kind === "signed-out") {
    const { reason, lastOrderId } = session;
    return [el("h3", {}, "How it ended"), pairs({ reason, lastOrderId })];
  }
  // The roles have a list of their own, and `raw` only repeats the rest under the names of the wire.
  const { raw, roles, ...claims } = session.claims;
  return [
    el("h3", {}, `Roles (${session.roles.length})`),
    el(
      "ul",
      { class: "roles" },
      session.roles.map((role) => el("li", {}, role)),
    ),
    el("h3", {}, "Claims"),
    pairs(claims),
  ];
}

/** @type {Record<import("../session.js").Session["kind"], string>} */
const WHO = { "signed-out": "Nobody yet", anonymous: "A guest", user: "A user", application: "An application" };

/** @param {import("../session.js").Session} session */
function whoText(session) {
  if (session.kind === "anonymous")
    return session.orderId ? `shops on order ${session.orderId}` : `shops as ${person(session) ?? "a visitor"}`;
  if (session.kind === "user") return `${person(session) ?? "unnamed"}, signed in by ${session.via}`;
  return "The next call for products makes a guest.";
}

/** @param {Record<string, string | number | null>} values */
function pairs(values) {
  return el(
    "dl",
    { class: "pairs" },
    Object.entries(values).map(([name, value]) =>
      el(
        "div",
        {},
        el("dt", {}, name),
        el("dd", value === null ? { class: "none" } : {}, value === null ? "none" : String(value)),
      ),
    ),
  );
}
