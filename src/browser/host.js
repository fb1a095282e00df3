// Carries out what the engine decides: promises, requests, timers. Knows the caller's promises and the platform's responses,
// so that neither ever crosses into wasm. What happens is dispatched to the engine as a signal of the bridge, and the engine
// decides what follows.

import {
  ANSWER,
  AWAKE,
  FETCH_ALLOWED,
  FETCH_FOREIGN,
  FETCH_OWN_AUTHORIZATION,
  FETCH_URGENT,
  FOUND,
  GIVEN_UP,
  NEVER,
  NO_FAULT,
  REPLY,
  RESTORED,
  SAVED,
} from "../bridge/bridge.js";
import { maySeeToken, prepare } from "./call.js";
import { load, save } from "./custom_store.js";
import { StorefrontAuthError } from "./error.js";
import { Events } from "./events.js";
import { Lock } from "./lock.js";
import { listenToPage } from "./page.js";
import { startRequest } from "./request.js";

export class Host {
  /** The current session: the same frozen object until something changes. */
  session = Object.freeze({ kind: "signed-out", reason: null, lastOrderId: null });
  /** Whether the place that outlives the page does its work. */
  kept = true;
  #events = new Events();
  /** Calls of the application's that are open, by id. */
  #calls = new Map();
  #lastCall = 0;
  /** What ends each request of our own that is under way. */
  #requests = new Map();
  #inputs = [];
  #isBusy;
  #isReleased;
  #timer;
  /** What has to be written before a call may be finished: a promise. */
  #write;
  #page;
  #rejectRestore;
  /** Why nothing is done any more. */
  #end;

  /** `options` as options.js gives them; `machine` decides. */
  constructor(options, machine) {
    const { store, ownLock } = options;
    Object.assign(this, { options, machine });
    const reread = async () => {
      const found = await load(options);
      // What cannot be read may have changed: going on with what is held is not allowed.
      if (typeof found === "number") throw found;
      this.dispatch(FOUND, 0, found);
    };
    this.lock = new Lock(options, this.dispatch, ownLock && store && reread);
  }

  // ---- what the page and the loader call

