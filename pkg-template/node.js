// Entry point for Node: the WebAssembly is read from beside this file.

import { readFile } from "node:fs/promises";
import { face } from "./face.js";

export { isAuthError } from "./errors.js";
export const { init, createClient, decodeClaims } = /* @__PURE__ */ face(
  () => readFile(new URL("./storefront-auth.wasm", import.meta.url)),
  () => import("./engine-js.js"),
);
