// Carries out what the client decides: promises, requests, timers, listeners. Knows the caller's promises and the
// platform's responses, so that neither ever crosses into wasm. What happens is dispatched to the engine as a signal of the
// bridge (`told` in host.rs), and the engine decides what follows.

import {
  ANSWER,
  AWAKE,
  FETCH_ALLOWED,
  FETCH_FOREIGN,
  FETCH_OWN_AUTHORIZATION,
  FETCH_URGENT,
  FOUND,
  GIVEN_UP,
  LOCKED,
  NO_FAULT,
  NOT_LOCKED,
  ONLINE,
  OTHER_TAB,
  REPLY,
  RESTORED,
  SAVED,
  STORE_BEHIND,
} from "../bridge/bridge.js";
import { get, isText } from "../value/value.js";
import { prepare } from "./call.js";
import { StorefrontAuthError } from "./error.js";
import { makeLock } from "./lock.js";
import { channelNamed, fault } from "./platform.js";
import { post } from "./post.js";

export class Host {
  /** The current session: the same frozen object until something changes. */
  session = Object.freeze({ kind: "signed-out", reason: null, lastOrderId: null });
  /** Whether the place that outlives the page does its work. */
  kept = true;
  #calls = new Map();
  #last = 0;
  #exchanges = new Map();
  #stops = [];
  #listeners = new Set();
  #events = [];
  #inputs = [];
  #busy;
  /** Nobody can have subscribed while the client is being made: what happens is kept for whoever does so at once. */
  #opening = true;
  #isForgotten;
  #timer;
  #write;
  #channel;
  #broken;
  /** Why nothing is done any more. */
  #end;

  /** `options` as options.js gives them; `machine` decides. */
  constructor(options, machine) {
    const { key, timeout, place, store, ownLock } = options;
    // Captured now: scripts that wrap fetch later never see a refresh token.
    this.fetchAtOpening = options.ownFetch ?? globalThis.fetch;
    Object.assign(this, { options, machine, key, timeout, store, isShared: place === "local" });
    this.lock = Object.assign(makeLock({ key, timeout, shared: this.isShared }, ownLock), {
      locked: (id, newest) => this.told(LOCKED, id, newest),
      notLocked: (id) => this.told(NOT_LOCKED, id),
      storeBehind: (id) => this.told(STORE_BEHIND, id),
      reread:
        ownLock &&
        store &&
        (async () => {
          const found = await this.#load();
          // What cannot be read may have changed: that is no leave to go on with what is held.
          if (typeof found === "number") throw found;
          this.told(FOUND, 0, found);
        }),
    });
  }

