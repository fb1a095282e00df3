// Gets the engine and puts it to use: once, however often it is asked for. After a failure the next call tries again, and
// after an engine broke the next call gets a new one.

import { engine as make, StorefrontAuthError } from "./engine.js";

let loading;
let current;

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

/** The engine in use: for what must answer at once. */
export const loaded = () => current ?? fail("wasm_load_failed", "await init() first");

async function instantiate(source, translated) {
  const engine = make();
  const imports = engine.imports();
  const {
    instance,
    module,
    kind = "wasm",
  } = await compile(source, imports).catch((error) => replace(error, translated, imports));
  const parts = Object.entries(instance.exports);
  // Those that an engine works for; nobody is kept by that.
  Object.assign(engine, { kind, clients: [] });

  // Every way into the engine. Whatever is thrown in there leaves it in the middle of something: it is never entered again,
  // not by what still points into it either, and all who wait for it are told. The next one is on its way.
  const guard =
    (inside) =>
    (...values) => {
      try {
        if (!engine.failed) return inside(...values);
      } catch {
        const failed = (engine.failed = new StorefrontAuthError("engine_failed", "", true));
        loading = undefined;
        load(module ? () => module : source, translated).catch(() => {});
        for (const client of engine.clients) client.deref()?.engineFailed(failed);
      }
      // What the glue takes for nothing, whatever it expects.
      return [0, 0];
    };

  try {
    engine.start({ exports: Object.fromEntries(parts.map(([name, part]) => [name, part.call ? guard(part) : part])) });
  } catch {
    // Good WebAssembly, and not ours or not of this version.
    fail("wasm_load_failed", "", true);
  }
  return (current = engine);
}

async function compile(given, imports) {
  const source = await given();
  // Where there is no WebAssembly, this line is the first that fails.
  if (source instanceof WebAssembly.Module || source.byteLength >= 0) {
    const made = await WebAssembly.instantiate(source, imports);
    return made.instance ? made : { instance: made, module: source };
  }
  const response = source instanceof Response ? source : await fetch(source);
  const { ok, status } = response;
  const type = response.headers.get("Content-Type");
  // A page in the place of the file, with a good status: what servers of single-page applications do.
  if (!ok || /html/.test(type)) fail("wasm_load_failed", status + " " + type, status > 499, status);
  // Compiling while the bytes stream in demands the right type, to the letter; some servers do not know it.
  return type === "application/wasm"
    ? WebAssembly.instantiateStreaming(response, imports)
    : WebAssembly.instantiate(await response.arrayBuffer(), imports);
}

async function replace(error, translated, imports) {
  if (error instanceof StorefrontAuthError) throw error;
  const missing = !globalThis.WebAssembly;
  // Browsers name the policy in their CompileError; there is no other sign.
  const blocked = /content security policy|unsafe-eval|\bcsp\b/i.test(error?.message);
  try {
    if (missing || blocked) return (await translated()).run(imports);
  } catch {
    if (blocked) fail("wasm_blocked_by_csp", "add 'wasm-unsafe-eval' to script-src");
  }
  fail("wasm_load_failed", "", true);
}
