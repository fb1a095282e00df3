// The functions of the package, the same in every environment. What differs is where the engine lies.

import { StorefrontAuthError } from "./engine.js";
import { lasting } from "./lasting.js";
import { load, loaded } from "./load.js";

/**
 * @param {() => unknown} defaultSource what to load when `init` was not told.
 * @param {() => Promise<unknown>} [translated] imports engine-js.js, for where WebAssembly is off.
 */
export const face = (defaultSource, translated) => ({
  init: async (source) => void (await load(() => source ?? defaultSource(), translated)),
  createClient: (options) => lasting(options, () => load(defaultSource, translated)),
  decodeClaims: (token) => {
    const engine = loaded();
    const claims = engine.decodeClaims(token);
    if (engine.failed ?? !claims) throw engine.failed ?? new StorefrontAuthError("bad_token");
    return claims;
  },
});
