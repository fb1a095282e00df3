// Single sign-on as far as addresses go: the one to leave for, the one that the shopper comes back to, and what this tab
// remembers in between. The rule that decides whose return it is stands here (`arrive`), and not in the engine: the address bar
// has to be clean before anything is waited for, and the rule is about texts from end to end. What a token is worth is decided
// in client/login.rs.

import { StorefrontAuthError } from "../browser/error.js";
import { asObject, isText } from "../value/value.js";
import { check, needed, option } from "./options.js";

/** A path of the shop itself: after one slash anything but what a browser reads as another site (a second slash, a
 * backslash) or drops while it reads (control characters). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to be refused
const OWN_PATH = /^\/(?!\/)[^\\\0-\x1f\x7f]*$/;

/** How long a sign-in may take at the identity provider: a quarter of an hour. */
const PENDING_MS = 900_000;

/** Whether a moment is near now. The clock may have been put back meanwhile. */
const isRecent = (at) => Math.abs(Date.now() - at) < PENDING_MS;

export class Sso {
  constructor({ key, base, clientId, ssoNames }) {
    // The prefix stands before the one-time value and the return path, and is itself the beginning of a path.
    Object.assign(this, { key: key + " sso ", base, clientId, names: ssoNames, prefix: "/sso." + clientId + "." });
  }

  /** The address to leave for. */
  leave(options, roles) {
    const connectId = needed(options, "connectId", (id) => isText(id) && id);
    const returnPath = option(options, "returnPath", (path) => isText(path) && OWN_PATH.test(path));
    const custom = option(options, "customParams", (params) => asObject(params) && Object.values(params).every(isText));
    let value;
    try {
      value = crypto.getRandomValues(new Uint32Array(4)).join("-");
      sessionStorage.setItem(this.key + value, Date.now());
    } catch {
      check(false, "sessionStorage", "unsupported_environment");
    }
    const query = new URLSearchParams({
      id: connectId,
      cid: this.clientId,
      appstartpath: this.prefix + value + (returnPath ?? ""),
    });
    if (roles) query.set("roles", roles);
    if (custom) query.set("customParams", new URLSearchParams(custom));
    return (this.base + "/ocrplogin?" + query).replaceAll("+", "%20");
  }

  /** What an address says of a return that is ours: `accessToken`, `refreshToken` and `returnPath`, or a `fault`. The address
   * bar is clean and the one-time value spent by then. Of another's return it says nothing, and touches nothing. */
  arrive(address) {
    const { location, history } = globalThis;
    let href;
    try {
      href = new URL(address ?? location?.href ?? "about:blank").href;
    } catch {
      return { fault: new StorefrontAuthError("config_invalid", "url") };
    }
    const { accessToken, refreshToken, error, path = "" } = this.#read(href);
    if ((accessToken ?? error) == null) return;
    const hasPrefix = path.startsWith(this.prefix);
    const [, value, rest] = /^([\d-]*)(.*)/s.exec(hasPrefix ? path.slice(this.prefix.length) : "");
    let isPending, isKnown;
    try {
      isPending = Object.keys(sessionStorage).some((key) => key.startsWith(this.key) && isRecent(sessionStorage[key]));
      isKnown = isRecent(sessionStorage[this.key + value]);
      sessionStorage.removeItem(this.key + value);
    } catch {
      // Where nothing can be remembered, nothing was asked for.
    }
    if (!hasPrefix && !isPending && !this.#isForUs(accessToken)) return;
    try {
      history.replaceState(history.state, "", this.#read(location.href).clean);
    } catch {
      // No page, or one without an address of its own.
    }
    // The code of a refusal is passed on where it is one, and no text that could hold anything.
    if (error || accessToken == null) {
      return { fault: new StorefrontAuthError("sso_error", "", false, null, /^[a-z_]+$/.test(error) ? error : null) };
    }
    if (!isKnown) return { fault: new StorefrontAuthError("sso_state_mismatch") };
    return { accessToken, refreshToken, returnPath: OWN_PATH.test(rest) ? rest : null };
  }

  /** The parameters of ours in query and fragment, and the `clean` address: without them, and with every other byte as it was. */
  #read(href) {
    const said = {};
    const whats = Object.keys(this.names);
    // The query, and a fragment that is a query or ends in one.
    said.clean = href.replace(/(\?|#[^?=#]*\?|#)([^#]*)/g, (_, head, tail) => {
      const left = tail.split("&").filter((field) => {
        const [[name, value] = []] = new URLSearchParams(field);
        const what = whats.find((what) => this.names[what] === name);
        if (what) said[what] ??= value;
        return !what;
      });
      return left.length ? head + left.join("&") : head.slice(0, -1);
    });
    return said;
  }

  #isForUs(token) {
    try {
      const { cid } = JSON.parse(atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/")));
      return cid.toLowerCase() === this.clientId.toLowerCase();
    } catch {
      return false;
    }
  }
}
