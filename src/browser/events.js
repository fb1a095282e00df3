// Session events: kept in order, and delivered after everything that an input caused has been carried out.

import { StorefrontAuthError } from "./error.js";

export class Events {
  #listeners = new Set();
  #queue = [];
  /** Nobody can have subscribed while the client is being made: what happens is kept for a listener that is added at once. */
  isHeld = true;

  add(event) {
    this.#queue.push(event);
  }

  /** Adds a listener; returns what removes it. */
  listen(listener) {
    if (!listener?.call) throw new StorefrontAuthError("config_invalid", "listener");
    const entry = [listener];
    this.#listeners.add(entry);
    this.isHeld = false;
    return () => void this.#listeners.delete(entry);
  }

  /** Delivers what has happened. */
  flush() {
    if (!this.isHeld) for (const event of this.#queue.splice(0)) this.deliver(event);
  }

  /** Gives an event to every listener. One that throws is reported, as the platform reports uncaught errors. Neither it nor
   * the report disturbs the others. */
  deliver(event) {
    for (const [listener] of [...this.#listeners]) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => (globalThis.reportError ?? console.error)(error));
      }
    }
  }

  /** Removes all listeners. */
  clear() {
    this.#listeners.clear();
  }
}
