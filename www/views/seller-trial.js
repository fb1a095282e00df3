// Trying one API client's way in, and what became of it: who came in and for how long, or the code of the refusal
// and what is behind it.

import { isAuthError } from "storefront-auth";
import { el, fill, icon } from "../ui/dom.js";
import { span } from "../ui/money.js";
import { sentence } from "../ui/sentences.js";

/** What a seller can do about a refusal, by the server's own code. @type {Record<string, string>} */
const BEHIND = {
  "Auth.ClientNotActive": "The client is switched off.",
  "Auth.UnauthorizedRole": "No rule of this client lets that company in, neither in general nor by name.",
  "Auth.UserNotFound": "A guest acts as the client’s default user, and it has none.",
  "Auth.InsufficientRoles": "This person lacks a role that the client demands.",
  "ApiClient.RequiredNotAnonBuyer": "Guests need a buyer as the client’s default user.",
};

/** Another try of these brings nothing but a locked account. */
const NOT_AGAIN = new Set(["invalid_credentials", "account_blocked", "rate_limited"]);

/**
 * @param {import("../back-office.js").BackOffice} office
 * @param {any} client
 * @param {() => import("../back-office.js").Person} person
 */
export function trial(office, client, person) {
  const outcome = el("div", { class: "outcome", role: "status", test: "outcome" });
  // Only the latest try may tell.
  let latest = 0;
  let repeatable = false;
  const button = el(
    "button",
    {
      type: "button",
      class: "button button-compact",
      test: "try-it",
      "aria-label": `Try it: ${client.AppName}`,
      on: { click: run },
    },
    "Try it",
  );

  async function run() {
    const mine = (latest += 1);
    const who = person();
    button.setAttribute("aria-busy", "true");
    const result = await office.knock(client.ID, who);
    if (mine !== latest) return;
    button.removeAttribute("aria-busy");
    // A guest has no account to lock.
    repeatable =
      !who.username || !("problem" in result && isAuthError(result.problem) && NOT_AGAIN.has(result.problem.code));
    const open = "session" in result;
    outcome.dataset.outcome = open ? "open" : "shut";
    fill(
      outcome,
      icon(open ? "check" : "close"),
      el("div", {}, open ? welcome(result.session, who) : refusal(result.problem, who, client)),
    );
  }

  return {
    button,
    outcome,
    run,
    /** Tries again what was tried last, if anything was. */
    again: () => (repeatable ? run() : undefined),
    forget() {
      latest += 1;
      repeatable = false;
      button.removeAttribute("aria-busy");
      delete outcome.dataset.outcome;
      fill(outcome);
    },
  };
}

/** @param {import("../session.js").Session} session @param {import("../back-office.js").Person} who */
function welcome(session, who) {
  if (session.kind === "signed-out") return null;
  const stay = span((session.expiresAt - Date.now()) / 60_000);
  const renewal = session.canRefresh ? "and can be renewed" : "and cannot be renewed";
  return [
    el("p", { class: "outcome-title" }, `${who.name} came in.`),
    el("p", {}, `The access token is good for ${stay} ${renewal}.`),
    session.kind === "anonymous" && el("p", {}, "Shops on order ", el("code", {}, session.orderId), "."),
    el("p", {}, session.roles.length === 0 ? "No roles." : ["Roles: ", el("code", {}, session.roles.join(" "))]),
  ];
}

/** @param {unknown} problem @param {import("../back-office.js").Person} who @param {any} client */
function refusal(problem, who, client) {
  if (!isAuthError(problem)) return el("p", { class: "outcome-title" }, sentence(problem));
  const { code, serverCode, message } = problem;
  const cause = behind(serverCode, who, client);
  return [
    el("p", { class: "outcome-title" }, `${who.name} was turned away: `, el("code", { test: "outcome-code" }, code)),
    el("p", {}, `${message}.`, serverCode && [" The server says ", el("code", {}, serverCode), "."]),
    cause && el("p", {}, cause),
  ];
}

/** @param {string | null} serverCode @param {import("../back-office.js").Person} who @param {any} client */
function behind(serverCode, who, client) {
  if (serverCode === null) return null;
  if (serverCode !== "Auth.OauthError") return BEHIND[serverCode];
  if (client.ClientSecret) return "This client wants its secret, and a page has none to show.";
  return who.username ? null : "This client takes no guests.";
}
