// What the platform does for the browser room, in its own language: a tenth of the bytes that the same calls take from
// wasm. Thin edges only. Whatever decides anything is in Rust.

/** Whether a shopper can read what this code is given: a page, or a worker of one. Server runtimes that know the name
 * WorkerGlobalScope have no address of their own. */
export const isPage = () => !!globalThis.document || !!(globalThis.WorkerGlobalScope && globalThis.location);

/** Whether a global is there and may be touched: where cookies are blocked, the mere look at localStorage throws. */
export const has = (name) => !!get(globalThis, name);

/** A channel to the other tabs; nothing where there is none, or where cookies are blocked. */
export const channelNamed = (name) => {
  try {
    return new BroadcastChannel(name);
  } catch {
    // Told by the missing answer.
  }
};

/** The monotonic clock, in milliseconds. */
export const monotonic = () => performance.now();

/** What `make` gives; undefined where it throws. */
export const attempt = (make) => {
  try {
    return make();
  } catch {
    // Told by the missing answer.
  }
};

/** A field of an object, and the same where it has the type asked for; undefined where it has not, or where the getter
 * throws. The values of the protocol room are read with these. */
export const get = (object, name) => attempt(() => object[name]);
export const only = (value, fits) => (fits ? value : undefined);
export const isText = (value) => typeof value === "string";
export const text = (object, name, value = get(object, name)) => only(value, isText(value));
export const number = (object, name, value = get(object, name)) => (Number.isFinite(value) ? value : NaN);
/** The strings of a list that holds nothing else, as a list; one string counts as a list of one. */
export const texts = (object, name, value = get(object, name)) => {
  try {
    const list = isText(value) ? [value] : Array.isArray(value) ? [...value] : [];
    return list.every(isText) ? list : [];
  } catch {
    return [];
  }
};
export const first = (object, name) => only(asObject(get(get(object, name), 0)), Array.isArray(get(object, name)));
export const isSet = (object, name) => get(object, name) === true;
export const isAbsent = (object, name) => get(object, name) == null;
export const isNothing = (value) => value == null;

/** The value, if it is an object and no list. A revoked Proxy throws when it is asked. */
export const asObject = (value) =>
  only(value, typeof value === "object" && value && !attempt(() => Array.isArray(value)));

/** The object that a JSON text stands for, or its bytes. Some OrderCloud hosts have been seen to send a byte order mark. */
export const parse = (text) => attempt(() => asObject(JSON.parse(text.replace(/^\uFEFF/, ""))));
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
export const parseUtf8 = (bytes) => attempt(() => asObject(JSON.parse(utf8.decode(bytes))));
export const print = (object) => JSON.stringify(object);

/** Sets a field of an object of our own making. */
export const put = (object, name, value) => {
  object[name] = value ?? null;
};

/** Origin with path prefix and no slash at the end, and the origin alone; nothing for what is no bare HTTP address. */
export const split = (address) =>
  attempt(() => {
    const { protocol, origin, pathname, username, password, search, hash } = new URL(address);
    // An asterisk is a host like any other to the URL standard, and a pattern to whoever writes one.
    if (/^https?:$/.test(protocol) && !(username || password || search || hash || origin.includes("*"))) {
      return { base: origin + pathname.replace(/\/+$/, ""), origin };
    }
  });

/** Why a store failed: 1 for no room, 2 for anything else. */
export const fault = (error) => (["QuotaExceededError", "NS_ERROR_DOM_QUOTA_REACHED"].includes(error?.name) ? 1 : 2);
