// OroCommerce's two sides: the storefront and the back office have an API each, and neither takes the other's tokens.
// Here one can see it happen, with a token of the back office that is gone again right afterwards.

import { SHOP } from "../shop.js";
import { el, fill, icon } from "../ui/dom.js";
import { sentence } from "../ui/sentences.js";

/** @param {import("../main.js").Shop} shop @returns {import("../router.js").View} */
export function twoSidesView(shop) {
  return () => ({
    title: `Back office · ${SHOP.name}`,
    node: el("div", { class: "wrap sheet office" }, content(shop)),
  });
}

/** @param {import("../main.js").Shop} shop */
function content(shop) {
  const outcome = el("div", { class: "sides", role: "status" });
  const button = el(
    "button",
    { type: "button", class: "button button-wide", test: "try-back-office", on: { click: run } },
    icon("key"),
    "Try a back-office token here",
  );

  async function run() {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      const { knock, BACK_OFFICE, STOREFRONT } = await import("../other-side.js");
      const [office, storefront] = await knock(shop.config);
      fill(
        outcome,
        door(BACK_OFFICE, office, office.ok ? "The back office lets it in." : `It answers ${office.status}.`),
        door(STOREFRONT, storefront, storefront.ok ? "The storefront lets it in." : refusal(storefront)),
      );
    } catch (error) {
      fill(outcome, el("p", { class: "form-error", role: "alert" }, sentence(error)));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  return el(
    "div",
    { class: "office-door" },
    el(
      "div",
      {},
      el("p", { class: "eyebrow" }, "OroCommerce"),
      el("h1", { class: "page-title" }, "Back office"),
      el(
        "p",
        { class: "page-lead" },
        "The back office has an API of its own. It gets its tokens at the same address as this shop, and still " +
          "neither side takes the other’s.",
      ),
    ),
    button,
    outcome,
    el(
      "p",
      { class: "form-note" },
      "A back-office token takes a client secret, and a secret has no place in a page. The sandbox’s is public, so this " +
        "page may know it. Your own session stays as it is.",
    ),
  );
}

/** @param {string} path @param {import("../other-side.js").Answer} answer @param {string} text */
function door(path, { ok, status }, text) {
  return el(
    "div",
    { class: "outcome", "data-outcome": ok ? "open" : "shut", test: ok ? "token-taken" : "token-refused" },
    icon(ok ? "check" : "close"),
    el("div", {}, el("p", { class: "outcome-title" }, el("code", {}, path), ` ${status}`), el("p", {}, text)),
  );
}

/** @param {import("../other-side.js").Answer} answer */
function refusal({ status, empty }) {
  if (status !== 401) return `It answers ${status}.`;
  return (
    `This token belongs to the back office, and the storefront does not take it: it answers 401${empty ? " without a word" : ""}. ` +
    "Use a token of the storefront’s own application here, as this shop does for you."
  );
}
