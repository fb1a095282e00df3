// What `navigator.locks` gives, as far as lock.js asks for it, where the platform has none (an insecure context, an old browser):
// a lease, which is a record with an owner who says again and again that it is still there. In IndexedDB, where taking it is one
// transaction; else in localStorage, where two tabs can both believe that they have it, if seldom. A file of its own, that
// nobody downloads who does not need it.

/** How often the owner says so; how long the others wait after it has last said so; how often they look. Servers that take a used
 * refresh token again do so for some ten seconds: a tab that goes on for a dead one has to come in time. */
const HEARTBEAT_MS = 1000;
const LEASE_MS = 5000;
const POLL_MS = 200;
/** How long what is written to localStorage may take to show in another tab. */
const SHOW_MS = 75;
/** How long IndexedDB may take for anything: there are browsers where it hangs. */
const IDB_TIMEOUT_MS = 3000;
/** For how long a generation is worth telling: a store shows it long before, or never will. */
const GENERATION_TTL_MS = 10_000;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const FREE = { owner: null, beat: 0, newest: 0, at: 0 };
/** The record with one more sign of life. */
const alive = (record) => ({ ...record, beat: record.beat + 1 });

class Lease {
  #lock;
  #owner;
  /** The owner's last sign of life, and when it was seen here: no clock of another tab is trusted. */
  #seen = {};
  /** Whether it was not this owner's before it was taken last. */
  #isNew;
  #works = false;
  #failures = 0;

  constructor(lock) {
    this.#lock = lock;
    if (!hasDatabase()) lock.kind = "storage";
  }

  /** As `navigator.locks.request`: runs `critical` while the lease is held. A shared lock only announces a generation:
   * its number is left in the record, and there is nothing to hold. */
  async request(name, { mode, ifAvailable, signal }, critical) {
    if (ifAvailable) return critical(null);
    if (mode) {
      const newest = +name.slice(this.#lock.prefix.length);
      if (this.#lock.kind === "indexeddb") {
        await this.#change((record) => newest > this.#newest(record) && { ...record, newest, at: Date.now() });
      }
      return critical();
    }
    // Not crypto.randomUUID: that is for secure contexts.
    const owner = `${Math.random()}`;
    const channel = channelNamed(name);
    const letGo = () => this.#change((record) => record.owner === owner && { ...record, owner: null }).catch(() => {});
    let beat;
    try {
      while (this.#owner || !(await this.#take(owner))) {
        await freed(channel, signal);
        if (signal.aborted) throw signal.reason;
      }
      this.#owner = owner;
      beat = setInterval(
        () => this.#change((record) => record.owner === owner && alive(record)).catch(() => {}),
        HEARTBEAT_MS,
      );
      // A page that comes back from the back/forward cache takes it again, in `query`.
      globalThis.addEventListener("pagehide", letGo);
      return await critical();
    } catch (error) {
      // Not even localStorage: from here on no other tab is kept out.
      if (!signal.aborted) Object.assign(this.#lock, { kind: "tab", run: undefined, locks: undefined });
      throw error;
    } finally {
      clearInterval(beat);
      globalThis.removeEventListener("pagehide", letGo);
      if (this.#owner === owner) this.#owner = undefined;
      await letGo();
      channel?.postMessage(0);
      channel?.close();
    }
  }

  /** As `navigator.locks.query`, for the owner of the lease: the newest generation, as the name of a shared lock. If another tab
   * took the lease while this page was suspended, the answer is `Infinity`: the caller waits for that generation and gives up. */
  async query() {
    const record = await this.#take(this.#owner);
    // Another owner in between may have written what does not show yet.
    if (!record || this.#isNew) await sleep(SHOW_MS);
    return { held: [{ name: this.#lock.prefix + (record ? this.#newest(record) : Infinity) }] };
  }

  /** The record, if it is this owner's from now on. */
  async #take(owner) {
    const record = await this.#change((record) => {
      this.#isNew = record.owner !== owner;
      return (!this.#isNew || this.#isFree(record)) && alive({ ...record, owner });
    });
    return record?.owner === owner && record;
  }

  #isFree({ owner, beat }) {
    const sign = owner + " " + beat;
    if (this.#seen.sign !== sign) this.#seen = { sign, at: performance.now() };
    return !owner || performance.now() - this.#seen.at > LEASE_MS;
  }

  /** The newest generation, while that is news. After a crash the store may have lost what this record remembers. */
  #newest({ newest, at }) {
    return Math.abs(Date.now() - at) < GENERATION_TTL_MS ? newest : 0;
  }

  /** Puts in the record's place what `change` makes of it, if anything; returns the record as it is then, or nothing where that
   * cannot be said now. Where IndexedDB does not work, all of it goes on in localStorage. */
  async #change(change) {
    if (this.#lock.kind === "indexeddb") {
      try {
        const record = await inTime(inDatabase(this.#lock.name, change));
        this.#works = true;
        this.#failures = 0;
        return record;
      } catch {
        // What has worked and fails once works again as a rule, and other tabs go on with it.
        if (this.#works && ++this.#failures < 3) return;
        this.#lock.kind = "storage";
      }
    }
    return inStorage(this.#lock.name, change);
  }
}

/** Waits a while, or until somebody says that the lease is free, or nobody wants it any more. */
const freed = (channel, signal) =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    // Not all at once.
    const timer = setTimeout(done, POLL_MS * (0.5 + Math.random()));
    signal.addEventListener("abort", done);
    if (channel) channel.onmessage = done;
  });

/** As in platform.js, which is not within reach: this file stands alone. Where cookies are blocked, there is no channel. */
const channelNamed = (name) => {
  try {
    return new BroadcastChannel(name);
  } catch {
    // The missing answer says so.
  }
};

/** Where storage is blocked, the mere look at it may throw. */
const hasDatabase = () => {
  try {
    return !!globalThis.indexedDB;
  } catch {
    return false;
  }
};

const inTime = (promise) => Promise.race([promise, sleep(IDB_TIMEOUT_MS).then(() => Promise.reject())]);

const opened = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open("storefront-auth/1", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("leases");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = reject;
  });

/** In one transaction, and with a connection that is closed again: none keeps a page out of the back/forward cache. */
const inDatabase = async (name, change) => {
  const database = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("leases", "readwrite");
      const leases = transaction.objectStore("leases");
      const found = leases.get(name);
      let record;
      found.onsuccess = () => {
        record = found.result ?? FREE;
        const changed = change(record);
        if (changed) leases.put((record = changed), name);
      };
      transaction.oncomplete = () => resolve(record);
      transaction.onabort = reject;
    });
  } finally {
    database.close();
  }
};

/** Writes, waits, and reads again, twice: the last writer has it. */
const inStorage = async (name, change) => {
  const read = () => {
    try {
      return { ...FREE, ...JSON.parse(localStorage.getItem(name)) };
    } catch (error) {
      if (error instanceof SyntaxError) return FREE;
      throw error;
    }
  };
  const record = read();
  const changed = change(record);
  if (!changed) return record;
  localStorage.setItem(name, JSON.stringify(changed));
  const isTaken = changed.owner && changed.owner !== record.owner;
  if (isTaken) await sleep(SHOW_MS);
  if (isTaken && read().owner === changed.owner) await sleep(SHOW_MS);
  return read();
};

/** The leases of a lock, which says what they are called and how long to wait, and learns here of what kind it is. */
export const lease = (lock) => new Lease(lock);
