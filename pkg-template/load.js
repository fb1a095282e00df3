// Gets the WebAssembly and puts it to use: once, whoever asks and however often. After a failure the next call tries again.

import { StorefrontAuth, imports, onError, start } from "./engine.js";
import { StorefrontAuthError } from "./errors.js";

let loading;
let ready = false;

const fail = (code, detail, facts) => {
  throw new StorefrontAuthError({ code, detail, ...facts });
};

/** Loads what `source()` gives (anything `init` takes) unless it is loaded or loading already. */
export const load = (source) =>
  (loading ??= instantiate(source).catch((error) => {
    loading = undefined;
    throw error;
  }));

/** Fails unless loaded: for what must answer at once. */
export const assertLoaded = () => ready || fail("wasm_load_failed", "await init() first");

async function instantiate(source) {
  if (typeof WebAssembly !== "object") fail("unsupported_environment", "WebAssembly");
  const { instance, module } = await compile(source).catch(explain);
  start(instance, module);
  onError((facts) => new StorefrontAuthError(facts));
  // The glue means freeing memory by it; the contract means ending the client.
  if (Symbol.dispose) StorefrontAuth.prototype[Symbol.dispose] = StorefrontAuth.prototype.dispose;
  ready = true;
}

async function compile(given) {
  const source = await given();
  if (source instanceof WebAssembly.Module) {
    return { instance: await WebAssembly.instantiate(source, imports()), module: source };
  }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return WebAssembly.instantiate(source, imports());
  }
  const response = source instanceof Response ? source : await fetch(source);
  const { ok, status } = response;
  if (!ok) fail("wasm_load_failed", "status " + status, { status });
  // Compiling while the bytes stream in demands the right type; some servers do not know it.
  return response.headers.get("Content-Type")?.startsWith("application/wasm")
    ? WebAssembly.instantiateStreaming(response, imports())
    : WebAssembly.instantiate(await response.arrayBuffer(), imports());
}

function explain(error) {
  if (error instanceof StorefrontAuthError) throw error;
  // Chromium and Firefox name the policy in their CompileError; there is no other sign.
  if (/content security policy|unsafe-eval|\bcsp\b/i.test(error?.message)) {
    fail("wasm_blocked_by_csp", "add 'wasm-unsafe-eval' to script-src");
  }
  fail("wasm_load_failed", "", { retryable: true });
}
