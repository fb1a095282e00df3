// Single sign-on as far as the platform does it: the address to leave for, the address that the shopper comes back to, and
// what this tab remembers in between. Whether a return is ours, and what its tokens are worth, is decided in Rust.

import { asObject } from "./platform.js";

/** What `{0}`, `{3}`, `{1}`, `{2}` of AppStartUrl and `{0}` of CustomErrorUrl are called. */
const NAMES = { accessToken: "token", refreshToken: "refresh", idpToken: "idpToken", path: "path", error: "error" };
/** Stands before the one-time value in the return path. */
const MARK = "storefront-auth.";
const QUARTER_OF_AN_HOUR = 900_000;

const isText = (value) => typeof value === "string" && value;

/** Every name, those given among them; nothing where one makes no sense. */
export const ssoNames = (given) => {
  const names = { ...NAMES };
  for (const name in NAMES) if (given?.[name] != null) names[name] = given[name];
  return (given == null || asObject(given)) && Object.values(names).every(isText) ? names : undefined;
};

export class Sso {
  constructor(key, names) {
    Object.assign(this, { key: key + " sso", names });
  }

  /** The address to leave for. Nothing where the `custom` parameters make no sense, and an empty one where this tab cannot
   * remember that it left. */
  leave(url, clientId, connectId, roles, path, custom) {
    if (custom != null && !(asObject(custom) && Object.values(custom).every(isText))) return;
    const value = crypto.getRandomValues(new Uint32Array(4)).join("-");
    if (!this.#remember(this.#pending().set(value, Date.now()))) return "";
    const query = {
      id: connectId,
      cid: clientId,
      roles,
      appstartpath: MARK + value + path,
      customParams: custom && new URLSearchParams(custom),
    };
    const fields = Object.entries(query).filter(([, field]) => field);
    return url + "?" + fields.map(([name, field]) => name + "=" + encodeURIComponent(field)).join("&");
  }

  /** What an address says of a return; nothing, where it holds neither token nor error, and a fault where it is none. */
  arrive(address) {
    const { location } = globalThis;
    const { search, hash } = new URL(address ?? location?.href ?? "about:blank", location?.href);
    const said = [search, hash].map((part) => new URLSearchParams(part.replace(/^#[^?=]*\?|^#/, "")));
    const read = (name) => said.map((part) => part.get(this.names[name])).find((value) => value != null);
    const [token, refreshToken, error, path] = ["accessToken", "refreshToken", "error", "path"].map(read);
    if (token == null && error == null) return;
    const pending = this.#pending();
    const [, value, returnPath] = path?.startsWith(MARK) ? /^([\d-]*)(.*)/s.exec(path.slice(MARK.length)) : [];
    const isOurs = value != null || pending.size > 0;
    const isKnown = pending.delete(value);
    return { token, refreshToken, error, isOurs, isKnown, returnPath, pending };
  }

  /** Takes everything of the return out of the address bar and leaves every other byte of it alone; spends the value. */
  clean({ pending }) {
    const { location, history } = globalThis;
    const ours = Object.values(this.names);
    const rid = (part, head) => {
      const kept = part.slice(head.length).split("&");
      const left = kept.filter((field) => !ours.includes([...new URLSearchParams(field).keys()][0]));
      return left.length === kept.length ? part : left.length ? head + left.join("&") : head.slice(0, -1);
    };
    this.#remember(pending);
    if (!history) return;
    const { pathname, search, hash } = location;
    const clean = rid(search, "?") + rid(hash, /^#[^?=]*\?|^#|/.exec(hash)[0]);
    try {
      history.replaceState(history.state, "", pathname + clean);
    } catch {
      // A document without an address of its own has nothing in its bar.
    }
  }

  /** What the caller is told, once the tokens are taken over. */
  async home(session, facts) {
    return (await session) ? { session: await session, returnPath: facts.returnPath || null } : null;
  }

  /** The sign-ins that this tab has left for, by their one-time value, with the time. */
  #pending() {
    const now = Date.now();
    try {
      const all = Object.entries(asObject(JSON.parse(sessionStorage.getItem(this.key))) ?? {});
      return new Map(all.filter(([, at]) => at <= now && now - at < QUARTER_OF_AN_HOUR));
    } catch {
      return new Map();
    }
  }

  #remember(pending) {
    try {
      sessionStorage.setItem(this.key, JSON.stringify(Object.fromEntries(pending)));
      return true;
    } catch {
      return false;
    }
  }
}
