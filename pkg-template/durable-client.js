// A client that outlives its engine: what the application holds. It stands before the engine's own client, and takes the
// next one after an engine broke, with its listeners and with what is in storage. Its methods may be passed around.

const forgotten = new FinalizationRegistry((inner) => inner.release());

/** @param {() => Promise<object>} ready gives the engine in use. */
export const lasting = async (options, ready) => {
  let engine, inner, opening, disposed;
  const listeners = new Set();

  const hear = (entry) => {
    entry.end = inner.subscribe(entry.tell);
  };
  const open = async () => {
    const next = await ready();
    const opened = next.open(options);
    if (next.failed) throw next.failed;
    next.clients = [...next.clients.filter((client) => client.deref()), new WeakRef(opened)];
    await opened.restore();
    if (next.failed) throw next.failed;
    inner = opened;
    // When the application lets go of the client, its listeners and timers are ended.
    forgotten.register(client, inner, inner);
    engine = next;
    listeners.forEach(hear);
    if (disposed) inner.dispose();
  };
  /** Opens it, once for all who ask. */
  const again = () => (opening ??= open().finally(() => (opening = undefined)));
  /** The value, unless the engine is broken: then it means nothing. */
  const sound = (value) => {
    if (!engine.failed) return value;
    again().catch(() => {});
    throw engine.failed;
  };
  const client = {
    get session() {
      return inner.session;
    },
    get capabilities() {
      return Object.freeze({ ...inner.capabilities, engine: engine.kind });
    },
    subscribe(listener) {
      // `undefined` instead of an event: the engine broke. Reopen.
      const tell = (event) => (event ? listener(event) : again().catch(() => {}));
      const entry = { tell: listener?.call ? tell : listener };
      // Where the engine is broken, the next one gets the listener.
      if (!engine.failed) hear(entry);
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
        entry.end?.();
      };
    },
    ssoUrl: (options) => sound(inner.ssoUrl(options)),
    dispose() {
      disposed = true;
      forgotten.unregister(inner);
      inner.dispose();
    },
  };
  await again();
  for (const name of ["fetch", ...Object.getOwnPropertyNames(Object.getPrototypeOf(inner))]) {
    client[name] ??= async (...values) => {
      if (engine.failed) await again();
      return sound(inner[name](...values));
    };
  }
  client[Symbol.dispose ?? "dispose"] = client.dispose;
  return client;
};
