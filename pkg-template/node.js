// Entry point for Node: the WebAssembly is read from beside this file. Files are read here, as Node's fetch knows none.

import { readFile } from "node:fs/promises";
import { face } from "./create-package.js";

export { isAuthError } from "./errors.js";
export const { init, createClient, decodeClaims } = /* @__PURE__ */ face(
  (source) => {
    const address = source ?? new URL("./storefront-auth.wasm", import.meta.url);
    return /^file:/i.test(String(address)) ? readFile(new URL(address)) : address;
  },
  () => import("./engine-js.js"),
);
