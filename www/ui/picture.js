// What a product looks like and costs: the two things that the grid, the detail, the cart and the orders share.

import { el } from "./dom.js";

/** The shop's own drawing of a product, one file per product id. @param {string} productId @param {{ eager?: boolean, alt?: string }} [options] */
export function picture(productId, { eager = false, alt = "" } = {}) {
  const image = el("img", {
    class: "picture",
    src: `pictures/${encodeURIComponent(productId)}.svg`,
    alt,
    width: 480,
    height: 480,
    loading: eager ? "eager" : "lazy",
    decoding: "async",
  });
  // A product that was added to the sandbox by hand has no drawing; the shop's mark stands in for it, once.
  image.addEventListener("error", () => (image.src = "pictures/missing.svg"), { once: true });
  return image;
}

/** The price of one, and what it was before a sale. @param {any} product */
export function unitPrice(product) {
  const schedule = product.PriceSchedule ?? {};
  const first = schedule.PriceBreaks?.[0] ?? {};
  const onSale = Boolean(schedule.IsOnSale) && typeof first.SalePrice === "number";
  return {
    price: onSale ? first.SalePrice : first.Price,
    before: onSale ? first.Price : null,
    currency: schedule.Currency,
  };
}
