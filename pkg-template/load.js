// Gets the WebAssembly and puts it to use: once, whoever asks and however often. After a failure the next call tries again.

import { StorefrontAuth, StorefrontAuthError, imports, start } from "./engine.js";

let loading;
let ready = false;

const fail = (code, detail, retryable, status) => {
  throw new StorefrontAuthError(code, detail, retryable, status);
};

/** Loads what `source()` gives (anything `init` takes) unless it is loaded or loading already; where WebAssembly is off,
 * the translated engine that `translated()` imports. */
export const load = (source, translated) =>
  (loading ??= instantiate(source, translated).catch((error) => {
    loading = undefined;
    throw error;
  }));

/** Fails unless loaded: for what must answer at once. */
export const assertLoaded = () => ready || fail("wasm_load_failed", "await init() first");

async function instantiate(source, translated) {
  const { instance, module } = await compile(source).catch((error) => replace(error, translated));
  start(instance, module);
  // The glue means freeing memory by it; the contract means ending the client.
  if (Symbol.dispose) StorefrontAuth.prototype[Symbol.dispose] = StorefrontAuth.prototype.dispose;
  ready = true;
}

async function compile(given) {
  const source = await given();
  // Where there is no WebAssembly, this line is the first that fails.
  if (source instanceof WebAssembly.Module) {
    return { instance: await WebAssembly.instantiate(source, imports()), module: source };
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return WebAssembly.instantiate(source, imports());
  }
  const response = source instanceof Response ? source : await fetch(source);
  const { ok, status } = response;
  const type = response.headers.get("Content-Type");
  // A page in the place of the file, with a good status: what servers of single-page applications do.
  if (!ok || /html/.test(type)) fail("wasm_load_failed", [status, type].join(" "), status > 499, status);
  // Compiling while the bytes stream in demands the right type, to the letter; some servers do not know it.
  return type === "application/wasm"
    ? WebAssembly.instantiateStreaming(response, imports())
    : WebAssembly.instantiate(await response.arrayBuffer(), imports());
}

async function replace(error, translated) {
  if (error instanceof StorefrontAuthError) throw error;
  const missing = !globalThis.WebAssembly;
  // Browsers name the policy in their CompileError; there is no other sign.
  const blocked = /content security policy|unsafe-eval|\bcsp\b/i.test(error?.message);
  try {
    if (missing || blocked) return (await translated()).run(imports());
  } catch {
    if (blocked) fail("wasm_blocked_by_csp", "add 'wasm-unsafe-eval' to script-src");
  }
  fail("wasm_load_failed", "", true);
}
