// A request of the library's own: nothing cached, no cookies, no referrer, and no redirect that would carry a password along.
// A token request needs no preflight. Headers and body have one deadline.

import { parse } from "../value/value.js";

/** How long an answer that has arrived already is waited for, when the page stood still beyond the deadline (frozen, asleep). */
const GRACE_MS = 500;

/** Sends it and gives the whole answer to `done`, once: its status, the object in its body, and how long it asks to wait. An
 * answer without a status means: the connection failed, or the deadline has passed (`late`). Returns what ends it early. */
export const startRequest = ({ fetchAtOpening, base, timeout }, request, done) => {
  const controller = new AbortController();
  const end = (reply) => {
    clearTimeout(timer);
    // Also where the application's own fetch knows no signal.
    controller.abort();
    done(reply);
  };
  const began = performance.now();
  const late = () => end({ late: true });
  const ring = () => (performance.now() - began > timeout + GRACE_MS ? (timer = setTimeout(late, GRACE_MS)) : late());
  let timer = setTimeout(ring, timeout);
  send(fetchAtOpening, base, request, controller.signal).then(end, () => end({}));
  return () => end();
};

const send = async (fetch, base, { method, path, guest, body, isForm, bearer }, signal) => {
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
