// What an order comes to. The figures are the server's: the shop adds nothing up.

import { el } from "../ui/dom.js";
import { money } from "../ui/money.js";
import { picture } from "../ui/picture.js";

/** @param {any} order @param {any[]} lines @param {import("../ui/dom.js").Child} action @param {{ pictures?: boolean }} [options] */
export function summary(order, lines, action, { pictures = false } = {}) {
  const currency = order?.Currency;
  /** @param {string} name @param {number} amount */
  const row = (name, amount) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, amount === 0 ? "Free" : money(amount, currency)));
  return el(
    "aside",
    { class: "summary", "aria-label": "Summary" },
    el("h2", {}, "Summary"),
    pictures && lineList(lines, currency),
    el(
      "dl",
      {},
      row("Goods", order?.Subtotal ?? 0),
      order?.PromotionDiscount > 0 && row("Discount", -order.PromotionDiscount),
      order?.ShippingCost !== null && row("Delivery", order?.ShippingCost ?? 0),
      order?.TaxCost > 0 && row("Tax", order.TaxCost),
      el("div", { class: "summary-total" }, el("dt", {}, "Total"), el("dd", {}, money(order?.Total, currency))),
    ),
    action,
  );
}

/** The lines once more, small, where they can no longer be changed. @param {any[]} lines @param {string} currency */
export function lineList(lines, currency) {
  return el(
    "ul",
    { class: "small-lines" },
    lines.map((line) =>
      el(
        "li",
        {},
        el("span", { class: "plate plate-tiny" }, picture(line.ProductID)),
        el(
          "span",
          { class: "small-line-name" },
          line.Product?.Name ?? line.ProductID,
          el("small", {}, ` × ${line.Quantity}`),
        ),
        el("span", {}, money(line.LineTotal, currency)),
      ),
    ),
  );
}
