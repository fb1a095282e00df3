// Entry point for browsers and bundlers: the WebAssembly is fetched from beside this file.

import { face } from "./create-package.js";

export { isAuthError } from "./errors.js";
export const { init, createClient, decodeClaims } = /* @__PURE__ */ face(
  (source) => source ?? new URL("./storefront-auth.wasm", import.meta.url),
  () => import("./engine-js.js"),
);
