// The functions of the package, the same in every environment. What differs is where the engine lies.

import { decodeClaims as decode, open } from "./engine.js";
import { assertLoaded, load } from "./load.js";

/**
 * @param {() => unknown} defaultSource what to load when `init` was not told.
 * @param {() => Promise<unknown>} [translated] imports engine-js.js, for where WebAssembly is off.
 */
export const face = (defaultSource, translated) => ({
  init: async (source) => load(() => source ?? defaultSource(), translated),
  createClient: async (options) => {
    await load(defaultSource, translated);
    const client = await open(options);
    // Bound, to be passed around: to SDKs, to React's useSyncExternalStore and its like.
    client.fetch = client.fetch.bind(client);
    client.subscribe = client.subscribe.bind(client);
    return client;
  },
  decodeClaims: (token) => {
    assertLoaded();
    return decode(token);
  },
});
