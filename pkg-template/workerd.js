// Entry point for Cloudflare Workers, which compile WebAssembly when they are deployed and never from bytes: importing
// the file gives the compiled module.

import { face } from "./create-package.js";
import wasm from "./storefront-auth.wasm";

export { isAuthError } from "./errors.js";
export const { init, createClient, decodeClaims } = /* @__PURE__ */ face((source) => source ?? wasm);
