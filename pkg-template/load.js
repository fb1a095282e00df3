// Gets the WebAssembly and puts it to use: once, whoever asks and however often. After a failure the next call tries again.

import { StorefrontAuth, imports, set_error_class, start } from "./engine.js";
import { StorefrontAuthError } from "./errors.js";

let loading;

/** Loads what `source()` gives (anything `init` takes) unless it is loaded or loading already. */
export const load = (source) =>
  (loading ??= instantiate(source).catch((error) => {
    loading = undefined;
    throw error;
  }));

/** Fails unless loaded: for what must answer at once. */
export const assertLoaded = () => {
  if (!ready) throw new StorefrontAuthError("wasm_load_failed", "Await init() or createClient() first");
};
let ready = false;

async function instantiate(source) {
  if (typeof WebAssembly !== "object") {
    throw new StorefrontAuthError("unsupported_environment", "This platform lacks: WebAssembly");
  }
  const { instance, module } = await compile(source).catch(explain);
  start(instance, module);
  set_error_class(StorefrontAuthError);
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
  if (!response.ok) {
    throw new StorefrontAuthError("wasm_load_failed", `The WebAssembly file answered with status ${response.status}`, {
      status: response.status,
    });
  }
  // Compiling while the bytes stream in demands the right type; some servers do not know it.
  if (response.headers.get("Content-Type")?.startsWith("application/wasm")) {
    return WebAssembly.instantiateStreaming(response, imports());
  }
  return WebAssembly.instantiate(await response.arrayBuffer(), imports());
}

function explain(error) {
  if (error instanceof StorefrontAuthError) throw error;
  // Chromium and Firefox name the policy in their CompileError; there is no other sign.
  if (/content security policy|unsafe-eval|\bcsp\b/i.test(error?.message)) {
    throw new StorefrontAuthError(
      "wasm_blocked_by_csp",
      "The page's Content-Security-Policy forbids WebAssembly: add 'wasm-unsafe-eval' to script-src",
    );
  }
  throw new StorefrontAuthError("wasm_load_failed", "The WebAssembly file could not be loaded or is damaged", {
    retryable: true,
  });
}
