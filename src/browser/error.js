// The one error class of this package. The loader takes it from here: loading the wasm can fail, too.

/** A real Error with a code of the closed list. What each field means is told in types.d.ts. */
export class StorefrontAuthError extends Error {
  constructor(
    code,
    detail,
    retryable = false,
    status = null,
    oauthError = null,
    serverCode = null,
    retryAfterMs = null,
  ) {
    super(code.replaceAll("_", " ") + (detail ? ": " + detail : ""));
    Object.assign(this, { code, retryable, status, oauthError, serverCode, retryAfterMs, response: null });
  }
}
// On the prototype, as the platform's own errors have it; the string survives minifiers.
Object.defineProperty(StorefrontAuthError.prototype, "name", { value: "StorefrontAuthError" });
