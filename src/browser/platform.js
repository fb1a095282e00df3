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
export const texts = (object, name, value = get(object, name)) =>
  only(value, Array.isArray(value) && value.every((item) => typeof item === "string"));
export const first = (object, name) => asObject(get(object, name)?.[0]);
export const absent = (object, name) => get(object, name) == null;

/** The value, if it is an object and no list. */
export const asObject = (value) => only(value, typeof value === "object" && value && !Array.isArray(value));

/** The object that a JSON text stands for. */
export const parse = (text) => {
  try {
    return asObject(JSON.parse(text));
  } catch {
    // Told by the missing answer.
  }
};
export const print = (object) => JSON.stringify(object);

/** Origin with path prefix and no slash at the end, and the origin alone; nothing for what is no bare HTTP address. */
export const split = (address) => {
  try {
    const { protocol, origin, pathname, username, password, search, hash } = new URL(address);
    if (/^https?:$/.test(protocol) && !(username || password || search || hash)) {
      return { base: origin + pathname.replace(/\/+$/, ""), origin };
    }
  } catch {
    // Told by the missing answer.
  }
};

/** Sends a token request and reads the whole answer within `timeout` ms. Never rejects; `late` tells one fault from the
 * other. Headers that need no preflight, nothing cached, no cookies, and no redirect that would carry a password along. */
export const post = (fetch, url, body, timeout) => {
  const controller = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    controller.abort();
  }, timeout);
  const exchange = async () => {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
        body,
        signal: controller.signal,
        cache: "no-store",
        credentials: "omit",
        redirect: "manual",
        referrerPolicy: "no-referrer",
      });
      // A shim for fetch may answer anything.
      if (!response?.headers) return { status: 0, body: "" };
      const after = response.headers.get("Retry-After");
      return {
        status: response.status,
        body: await response.text(),
        // Seconds, or a date (RFC 9110 section 10.2.3).
        retryAfter: after && (/^\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.now()),
      };
    } catch {
      return { late };
    } finally {
      clearTimeout(timer);
    }
  };
  return { answer: exchange(), stop: () => controller.abort() };
};

/** The application's own store, one key of it. Both never reject: a number is a fault. Writes go out one after the other,
 * also when nobody waits. */
export const keeper = (store, key) => {
  let last;
  return {
    load: async () => {
      try {
        return await store.get(key);
      } catch (error) {
        return fault(error);
      }
    },
    save: (text) => {
      const before = last;
      return (last = (async () => {
        await before;
        try {
          await store.set(key, text);
        } catch (error) {
          return fault(error);
        }
      })());
    },
  };
};

/** Why a store failed: 1 for no room, 2 for anything else. */
export const fault = (error) =>
  ["QuotaExceededError", "NS_ERROR_DOM_QUOTA_REACHED"].includes(error?.name) ? 1 : 2;

/** Reads a call as fetch does, and throws what fetch would throw. A relative URL starts from `base`, whose path prefix
 * stays in front also of a path that begins with a slash. A Request is sent as a copy each time, so that its body is
 * still there for a second time; options that only one platform knows are passed on. */
export const prepare = (input, init, base, ownFetch) => {
  const request = input instanceof Request && (init ? new Request(input, init) : input);
  let href = request && request.url;
  if (!request) {
    href = String(input);
    href = new URL(/^\/(?![/\\])/.test(href) ? base + href : href, base + "/").href;
  }
  const headers = request ? request.headers : new Headers(init?.headers);
  const { protocol, origin } = new URL(href);
  const body = init?.body;
  return {
    // A blob: URL has the origin of whoever made it, and no server.
    origin: /^https?:$/.test(protocol) ? origin : "",
    ownAuthorization: headers.has("Authorization"),
    replayable: !!request || !(body?.getReader || body?.[Symbol.asyncIterator]),
    signal: request ? request.signal : init?.signal,
    send: (bearer) => {
      // The one of the moment: wrappers (tracing) are honoured.
      const send = ownFetch ?? globalThis.fetch;
      if (!bearer) return send(request || href, request ? undefined : init);
      const value = "Bearer " + bearer;
      if (request) {
        const copy = request.clone();
        copy.headers.set("Authorization", value);
        return send(copy);
      }
      headers.set("Authorization", value);
      return send(href, { ...init, headers });
    },
  };
};

/** A promise with its two ends. */
export const deferred = () => {
  const ends = {};
  ends.promise = new Promise((resolve, reject) => Object.assign(ends, { resolve, reject }));
  return ends;
};
export const settle = (ends, end, value) => ends[end](value);

/** Runs `run` once, later. Keeps no server process alive. Returns what calls it off. */
export const later = (ms, run) => {
  const timer = setTimeout(run, ms);
  timer.unref?.();
  return () => clearTimeout(timer);
};

/** Tells the reason once `signal` aborts, or at once if it has. Returns what ends it. */
export const onAbort = (signal, told) => {
  const tell = () => told(signal.reason);
  if (signal.aborted) tell();
  else signal.addEventListener("abort", tell);
  return () => signal.removeEventListener("abort", tell);
};

/** Tells when another tab wrote (with the key, null for a cleared storage) and when the page comes back to life (with
 * nothing). Returns what ends it. */
export const onNews = (told) => {
  const { window, document } = globalThis;
  const tell = (event) => told(event.key);
  const ears = [
    [window, "storage"],
    [window, "pageshow"],
    [document, "visibilitychange"],
  ].filter(([target]) => target);
  for (const [target, name] of ears) target.addEventListener(name, tell);
  return () => {
    for (const [target, name] of ears) target.removeEventListener(name, tell);
  };
};

/** Sets a field of an object of our own making. */
export const put = (object, name, value) => {
  object[name] = value;
};

/** Calls a function of our own making, which does not throw. */
export const call = (made, argument) => made(argument);

/** Freezes an object and the lists in it. */
export const freeze = (object) => {
  for (const value of Object.values(object)) if (Array.isArray(value)) Object.freeze(value);
  return Object.freeze(object);
};

/** Takes the prototype away: a claim named __proto__ or constructor is then data like any other. */
export const bare = (object) => Object.freeze(Object.setPrototypeOf(object, null));

/** Reports what a listener threw, the way the platform reports uncaught errors. */
export const report = (error) => (globalThis.reportError ?? console.error)(error);
