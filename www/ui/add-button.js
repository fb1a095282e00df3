// The button that puts a product into the cart, or on the list. It stays focusable while it works, and says what became of
// the click where the shopper looks: on itself.

import { announce, notify } from "./announce.js";
import { el, fill, icon } from "./dom.js";
import { sentence } from "./sentences.js";

const CONFIRMED_MS = 1600;

/**
 * @param {import("../main.js").Shop} shop
 * @param {any} product
 * @param {{ quantity?: () => number, wide?: boolean }} [options]
 */
export function addButton({ cart, platform: { words } }, product, { quantity = () => 1, wide = false } = {}) {
  const label = wide ? `Add ${words.to}` : "Add";
  const button = el("button", {
    type: "button",
    class: wide ? "button add add-wide" : "button button-quiet add",
    test: "add-to-cart",
    "aria-label": `Add ${product.Name} ${words.to}`,
    on: { click: add },
  });
  rest();

  function rest() {
    button.classList.remove("add-done");
    fill(button, icon(wide ? "bag" : "plus"), label);
  }

  async function add() {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    try {
      await cart.add(product.ID, quantity());
      button.classList.add("add-done");
      fill(button, icon("check"), "Added");
      announce(`${product.Name} is ${words.inside}, which now holds ${cart.current.count}.`);
      setTimeout(rest, CONFIRMED_MS);
    } catch (error) {
      notify(sentence(error), { problem: true });
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  return button;
}
