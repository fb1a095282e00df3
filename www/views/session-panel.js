// What the library knows, live: the strip above every page, and the drawer that opens from it.
// Everything here is read from the public interface; a token is never part of it.

import { notify } from "../ui/announce.js";
import { el, fill, icon, setText } from "../ui/dom.js";
import { sentence } from "../ui/sentences.js";
import { eventList } from "./session-events.js";
import { describeFacts, describeWho } from "./session-facts.js";

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

  const now = el("div", {});
  const countdown = el("div", { class: "countdown-box" });
  const facts = el("div", {});
  // It scrolls by itself, so it has to be reachable by keyboard.
  const events = el("ol", { class: "events", "aria-label": "Events, newest first", tabindex: 0 });
  const seconds = el("strong", { class: "countdown", "data-testid": "seconds-left" });
  const bar = el("progress", { class: "countdown-bar", "aria-label": "Life left in this access token" });
  const renewal = el("p", { class: "drawer-note" });
  const refresh = refreshButton(auth);
  fill(countdown, el("p", {}, seconds, " seconds until this access token expires"), bar, renewal, refresh);
  const close = el(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Close the session panel", on: { click: () => show(false) } },
    icon("close"),
  );
  fill(
    drawer,
    el("div", { class: "drawer-head" }, el("h2", {}, "Session"), close),
    el("p", { class: "drawer-lead" }, "What ", el("code", {}, "storefront-auth"), " knows about you at this moment."),
    now,
    countdown,
    el("h3", {}, "Events"),
    events,
    facts,
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
    fill(now, describeWho(session));
    fill(facts, describeFacts(auth));
    countdown.hidden = session.kind === "signed-out";
    refresh.hidden = session.kind === "signed-out" || !session.canRefresh;
    setText(
      renewal,
      refresh.hidden ? "It cannot be renewed: there is no refresh token." : "It can be renewed without asking you.",
    );
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

/** @param {number} seconds */
function duration(seconds) {
  if (seconds >= 86_400) return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
  return seconds >= 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds} s`;
}
