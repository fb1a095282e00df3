// One product, large: its picture, its price for one and for several, and the way into the cart.

import { address } from "../router.js";
import { SHOP } from "../shop.js";
import { addButton } from "../ui/add-button.js";
import { el, icon } from "../ui/dom.js";
import { money } from "../ui/money.js";
import { picture, unitPrice } from "../ui/picture.js";
import { loading, textSkeleton } from "../ui/states.js";
import { stepper } from "../ui/stepper.js";
import { grid } from "./catalog.js";

const NEIGHBOURS = 4;

/** @param {import("../main.js").Shop} shop @returns {import("../router.js").View} */
export function productView(shop) {
  return (query) => {
    const id = query.get("id") ?? "";
    const product = loading({
      skeleton: detailSkeleton,
      work: () => shop.api.product(id),
      show(found) {
        document.title = `${found.Name} · ${SHOP.name}`;
        return [detail(shop, found), related(shop, found)];
      },
    });
    return {
      title: SHOP.name,
      node: el(
        "div",
        { class: "wrap product" },
        el("a", { class: "back", href: address("catalog") }, icon("back"), "All products"),
        product.box,
      ),
    };
  };
}

/** @param {import("../main.js").Shop} shop @param {any} product */
function detail(shop, product) {
  const { price, before, currency } = unitPrice(product);
  const schedule = product.PriceSchedule ?? {};
  let quantity = schedule.MinQuantity || 1;
  return el(
    "div",
    { class: "detail" },
    el(
      "div",
      { class: "plate plate-large" },
      picture(product.ID, { eager: true, alt: `Drawing of ${product.Name}` }),
      before !== null && el("span", { class: "badge" }, "Sale"),
    ),
    el(
      "div",
      { class: "detail-words" },
      el("h1", { class: "page-title" }, product.Name),
      el(
        "p",
        { class: "price price-large" },
        money(price, currency),
        before !== null && el("s", {}, el("span", { class: "visually-hidden" }, "before: "), money(before, currency)),
      ),
      el("p", { class: "detail-text" }, product.Description),
      el(
        "div",
        { class: "detail-buy" },
        stepper({
          name: product.Name,
          key: product.ID,
          value: quantity,
          min: quantity,
          max: schedule.MaxQuantity || 99,
          change: (value) => (quantity = value),
        }),
        addButton(shop, product, { quantity: () => quantity, wide: true }),
      ),
      stock(product.Inventory),
      priceBreaks(schedule),
      facts(product),
    ),
  );
}

/** @param {any} inventory */
function stock(inventory) {
  if (!inventory?.Enabled) return null;
  const left = inventory.QuantityAvailable ?? 0;
  return el(
    "p",
    { class: left > 10 ? "stock" : "stock stock-few" },
    left > 10 ? "In stock" : left > 0 ? `Only ${left} left` : "Sold out",
  );
}

/** What several cost each, where the shop sells them cheaper. @param {any} schedule */
function priceBreaks(schedule) {
  const breaks = schedule.PriceBreaks ?? [];
  if (breaks.length < 2) return null;
  return el(
    "table",
    { class: "breaks" },
    el("caption", {}, "Better together"),
    el(
      "tbody",
      {},
      breaks.map((/** @type {any} */ each) =>
        el(
          "tr",
          {},
          el("th", { scope: "row" }, `From ${each.Quantity}`),
          el("td", {}, `${money(each.Price, schedule.Currency)} each`),
        ),
      ),
    ),
  );
}

/** The plain values of the product's extended properties, as a list of facts. @param {any} product */
function facts(product) {
  const known = Object.entries(product.xp ?? {}).filter(
    ([name, value]) => !SHOP.hiddenFacts.includes(name) && ["string", "number"].includes(typeof value),
  );
  if (known.length === 0) return null;
  return el(
    "dl",
    { class: "facts" },
    known.map(([name, value]) =>
      el("div", {}, el("dt", {}, name.replace(/([a-z])([A-Z])/g, "$1 $2")), el("dd", {}, String(value))),
    ),
  );
}

/** Its neighbours in the catalogue; a shop window, so it stays silent where it fails. @param {import("../main.js").Shop} shop @param {any} product */
function related(shop, product) {
  const section = el("section", { class: "related" });
  shop.api
    .products({ pageSize: 100 })
    .then(({ Items }) => {
      const at = Items.findIndex((/** @type {any} */ each) => each.ID === product.ID);
      const others = [...Items.slice(at + 1), ...Items.slice(0, Math.max(at, 0))].slice(0, NEIGHBOURS);
      if (others.length > 0) section.append(el("h2", {}, "Close by on the shelf"), grid(shop, others, false));
    })
    .catch(() => section.remove());
  return section;
}

function detailSkeleton() {
  return el(
    "div",
    { class: "detail" },
    el("div", { class: "plate plate-large skeleton" }),
    el("div", { class: "detail-words" }, el("span", { class: "skeleton skeleton-title" }), textSkeleton(5)),
  );
}
