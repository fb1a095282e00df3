// @ts-check
// Every call the shop makes to the commerce API, and nothing else: no state, no pictures of what comes back.
// The seller's calls are in back-office.js; how a call is made, and what a refusal is, is here for both.
// The bearer token, its renewal and the one resend after a 401 are the library's; here a call is a path.

/** An answer the API gave on purpose. What failed on the way arrives as the library's own AuthError instead. */
export class ApiError extends Error {
  /** @param {number} status @param {{ ErrorCode?: string, Message?: string } | undefined} first */
  constructor(status, first) {
    super(first?.Message ?? `The server answered ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = first?.ErrorCode ?? null;
  }
}

/** @param {Pick<import("storefront-auth").StorefrontAuth, "fetch">} auth */
export function caller(auth) {
  /** @param {string} method @param {string} path @param {unknown} [body] @param {AbortSignal} [signal] */
  return async function call(method, path, body, signal) {
    const response = await auth.fetch(path, {
      method,
      signal,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiError(response.status, firstError(text));
    return text === "" ? null : JSON.parse(text);
  };
}

/** @param {Pick<import("storefront-auth").StorefrontAuth, "fetch">} auth */
export function connectApi(auth) {
  const call = caller(auth);
  return {
    /** @param {{ search?: string | null, category?: string | null, page?: number, pageSize?: number }} wanted @param {AbortSignal} [signal] */
    products({ search, category, page = 1, pageSize = 12 }, signal) {
      const query = new URLSearchParams({ page: String(page), pageSize: String(pageSize) });
      if (search) query.set("search", search);
      if (category) query.set("categoryID", category);
      return call("GET", `/v1/me/products?${query}`, undefined, signal);
    },
    /** @param {string} id */
    product: (id) => call("GET", `/v1/me/products/${encodeURIComponent(id)}`),
    categories: () => call("GET", "/v1/me/categories?pageSize=100"),

    cart: () => call("GET", "/v1/cart"),
    cartLines: () => call("GET", "/v1/cart/lineitems?pageSize=100"),
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

/** @typedef {ReturnType<typeof connectApi>} Api */

/** @param {string} text */
function firstError(text) {
  try {
    return JSON.parse(text)?.Errors?.[0];
  } catch {
    // A proxy's HTML page, say. The status alone has to do.
    return undefined;
  }
}
