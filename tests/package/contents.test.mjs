// What is in the packed package, no more and no less, and that package.json points at it.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";

const installed = join(process.env.SCRATCH, "node_modules/storefront-auth");

test("the tarball holds these files and no others", async () => {
  assert.deepEqual((await readdir(installed, { recursive: true })).sort(), [
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "THIRD-PARTY.md",
    "edge-light.js",
    "engine-js.js",
    "index.d.ts",
    "index.js",
    "inline.js",
    "lease.js",
    "node.js",
    "package.json",
    "storefront-auth.wasm",
    "workerd.js",
  ]);
});

test("package.json names the types first and has neither scripts nor dependencies", async () => {
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  for (const entry of [".", "./inline"]) assert.equal(Object.keys(manifest.exports[entry])[0], "types");
  assert.equal(manifest.type, "module");
  assert.equal(manifest.sideEffects, false);
  for (const name of ["scripts", "dependencies", "peerDependencies", "private"]) assert.ok(!(name in manifest), name);
});

test("the wasm is a module that needs nothing but its glue", async () => {
  const module = new WebAssembly.Module(await readFile(join(installed, "storefront-auth.wasm")));
  const modules = new Set(WebAssembly.Module.imports(module).map((i) => i.module));
  for (const name of modules) assert.ok(["a", "b"].includes(name), `imports from ${name}`);
  assert.deepEqual(WebAssembly.Module.customSections(module, "name"), []);
  assert.deepEqual(WebAssembly.Module.customSections(module, "producers"), []);
});

test("no file tells where it was built", async () => {
  for (const name of await readdir(installed)) {
    const text = await readFile(join(installed, name), "latin1");
    for (const trace of ["/.cargo/", "/.rustup/", "/home/", "/root/", process.env.SCRATCH]) {
      assert.ok(!text.includes(trace), `${name} contains ${trace}`);
    }
  }
});

test("both entry points refer to the wasm as a file beside them", async () => {
  for (const name of ["index.js", "node.js"]) {
    const text = await readFile(join(installed, name), "utf8");
    assert.match(text, /new URL\("\.\/storefront-auth\.wasm", ?import\.meta\.url\)/, name);
  }
});

test("everything that others wrote is listed with its licence, in the version that was built", async () => {
  const text = await readFile(join(installed, "THIRD-PARTY.md"), "utf8");
  const lock = await readFile(new URL("../../Cargo.lock", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^\| ([\w-]+) \| ([\d.]+\S*) \| (.+?) \| \S+ \|$/gm)].map(([, ...cells]) => cells);
  for (const name of ["wasm-bindgen", "js-sys", "serde_core", "lol_alloc", "base64"])
    assert.ok(
      rows.some(([row]) => row === name),
      name,
    );
  for (const [name, version, licence] of rows) {
    assert.ok(lock.includes(`name = "${name}"\nversion = "${version}"\n`), `${name} ${version} is not in Cargo.lock`);
    assert.match(licence, /MIT|Apache-2\.0|Zlib|BSD|ISC/, name);
    assert.match(text, new RegExp(`^## .*\\b${name}\\b`, "m"), `${name} has no licence text`);
  }
  assert.match(text, /^\| the Rust standard library \| 1\.\d+\.\d+ \|/m);
});
