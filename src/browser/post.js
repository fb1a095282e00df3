// A request of the library's own: nothing cached, no cookies, no referrer, and no redirect that would carry a password along. A
// token request needs no preflight.

import { parse } from "../value/value.js";

/** Sends it and reads the whole answer: its status, the object in its body, and how long it asks to wait. */
export const post = async (fetch, base, { method, path, guest, body, isForm, bearer }, signal) => {
  const response = await fetch(base + path + (guest ? encodeURIComponent(guest) : ""), {
    method,
    headers: {
      Accept: "application/json",
      ...(body && { "Content-Type": isForm ? "application/x-www-form-urlencoded" : "application/json" }),
      ...(bearer && { Authorization: "Bearer " + bearer }),
    },
    // A blank as %20, which every server reads; a plus sign of the text is %2B by then.
    body: body && (isForm ? `${new URLSearchParams(body)}`.replaceAll("+", "%20") : JSON.stringify(body)),
    signal,
    cache: "no-store",
    credentials: "omit",
    redirect: "manual",
    referrerPolicy: "no-referrer",
  });
  // A shim for fetch may answer anything.
  const after = response?.headers?.get("Retry-After");
  return {
    body: parse(await response?.text?.()),
    status: response?.status ?? 0,
    // Seconds, or a date (RFC 9110 section 10.2.3).
    retryAfter: after && (/^\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.now()),
  };
};
