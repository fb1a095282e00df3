// The installed package in Node, by its name, in a process of its own for each claim.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs a script in the scratch project and returns what it prints as JSON. */
async function inScratch(script) {
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], {
    cwd: process.env.SCRATCH,
    timeout: 20_000,
  });
  return JSON.parse(stdout);
}

test("importing it exports the four functions", async () => {
  const names = await inScratch(`
    const m = await import("storefront-auth");
    console.log(JSON.stringify(Object.keys(m)));`);
  for (const name of ["createClient", "decodeClaims", "init", "isAuthError"]) assert.ok(names.includes(name), name);
});

test("importing it touches no global, fetches nothing, compiles nothing, and lets the process end", async () => {
  const seen = await inScratch(`
    const names = () => [...Object.getOwnPropertyNames(globalThis), ...Object.getOwnPropertySymbols(globalThis)].map(String);
    const before = names();
    const calls = [];
    for (const name of ["compile", "compileStreaming", "instantiate", "instantiateStreaming"]) {
      WebAssembly[name] = () => { calls.push(name); };
    }
    globalThis.fetch = () => { calls.push("fetch"); };
    await import("storefront-auth");
    const added = names().filter((name) => !before.includes(name));
    console.log(JSON.stringify({ added, calls }));`);
  assert.deepEqual(seen.added, []);
  assert.deepEqual(seen.calls, []);
});

test("init loads the wasm, once for any number of calls, and a broken token is an AuthError", async () => {
  const seen = await inScratch(`
    const { init, decodeClaims, isAuthError } = await import("storefront-auth");
    let instances = 0;
    const instantiate = WebAssembly.instantiate;
    WebAssembly.instantiate = (...args) => { instances += 1; return instantiate(...args); };
    await Promise.all(Array.from({ length: 50 }, () => init()));
    let code = null;
    try { decodeClaims("no token"); } catch (error) { code = isAuthError(error) ? error.code : String(error); }
    const payload = Buffer.from(JSON.stringify({ usr: "ada", role: "Shopper" })).toString("base64url");
    const claims = decodeClaims("eyJhbGciOiJub25lIn0." + payload + ".x");
    console.log(JSON.stringify({ instances, code, username: claims.username, roles: claims.roles }));`);
  assert.ok(seen.instances <= 1, `${seen.instances} instances`);
  assert.deepEqual([seen.code, seen.username, seen.roles], ["bad_token", "ada", ["Shopper"]]);
});
