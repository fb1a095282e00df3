// The commerce platforms that the shop can be opened on. Whatever differs between them is in their two files; the rest of
// the shop asks a platform for what it has and shows no more than that.

import { ordercloud } from "./ordercloud.js";
import { orocommerce } from "./orocommerce.js";

/**
 * @typedef {object} Platform
 * @property {"ordercloud" | "orocommerce"} name as the library calls it
 * @property {Words} words
 * @property {string | null} connectId the identity provider for single sign-on, where there is one
 * @property {boolean} registers whether a guest can open an account
 * @property {boolean} oneTimePasswords whether a password for one sign-in can be asked for
 * @property {(auth: Pick<import("storefront-auth").StorefrontAuth, "fetch">) => Api} connect
 * @property {(shop: import("../main.js").Shop) => Record<string, import("../router.js").View>} views
 *   by name, beside those that every platform has: the catalogue, a product and the cart
 */

/**
 * What the shopper's things lie in.
 * @typedef {object} Words
 * @property {string} cart its name, in the header
 * @property {string} yours
 * @property {string} to where a product is added
 * @property {string} into where it is put
 * @property {string} inside where it is then
 */

/**
 * The calls that every platform answers. Products, lines and categories come in OrderCloud's spelling, which is what the
 * views read; another platform translates its own.
 * @typedef {object} Api
 * @property {(wanted: Wanted) => Promise<{ Items: any[], Meta: any }>} products
 * @property {(id: string) => Promise<any>} product
 * @property {() => Promise<any[]>} categories
 * @property {() => Promise<{ order: any, lines: any[] }>} cart
 * @property {(productId: string, quantity: number) => Promise<unknown>} addLine
 * @property {(lineId: string, quantity: number) => Promise<unknown>} setQuantity
 * @property {(lineId: string) => Promise<unknown>} removeLine
 */

/** @typedef {{ search?: string | null, category?: string | null, page?: number, pageSize?: number }} Wanted */

/** @type {Platform[]} */
const ALL = [ordercloud, orocommerce];

/** @param {string} name @returns {Platform} */
export function platformNamed(name) {
  const found = ALL.find((platform) => platform.name === name);
  if (!found) throw new Error(`this shop has no platform ${name}`);
  return found;
}
