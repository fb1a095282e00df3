// Telling our errors from others.

/** By their shape: also those of a second copy of this package. */
export const isAuthError = (error, code) =>
  error instanceof Object &&
  error.name === "StorefrontAuthError" &&
  typeof error.code === "string" &&
  (code === undefined || error.code === code);
