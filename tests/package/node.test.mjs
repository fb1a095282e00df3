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

test("a file URL is an address as good as any, and a file that is not there is told by its code", async () => {
  const seen = await inScratch(`
    const { init, decodeClaims, isAuthError } = await import("storefront-auth");
    const wasm = import.meta.resolve("storefront-auth/storefront-auth.wasm");
    const fails = await init(new URL("no.wasm", wasm)).catch((error) => isAuthError(error) && error.code);
    await init(wasm);
    let late = "ok";
    await init(new URL("no.wasm", wasm)).catch((error) => (late = String(error)));
    console.log(JSON.stringify([fails, late, typeof decodeClaims]));`);
  assert.deepEqual(seen, ["wasm_load_failed", "ok", "function"]);
});

test("WebAssembly that is good and not ours is told by its code, and the next try loads ours", async () => {
  const seen = await inScratch(`
    const { init, isAuthError } = await import("storefront-auth");
    const foreign = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    const codes = [];
    for (const source of [foreign, new WebAssembly.Module(foreign), new Response(foreign)]) {
      await init(source).catch((error) => codes.push(isAuthError(error) ? error.code : String(error)));
    }
    await init();
    console.log(JSON.stringify(codes));`);
  assert.deepEqual(seen, Array(3).fill("wasm_load_failed"));
});

test("an error of another realm is known by its shape", async () => {
  const seen = await inScratch(`
    import { runInNewContext } from "node:vm";
    const { isAuthError } = await import("storefront-auth");
    const error = runInNewContext("Object.assign(new Error('x'), { name: 'StorefrontAuthError', code: 'network' })");
    const none = [null, undefined, 7, "text", new Error("x"), { name: "StorefrontAuthError" }];
    console.log(JSON.stringify([isAuthError(error), isAuthError(error, "timeout"), ...none.map((it) => isAuthError(it))]));`);
  assert.deepEqual(seen, [true, ...Array(7).fill(false)]);
});

/** What a client is made of in a process of its own: a fetch that answers itself and remembers what it was asked, and how a
 * promise ends. */
const CLIENT = `
  const { createClient, isAuthError } = await import("storefront-auth");
  const told = (claims) => ["{}", JSON.stringify(claims), "x"].map((part) => Buffer.from(part).toString("base64url")).join(".");
  const asked = [];
  const fetch = async (input, init) => {
    const { url, method, headers, body } = new Request(input, init);
    const isToken = url.endsWith("/oauth/token");
    asked.push([method, url, headers.get("authorization")?.slice(0, 6) ?? null, headers.get("x"), body && (await new Response(body).text())]);
    const guest = told({ usr: "guest", orderid: "o1", usrtype: "buyer" });
    return Response.json(isToken || url.includes("/register") ? { access_token: guest, token_type: "bearer", expires_in: 600 } : {});
  };
  const options = { clientId: "c", baseUrl: "https://api.test", storage: "memory", fetch };
  const outcome = (promise) => promise.then(() => "ok", (error) => (isAuthError(error) ? error.message : "RAW " + error));
  const revoked = () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; };
  const trap = { get() { throw new Error("trap"); } };
`;

test("a profile that cannot be written as JSON is refused, and nothing is sent", async () => {
  const seen = await inScratch(`${CLIENT}
    const auth = await createClient(options);
    await auth.loginAnonymously();
    asked.length = 0;
    const who = { Username: "u", FirstName: "a", LastName: "b", Email: "e" };
    const cycle = {};
    cycle.again = cycle;
    const outcomes = [];
    for (const xp of [1n, cycle, { toJSON() { throw new Error("no"); } }]) outcomes.push(await outcome(auth.register({ ...who, xp })));
    outcomes.push(await outcome(auth.register({ ...who, get xp() { throw new Error("no"); } })));
    outcomes.push(await outcome(auth.register({ ...who, toJSON: () => "text" })));
    const before = asked.length;
    outcomes.push(await outcome(auth.register({ ...who, xp: { n: 1 } })));
    console.log(JSON.stringify({ outcomes, before, sent: asked.map(([method, , , , body]) => [method, body]) }));`);
  assert.deepEqual(seen, {
    outcomes: [...Array(5).fill("config invalid: profile"), "ok"],
    before: 0,
    sent: [["PUT", '{"Active":true,"Username":"u","FirstName":"a","LastName":"b","Email":"e","xp":{"n":1}}']],
  });
});