  /** Gives a signal to the engine, one after the other, and delivers events when the engine has come to rest. A field, so that
   * it can be handed on. */
  dispatch = (signal, id = 0, value) => {
    if (signal !== RESTORED) this.#events.isHeld = false;
    this.#inputs.push([signal, id, value]);
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      do {
        for (let input; this.machine && (input = this.#inputs.shift()); ) this.machine.handle(this, ...input);
        this.#events.flush();
      } while (this.machine && this.#inputs.length);
    } finally {
      this.#isBusy = false;
    }
    if (this.#isReleased) this.release();
  };

  /** Has what is stored taken up, and then begins to listen. Only a store of the application's own is waited for. */
  restore() {
    const go = (stored) => {
      this.dispatch(RESTORED, 0, stored);
      this.#page = listenToPage(this.options, this.lock, this.dispatch);
    };
    if (!this.options.store) return go();
    const broken = new Promise((_, reject) => (this.#rejectRestore = reject));
    return Promise.race([load(this.options), broken]).then(go);
  }

  /** Adds a listener; returns what removes it. The first one gets what happened before, when the caller's code has run. */
  subscribe(listener) {
    this.checkAlive();
    const remove = this.#events.listen(listener);
    queueMicrotask(() => this.#isBusy || this.#events.flush());
    return remove;
  }

  /** Fails once this is over. */
  checkAlive() {
    if (this.#end) throw this.#end;
  }

  /** Ends this object's work, but for what others rely on; the stored session stays. */
  dispose() {
    this.#rejectAll(new StorefrontAuthError("disposed"));
    this.#events.clear();
    this.release();
  }

  /** The application has let go of the client. Its work ends with the calls that are still open, and with a request whose
   * answer is the only thing that keeps the session. */
  release() {
    this.#isReleased = true;
    if (!this.#calls.size && !this.#requests.size && !this.lock.isHeld) this.stop();
  }

  /** The engine broke in the middle of something and will never decide anything again. Every open call is rejected.
   * Listeners get `undefined` in the place of an event: the loader opens the next engine then. */
  engineFailed(error) {
    this.machine = undefined;
    this.#rejectAll(error);
    this.#events.deliver();
    this.stop();
  }

  /** Ends requests, timers and listeners. */
  stop() {
    // Nothing is asked of it any more.
    this.machine = undefined;
    for (const cancel of this.#requests.values()) cancel();
    this.wakeAfter(NEVER);
    this.#events.clear();
    this.#page?.stop();
    this.lock.stop();
  }

  #rejectAll(error) {
    this.#end ??= error;
    this.#rejectRestore?.(error);
    for (const id of this.#calls.keys()) this.drop(id, error);
  }

  // ---- calls of the application's

  /** Opens a call and returns its id and its promise. When `signal` aborts, the promise rejects with the signal's reason at
   * once. */
  open(signal, call = {}) {
    const id = ++this.#lastCall;
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

  /** Rejects a call that is not wanted any more. */
  drop(id, reason) {
    const call = this.#close(id);
    if (!call) return;
    call.reject(reason);
    this.dispatch(GIVEN_UP, id);
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
    else if (this.isOpen(id)) this.dispatch(this.#kindOf(call), id, call.replayable);
    return promise;
  }

  #kindOf({ own, origin, urgent }) {
    if (own) return FETCH_OWN_AUTHORIZATION;
    if (!maySeeToken(origin, this.options)) return FETCH_FOREIGN;
    return urgent ? FETCH_URGENT : FETCH_ALLOWED;
  }

  /** Closes a call, unless it is closed, when what was written before is written. */
  #settle(id, settle) {
    const done = () => {
      const call = this.#close(id);
      if (call) settle(call);
      if (this.#isReleased) this.release();
    };
    if (this.#write) this.#write.then(done);
    else done();
  }

  #close(id) {
    const call = this.#calls.get(id);
    call?.close();
    this.#calls.delete(id);
    return call;
  }

  /** Has every call that is finished from now on wait for this as well. */
  #waitFor(promise) {
    const all = Promise.all([this.#write, promise]).then(() => {
      if (this.#write === all) this.#write = undefined;
    });
    this.#write = all;
  }

  // ---- what the engine has done (the imports of host.rs)

  /** Sends a request of the library's own. */
  request(id, method, path, guest, body, isForm, bearer) {
    const request = { method, path, guest, body, isForm, bearer };
    const done = (reply) => this.#requests.delete(id) && this.dispatch(REPLY, id, reply);
    this.#requests.set(id, startRequest(this.options, request, done));
  }

  /** Ends a request that nobody waits for. */
  cancel(id) {
    this.#requests.get(id)?.();
  }

  /** Sends a call to the API. What it was sent with is given back to the engine where the API refuses it. */
  async send(id, bearer, sid, since, sending) {
    const call = this.#calls.get(id);
    try {
      call.answer = await call.send(bearer);
    } catch (error) {
      return this.drop(id, error);
    }
    // A shim for fetch may answer anything.
    if (!call.answer) this.fail(id, "bad_response");
    else if (this.isOpen(id)) this.dispatch(ANSWER, id, call.answer.status === 401 && { sid, since, sending });
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

  /** Writes to the application's own store, one write after the other. */
  save(text) {
    const before = this.#write;
    this.#waitFor((async () => (await before, save(this, text)))());
  }

  /** A write has ended, well or with a fault. */
  saved(fault) {
    this.kept ||= fault === NO_FAULT;
    this.dispatch(SAVED, 0, fault);
  }

  /** Announces a generation to the other tabs. A call that is finished afterwards waits until they can know it. */
  announce(generation, isOwn) {
    const known = this.lock.announce(generation);
    if (known) this.#waitFor(known);
    if (isOwn) this.#page?.hint(generation);
  }

  /** Takes the lock of all tabs. */
  takeLock(id) {
    this.lock.take(id);
  }

  /** Reports once more that the lock is held. */
  recheckLock(id, later) {
    this.lock.recheck(id, later);
  }

  /** Lets go of the lock when everything is written, and known to be. */
  unlock(id) {
    this.lock.unlock(id, this.#write);
  }

  /** Dispatches `AWAKE` once, later, or never. Keeps no server process alive. */
  wakeAfter(ms) {
    clearTimeout(this.#timer);
    if (ms === NEVER) return;
    this.#timer = setTimeout(() => this.dispatch(AWAKE), ms);
    this.#timer.unref?.();
  }

  /** The session is over, or there was none; `reason` and the order may be missing. */
  emitSignedOut(cause, reason, lastOrderId = null) {
    this.#change(cause, { kind: "signed-out", reason: reason || null, lastOrderId });
  }

  /** There is a session with tokens; `own` is the field that only sessions of this kind have, where there is one. */
  emitSession(cause, kind, expiresAt, canRefresh, claims, own, value = null) {
    this.#change(cause, { kind, roles: claims.roles, expiresAt, canRefresh, claims, ...(own && { [own]: value }) });
  }

  #change(cause, session) {
    const previous = this.session;
    this.session = Object.freeze(session);
    this.#events.add({ type: "session", cause, session, previous });
  }

  emitExpiring(secondsLeft) {
    this.#events.add({ type: "expiring", secondsLeft, session: this.session });
  }

  emitOrder(problem, from = null, to = null) {
    this.#events.add({ type: "order", problem: problem || null, from, to });
  }

  emitStorage(problem) {
    this.kept &&= problem === "corrupt";
    this.#events.add({ type: "storage", problem });
  }
}
