// Entry point for Vercel's edge runtime, and for Next.js when it builds for that: as with workerd.js, but there the import
// has to ask for the compiled module by name.

import { face } from "./create-package.js";
import wasm from "./storefront-auth.wasm?module";

export { isAuthError } from "./errors.js";
export const { init, createClient, decodeClaims } = /* @__PURE__ */ face((source) => source ?? wasm);
