// The three states that every view with data shares: waiting, empty, failed with a way to try again.

import { el, fill, icon } from "./dom.js";
import { sentence } from "./sentences.js";

/**
 * A box that shows `skeleton` while `work` runs, then what `show` makes of it, or why not and a button.
 * @template T
 * @param {{ skeleton: () => import("./dom.js").Child, work: () => Promise<T>, show: (data: T) => import("./dom.js").Child }} parts
 */
export function loading({ skeleton, work, show }) {
  const box = el("div", { class: "loading-box" });
  // Only the latest run may fill the box.
  let latest = 0;
  async function run() {
    const mine = (latest += 1);
    box.setAttribute("aria-busy", "true");
    fill(box, skeleton());
    let content;
    try {
      content = show(await work());
    } catch (error) {
      content = failed(error, run);
    }
    if (mine !== latest) return;
    box.removeAttribute("aria-busy");
    fill(box, content);
  }
  run();
  return { box, reload: run };
}

/** @param {unknown} error @param {() => void} retry */
export function failed(error, retry) {
  return el(
    "div",
    { class: "state", role: "alert" },
    el("span", { class: "state-mark" }, icon("alert")),
    el("h2", {}, "That did not work"),
    el("p", {}, sentence(error)),
    el("button", { type: "button", class: "button button-quiet", on: { click: retry } }, icon("refresh"), "Try again"),
  );
}

/** @param {string} title @param {string} text @param {...import("./dom.js").Child} actions */
export function empty(title, text, ...actions) {
  return el(
    "div",
    { class: "state" },
    el("h2", {}, title),
    el("p", {}, text),
    el("div", { class: "state-actions" }, ...actions),
  );
}

/** Grey lines where text will stand. @param {number} lines */
export function textSkeleton(lines) {
  return el(
    "div",
    { class: "skeleton-text", "aria-hidden": "true" },
    Array.from({ length: lines }, () => el("span", { class: "skeleton" })),
  );
}
