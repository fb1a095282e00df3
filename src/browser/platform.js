// What the platform does for the browser room, in its own language: a tenth of the bytes that the same calls take from
// wasm. Thin edges only.

import { FULL, UNAVAILABLE } from "../bridge/bridge.js";
import { attempt, get } from "../value/value.js";

/** Whether a shopper can read what this code is given: a page, or a worker of one. Server runtimes that know the name
 * WorkerGlobalScope have no address of their own. */
export const isPage = () => !!globalThis.document || !!(globalThis.WorkerGlobalScope && globalThis.location);

/** Whether a global is there and may be touched: where cookies are blocked, the mere look at localStorage throws. */
export const has = (name) => !!get(globalThis, name);

/** A channel to the other tabs; nothing where the platform has no channels, or where cookies are blocked. */
export const channelNamed = (name) => {
  try {
    return new BroadcastChannel(name);
  } catch {
    // The missing answer says so.
  }
};

/** The monotonic clock, in milliseconds. */
export const monotonic = () => performance.now();

/** Origin with path prefix and no slash at the end, and the origin alone; nothing for what is no bare HTTP address. */
export const split = (address) =>
  attempt(() => {
    const { protocol, origin, pathname, username, password, search, hash } = new URL(address);
    // To the URL standard an asterisk is a host like any other. A developer who writes one means a pattern.
    if (/^https?:$/.test(protocol) && !(username || password || search || hash || origin.includes("*"))) {
      return { base: origin + pathname.replace(/\/+$/, ""), origin };
    }
  });

/** Why a store failed. */
export const fault = (error) =>
  ["QuotaExceededError", "NS_ERROR_DOM_QUOTA_REACHED"].includes(error?.name) ? FULL : UNAVAILABLE;
