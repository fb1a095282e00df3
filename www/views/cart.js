// The cart or shopping list: its lines, how many of each, what they come to, and the way to the checkout where there is one.

import { address } from "../router.js";
import { SHOP } from "../shop.js";
import { notify } from "../ui/announce.js";
import { el, fill, icon } from "../ui/dom.js";
import { money } from "../ui/money.js";
import { picture } from "../ui/picture.js";
import { sentence } from "../ui/sentences.js";
import { empty, failed } from "../ui/states.js";
import { stepper } from "../ui/stepper.js";
import { summary } from "./summary.js";

/** @param {import("../main.js").Shop} shop @returns {import("../router.js").View} */
export function cartView(shop) {
  const { words } = shop.platform;
  return () => {
    const box = el("div", { class: "loading-box" });
    const draw = () => {
      // A redraw must not take the keyboard away from the button that caused it.
      const focused = box.contains(document.activeElement) ? document.activeElement?.id : "";
      fill(box, content(shop));
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    };
    const leave = shop.cart.subscribe(draw);
    draw();
    return {
      title: `${words.cart} · ${SHOP.name}`,
      node: el("div", { class: "wrap sheet" }, el("h1", { class: "page-title" }, words.yours), box),
      leave,
    };
  };
}

/** @param {import("../main.js").Shop} shop */
function content(shop) {
  const { state, lines, order, problem } = shop.cart.current;
  if (state === "failed") return failed(problem, () => shop.cart.refresh());
  if (state === "loading")
    return [
      el("p", { class: "visually-hidden" }, `Loading ${shop.platform.words.yours.toLowerCase()}`),
      el(
        "div",
        { class: "line-skeletons", "aria-hidden": "true" },
        [1, 2].map(() => el("span", { class: "skeleton skeleton-row" })),
      ),
    ];
  if (lines.length === 0)
    return empty(
      "It is empty so far",
      "Whatever you put in stays here, also when you come back tomorrow.",
      el("a", { class: "button", href: address("catalog") }, "Find something"),
    );
  return el(
    "div",
    { class: "columns" },
    el(
      "ul",
      { class: "lines" },
      lines.map((line) => row(shop, line, order?.Currency)),
    ),
    summary(order, lines, nextStep(shop)),
  );
}

/** To the checkout; a guest's list without one can still be taken along. @param {import("../main.js").Shop} shop */
function nextStep(shop) {
  if ("checkout" in shop.views)
    return el(
      "a",
      { class: "button button-wide", href: address("checkout"), test: "checkout" },
      "Go to checkout",
      icon("arrow"),
    );
  if (shop.auth.session.kind !== "anonymous") return null;
  return el(
    "button",
    { type: "button", class: "button button-wide", on: { click: () => shop.signIn() } },
    icon("person"),
    "Sign in to keep it",
  );
}

/** @param {import("../main.js").Shop} shop @param {any} line @param {string} currency */
function row(shop, line, currency) {
  const name = line.Product?.Name ?? line.ProductID;
  /** @param {number} quantity */
  const change = async (quantity) => {
    try {
      await shop.cart.setQuantity(line, quantity);
    } catch (error) {
      notify(sentence(error), { problem: true });
    }
  };
  return el(
    "li",
    { class: "line", test: "cart-line", "data-product": line.ProductID },
    el(
      "a",
      {
        class: "plate plate-small",
        href: address("product", { id: line.ProductID }),
        tabindex: -1,
        "aria-hidden": "true",
      },
      picture(line.ProductID),
    ),
    el(
      "div",
      { class: "line-words" },
      el("h2", {}, el("a", { href: address("product", { id: line.ProductID }) }, name)),
      el("p", {}, `${money(line.UnitPrice, currency)} each`),
    ),
    stepper({ name, key: line.ID, value: line.Quantity, change }),
    el("p", { class: "line-total" }, money(line.LineTotal, currency)),
    el(
      "button",
      { type: "button", class: "link line-remove", "aria-label": `Remove ${name}`, on: { click: () => change(0) } },
      "Remove",
    ),
  );
}
