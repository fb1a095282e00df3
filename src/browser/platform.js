// What the platform does for the browser room, in its own language: a tenth of the bytes that the same calls take from
// wasm. Thin edges only. Whatever decides anything is in Rust.

/** Whether a shopper can read what this code is given: a page, or a worker of one. Server runtimes that know the name
 * WorkerGlobalScope have no address of their own. */
export const isPage = () => !!globalThis.document || !!(globalThis.WorkerGlobalScope && globalThis.location);

/** Whether a global is there and may be touched: where cookies are blocked, the mere look at localStorage throws. */
export const has = (name) => {
  try {
    return !!globalThis[name];
  } catch {
    return false;
  }
};

/** The monotonic clock, in milliseconds. */
export const monotonic = () => performance.now();

/** A field of an object, and the same where it has the type asked for; undefined where it has not, or where the getter
 * throws. The view that the protocol room reads is made of these. */
export const get = (object, name) => {
  try {
    return object[name];
  } catch {
    // Told by the missing answer.
  }
};
const only = (value, fits) => (fits ? value : undefined);
export const text = (object, name, value = get(object, name)) => only(value, typeof value === "string");
export const number = (object, name, value = get(object, name)) => only(value, Number.isFinite(value));
/** The length of a list, and the string at an index of it. */
export const count = (object, name, value = get(object, name)) => only(value?.length, Array.isArray(value));
export const item = (object, name, index) => text(get(object, name), index);
export const first = (object, name) => only(asObject(get(get(object, name), 0)), Array.isArray(get(object, name)));
export const absent = (object, name) => get(object, name) == null;

/** The value, if it is an object and no list. */
export const asObject = (value) => only(value, typeof value === "object" && value && !Array.isArray(value));

/** The object that a JSON text stands for, or its bytes. */
export const parse = (text) => {
  try {
    return asObject(JSON.parse(text));
  } catch {
    // Told by the missing answer.
  }
};
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
export const parseUtf8 = (bytes) => {
  try {
    return parse(utf8.decode(bytes));
  } catch {
    // The same.
  }
};
export const print = (object) => JSON.stringify(object);
export const recipient = ({ username, email }, clientId) =>
  JSON.stringify({ ClientID: clientId, Username: username, Email: email });
export const printWith = (object, flag) => JSON.stringify({ [flag]: true, ...object });

/** Origin with path prefix and no slash at the end, and the origin alone; nothing for what is no bare HTTP address. */
export const split = (address) => {
  try {
    const { protocol, origin, pathname, username, password, search, hash } = new URL(address);
    // An asterisk is a host like any other to the URL standard, and a pattern to whoever writes one.
    if (/^https?:$/.test(protocol) && !(username || password || search || hash || origin.includes("*"))) {
      return { base: origin + pathname.replace(/\/+$/, ""), origin };
    }
  } catch {
    // Told by the missing answer.
  }
};

/** Why a store failed: 1 for no room, 2 for anything else. */
export const fault = (error) =>
  ["QuotaExceededError", "NS_ERROR_DOM_QUOTA_REACHED"].includes(error?.name) ? 1 : 2;

/** Sets a field of an object of our own making. */
export const put = (object, name, value) => {
  object[name] = value;
};

/** What `StorefrontAuth.capabilities` tells. */
export const capabilities = (storage, lock) => Object.freeze({ storage, lock, engine: "wasm" });