  /** Has the engine decide what follows from what happened, one thing after the other; then listeners hear of it. */
  told(what, id = 0, value) {
    if (what !== RESTORED) this.#opening = false;
    this.#inputs.push([what, id, value]);
    if (this.#busy) return;
    this.#busy = true;
    try {
      do {
        for (let input; this.machine && (input = this.#inputs.shift()); ) this.machine.handle(this, ...input);
        this.#hear();
      } while (this.machine && this.#inputs.length);
    } finally {
      this.#busy = false;
    }
    if (this.#isForgotten) this.forget();
  }

  /** Nobody has the client any more: its work ends with the calls that are still open, and with a request whose answer is the
   * only thing that keeps the session. */
  forget() {
    this.#isForgotten = true;
    if (!this.#calls.size && !this.#exchanges.size && !this.lock.isHeld) this.stop();
  }

  #hear() {
    if (!this.#opening) for (const event of this.#events.splice(0)) this.#emit(event);
  }

  /** Fails once this is over. */
  checkAlive() {
    if (this.#end) throw this.#end;
  }

  /** Takes the lock of all tabs. */
  takeLock(id) {
    this.lock.take(id);
  }

  /** Tells once more that the lock is held. */
  lookAgain(id, later) {
    this.lock.look(id, later);
  }

  /** Lets go of the lock when everything is written, and known to be. */
  unlock(id) {
    this.lock.free(id, this.#write);
  }

  /** Has the other tabs know that there is this generation: before anything that is finished later is told. */
  seen(generation, isOwn) {
    const known = this.lock.mark(generation);
    if (known) this.#after(known);
    if (isOwn) this.#channel?.postMessage(generation);
  }

  /** Opens a call and returns its id and its promise. When `signal` aborts, the promise rejects with the signal's reason at
   * once. */
  open(signal, call = {}) {
    const id = ++this.#last;
    const promise = new Promise((resolve, reject) => Object.assign(call, { resolve, reject }));
    // Where the engine breaks before the promise is given to anybody, nobody can be there for its rejection.
    promise.catch(() => {});
    const abort = () => this.drop(id, signal.reason);
    call.close = () => signal?.removeEventListener?.("abort", abort);
    this.#calls.set(id, call);
    if (this.#end) this.drop(id, this.#end);
    else if (signal?.aborted) abort();
    else signal?.addEventListener?.("abort", abort);
    return [id, promise];
  }

  /** Whether the call is still wanted. */
  isOpen(id) {
    return this.#calls.has(id);
  }

  /** The platform's fetch, plus the bearer header. Reads its call as fetch does, and rejects with what fetch would throw. */
  fetch(input, init) {
    let call, thrown;
    try {
      call = prepare(input, init, this.options);
    } catch (error) {
      thrown = [error];
    }
    const [id, promise] = this.open(call?.signal, call);
    if (thrown) this.drop(id, ...thrown);
    else if (this.isOpen(id)) {
      const allowed = this.options.origins.includes(call.origin) && (call.urgent ? FETCH_URGENT : FETCH_ALLOWED);
      this.told(call.own ? FETCH_OWN_AUTHORIZATION : allowed || FETCH_FOREIGN, id, call.replayable);
    }
    return promise;
  }

  /** Fulfils a call's promise, with the API's answer where no value is given. */
  finish(id, value) {
    this.#settle(id, (call) => call.resolve(value ?? call.answer));
  }

  finishWithSession(id) {
    this.finish(id, this.session);
  }

  /** Rejects it. */
  fail(id, code, isRetryable, status, oauthError, serverCode, retryAfterMs) {
    const error = new StorefrontAuthError(
      code,
      "",
      isRetryable,
      status || null,
      oauthError,
      serverCode,
      retryAfterMs >= 0 ? retryAfterMs : null,
    );
    this.#settle(id, (call) => call.reject(Object.assign(error, { response: call.answer ?? null })));
  }

  /** After what was written before is written. */
  #settle(id, settle) {
    const done = () => {
      const call = this.#close(id);
      if (call) settle(call);
      if (this.#isForgotten) this.forget();
    };
    if (this.#write) this.#write.then(done);
    else done();
  }

  /** The call that is over with this, unless it was before. */
  #close(id) {
    const call = this.#calls.get(id);
    call?.close();
    this.#calls.delete(id);
    return call;
  }

  /** Sends a call to the API. What it was sent with is told once more where the API refuses it. */
  async send(id, bearer, sid, since, sending) {
    const call = this.#calls.get(id);
    try {
      call.answer = await call.send(bearer);
    } catch (error) {
      return this.drop(id, error);
    }
    // A shim for fetch may answer anything.
    if (!call.answer) this.fail(id, "bad_response");
    else if (this.isOpen(id)) this.told(ANSWER, id, call.answer.status === 401 && { sid, since, sending });
  }

  /** Sends a request of the library's own and reads the whole answer within the deadline. */
  exchange(id, method, path, guest, body, isForm, bearer) {
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
    const request = { method, path, guest, body, isForm, bearer };
    post(this.fetchAtOpening, this.options.base, request, controller.signal).then(end, () => end({}));
  }

  /** Ends a request that nobody waits for. */
  cancel(id) {
    this.#exchanges.get(id)?.();
  }

  /** Tells once, later; less than nothing: not at all. Keeps no server process alive. */
  wakeAfter(ms) {
    clearTimeout(this.#timer);
    if (ms < 0) return;
    this.#timer = setTimeout(() => this.told(AWAKE), ms);
    this.#timer.unref?.();
  }

  /** Fails where a part of the application's own takes too long. */
  #inTime(work) {
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(reject, this.timeout)));
    return Promise.race([(async () => work())(), late]).finally(() => clearTimeout(timer));
  }

  /** Reads the application's own store; a number is a fault. What is no text is none of ours. */
  async #load() {
    try {
      const found = await this.#inTime(() => this.store.get(this.key));
      return isText(found) ? found : found == null ? null : "";
    } catch (error) {
      return fault(error);
    }
  }

  /** Has what is stored taken up, and then begins to listen. Only a store of the application's own is waited for. */
  restore() {
    const go = (stored) => {
      this.told(RESTORED, 0, stored);
      this.#listen();
    };
    if (!this.store) return go();
    const broken = new Promise((_, reject) => (this.#broken = reject));
    return Promise.race([this.#load(), broken]).then(go);
  }

  /** Writes to the application's own store, one write after the other. */
  save(text) {
    const before = this.#write;
    const write = async () => {
      await before;
      try {
        await this.#inTime(() => this.store.set(this.key, text));
        this.saved(NO_FAULT);
      } catch (error) {
        this.saved(fault(error));
        // Whoever has signed out must not be found again.
        if (this.session.kind === "signed-out") await this.#inTime(() => this.store.remove(this.key)).catch(() => {});
      }
    };
    this.#after(write());
  }

  /** A write has ended, well or with a fault. */
  saved(fault) {
    this.kept ||= fault === NO_FAULT;
    this.told(SAVED, 0, fault);
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
  #listen() {
    const { window, document } = globalThis;
    const look = () => this.told(OTHER_TAB);
    const open = () => {
      if (!window || !this.isShared) return;
      this.#channel ??= channelNamed(this.key);
      if (this.#channel) this.#channel.onmessage = look;
      this.lock.wake();
    };
    const close = () => {
      this.#channel?.close();
      this.#channel = undefined;
      this.lock.rest();
    };
    const ears = {
      // Under the same key a tab's own storage has another session, which frames of the same tab hear of.
      storage: ({ key, newValue, storageArea }) => {
        if (!this.isShared || storageArea === get(globalThis, "sessionStorage")) return;
        if (key === this.key && newValue) this.told(FOUND, 0, newValue);
        else look();
      },
      pageshow: () => (open(), look()),
      pagehide: close,
      online: () => this.told(ONLINE),
      visibilitychange: look,
      resume: look,
    };
    for (const [name, ear] of Object.entries(ears)) {
      const target = ["visibilitychange", "resume"].includes(name) ? document : window;
      target?.addEventListener?.(name, ear);
      this.#stops.push(() => target?.removeEventListener?.(name, ear));
    }
    this.#stops.push(close, () => this.lock.stop());
    open();
  }

  /** Adds a listener; returns what removes it. The first one hears what happened before, when the caller's code has run. */
  subscribe(listener) {
    this.checkAlive();
    if (!listener?.call) throw new StorefrontAuthError("config_invalid", "listener");
    const entry = [listener];
    this.#listeners.add(entry);
    this.#opening = false;
    queueMicrotask(() => this.#busy || this.#hear());
    return () => void this.#listeners.delete(entry);
  }

  /** The session is over, or there was none; `reason` and the order may be missing. */
  tellEnded(cause, reason, lastOrderId = null) {
    this.#change(cause, { kind: "signed-out", reason: reason || null, lastOrderId });
  }

  /** There is a session with tokens; `own` is the field that only sessions of this kind have, where there is one. */
  tellLive(cause, kind, expiresAt, canRefresh, claims, own, value = null) {
    this.#change(cause, { kind, roles: claims.roles, expiresAt, canRefresh, claims, ...(own && { [own]: value }) });
  }

  #change(cause, session) {
    const previous = this.session;
    this.session = Object.freeze(session);
    this.#events.push({ type: "session", cause, session, previous });
  }

  tellExpiring(secondsLeft) {
    this.#events.push({ type: "expiring", secondsLeft, session: this.session });
  }

  tellOrder(problem, from = null, to = null) {
    this.#events.push({ type: "order", problem: problem || null, from, to });
  }

  tellStorage(problem) {
    this.kept &&= problem === "corrupt";
    this.#events.push({ type: "storage", problem });
  }

  /** Tells an event to every listener. One that throws is reported, as the platform reports uncaught errors, and
   * disturbs nobody, nor does the report. */
  #emit(event) {
    for (const [listener] of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => (globalThis.reportError ?? console.error)(error));
      }
    }
  }

  /** The engine broke in the middle of something and will never decide anything again: whoever waits is told so, and
   * listeners hear of it by an event that is none, for the loader to begin anew. */
  engineFailed(error) {
    this.machine = undefined;
    this.#finishAll(error);
    this.#emit();
    this.stop();
  }

  /** Ends this object's work, but for what others rely on; the stored session stays. */
  dispose() {
    this.#finishAll(new StorefrontAuthError("disposed"));
    this.#listeners.clear();
    this.forget();
  }

  #finishAll(error) {
    this.#end ??= error;
    this.#broken?.(error);
    for (const id of this.#calls.keys()) this.drop(id, error);
  }

  /** Ends timers and listeners. */
  stop() {
    // Nothing is asked of it any more.
    this.machine = undefined;
    for (const cancel of this.#exchanges.values()) cancel();
    this.wakeAfter(-1);
    this.#listeners.clear();
    for (const stop of this.#stops.splice(0)) stop();
  }

  /** Rejects a call that is not wanted any more. */
  drop(id, reason) {
    const call = this.#close(id);
    if (!call) return;
    call.reject(reason);
    this.told(GIVEN_UP, id);
  }
}
