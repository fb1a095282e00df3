// Every entry point of the installed package, each in a process of its own: which file a platform gets, that importing it
// does nothing, and that it then works with what that platform offers.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const scratch = process.env.SCRATCH;
const installed = join(scratch, "node_modules/storefront-auth");
const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));

/** Runs a module in the scratch project, and returns what it prints as JSON. */
async function inScratch(script, ...flags) {
  const file = join(scratch, `entry-${(count += 1)}.mjs`);
  await writeFile(file, script);
  const { stdout } = await run(process.execPath, [...flags, file], { cwd: scratch, timeout: 20_000 });
  return JSON.parse(stdout);
}
let count = 0;

/** Makes a client, signs in against an answer of our own, and tells who came in and by which engine. */
const SIGN_IN = `
  const signIn = async ({ createClient, decodeClaims }) => {
    const token = ["{}", '{"usr":"ada","role":"Shopper"}', ""].map((part) => btoa(part).replace(/=+$/, "")).join(".");
    const answer = { status: 200, headers: { get: () => null }, text: async () => JSON.stringify({ access_token: token, token_type: "bearer", expires_in: 60 }) };
    const auth = await createClient({ clientId: "c", baseUrl: "http://localhost", storage: "memory", fetch: async () => answer });
    await auth.login({ username: "ada", password: "p" });
    const { username } = decodeClaims(token);
    return { engine: auth.capabilities.engine, username, session: auth.session.claims.username };
  };`;
const SIGNED_IN = { engine: "wasm", username: "ada", session: "ada" };

for (const [platform, flags, file] of [
  ["Node", [], "node.js"],
  ["a browser's bundler", ["--conditions=browser"], "index.js"],
  ["Cloudflare's runtime", ["--conditions=workerd", "--conditions=worker", "--conditions=browser"], "workerd.js"],
  ["Vercel's edge runtime", ["--conditions=edge-light", "--conditions=worker"], "edge-light.js"],
]) {
  test(`${platform} gets ${file}`, async () => {
    const found = await inScratch(`console.log(JSON.stringify(import.meta.resolve("storefront-auth")));`, ...flags);
    assert.equal(found, pathToFileURL(join(installed, file)).href);
  });
}

test("a platform that nobody has heard of gets what a browser gets", () => {
  assert.equal(Object.keys(manifest.exports["."]).at(-1), "default");
  assert.equal(manifest.exports["."].default, manifest.exports["."].browser);
});

/** The files that can be imported, and those that need the platform to import the wasm. */
const SCRIPTS = ["index.js", "node.js", "inline.js", "workerd.js", "edge-light.js", "engine-js.js", "lease.js"];

/** Gives the compiled module for an import of the wasm, as the edge runtimes do. */
const HOOKS = `
  export const resolve = (name, context, next) =>
    /\\.wasm(\\?module)?$/.test(name) ? { url: new URL(name, context.parentURL).href, shortCircuit: true } : next(name, context);
  export const load = async (url, context, next) => {
    if (!/\\.wasm(\\?module)?$/.test(url)) return next(url, context);
    const source = \`
      import { readFileSync } from "node:fs";
      export default new WebAssembly.Module(readFileSync(new URL(\${JSON.stringify(url.replace("?module", ""))})));\`;
    return { format: "module", source, shortCircuit: true };
  };`;
const edge = async () => {
  await writeFile(join(scratch, "hooks.mjs"), HOOKS);
  await writeFile(
    join(scratch, "register.mjs"),
    `import { register } from "node:module"; register("./hooks.mjs", import.meta.url);`,
  );
  return ["--import", "./register.mjs"];
};

