// The lock that all tabs share, and the word of mouth that goes with it: a tab can have the lock before its view of the
// storage shows what the last holder has written (seen in Chromium and Firefox). So every tab holds, shared, a lock named
// after the newest generation that it has written or seen, and whoever has the exclusive lock asks for those names. Where the
// platform has no locks, lease.js has them.

const release = async (mark) => (await mark)?.();
/** How long a store may lag behind; how long lease.js may be on its way. */
const PATIENCE = 2000;
const LATE = 5000;

class Lock {
  #held = new Map();
  #generation = 0;
  /** The shared lock: a promise of the function that lets go of it. */
  #mark;

  /** `shared`: whether other tabs have the same storage. `own`: the application's lock. */
  constructor({ key, timeout, shared }, own) {
    this.name = key + " refresh";
    this.prefix = key + " gen ";
    // Twice the longest time that anybody holds it, and some.
    this.wait = 2 * timeout + PATIENCE;
    this.kind = own ? "custom" : shared ? "web-locks" : "tab";
    if (own) this.run = (...all) => own.run(...all);
    else if (shared) {
      this.run = async (name, signal, critical) => {
        const locks = await this.locks;
        let isFree;
        await locks.request(name, { ifAvailable: true }, (lock) => lock && critical((isFree = true)));
        if (!isFree) await locks.request(name, { signal }, critical);
      };
      this.locks = globalThis.navigator?.locks ?? this.lease();
    }
  }

  /** The next best, which says itself where that is not to be had either; where it is not there in time, there is none. */
  lease() {
    this.kind = "indexeddb";
    const late = new Promise((_, reject) => setTimeout(reject, LATE));
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
    if (!this.run) return this.locked(id, 0);
    const { kind } = this;
    const patience = new AbortController();
    let isOver;
    // Also where an application's lock knows no signal.
    const giveUp = () => {
      patience.abort();
      isOver = true;
      this.notLocked(id);
    };
    const timer = setTimeout(giveUp, this.wait);
    const asked = performance.now();
    // Whoever had to wait for the lock may not see yet what its last holder wrote. That it took long alone says nothing: on a
    // slow device it does while a page loads.
    const critical = (isFree) =>
      new Promise((release) => {
        clearTimeout(timer);
        // Nobody is left who would let go of it.
        const isLate = isOver || this.stopped;
        isOver = true;
        if (isLate) return release();
        this.#held.set(id, { release, waited: isFree !== true && performance.now() - asked > 10 });
        this.look(id);
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
    (async () => this.run(this.name, patience.signal, critical))().then(lost, lost);
  }

  /** Tells that the lock is held, with the newest generation that any tab knows of. */
  look(id, later) {
    const held = this.#held.get(id);
    if (!held) this.run || this.locked(id, 0);
    else if (later && performance.now() > held.until) this.storeBehind(id);
    else
      this.#newest(held, later).then(
        (newest) => this.locked(id, newest),
        () => this.notLocked(id),
      );
  }

  async #newest(held, later) {
    if (later) await this.pause(5);
    if (this.reread) await this.reread();
    let newest = 0;
    if (this.locks) {
      const { held: all } = await (await this.locks).query();
      const marks = all.filter(({ name }) => name.startsWith(this.prefix));
      newest = Math.max(0, ...marks.map(({ name }) => +name.slice(this.prefix.length)));
      // Whoever wrote last may be gone: its write is on its way.
      if (held.waited && newest <= this.#generation) await this.pause(50);
      held.waited = false;
    }
    if (!later) held.until = performance.now() + PATIENCE;
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
  async free(id, after) {
    const held = this.#held.get(id);
    this.#held.delete(id);
    await after;
    held?.release();
  }

  /** Has the others know of a generation; the promise resolves once they can. */
  mark(generation) {
    this.#generation = generation;
    if (!this.locks) return;
    const before = this.#mark;
    const mark = new Promise((resolve) => {
      const hold = () => new Promise((letGo) => resolve(letGo));
      (async () => (await this.locks).request(this.prefix + generation, { mode: "shared" }, hold))().catch(() =>
        resolve(),
      );
    });
    this.#mark = mark;
    return mark.then(() => release(before));
  }

  /** Lets go of the shared lock: a page in the back/forward cache must hold none. */
  rest() {
    release(this.#mark);
    this.#mark = undefined;
  }

  /** Lets go of everything. */
  stop() {
    this.stopped = true;
    this.rest();
    for (const id of this.#held.keys()) this.free(id);
  }

  /** Takes up again what was let go of. */
  wake() {
    if (this.#generation && !this.#mark) this.mark(this.#generation);
  }
}

/** The lock for a host, which sets what it is told by: `locked(id, newest)`, `storeBehind(id)`, `notLocked(id)` and, for a store that has to be
 * waited for, `reread()`. */
export const makeLock = (options, own) => new Lock(options, own ?? undefined);
