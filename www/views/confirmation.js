// The order has been placed. A guest may not read an order again once it is submitted, so what the server
// answered is kept for this tab: a reload of this page must not lose the order number.

import { address } from "../router.js";
import { SHOP } from "../shop.js";
import { el, icon } from "../ui/dom.js";
import { day, money } from "../ui/money.js";
import { empty } from "../ui/states.js";
import { lineList } from "./summary.js";

const KEY = "last-order";

/** @param {{ order: any, lines: any[] }} placed @param {string | null} email */
export function remember({ order, lines }, email) {
  const { ID, Total, Currency, DateSubmitted } = order;
  const kept = {
    ID,
    Total,
    Currency,
    DateSubmitted,
    email,
    lines: lines.map(({ ProductID, Quantity, LineTotal, Product }) => ({
      ProductID,
      Quantity,
      LineTotal,
      Product: { Name: Product?.Name },
    })),
  };
  latest = kept;
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage denied or full: the page shows it all the same, only a reload will not.
  }
}

/** @type {any} */
let latest = null;

/** @param {string | null} id */
function recall(id) {
  if (latest?.ID === id) return latest;
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return kept?.ID === id ? kept : null;
  } catch {
    return null;
  }
}

/** Whether this tab has placed the order with that id. @param {string | null} id */
export const wasPlaced = (id) => id !== null && recall(id) !== null;

/** @param {import("../main.js").Shop} shop @returns {import("../router.js").View} */
export function confirmationView(shop) {
  return (query) => {
    const order = recall(query.get("order"));
    return {
      title: `Thank you · ${SHOP.name}`,
      node: el("div", { class: "wrap sheet" }, order ? thanks(shop, order) : unknown()),
    };
  };
}

/** @param {import("../main.js").Shop} shop @param {any} order */
function thanks(shop, order) {
  const user = shop.auth.session.kind === "user";
  return el(
    "section",
    { class: "thanks", test: "order-confirmation" },
    el("span", { class: "thanks-mark" }, icon("check")),
    el("h1", { class: "page-title" }, "Thank you, it is on its way"),
    el(
      "p",
      { class: "page-lead" },
      order.email ? `A receipt for ${order.email} is being written.` : "You find this order in your account.",
    ),
    el(
      "dl",
      { class: "thanks-facts" },
      el(
        "div",
        {},
        el("dt", {}, "Order number"),
        el("dd", { class: "mono", "data-testid": "confirmed-order" }, order.ID),
      ),
      order.DateSubmitted && el("div", {}, el("dt", {}, "Placed"), el("dd", {}, day(order.DateSubmitted))),
      el("div", {}, el("dt", {}, "Total"), el("dd", {}, money(order.Total, order.Currency))),
    ),
    lineList(order.lines, order.Currency),
    el(
      "div",
      { class: "state-actions" },
      el("a", { class: "button", href: address("catalog") }, "Keep shopping"),
      user && el("a", { class: "button button-quiet", href: address("account") }, "See your orders"),
    ),
  );
}

function unknown() {
  return empty(
    "We cannot show this order here",
    "Orders placed as a guest are shown once, in the tab they were placed in.",
    el("a", { class: "button", href: address("catalog") }, "Back to the shop"),
  );
}
