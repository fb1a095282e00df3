// The lock that all tabs share. A tab can have it before its view of the storage shows what the last holder wrote (seen in
// Chromium and Firefox). So every tab also holds a shared lock, named after the newest generation that it wrote or saw. The
// holder of the exclusive lock asks for those names: they are the fence. Where the platform has no locks, lease.js has them.

import { LOCKED, NOT_LOCKED, STORE_BEHIND } from "../bridge/bridge.js";

const release = async (announced) => (await announced)?.();
/** How long a store may lag behind. */
const STORE_LAG_MS = 2000;
/** How long lease.js may take to load. */
const LEASE_LOAD_MS = 5000;
/** A wait for the lock that is longer than this means that another tab had it. */
const WAITED_MS = 10;
/** Pause before the store is looked at again. */
const RECHECK_MS = 5;
/** How long the write of a holder that is gone may take to show. */
const LAST_WRITE_MS = 50;

export class Lock {
  #held = new Map();
  #generation = 0;
  /** The shared lock: a promise of the function that releases it. */
  #announced;

  /** `dispatch` gives signals to the engine; `reread` reads a store that has to be waited for. */
  constructor({ key, timeout, isShared, ownLock }, dispatch, reread) {
    Object.assign(this, {
      dispatch,
      reread,
      name: key + " refresh",
      prefix: key + " gen ",
      // Twice the longest time that anybody holds it, and some.
      wait: 2 * timeout + STORE_LAG_MS,
      kind: ownLock ? "custom" : isShared ? "web-locks" : "tab",
    });
    if (ownLock) this.run = (...all) => ownLock.run(...all);
    else if (isShared) {
      this.run = async (name, signal, critical) => {
        const locks = await this.locks;
        let isFree;
        await locks.request(name, { ifAvailable: true }, (lock) => lock && critical((isFree = true)));
        if (!isFree) await locks.request(name, { signal }, critical);
      };
      this.locks = globalThis.navigator?.locks ?? this.lease();
    }
  }

  /** The next best lock: leases, which set `kind` themselves. If the script does not load in time, there is no lock. */
  lease() {
    this.kind = "indexeddb";
    const late = new Promise((_, reject) => setTimeout(reject, LEASE_LOAD_MS));
    return Promise.race([import("./lease.js"), late]).then(
      ({ lease }) => lease(this),
      () => this.goWithout(),
    );
  }

  /** From here on no other tab is kept out. */
  goWithout() {
    this.kind = "tab";
    this.run = this.locks = undefined;
  }

  /** Takes the exclusive lock. */
  take(id) {
    if (!this.run) return this.dispatch(LOCKED, id, 0);
    const { kind } = this;
    const controller = new AbortController();
    let isOver;
    // Also where an application's lock knows no signal.
    const giveUp = () => {
      controller.abort();
      isOver = true;
      this.dispatch(NOT_LOCKED, id);
    };
    const timer = setTimeout(giveUp, this.wait);
    const asked = performance.now();
    // A tab that had to wait for the lock may not see yet what its last holder wrote. That it took long alone says nothing: on a
    // slow device it does while a page loads.
    const critical = (isFree) =>
      new Promise((release) => {
        clearTimeout(timer);
        // Nobody is left who would let go of it.
        const isLate = isOver || this.stopped;
        isOver = true;
        if (isLate) return release();
        this.#held.set(id, { release, waited: isFree !== true && performance.now() - asked > WAITED_MS });
        this.recheck(id);
      });
    const lost = () => {
      clearTimeout(timer);
      if (isOver) return;
      // An application's lock that fails is no leave to go without one.
      if (kind === "custom") return giveUp();
      // Not to be had in this document at all: what comes next, or nothing.
      if (kind !== "web-locks") this.goWithout();
      else if (this.kind === kind) this.locks = this.lease();
      this.take(id);
    };
    (async () => this.run(this.name, controller.signal, critical))().then(lost, lost);
  }

  /** Reports that the lock is held, with the newest generation that any tab knows of. */
  recheck(id, later) {
    const held = this.#held.get(id);
    if (!held) this.run || this.dispatch(LOCKED, id, 0);
    else if (later && performance.now() > held.until) this.dispatch(STORE_BEHIND, id);
    else
      this.#newest(held, later).then(
        (newest) => this.dispatch(LOCKED, id, newest),
        () => this.dispatch(NOT_LOCKED, id),
      );
  }

  async #newest(held, later) {
    if (later) await this.pause(RECHECK_MS);
    if (this.reread) await this.reread();
    let newest = 0;
    if (this.locks) {
      const { held: all } = await (await this.locks).query();
      const announced = all.filter(({ name }) => name.startsWith(this.prefix));
      newest = Math.max(0, ...announced.map(({ name }) => +name.slice(this.prefix.length)));
      // The tab that wrote last may be gone: its write is on its way.
      if (held.waited && newest <= this.#generation) await this.pause(LAST_WRITE_MS);
      held.waited = false;
    }
    if (!later) held.until = performance.now() + STORE_LAG_MS;
    return newest;
  }

  /** Lets a moment pass, with questions instead of a timer where that can be: the timers of a tab in the background take a
   * second, for which the lock would be held. */
  async pause(ms) {
    if (this.kind !== "web-locks") return new Promise((resolve) => setTimeout(resolve, ms));
    const until = performance.now() + ms;
    while (performance.now() < until) await this.locks.query();
  }

  get isHeld() {
    return this.#held.size > 0;
  }

  /** Lets go of the exclusive lock after something. */
  async unlock(id, after) {
    const held = this.#held.get(id);
    this.#held.delete(id);
    await after;
    held?.release();
  }

  /** Has the others know of a generation; the promise resolves once they can. */
  announce(generation) {
    this.#generation = generation;
    if (!this.locks) return;
    const before = this.#announced;
    const announced = new Promise((resolve) => {
      const hold = () => new Promise((letGo) => resolve(letGo));
      (async () => (await this.locks).request(this.prefix + generation, { mode: "shared" }, hold))().catch(() =>
        resolve(),
      );
    });
    this.#announced = announced;
    return announced.then(() => release(before));
  }

  /** Lets go of the shared lock: a page in the back/forward cache must hold none. */
  rest() {
    release(this.#announced);
    this.#announced = undefined;
  }

  /** Lets go of everything. */
  stop() {
    this.stopped = true;
    this.rest();
    for (const id of this.#held.keys()) this.unlock(id);
  }

  /** Takes up again what was let go of. */
  wake() {
    if (this.#generation && !this.#announced) this.announce(this.#generation);
  }
}
