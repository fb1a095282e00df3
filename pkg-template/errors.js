// The one error class of this package. It lives outside the wasm because loading the wasm can fail, too.

/** A real Error with a code of the closed list. What each field means is told in index.d.ts. */
export class StorefrontAuthError extends Error {
  constructor({ code, detail, ...facts }) {
    super(code.replaceAll("_", " ") + (detail ? ": " + detail : ""));
    this.code = code;
    this.retryable = false;
    this.status = this.oauthError = this.serverCode = this.retryAfterMs = this.response = null;
    Object.assign(this, facts);
  }
}
// On the prototype, as the platform's own errors have it; the string survives minifiers.
Object.defineProperty(StorefrontAuthError.prototype, "name", { value: "StorefrontAuthError" });

/** Tells our errors from others by their shape: also those of a second copy of this package. */
export const isAuthError = (error, code) =>
  error instanceof Object &&
  error.name === "StorefrontAuthError" &&
  typeof error.code === "string" &&
  (code === undefined || error.code === code);
