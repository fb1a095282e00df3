// Claims as the application sees them.

/** Freezes them, with all that the token says beside them. Without a prototype, a claim named __proto__ or constructor is data
 * like any other. */
export const freezeClaims = (claims) => {
  Object.freeze(claims.roles);
  claims.raw = Object.freeze(Object.setPrototypeOf(claims.raw ?? {}, null));
  return Object.freeze(claims);
};
