// Carries out what the client decides: promises, requests, timers, listeners. Knows the caller's promises and the
// platform's responses, so that neither ever crosses into wasm. Decides nothing: whatever happens is told, with a number
// for what it was (`Told` in host.rs).

import { fault } from "./platform.js";

const [REPLY, ANSWER, GIVEN_UP, SAVED, OTHER_TAB, AWAKE, LOCKED, NOT_LOCKED, FOUND, ONLINE, RESTORED] = [...Array(11).keys()];

export class Host {
  #calls = new Map();
  #exchanges = new Map();
  #stops = [];
  #listeners = new Set();
  #timer;
  #write;
  #lock;
  #channel;
  #broken;

  /** `told(what, id, value)` takes what happened. */
  constructor({ fetch, timeout, store, key, base, lock, shared }, told) {
    // Captured now: scripts that wrap fetch later never see a refresh token.
    this.fetch = fetch ?? globalThis.fetch;
    Object.assign(this, { ownFetch: fetch, timeout, store, key, base, shared, told });
    this.#lock = Object.assign(lock, {
      locked: (id, newest) => told(LOCKED, id, newest),
      notLocked: (id) => told(NOT_LOCKED, id),
      reread: lock.kind === "custom" && store?.get && (async () => told(FOUND, 0, await this.load())),
    });
  }

  /** Takes the lock of all tabs. */
  lock(id) {
    this.#lock.take(id);
  }

  /** Tells once more that the lock is held. */
  lookAgain(id, later) {
    this.#lock.look(id, later);
  }

  /** Lets go of the lock when everything is written, and known to be. */
  unlock(id) {
    this.#lock.free(id, this.#write);
  }

  /** Has the other tabs know that there is this generation: before anything that is finished later is told. */
  seen(generation, isOwn) {
    const known = this.#lock.mark(generation);
    if (known) this.#after(known);
    if (isOwn) this.#channel?.postMessage(generation);
  }

  /** Which lock it is. */
  lockKind() {
    return this.#lock.kind;
  }

  /** Opens a call and returns its promise. When `signal` aborts, the promise rejects with the signal's reason at once. */
  open(id, signal) {
    const call = {};
    const promise = new Promise((resolve, reject) => Object.assign(call, { resolve, reject }));
    // Where the engine breaks before it has given the promise to anybody, nobody can be there for its rejection.
    promise.catch(() => {});
    const abort = () => this.#drop(id, signal.reason);
    call.close = () => signal?.removeEventListener?.("abort", abort);
    this.#calls.set(id, call);
    if (signal?.aborted) abort();
    else signal?.addEventListener?.("abort", abort);
    return promise;
  }

  /** Whether the call is still wanted. */
  isOpen(id) {
    return this.#calls.has(id);
  }

  /** Opens a call to the API. Reads it as fetch does, and rejects with what fetch would throw. */
  openFetch(id, input, init) {
    let call;
    try {
      call = prepare(input, init, this.base, this.ownFetch);
    } catch (error) {
      const promise = this.open(id);
      this.#drop(id, error);
      return promise;
    }
    const promise = this.open(id, call.signal);
    Object.assign(this.#calls.get(id) ?? {}, call);
    return promise;
  }

  /** What a call to the API is like: origin, own, replayable. */
  route(id) {
    return this.#calls.get(id);
  }

  /** Fulfils a call's promise, with the API's answer where no value is given, or rejects it: after what was written
   * before is written. */
  finish(id, ok, value) {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    call?.close();
    const settle = () => (ok ? call?.resolve(value ?? call.answer) : call?.reject(Object.assign(value, { response: call.answer ?? null })));
    if (this.#write) this.#write.then(settle);
    else settle();
  }

  /** Sends a call to the API. */
  async send(id, bearer) {
    const call = this.#calls.get(id);
    try {
      call.answer = await call.send(bearer);
    } catch (error) {
      return this.#drop(id, error);
    }
    this.told(ANSWER, id, call.answer?.status === 401);
  }

  /** Sends a request of the library's own and reads the whole answer within the deadline: nothing cached, no cookies,
   * no referrer, and no redirect that would carry a password along. A token request needs no preflight. */
  exchange(id, method, url, type, body, bearer) {
    const controller = new AbortController();
    const end = (reply) => {
      clearTimeout(timer);
      controller.abort();
      if (this.#exchanges.delete(id)) this.told(REPLY, id, reply);
    };
    const began = performance.now();
    // Also where the application's own fetch knows no signal. A page that has stood still beyond the deadline (frozen, asleep)
    // takes an answer that lies there already.
    const late = () => end({ late: true });
    const ring = () => (performance.now() - began > this.timeout + 500 ? (timer = setTimeout(late, 500)) : late());
    let timer = setTimeout(ring, this.timeout);
    this.#exchanges.set(id, () => end());
    const send = async () => {
      const { fetch } = this;
      const response = await fetch(url, {
        method,
        headers: {
          Accept: "application/json",
          ...(body && { "Content-Type": type }),
          ...(bearer && { Authorization: "Bearer " + bearer }),
        },
        body: body || undefined,
        signal: controller.signal,
        cache: "no-store",
        credentials: "omit",
        redirect: "manual",
        referrerPolicy: "no-referrer",
      });
      // A shim for fetch may answer anything.
      const after = response?.headers?.get("Retry-After");
      return {
        body: (await response?.text?.()) ?? "",
        status: response?.status ?? 0,
        // Seconds, or a date (RFC 9110 section 10.2.3).
        retryAfter: after && (/^\d+$/.test(after) ? after * 1000 : Date.parse(after) - Date.now()),
      };
    };
    send().then(end, () => end({}));
  }

  /** Ends a request that nobody waits for. */
  cancel(id) {
    this.#exchanges.get(id)?.();
  }

  /** Tells once, later; `undefined`: not at all. Keeps no server process alive. */
  wakeAfter(ms) {
    clearTimeout(this.#timer);
    this.#timer = ms === undefined ? ms : setTimeout(() => this.told(AWAKE, 0), ms);
    this.#timer?.unref?.();
  }

  /** Reads the application's own store; a number is a fault. */
  async load() {
    try {
      return await this.store.get(this.key);
    } catch (error) {
      return fault(error);
    }
  }

  /** Tells what is in the application's own store, and then begins to listen; gives the client back. */
  async restore(client) {
    const broken = new Promise((_, reject) => (this.#broken = reject));
    this.told(RESTORED, 0, await Promise.race([this.load(), broken]));
    this.listen();
    return client;
  }

  /** Writes to the application's own store, one write after the other. */
  save(text) {
    const before = this.#write;
    const write = async () => {
      await before;
      try {
        await this.store.set(this.key, text);
        this.told(SAVED, 0);
      } catch (error) {
        this.told(SAVED, 0, fault(error));
      }
    };
    this.#after(write());
  }

  /** Has what is finished from now on wait for this as well. */
  #after(promise) {
    const all = Promise.all([this.#write, promise]).then(() => {
      if (this.#write === all) this.#write = undefined;
    });
    this.#write = all;
  }

  /** Listens to the page's life, and to other tabs: their news may come late, twice or for another key, so it is only a
   * reason to look. A page that comes back (from the back/forward cache, from behind another tab, from sleep) looks as well. */
  listen() {
    const { window, document } = globalThis;
    const look = () => this.told(OTHER_TAB, 0);
    const open = () => {
      if (!window || !this.shared) return;
      this.#channel ??= globalThis.BroadcastChannel && new BroadcastChannel(this.key);
      if (this.#channel) this.#channel.onmessage = look;
      this.#lock.wake();
    };
    const close = () => {
      this.#channel?.close();
      this.#channel = undefined;
      this.#lock.rest();
    };
    const ears = {
      storage: ({ key, newValue }) => (key === this.key && newValue ? this.told(FOUND, 0, newValue) : look()),
      pageshow: () => (open(), look()),
      pagehide: close,
      online: () => this.told(ONLINE, 0),
      visibilitychange: look,
      resume: look,
    };
    for (const [name, ear] of Object.entries(ears)) {
      const target = ["visibilitychange", "resume"].includes(name) ? document : window;
      target?.addEventListener?.(name, ear);
      this.#stops.push(() => target?.removeEventListener?.(name, ear));
    }
    this.#stops.push(close, () => this.#lock.stop());
    open();
  }

  /** Adds a listener; returns what removes it. */
  subscribe(listener) {
    const entry = [listener];
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Tells an event to every listener. One that throws is reported, as the platform reports uncaught errors, and
   * disturbs nobody. */
  emit(event) {
    for (const [listener] of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        (globalThis.reportError ?? console.error)(error);
      }
    }
  }

  /** The engine broke in the middle of something and will never tell anything again: whoever waits is told so, and
   * listeners hear of it by an event that is none, for the loader to begin anew. */
  engineFailed(error) {
    this.#broken?.(error);
    for (const id of this.#calls.keys()) this.#drop(id, error);
    for (const cancel of this.#exchanges.values()) cancel();
    this.emit();
    this.stop();
  }

  /** Ends timers and listeners. */
  stop() {
    this.wakeAfter();
    this.#listeners.clear();
    for (const stop of this.#stops.splice(0)) stop();
  }

  #drop(id, reason) {
    const call = this.#calls.get(id);
    if (!call) return;
    this.#calls.delete(id);
    call.close();
    call.reject(reason);
    this.told(GIVEN_UP, id);
  }
}

/** A relative URL starts from `base`, whose path prefix stays in front also of a path that begins with a slash. A Request
 * is sent as a copy each time, so that its body is still there for a second time; options that only one platform knows
 * are passed on. */
const prepare = (input, init, base, ownFetch) => {
  // Options that are inherited count for the platform, and would be lost in a copy.
  const plain = !init || [Object.prototype, null].includes(Object.getPrototypeOf(init));
  let request = input instanceof Request && (init ? new Request(input, init) : input);
  let href = request && request.url;
  if (!request) {
    // Tabs, line breaks and leading blanks do not count for the platform: they hide nothing from us either.
    href = `${input}`.replace(/^[\0- ]+|[\t\n\r]/g, "");
    href = new URL(/^\/(?![/\\])/.test(href) ? base + href : href, base + "/").href;
    if (!plain) request = new Request(href, init);
  }
  const headers = request ? request.headers : new Headers(init?.headers);
  const { protocol, origin } = new URL(href);
  const body = init?.body;
  return {
    // A blob: URL has the origin of whoever made it, and no server.
    origin: /^https?:$/.test(protocol) ? origin : "",
    own: headers.has("Authorization"),
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
