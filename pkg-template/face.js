// The functions of the package, the same in every environment. What differs is where the WebAssembly lies.

import { decodeClaims as decode, open } from "./engine.js";
import { assertLoaded, load } from "./load.js";

/** @param {() => unknown} defaultSource what to load when `init` was not told. */
export const face = (defaultSource) => ({
  init: async (source) => load(() => source ?? defaultSource()),
  createClient: async (options) => {
    await load(defaultSource);
    const client = await open(options);
    // Bound like fetch: React's useSyncExternalStore and its like take it as it is.
    client.subscribe = client.subscribe.bind(client);
    return client;
  },
  decodeClaims: (token) => {
    assertLoaded();
    return decode(token);
  },
});