test("headers that are good for one reading arrive, with an Authorization among them or without", async () => {
  const seen = await inScratch(`${CLIENT}
    const auth = await createClient(options);
    await auth.loginAnonymously();
    asked.length = 0;
    const own = { authorization: "Mine", x: "y" };
    await auth.fetch("/a", { headers: new Headers(own).entries() });
    await auth.fetch("/a", { method: "PUT", body: "b", headers: (function* () { yield* Object.entries(own); })() });
    await auth.fetch("/a", { headers: new Headers({ x: "y" }).entries() });
    console.log(JSON.stringify(asked));`);
  assert.deepEqual(seen, [
    ["GET", "https://api.test/a", "Mine", "y", null],
    ["PUT", "https://api.test/a", "Mine", "y", "b"],
    ["GET", "https://api.test/a", "Bearer", "y", null],
  ]);
});

test("what throws while it is read is refused by its name, or missing", async () => {
  const seen = await inScratch(`${CLIENT}
    const list = new Proxy(["a"], { get: (it, name) => (name === Symbol.iterator ? trap.get() : it[name]) });
    const outcomes = {};
    for (const [name, odd] of Object.entries({
      scope: list, allowedOrigins: list, fetch: new Proxy(() => {}, trap), storage: revoked(), lock: revoked(),
    })) outcomes[name] = await outcome(createClient({ ...options, [name]: odd }));
    outcomes.options = await outcome(createClient(revoked()));
    const auth = await createClient({ ...options, ssoParams: revoked() });
    outcomes.login = await outcome(auth.login(revoked()));
    outcomes.profile = await outcome(auth.register(revoked()));
    const sso = (given) => outcome((async () => auth.ssoUrl(given))());
    outcomes.sso = await sso(revoked());
    outcomes.customParams = await sso({ connectId: "x", customParams: { get a() { throw new Error("no"); } } });
    await auth.loginAnonymously();
    outcomes.signals = [];
    const signals = [{ addEventListener: 5 }, { addEventListener() {}, removeEventListener: 5 }, revoked(), new Proxy({}, trap)];
    for (const signal of signals) outcomes.signals.push(await outcome(auth.accessToken({ signal })));
    outcomes.signals.push(await outcome(auth.accessToken({ get signal() { throw new Error("no"); } })));
    outcomes.signals.push(await outcome(auth.accessToken(revoked())));
    console.log(JSON.stringify(outcomes));`);
  const named = (name) => `config invalid: ${name}`;
  assert.deepEqual(seen, {
    scope: named("scope"),
    allowedOrigins: named("allowedOrigins"),
    fetch: named("fetch"),
    storage: named("storage"),
    lock: named("lock"),
    options: named("clientId"),
    login: named("username"),
    profile: named("Username"),
    sso: named("connectId"),
    customParams: named("customParams"),
    signals: Array(6).fill("ok"),
  });
});

test("a Request goes by the address that the platform sends it to, whatever a subclass says", async () => {
  const seen = await inScratch(`${CLIENT}
    const auth = await createClient(options);
    await auth.loginAnonymously();
    asked.length = 0;
    class Lying extends Request { get url() { return "https://api.test/"; } }
    class Turning extends Request { clone() { return new Request("https://evil.test/"); } }
    const own = new Request("https://evil.test/");
    Object.defineProperty(own, "url", { value: "https://api.test/" });
    Object.defineProperty(own, "clone", { value: () => own });
    const outcomes = [];
    for (const input of [new Lying("https://evil.test/"), own]) {
      outcomes.push(await outcome(auth.fetch(input)), await outcome(auth.fetch(input, { method: "PUT", body: "b" })));
    }
    const turning = new Turning("https://api.test/a", { method: "PUT", body: "b" });
    outcomes.push(await outcome(auth.fetch(turning)), await outcome(auth.fetch(turning)));
    const used = new Request("https://api.test/a", { method: "PUT", body: "b" });
    await used.text();
    outcomes.push((await outcome(auth.fetch(used))).slice(0, 13));
    console.log(JSON.stringify({ outcomes, asked }));`);
  assert.deepEqual(seen, {
    outcomes: [...Array(4).fill("origin not allowed"), "ok", "ok", "RAW TypeError"],
    asked: Array(2).fill(["PUT", "https://api.test/a", "Bearer", null, "b"]),
  });
});