for (const name of SCRIPTS) {
  test(`importing ${name} reads nothing of the page, changes no global, loads nothing, and lets the process end`, async () => {
    const seen = await inScratch(
      `
      const touched = [];
      // What a page has and a server may lack, or has in a form of its own: a mere look at it is noted, and throws.
      const hostile = ["window", "document", "navigator", "location", "history", "localStorage", "sessionStorage", "indexedDB",
        "crypto", "fetch", "Request", "Response", "Headers", "BroadcastChannel", "atob", "addEventListener", "process", "Buffer",
        "setTimeout", "setInterval", "queueMicrotask", "XMLHttpRequest"];
      const kept = { process, setTimeout };
      const compiled = [];
      for (const method of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) WebAssembly[method] = () => compiled.push(method);
      await import("node:fs/promises"); // Node's own, with what it needs, before its globals go
      void [TextDecoder, TextEncoder]; // Node makes them when they are looked at
      if (["workerd.js", "edge-light.js"].includes("${name}")) await import("./node_modules/storefront-auth/storefront-auth.wasm");
      for (const global of hostile) {
        Object.defineProperty(globalThis, global, { configurable: true, get() { touched.push(global); throw new Error(global); } });
      }
      const snapshot = () => Reflect.ownKeys(globalThis).map((key) => [String(key), Object.getOwnPropertyDescriptor(globalThis, key).value]);
      const before = snapshot();
      let problem = null;
      try {
        await import("./node_modules/storefront-auth/${name}");
      } catch (error) {
        problem = String(error);
      }
      const after = snapshot();
      const changed = after.filter(([key, value], at) => before[at]?.[0] !== key || !Object.is(before[at][1], value)).map(([key]) => key);
      Object.defineProperty(globalThis, "process", { value: kept.process });
      const ours = touched.filter((global) => global !== "process");
      kept.process.stdout.write(JSON.stringify({ problem, changed, compiled, touched: ours }));`,
      ...(await edge()),
    );
    assert.deepEqual(seen, { problem: null, changed: [], compiled: [], touched: [] });
  });
}

test("the entry point with the wasm inside needs neither files nor network", async () => {
  const seen = await inScratch(`${SIGN_IN}
    const entry = await import("storefront-auth/inline");
    const asked = [];
    globalThis.fetch = async (url) => { asked.push(String(url)); throw new Error("no network"); };
    console.log(JSON.stringify({ ...(await signIn(entry)), asked }));`);
  assert.deepEqual(seen, { ...SIGNED_IN, asked: [] });
  assert.doesNotMatch(await readFile(join(installed, "inline.js"), "utf8"), /\.wasm\b(?!_)/);
});

test("the entry point with the wasm inside works in a worker", async () => {
  const seen = await inScratch(`
    import { Worker } from "node:worker_threads";
    import { isMainThread, parentPort } from "node:worker_threads";
    import * as entry from "storefront-auth/inline";
    ${SIGN_IN}
    if (isMainThread) new Worker(new URL(import.meta.url)).on("message", (message) => console.log(JSON.stringify(message)));
    else parentPort.postMessage(await signIn(entry));`);
  assert.deepEqual(seen, SIGNED_IN);
});

for (const [name, file] of [
  ["workerd", "workerd.js"],
  ["edge-light", "edge-light.js"],
]) {
  test(`the entry point ${name} works where WebAssembly cannot be compiled from bytes`, async () => {
    const seen = await inScratch(
      `${SIGN_IN}
      const entry = await import("storefront-auth");
      const refuse = () => { throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder"); };
      WebAssembly.compile = WebAssembly.compileStreaming = WebAssembly.instantiateStreaming = refuse;
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = (source, imports) => (source instanceof WebAssembly.Module ? instantiate(source, imports) : refuse());
      console.log(JSON.stringify(await signIn(entry)));`,
      ...(await edge()),
      `--conditions=${name}`,
    );
    assert.deepEqual(seen, SIGNED_IN);
    assert.doesNotMatch(
      await readFile(join(installed, file), "utf8"),
      /engine-js/,
      "a worker's bundle would carry it for nothing",
    );
  });
}

test("the raw wasm is a subpath, and init takes it", async () => {
  const seen = await inScratch(`${SIGN_IN}
    import { readFile } from "node:fs/promises";
    const entry = await import("storefront-auth/inline");
    await entry.init(await readFile(new URL(import.meta.resolve("storefront-auth/storefront-auth.wasm"))));
    console.log(JSON.stringify(await signIn(entry)));`);
  assert.deepEqual(seen, SIGNED_IN);
});

test("without WebAssembly each of them runs on JavaScript", async () => {
  for (const name of ["storefront-auth", "storefront-auth/inline"]) {
    const seen = await inScratch(`${SIGN_IN}
      delete globalThis.WebAssembly;
      globalThis.Response = class {}; // Node's own needs WebAssembly
      const entry = await import("${name}");
      console.log(JSON.stringify(await signIn(entry)));`);
    assert.deepEqual(seen, { ...SIGNED_IN, engine: "js" }, name);
  }
});
