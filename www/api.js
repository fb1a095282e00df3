// How the shop calls a commerce API, and what a refusal is; which calls there are is in the files of the platforms.
// The bearer token, its renewal and the one resend after a 401 are the library's; here a call is a path.

/** An answer the API gave on purpose. What failed on the way arrives as the library's own AuthError instead. */
export class ApiError extends Error {
  /** @param {number} status @param {{ code?: string, message?: string } | undefined} first */
  constructor(status, first) {
    super(first?.message ?? `The server answered ${status}.`);
    this.name = "ApiError";
    this.status = status;
    this.code = first?.code ?? null;
  }
}

/**
 * How a platform writes: the media type of its bodies, and the first of the errors in a refusal.
 * @typedef {{ type: string, first: (body: any) => { code?: string, message?: string } | undefined }} Dialect
 */

/** OrderCloud's. @type {Dialect} */
const ORDERCLOUD = {
  type: "application/json",
  first: (body) => body?.Errors?.[0] && { code: body.Errors[0].ErrorCode, message: body.Errors[0].Message },
};

/** OroCommerce's. @type {Dialect} */
export const JSON_API = {
  type: "application/vnd.api+json",
  first: (body) => body?.errors?.[0] && { code: body.errors[0].title, message: body.errors[0].detail },
};

/** Calls that give what was answered, and its headers. @param {Pick<import("storefront-auth").StorefrontAuth, "fetch">} auth @param {Dialect} dialect */
export function asker(auth, dialect) {
  /** @param {string} method @param {string} path @param {unknown} [body] @param {Record<string, string>} [headers] */
  return async function ask(method, path, body, headers = {}) {
    const response = await auth.fetch(path, {
      method,
      headers: body === undefined ? headers : { ...headers, "Content-Type": dialect.type },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiError(response.status, dialect.first(parsed(text)));
    return { body: text === "" ? null : JSON.parse(text), headers: response.headers };
  };
}

/** Calls that give what was answered. @param {Pick<import("storefront-auth").StorefrontAuth, "fetch">} auth */
export function caller(auth) {
  const ask = asker(auth, ORDERCLOUD);
  /** @param {string} method @param {string} path @param {unknown} [body] */
  return (method, path, body) => ask(method, path, body).then((answer) => answer.body);
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's HTML page, say, or nothing at all. The status alone has to do.
    return undefined;
  }
}
