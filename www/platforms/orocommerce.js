// OroCommerce: a visitor or a user with a shopping list, in JSON:API. What it does not have (accounts made by a guest,
// one-time passwords, single sign-on, in the sandbox also orders) is not shown. Its back office has an API and tokens of its
// own, and there is a page about that.

import { asker, JSON_API } from "../api.js";
import { twoSidesView } from "../views/two-sides.js";

/** The one unit in which the sandbox sells. */
const UNIT = { data: { type: "productunits", id: "item" } };

/** @type {import("./index.js").Platform} */
export const orocommerce = {
  name: "orocommerce",
  words: { cart: "List", yours: "Your shopping list", to: "to list", into: "on your list", inside: "on your list" },
  connectId: null,
  registers: false,
  oneTimePasswords: false,
  connect,
  views: (shop) => ({ seller: twoSidesView(shop) }),
};

/** @param {Pick<import("storefront-auth").StorefrontAuth, "fetch">} auth @returns {import("./index.js").Api} */
function connect(auth) {
  const ask = asker(auth, JSON_API);
  /** @param {string} id */
  const item = (id) => `/api/shoppinglistitems/${encodeURIComponent(id)}`;
  return {
    async products({ search, category, page = 1, pageSize = 12 }) {
      const query = new URLSearchParams({ "page[number]": String(page), "page[size]": String(pageSize) });
      if (category) query.set("filter[category]", category);
      if (search) {
        query.set("filter[searchQuery]", `allText ~ "${search.replaceAll('"', " ")}"`);
        query.set("include", "product");
      }
      const path = search ? "/api/productsearch" : "/api/products";
      const { body, headers } = await ask("GET", `${path}?${query}`, undefined, { "X-Include": "totalCount" });
      return {
        Items: (search ? (body.included ?? []) : body.data).map(product),
        Meta: meta(page, pageSize, body.data.length, Number(headers.get("X-Include-Total-Count"))),
      };
    },
    product: (id) => ask("GET", `/api/products/${encodeURIComponent(id)}`).then(({ body }) => product(body.data)),
    categories: () =>
      ask("GET", "/api/mastercatalogcategories").then(({ body }) =>
        body.data.map((/** @type {any} */ { id, attributes }) => ({
          ID: id,
          Name: attributes.title,
          Description: attributes.shortDescription,
        })),
      ),

    cart: () => ask("GET", "/api/shoppinglists?include=items,items.product").then(({ body }) => cart(body)),
    // The default list is made by the first thing that is put on it.
    addLine: (productId, quantity) =>
      ask("POST", "/api/shoppinglists/default/items", {
        data: [
          {
            type: "shoppinglistitems",
            attributes: { quantity },
            relationships: { product: { data: { type: "products", id: productId } }, unit: UNIT },
          },
        ],
      }),
    setQuantity: (lineId, quantity) =>
      ask("PATCH", item(lineId), { data: { type: "shoppinglistitems", id: lineId, attributes: { quantity } } }),
    removeLine: (lineId) => ask("DELETE", item(lineId)),
  };
}

/** @param {any} resource */
function product({ id, attributes }) {
  const { name, shortDescription, prices, productAttributes } = attributes;
  return {
    ID: id,
    Name: name,
    Description: shortDescription,
    PriceSchedule: {
      Currency: prices[0]?.currencyId,
      PriceBreaks: prices.map((/** @type {any} */ { quantity, price }) => ({
        Quantity: Number(quantity),
        Price: Number(price),
      })),
    },
    xp: productAttributes,
  };
}

/** @param {number} page @param {number} pageSize @param {number} shown @param {number} total */
function meta(page, pageSize, shown, total) {
  const first = (page - 1) * pageSize + 1;
  return {
    Page: page,
    TotalPages: Math.ceil(total / pageSize),
    TotalCount: total,
    ItemRange: [first, first + shown - 1],
  };
}

/** The default list, or that there is none yet. @param {any} body */
function cart({ data, included = [] }) {
  const list = data.find((/** @type {any} */ each) => each.attributes.default) ?? data[0];
  if (!list) return { order: null, lines: [] };
  /** @param {{ type: string, id: string }} reference */
  const find = ({ type, id }) => included.find((/** @type {any} */ each) => each.type === type && each.id === id);
  const { currency, subTotal, total } = list.attributes;
  return {
    // A list is no order: nothing is delivered yet.
    order: { Currency: currency, Subtotal: Number(subTotal), Total: Number(total), ShippingCost: null },
    lines: list.relationships.items.data.map((/** @type {any} */ reference) => line(find(reference), find)),
  };
}

/** @param {any} item @param {(reference: any) => any} find */
function line({ id, attributes, relationships }, find) {
  const reference = relationships.product.data;
  const price = Number(attributes.value);
  return {
    ID: id,
    ProductID: reference.id,
    Quantity: attributes.quantity,
    UnitPrice: price,
    // The one figure that this API leaves to its clients.
    LineTotal: price * attributes.quantity,
    Product: { Name: find(reference)?.attributes.name },
  };
}
