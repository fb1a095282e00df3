// Entry point with the WebAssembly inside: for where no file can lie beside the script. Larger, and nothing is compiled
// while it streams in; nothing is fetched either.

import { face } from "./create-package.js";
import wasm from "./storefront-auth.wasm";

export { isAuthError } from "./errors.js";
export const { init, createClient, decodeClaims } = /* @__PURE__ */ face(
  (source) => source ?? Uint8Array.from(atob(wasm), (letter) => letter.charCodeAt(0)),
  () => import("./engine-js.js"),
);
