// What changes without the shopper looking at it: spoken through a live region, and shown as a short note
// where it should be seen as well. Both regions stand in index.html, because a live region must exist
// before its text does.

import { el, icon } from "./dom.js";

const SHOWN_MS = 6000;

/** Speaks only. @param {string} text */
export function announce(text) {
  const region = /** @type {HTMLElement} */ (document.getElementById("spoken"));
  // The same words twice in a row would not be read again.
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50);
}

/**
 * Shows a note at the edge of the page, and speaks it.
 * @param {string} text
 * @param {{ action?: { label: string, run: () => void }, problem?: boolean }} [options] a problem stays until it is dismissed, and may offer an action
 */
export function notify(text, { action, problem = false } = {}) {
  const stack = /** @type {HTMLElement} */ (document.getElementById("notes"));
  const close = () => note.remove();
  const note = el(
    "div",
    { class: problem ? "note note-problem" : "note" },
    icon(problem ? "alert" : "check"),
    el("p", {}, text),
    action &&
      el("button", { type: "button", class: "link", on: { click: () => (close(), action.run()) } }, action.label),
    problem &&
      el(
        "button",
        { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: close } },
        icon("close"),
      ),
  );
  while (stack.childElementCount > 2) stack.firstElementChild?.remove();
  stack.append(note);
  if (!problem) setTimeout(close, SHOWN_MS);
  announce(text);
}
