// Stubs for what a page may lack or forbid, and ways to look at it. Every stub is taken back by `tidy`.

const undo = [];

const stub = (object, name, descriptor) => {
  const before = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { configurable: true, ...descriptor });
  undo.push(() => (before ? Object.defineProperty(object, name, before) : delete object[name]));
};

const method = (object, name, value) => stub(object, name, { value, writable: true });

export const tidy = () => {
  for (const back of undo.splice(0).reverse()) back();
  localStorage.clear();
  sessionStorage.clear();
};

export const deny = (global) =>
  stub(globalThis, global, {
    get() {
      throw new DOMException("denied", "SecurityError");
    },
  });
export const withhold = (global) => stub(globalThis, global, { value: null });
export const stubStorage = (name, value) => method(Storage.prototype, name, value);

const FILLER = "filler";

export const fill = (global) => {
  const storage = globalThis[global];
  let text = "";
  for (let size = 1 << 23; size >= 1; size >>= 1) {
    const more = text + "x".repeat(size);
    try {
      storage.setItem(FILLER, more);
      text = more;
    } catch {
      // No room for so much: a smaller piece may fit.
    }
  }
};
export const empty = (global) => globalThis[global].removeItem(FILLER);

export const reported = () => {
  const list = [];
  method(globalThis, "reportError", (error) => list.push(error));
  return list;
};

export const printed = () => {
  const list = [];
  for (const name of ["log", "info", "warn", "error", "debug"]) {
    const print = console[name];
    method(console, name, (...words) => {
      list.push(words);
      print.apply(console, words);
    });
  }
  return list;
};

export const countListeners = () => {
  let count = 0;
  const { addEventListener: add, removeEventListener: remove } = EventTarget.prototype;
  method(EventTarget.prototype, "addEventListener", function (...args) {
    count += 1;
    return add.apply(this, args);
  });
  method(EventTarget.prototype, "removeEventListener", function (...args) {
    count -= 1;
    return remove.apply(this, args);
  });
  return () => count;
};

const keys = (storage) => Object.keys(storage).filter((key) => key !== FILLER);
export const onlyKey = () => keys(localStorage)[0];
export const stored = (global) => {
  const storage = globalThis[global];
  const [key, ...more] = keys(storage);
  if (more.length > 0) throw new Error("more than one key");
  return key === undefined ? undefined : storage.getItem(key);
};
export const store = (global, text) => globalThis[global].setItem(keys(globalThis[global])[0], text);

export const otherTab = (key) =>
  window.dispatchEvent(new StorageEvent("storage", { key: key ?? null, storageArea: localStorage }));
export const dispatch = (global, name) => globalThis[global].dispatchEvent(new Event(name));

export const later = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
/** The same promise, but rejected where it takes so long that nothing can be hoped for any more. */
export const within = (promise) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("neither fulfilled nor rejected within 5 seconds")), 5000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};
export const recorder = (list) => (item) => {
  list.push(item);
};

export const everything = (value, seen = new Set()) => {
  if (typeof value !== "object" || !value) return String(value);
  if (seen.has(value)) return "";
  seen.add(value);
  const own = Reflect.ownKeys(value).map((key) => String(key) + "=" + everything(value[key], seen));
  return [String(value.message ?? ""), String(value.stack ?? ""), ...own].join("\n");
};

export const isBare = (value) => Object.getPrototypeOf(value) === null;
