// The last step before an order: a guest says who the receipt is for, a signed-in user only confirms.

import { address } from "../router.js";
import { SHOP } from "../shop.js";
import { el, fill, icon } from "../ui/dom.js";
import { failure, field, submitting } from "../ui/form.js";
import { sentence } from "../ui/sentences.js";
import { empty, failed, textSkeleton } from "../ui/states.js";
import { remember } from "./confirmation.js";
import { summary } from "./summary.js";

/** @param {import("../main.js").Shop} shop @returns {import("../router.js").View} */
export function checkoutView(shop) {
  return () => {
    const words = el("div", { class: "checkout-words" });
    const side = el("div", {});
    const box = el("div", { class: "columns" }, words, side);
    let drawn = "";

    const draw = () => {
      const { state, lines, order, problem } = shop.cart.current;
      const shown = state === "ready" ? (lines.length === 0 ? "empty" : "form") : state;
      if (shown === "form") fill(side, summary(order, lines, null, { pictures: true }));
      // What the shopper typed must survive a cart that changes in another tab.
      if (shown === drawn) return;
      drawn = shown;
      if (shown !== "form") fill(side);
      if (shown === "form") fill(words, form(shop));
      else if (shown === "failed")
        fill(
          words,
          failed(problem, () => shop.cart.refresh()),
        );
      else if (shown === "loading") fill(words, textSkeleton(6));
      else
        fill(
          words,
          empty(
            "There is nothing to order yet",
            "Your cart is empty.",
            el("a", { class: "button", href: address("catalog") }, "Find something"),
          ),
        );
    };
    const leave = shop.cart.subscribe(draw);
    draw();
    return {
      title: `Checkout · ${SHOP.name}`,
      node: el(
        "div",
        { class: "wrap sheet" },
        el("a", { class: "back", href: address("cart") }, icon("back"), "Back to the cart"),
        el("h1", { class: "page-title" }, "Checkout"),
        box,
      ),
      leave,
    };
  };
}

/** @param {import("../main.js").Shop} shop */
function form(shop) {
  const { session } = shop.auth;
  const user = session.kind === "user";
  const problem = failure();
  const first = field({
    label: "First name",
    name: "firstName",
    autocomplete: "given-name",
    test: "checkout-first-name",
  });
  const last = field({ label: "Last name", name: "lastName", autocomplete: "family-name", test: "checkout-last-name" });
  const email = field({
    label: "E-mail",
    name: "email",
    type: "email",
    autocomplete: "email",
    test: "checkout-email",
    hint: "The receipt goes here. Nothing else does.",
  });
  const button = el("button", { type: "submit", class: "button button-wide", test: "checkout-submit" }, "Place order");

  return el(
    "form",
    {
      class: "form",
      on: {
        submit: (/** @type {SubmitEvent} */ event) =>
          submitting(event, button, problem, sentence, async () => {
            const contact = user ? null : { FirstName: first.value(), LastName: last.value(), Email: email.value() };
            const placed = await shop.cart.submit(contact);
            remember(placed, contact?.Email ?? null);
            shop.router.go(address("confirmation", { order: placed.order.ID }));
            await shop.afterOrder();
          }),
      },
    },
    user
      ? [
          el("h2", {}, `Ordering as ${session.claims.username}`),
          el("p", { class: "form-note" }, "The order goes to your account, where you find it under “Orders”."),
        ]
      : [
          el("h2", {}, "Who is it for?"),
          el(
            "p",
            { class: "form-note" },
            "You can order as a guest. ",
            el("button", { type: "button", class: "link", on: { click: () => shop.signIn() } }, "Sign in instead"),
            " to keep it in your account.",
          ),
          el("div", { class: "form-pair" }, first.node, last.node),
          email.node,
        ],
    problem.node,
    button,
    el("p", { class: "form-note" }, "This shop is a demonstration: nothing is charged and nothing is sent."),
  );
}
