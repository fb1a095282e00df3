// The cart that the whole page looks at: its lines, its count, and the calls that change it, one at a time.
// It belongs to whoever is shopping, so it is read again when that person changes.

/** @typedef {{ state: "idle" | "loading" | "ready" | "failed", order: any, lines: any[], count: number, problem: unknown }} CartState */

/** @type {CartState} */
const EMPTY = Object.freeze({ state: "idle", order: null, lines: [], count: 0, problem: null });

/** @param {Pick<import("./main.js").Shop["api"], "cart" | "addLine" | "setQuantity" | "removeLine" | "setContact" | "submit">} api */
export function openCart(api) {
  /** @type {CartState} */
  let current = EMPTY;
  /** @type {Set<(cart: CartState) => void>} */
  const listeners = new Set();
  // Changes wait for each other: two quick clicks on one product must end in one line of two.
  /** @type {Promise<unknown>} */
  let queue = Promise.resolve();
  // An answer that was asked for one person must not be shown to the next.
  let owner = 0;

  /** @param {Partial<CartState>} change */
  function set(change) {
    current = { ...current, ...change };
    for (const listener of listeners) listener(current);
  }

  async function read() {
    const asked = owner;
    if (current.state !== "ready") set({ state: "loading" });
    try {
      const { order, lines } = await api.cart();
      if (asked !== owner) return;
      const count = lines.reduce((/** @type {number} */ sum, /** @type {any} */ line) => sum + line.Quantity, 0);
      set({ state: "ready", order, lines, count, problem: null });
    } catch (problem) {
      if (asked === owner) set({ state: "failed", problem });
    }
  }

  /** Runs after what is already under way, then reads the cart back. @template T @param {() => Promise<T>} change @returns {Promise<T>} */
  function change(change) {
    const done = queue.then(change);
    queue = done.then(read, read);
    return done.finally(() => queue);
  }

  return {
    get current() {
      return current;
    },
    /** @param {(cart: CartState) => void} listener @returns {() => void} */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Reads the cart again. */
    async refresh() {
      queue = queue.then(read, read);
      await queue;
    },
    /** Keeps everybody from the cart until this is over: it is on its way from a guest to a user. @param {Promise<unknown>} work */
    hold(work) {
      queue = Promise.allSettled([queue, work]);
    },
    /** Shows an empty cart without a call: nobody is shopping, or the order has just been placed. */
    clear() {
      owner += 1;
      set(EMPTY);
    },
    /** @param {string} productId @param {number} [quantity] */
    add: (productId, quantity = 1) =>
      change(() => {
        const line = current.lines.find((/** @type {any} */ each) => each.ProductID === productId);
        return line ? api.setQuantity(line.ID, line.Quantity + quantity) : api.addLine(productId, quantity);
      }),
    /** @param {any} line @param {number} quantity */
    setQuantity: (line, quantity) =>
      change(() => (quantity > 0 ? api.setQuantity(line.ID, quantity) : api.removeLine(line.ID))),
    /** Places the order; for a guest, with the name and address for the receipt. @param {{ FirstName: string, LastName: string, Email: string } | null} contact */
    async submit(contact) {
      await queue;
      if (contact) await api.setContact(contact);
      const lines = current.lines;
      const order = await api.submit();
      return { order, lines };
    },
  };
}

/** @typedef {ReturnType<typeof openCart>} Cart */
