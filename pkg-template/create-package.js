// The functions of the package, the same in every environment. What differs is where the engine lies.

import { lasting } from "./durable-client.js";
import { StorefrontAuthError } from "./engine.js";
import { load, loaded } from "./load.js";

/**
 * @param {(given: unknown) => unknown} find what to load, `init` having been told this or nothing.
 * @param {() => Promise<unknown>} [translated] imports engine-js.js, for where WebAssembly is off.
 */
export const face = (find, translated) => ({
  init: async (source) => void (await load(() => find(source), translated)),
  createClient: (options) => lasting(options, () => load(find, translated)),
  decodeClaims: (token) => {
    const engine = loaded();
    const claims = engine.decodeClaims(token);
    if (engine.failed ?? !claims) throw engine.failed ?? new StorefrontAuthError("bad_token");
    return claims;
  },
});
