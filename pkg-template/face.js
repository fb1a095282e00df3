// The functions of the package, the same in every environment. What differs is where the WebAssembly lies.

import { decodeClaims as decode, open } from "./engine.js";
import { assertLoaded, load } from "./load.js";

/** @param {() => unknown} defaultSource what to load when `init` was not told. */
export const face = (defaultSource) => ({
  init: async (source) => load(() => source ?? defaultSource()),
  createClient: async (options) => {
    await load(defaultSource);
    return open(options);
  },
  decodeClaims: (token) => {
    assertLoaded();
    return decode(token);
  },
});
