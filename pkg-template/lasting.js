// A client that outlives its engine: what the application holds. It stands before the engine's own client, and takes the
// next one after an engine broke, with its listeners and with what is in storage. Its methods may be passed around.

/** @param {() => Promise<object>} ready gives the engine in use. */
export const lasting = async (options, ready) => {
  let engine, inner, opening, disposed;
  const seen = {};
  const listeners = new Set();

  const hear = (entry) => {
    entry.end = inner.subscribe(entry.tell);
  };
  const open = async () => {
    const next = await ready();
    inner = await next.open(options);
    if (next.failed) throw next.failed;
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
  /** A property as it is, or as it was seen last. */
  const look = (name) => {
    try {
      seen[name] = sound(inner[name]);
    } catch {
      // Told to whoever calls a method.
    }
    return seen[name];
  };

  await again();
  const client = {
    get session() {
      return look("session");
    },
    get capabilities() {
      return look("capabilities");
    },
    subscribe(listener) {
      // An event that is none tells that the engine broke.
      const tell = (event) => (event ? (look("session"), listener(event)) : again().catch(() => {}));
      const entry = { tell: listener?.call ? tell : listener };
      hear(entry);
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
        entry.end?.();
      };
    },
    ssoUrl: (options) => sound(inner.ssoUrl(options)),
    dispose() {
      disposed = true;
      inner.dispose();
    },
  };
  for (const name of Object.getOwnPropertyNames(inner.__proto__)) {
    client[name] ??= async (...values) => {
      if (engine.failed) await again();
      return sound(inner[name](...values));
    };
  }
  client[Symbol.dispose ?? "dispose"] = client.dispose;
  return client;
};
