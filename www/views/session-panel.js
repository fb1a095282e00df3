// @ts-check
// What the library knows, live: the strip above every page, and the drawer that opens from it.
// Everything here is read from the public interface; a token is never part of it.

import { notify } from "../ui/announce.js";
import { el, fill, icon, setText } from "../ui/dom.js";
import { sentence } from "../ui/sentences.js";
import { eventList } from "./session-events.js";

const TICK_MS = 1000;

/** @param {import("../main.js").Shop} shop */
export function startSessionPanel(shop) {
  const { auth, log } = shop;
  /** @param {string} name @returns {any} */
  const part = (name) => document.querySelector(`[data-part="${name}"]`);
  const toggle = part("session-toggle");
  const drawer = part("session-drawer");
  const kind = part("session-kind");
  const orderId = part("order-id");
  const left = part("session-left");

  const facts = el("div", {});
  const events = el("ol", { class: "events", "aria-label": "Events, newest first" });
  const seconds = el("strong", { class: "countdown", "data-testid": "seconds-left" });
  const bar = el("progress", { class: "countdown-bar", "aria-label": "Life left in this access token" });
  const close = el(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Close the session panel", on: { click: () => show(false) } },
    icon("close"),
  );
  fill(
    drawer,
    el("div", { class: "drawer-head" }, el("h2", {}, "Session"), close),
    el("p", { class: "drawer-lead" }, "What ", el("code", {}, "storefront-auth"), " knows about you at this moment."),
    facts,
    el("h3", {}, "Events"),
    events,
  );

  /** @param {boolean} open */
  function show(open) {
    drawer.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
    document.documentElement.classList.toggle("drawer-open", open);
    (open ? close : toggle).focus({ preventScroll: true });
  }
  toggle.addEventListener("click", () => show(drawer.hidden));
  drawer.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && show(false));

  function draw() {
    const { session } = auth;
    setText(kind, session.kind);
    setText(orderId, session.kind === "anonymous" ? (session.orderId ?? "") : "");
    toggle.dataset.kind = session.kind;
    fill(facts, ...describe(auth, seconds, bar));
    eventList(events, log.entries);
    tick();
  }

  function tick() {
    const { session } = auth;
    if (session.kind === "signed-out") {
      setText(left, "");
      return;
    }
    const remaining = Math.max(0, Math.round((session.expiresAt - Date.now()) / 1000));
    setText(seconds, remaining.toLocaleString("en"));
    setText(left, `${duration(remaining)} left`);
    const { expiresAt, notBefore } = session.claims;
    bar.max =
      expiresAt !== null && notBefore !== null && expiresAt > notBefore
        ? expiresAt - notBefore
        : Math.max(remaining, 1);
    bar.value = Math.min(remaining, bar.max);
  }

  log.follow(draw);
  setInterval(tick, TICK_MS);
  draw();
}

/** @param {import("../session.js").StorefrontAuth} auth @param {Element} seconds @param {Element} bar */
function describe(auth, seconds, bar) {
  const { session, capabilities } = auth;
  const live = session.kind !== "signed-out";
  return [
    el(
      "div",
      { class: `who who-${session.kind}` },
      el("p", { class: "who-kind" }, WHO[session.kind]),
      el("p", { class: "who-text" }, whoText(session)),
    ),
    live &&
      el(
        "div",
        { class: "countdown-box" },
        el("p", {}, seconds, " seconds until this access token expires"),
        bar,
        el(
          "p",
          { class: "drawer-note" },
          session.canRefresh
            ? "It can be renewed without asking you."
            : "It cannot be renewed: there is no refresh token.",
        ),
        session.canRefresh && refreshButton(auth),
      ),
    live && [
      el("h3", {}, `Roles (${session.roles.length})`),
      el(
        "ul",
        { class: "roles" },
        session.roles.map((role) => el("li", {}, role)),
      ),
    ],
    live && [
      el("h3", {}, "Claims"),
      pairs({
        username: session.claims.username,
        userType: session.claims.userType,
        userId: session.claims.userId,
        clientId: session.claims.clientId,
        orderId: session.claims.orderId,
        impersonatorId: session.claims.impersonatorId,
        issuer: session.claims.issuer,
        audience: session.claims.audience,
        notBefore: session.claims.notBefore,
        expiresAt: session.claims.expiresAt,
      }),
    ],
    !live && [el("h3", {}, "How it ended"), pairs({ reason: session.reason, lastOrderId: session.lastOrderId })],
    el("h3", {}, "This browser"),
    pairs({ storage: capabilities.storage, lock: capabilities.lock, engine: capabilities.engine }),
  ];
}

/** @type {Record<import("../session.js").Session["kind"], string>} */
const WHO = { "signed-out": "Nobody yet", anonymous: "A guest", user: "A user", application: "An application" };

/** @param {import("../session.js").Session} session */
function whoText(session) {
  if (session.kind === "anonymous")
    return session.orderId ? `shops on order ${session.orderId}` : "shops without an order";
  if (session.kind === "user") return `${session.claims.username ?? "unnamed"}, signed in by ${session.via}`;
  return "The next call for products makes a guest.";
}

/** @param {import("../session.js").StorefrontAuth} auth */
function refreshButton(auth) {
  const refresh = async () => {
    try {
      await auth.refresh();
    } catch (error) {
      notify(sentence(error), { problem: true });
    }
  };
  return el(
    "button",
    { type: "button", class: "button button-small", "data-testid": "refresh-now", on: { click: refresh } },
    icon("refresh"),
    "Refresh now",
  );
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

/** @param {number} seconds */
function duration(seconds) {
  if (seconds >= 86_400) return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return seconds >= 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds} s`;
}
