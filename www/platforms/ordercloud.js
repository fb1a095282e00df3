// Sitecore OrderCloud: a cart that becomes an order, an account with the orders so far, every way of becoming a user, and
// a back office for its API clients.

import { caller } from "../api.js";
import { accountView } from "../views/account.js";
import { checkoutView } from "../views/checkout.js";
import { confirmationView } from "../views/confirmation.js";
import { sellerView } from "../views/seller.js";

/** @type {import("./index.js").Platform} */
export const ordercloud = {
  name: "ordercloud",
  words: { cart: "Cart", yours: "Your cart", to: "to cart", into: "into your cart", inside: "in your cart" },
  connectId: "sandbox-idp",
  registers: true,
  oneTimePasswords: true,
  connect,
  views: (shop) => ({
    checkout: checkoutView(shop),
    confirmation: confirmationView(shop),
    account: accountView(shop),
    seller: sellerView(shop),
  }),
};

/** @param {Pick<import("storefront-auth").StorefrontAuth, "fetch">} auth */
function connect(auth) {
  const call = caller(auth);
  return {
    /** @param {import("./index.js").Wanted} wanted */
    products({ search, category, page = 1, pageSize = 12 }) {
      const query = new URLSearchParams({ page: String(page), pageSize: String(pageSize) });
      if (search) query.set("search", search);
      if (category) query.set("categoryID", category);
      return call("GET", `/v1/me/products?${query}`);
    },
    /** @param {string} id */
    product: (id) => call("GET", `/v1/me/products/${encodeURIComponent(id)}`),
    categories: () => call("GET", "/v1/me/categories?pageSize=100").then((list) => list.Items),

    async cart() {
      const [order, list] = await Promise.all([
        call("GET", "/v1/cart"),
        call("GET", "/v1/cart/lineitems?pageSize=100"),
      ]);
      return { order, lines: list.Items };
    },
    /** @param {string} productId @param {number} quantity */
    addLine: (productId, quantity) => call("POST", "/v1/cart/lineitems", { ProductID: productId, Quantity: quantity }),
    /** @param {string} lineId @param {number} quantity */
    setQuantity: (lineId, quantity) =>
      call("PATCH", `/v1/cart/lineitems/${encodeURIComponent(lineId)}`, { Quantity: quantity }),
    /** @param {string} lineId */
    removeLine: (lineId) => call("DELETE", `/v1/cart/lineitems/${encodeURIComponent(lineId)}`),

    /** A guest's name and address for the receipt. @param {{ FirstName: string, LastName: string, Email: string }} contact */
    setContact: (contact) => call("PATCH", "/v1/cart/fromuser", contact),
    submit: () => call("POST", "/v1/cart/submit"),
    me: () => call("GET", "/v1/me"),
    orders: () => call("GET", "/v1/me/orders?pageSize=100"),
  };
}

/** The calls that only this platform's own views make, beside those of every platform. @typedef {ReturnType<typeof connect>} OrderCloudApi */
