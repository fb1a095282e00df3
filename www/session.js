// The shopper's session as the shop sees it: opens the library's client once, keeps a short log of what it
// said, and tells the views when the *person* changed. A refreshed token is the same person, and nothing on
// the page moves for it.

import { createClient } from "storefront-auth";

/** @typedef {import("storefront-auth").StorefrontAuth} StorefrontAuth */
/** @typedef {import("storefront-auth").Session} Session */
/** @typedef {import("storefront-auth").SessionEvent} SessionEvent */
/** @typedef {{ at: number, event: SessionEvent }} LogEntry */

const LOG_LENGTH = 40;

/** What this marketplace calls the things it puts into the address after single sign-on. */
const SSO_PARAMS = {
  accessToken: "token",
  refreshToken: "refresh",
  idpToken: "idpToken",
  path: "path",
  error: "ssoError",
};

/** @typedef {{ sandbox: string, platform: "ordercloud" | "orocommerce", clientId: string }} Config */

/** What the shop's server tells about itself. @returns {Promise<Config>} */
export async function loadConfig() {
  const response = await fetch("/config.json");
  if (!response.ok) throw new Error(`/config.json answered ${response.status}`);
  return response.json();
}

/**
 * The client, and what became of single sign-on where this page is the return from it.
 * @param {Config} config
 */
export async function openSession(config) {
  const auth = await createClient({
    platform: config.platform,
    clientId: config.clientId,
    baseUrl: config.sandbox,
    anonymous: "automatic",
    ssoParams: SSO_PARAMS,
  });
  const log = followSession(auth);
  // Before anything reads the address or asks for a token: it may hold one that must leave the address bar.
  const sso = await auth.completeSso().catch((/** @type {unknown} */ problem) => ({ problem }));
  return { auth, log, sso };
}

/** Who is shopping, in one comparable word. @param {Session} session */
export function identity(session) {
  if (session.kind === "user") return `user ${person(session) ?? ""}`;
  if (session.kind === "anonymous") return `anonymous ${session.orderId ?? session.claims.userId ?? ""}`;
  return session.kind;
}

/** The name that somebody signed in with: a claim of its own, or else the subject of the token. @param {Session} session */
export function person(session) {
  if (session.kind === "signed-out") return null;
  return session.claims.username ?? session.claims.userId;
}

/**
 * The last events, newest first, and a way to hear of the next.
 * @param {StorefrontAuth} auth
 */
function followSession(auth) {
  /** @type {LogEntry[]} */
  const entries = [];
  /** @type {Set<(entry: LogEntry) => void>} */
  const listeners = new Set();
  auth.subscribe((event) => {
    const entry = { at: Date.now(), event };
    entries.unshift(entry);
    entries.length = Math.min(entries.length, LOG_LENGTH);
    for (const listener of listeners) listener(entry);
  });
  return {
    entries,
    /** @param {(entry: LogEntry) => void} listener */
    follow(listener) {
      listeners.add(listener);
    },
    /** Only when somebody else is shopping now. @param {(session: Session, previous: Session, event: SessionEvent) => void} listener */
    followIdentity(listener) {
      listeners.add(({ event }) => {
        if (event.type === "session" && identity(event.session) !== identity(event.previous)) {
          listener(event.session, event.previous, event);
        }
      });
    },
  };
}
