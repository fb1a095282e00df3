// A signed-in user's page: who the API says this is, and the orders so far.

import { address } from "../router.js";
import { SHOP } from "../shop.js";
import { el, icon } from "../ui/dom.js";
import { day, money } from "../ui/money.js";
import { empty, loading, textSkeleton } from "../ui/states.js";

/** @param {import("../main.js").Shop} shop @returns {import("../router.js").View} */
export function accountView(shop) {
  return () => ({
    title: `Your account · ${SHOP.name}`,
    node: el("div", { class: "wrap sheet" }, shop.auth.session.kind === "user" ? account(shop) : stranger(shop)),
  });
}

/** @param {import("../main.js").Shop} shop */
function account(shop) {
  const me = loading({
    skeleton: () => textSkeleton(2),
    work: () => shop.api.me(),
    show: (user) => [
      el("h1", { class: "page-title" }, `Hello, ${user.FirstName || user.Username}`),
      el(
        "p",
        { class: "page-lead" },
        [
          `${user.FirstName ?? ""} ${user.LastName ?? ""}`.trim(),
          user.Email,
          user.Buyer?.ID && `buys for ${user.Buyer.ID}`,
        ]
          .filter(Boolean)
          .join(" · "),
      ),
    ],
  });
  const orders = loading({
    skeleton: () =>
      el(
        "div",
        { class: "line-skeletons" },
        [1, 2, 3].map(() => el("span", { class: "skeleton skeleton-row" })),
      ),
    work: () => shop.api.orders(),
    show: (list) =>
      list.Items.length === 0
        ? empty(
            "No orders yet",
            "What you order while signed in is listed here.",
            el("a", { class: "button", href: address("catalog") }, "Find something"),
          )
        : orderList(list.Items),
  });
  return [me.box, el("h2", { class: "section-title" }, "Orders"), orders.box];
}

/** @param {any[]} orders */
function orderList(orders) {
  return el(
    "ul",
    { class: "orders" },
    orders.map((order) =>
      el(
        "li",
        { "data-testid": "order" },
        el(
          "div",
          {},
          el("p", { class: "mono order-number" }, order.ID),
          el("p", { class: "order-when" }, order.DateSubmitted ? day(order.DateSubmitted) : "Not placed yet"),
        ),
        el("p", {}, order.LineItemCount === 1 ? "1 line" : `${order.LineItemCount ?? 0} lines`),
        el(
          "p",
          { class: `status status-${String(order.Status).toLowerCase()}` },
          order.Status === "Unsubmitted" ? "In the cart" : order.Status,
        ),
        el("p", { class: "order-total" }, money(order.Total, order.Currency)),
      ),
    ),
  );
}

/** @param {import("../main.js").Shop} shop */
function stranger(shop) {
  return empty(
    "You are not signed in",
    "Sign in to see your orders.",
    el("button", { type: "button", class: "button", on: { click: () => shop.signIn() } }, icon("person"), "Sign in"),
    el("a", { class: "button button-quiet", href: address("catalog") }, "Back to the shop"),
  );
}
