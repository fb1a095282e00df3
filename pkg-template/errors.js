// Telling our errors from others.

/** By their shape: also those of a second copy of this package, and of another realm. */
export const isAuthError = (error, code) =>
  error?.name === "StorefrontAuthError" &&
  typeof error.code === "string" &&
  (code === undefined || error.code === code);
