// The first page: what the shop is, its categories, and the products that the address asks for.

import { address } from "../router.js";
import { SHOP } from "../shop.js";
import { addButton } from "../ui/add-button.js";
import { el, icon } from "../ui/dom.js";
import { money } from "../ui/money.js";
import { picture, unitPrice } from "../ui/picture.js";
import { empty, loading } from "../ui/states.js";

const PAGE_SIZE = 12;

/** @param {import("../main.js").Shop} shop @returns {import("../router.js").View} */
export function catalogView(shop) {
  return (query) => {
    const search = query.get("search");
    const category = query.get("category");
    const page = Math.max(1, Number.parseInt(query.get("page") ?? "1", 10) || 1);
    const front = !search && !category && page === 1;

    const heading = el(
      "h1",
      { class: front ? "visually-hidden" : "page-title" },
      front ? SHOP.name : search ? `Results for “${search}”` : "",
    );
    const chips = el("nav", { class: "chips", "aria-label": "Categories" });
    const lead = el("p", { class: "page-lead" });
    fillCategories();

    async function fillCategories() {
      const all = chip("All", null, !category && !search);
      try {
        const list = await shop.categories();
        const known = list.find((/** @type {any} */ each) => each.ID === category);
        chips.replaceChildren(
          all,
          ...list.map((/** @type {any} */ each) => chip(each.Name, each.ID, each.ID === category)),
        );
        if (known && !search) {
          heading.textContent = known.Name;
          lead.textContent = known.Description ?? "";
          document.title = `${known.Name} · ${SHOP.name}`;
        }
      } catch {
        // The grid below says what is wrong; without categories the shop is still a shop.
        chips.replaceChildren(all);
      }
    }

    const products = loading({
      skeleton: gridSkeleton,
      work: () => shop.api.products({ search, category, page, pageSize: PAGE_SIZE }),
      show: (list) =>
        list.Items.length === 0
          ? empty(
              "Nothing here",
              search ? `We have nothing that matches “${search}”.` : "This shelf is empty at the moment.",
              el("a", { class: "button", href: address("catalog") }, "See everything"),
            )
          : [grid(shop, list.Items, page === 1), paging(list.Meta, { search, category })],
    });

    const title = search ? `“${search}” · ${SHOP.name}` : front ? `${SHOP.name} · ${SHOP.line}` : SHOP.name;
    return {
      title,
      node: el(
        "div",
        { class: "catalog" },
        front && hero(),
        el("div", { class: "wrap catalog-head", id: "products" }, heading, lead, chips),
        el("div", { class: "wrap" }, products.box),
      ),
    };
  };
}

function hero() {
  return el(
    "section",
    { class: "hero" },
    el(
      "div",
      { class: "wrap hero-inner" },
      el(
        "div",
        { class: "hero-words" },
        el("p", { class: "eyebrow" }, SHOP.eyebrow),
        el("p", { class: "hero-title" }, SHOP.promise),
        el("p", { class: "hero-text" }, SHOP.text),
      ),
      el("img", { class: "hero-picture", src: "pictures/hero.svg", alt: "", width: 640, height: 480 }),
    ),
  );
}

/** @param {string} name @param {string | null} id @param {boolean} current */
function chip(name, id, current) {
  return el(
    "a",
    { class: "chip", href: address("catalog", { category: id }), "aria-current": current ? "page" : null },
    id !== null && thumbnail(id),
    name,
  );
}

/** @param {string} category */
function thumbnail(category) {
  const image = el("img", {
    src: `pictures/category-${encodeURIComponent(category)}.svg`,
    alt: "",
    width: 34,
    height: 34,
  });
  // A category without a drawing is a word.
  image.addEventListener("error", () => image.remove(), { once: true });
  return image;
}

/** @param {import("../main.js").Shop} shop @param {any[]} products @param {boolean} eager */
export function grid(shop, products, eager) {
  return el(
    "ul",
    { class: "grid" },
    products.map((product, index) => el("li", {}, card(shop, product, eager && index < 8))),
  );
}

/** @param {import("../main.js").Shop} shop @param {any} product @param {boolean} eager */
function card(shop, product, eager) {
  const { price, before, currency } = unitPrice(product);
  return el(
    "article",
    { class: "card", test: "product", "data-product": product.ID },
    el(
      "a",
      { class: "plate", href: address("product", { id: product.ID }), tabindex: -1, "aria-hidden": "true" },
      picture(product.ID, { eager }),
      before !== null && el("span", { class: "badge" }, "Sale"),
    ),
    el("h2", { class: "card-name" }, el("a", { href: address("product", { id: product.ID }) }, product.Name)),
    el("p", { class: "card-text" }, product.Description),
    el(
      "div",
      { class: "card-foot" },
      el(
        "p",
        { class: "price" },
        money(price, currency),
        before !== null && el("s", {}, el("span", { class: "visually-hidden" }, "before: "), money(before, currency)),
      ),
      addButton(shop, product),
    ),
  );
}

function gridSkeleton() {
  return [
    el("p", { class: "visually-hidden" }, "Loading products"),
    el(
      "ul",
      { class: "grid", "aria-hidden": "true" },
      Array.from({ length: 8 }, () =>
        el(
          "li",
          {},
          el(
            "div",
            { class: "card" },
            el("div", { class: "plate skeleton" }),
            el("span", { class: "skeleton skeleton-name" }),
            el("span", { class: "skeleton skeleton-line" }),
            el("span", { class: "skeleton skeleton-price" }),
          ),
        ),
      ),
    ),
  ];
}

/** @param {{ Page: number, TotalPages: number, TotalCount: number, ItemRange: [number, number] }} meta @param {{ search: string | null, category: string | null }} kept */
function paging(meta, kept) {
  const count = el(
    "p",
    { class: "paging-count" },
    meta.TotalCount === 1 ? "1 product" : `${meta.ItemRange[0]}–${meta.ItemRange[1]} of ${meta.TotalCount} products`,
  );
  if (meta.TotalPages <= 1) return el("div", { class: "paging" }, count);
  /** @param {number} page */
  const to = (page) => address("catalog", { ...kept, page: page === 1 ? null : page });
  return el(
    "nav",
    { class: "paging", "aria-label": "Pages" },
    count,
    el(
      "div",
      { class: "paging-links" },
      meta.Page > 1 &&
        el("a", { class: "page-link", href: to(meta.Page - 1), "aria-label": "Previous page" }, icon("back")),
      Array.from({ length: meta.TotalPages }, (_, index) =>
        el(
          "a",
          {
            class: "page-link",
            href: to(index + 1),
            "aria-label": `Page ${index + 1}`,
            "aria-current": index + 1 === meta.Page ? "page" : null,
          },
          index + 1,
        ),
      ),
      meta.Page < meta.TotalPages &&
        el("a", { class: "page-link", href: to(meta.Page + 1), "aria-label": "Next page" }, icon("arrow")),
    ),
  );
}
