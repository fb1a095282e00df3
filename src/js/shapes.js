// The objects that the application is handed, as types.d.ts describes them. A field that has no value is null.

/** `SignedOut`. */
export const signedOut = (reason = null, lastOrderId = null) => Object.freeze({ kind: "signed-out", reason, lastOrderId });

/** A session with tokens; `extra` is the field that only sessions of this kind have, where there is one. */
export const live = (kind, expiresAt, canRefresh, claims, extra, value = null) =>
  Object.freeze({ kind, roles: claims.roles, expiresAt, canRefresh, claims, ...(extra && { [extra]: value }) });

/** `Claims`, with all that the token says beside them. Without a prototype, a claim named __proto__ or constructor is
 * data like any other. */
export const withRaw = (claims, raw) => {
  Object.freeze(claims.roles);
  claims.raw = Object.freeze(Object.setPrototypeOf(raw, null));
  return Object.freeze(claims);
};

/** The events. */
export const sessionEvent = (cause, session, previous) => ({ type: "session", cause, session, previous });
export const expiringEvent = (secondsLeft, session) => ({ type: "expiring", secondsLeft, session });
export const orderEvent = (problem = null, from = null, to = null) => ({ type: "order", problem, from, to });
export const storageEvent = (problem) => ({ type: "storage", problem });
