// The installed package in each tool chain: built for production, served, and used against the sandbox, in a page and in a
// worker of headless Chromium, or in Node.

import assert from "node:assert/strict";
import { cp, readdir, readFile, rm } from "node:fs/promises";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launchBrowser, Problems } from "../../e2e/lib/browser.mjs";
import { control } from "../../e2e/lib/control.mjs";
import { startDemo } from "../../e2e/lib/demo.mjs";
import { serveBy, serveFiles } from "./lib/site.mjs";
import { at, edit, layOut, layOutShared, run, version } from "./lib/workshop.mjs";

const TEST_MS = 480_000;
const REPORT_MS = 120_000;
const SHOP = "11111111-1111-4111-8111-111111111111";

let demo, behind, browser, withoutWasm, products;
const open = [];

before(async () => {
  // The second browser is one that compiles nothing: no WebAssembly, in workers neither.
  const off = { args: ["--js-flags=--jitless"] };
  [demo, browser, withoutWasm] = await Promise.all([startDemo(), launchBrowser(), launchBrowser(off), layOutShared()]);
  behind = control(demo.sandbox);
});
beforeEach(async () => {
  await behind.reset();
  products ??= await catalog();
});
afterEach(async () => {
  for (const stop of open.splice(0).reverse()) await stop();
});
after(async () => {
  await Promise.all([browser?.close(), withoutWasm?.close()]);
  await demo?.stop();
});

// ---- tool chains

// Two versions of Vite are there, and which of them `vite` is would be a matter of luck.
const VITE = ["node", "../node_modules/vite/bin/vite.js"];
const VITE_7 = ["node", "../node_modules/vite-7/bin/vite.js"];

const apps = [
  { tool: "vite", commands: [[...VITE, "build"]] },
  { tool: "vite-7", commands: [[...VITE_7, "build"]], sources: "vite" },
  { tool: "webpack", commands: [["webpack", "--mode", "production"]], page: "index.html" },
  { tool: "rollup", commands: [["rollup", "--config"]], page: "index.html" },
  {
    tool: "esbuild",
    commands: [
      [
        "esbuild",
        "main.js",
        "../worker.js",
        "storefront-auth/storefront-auth.wasm",
        "--loader:.wasm=copy",
        "--entry-names=[name]",
        "--bundle",
        "--minify",
        "--splitting",
        "--format=esm",
        "--outdir=dist",
      ],
    ],
    page: "index.html",
  },
  {
    tool: "esbuild-inline",
    sources: "esbuild",
    commands: [
      [
        "esbuild",
        "main.js",
        "../worker.js",
        "--alias:storefront-auth=storefront-auth/inline",
        "--bundle",
        "--minify",
        "--splitting",
        "--format=esm",
        "--outdir=dist",
        "--entry-names=[name]",
      ],
    ],
    page: "index.html",
    wasmFile: false,
  },
  { tool: "parcel", commands: [["parcel", "build", "index.html", "--dist-dir", "dist", "--no-cache"]] },
];

for (const { tool, commands, page, sources, ...rest } of apps) {
  test(`${tool} builds it, and page and worker use it, also where WebAssembly is off`, {
    timeout: TEST_MS,
  }, async (t) => {
    t.diagnostic(`${tool} ${await version(tool)}`);
    await layOut(tool, sources);
    for (const command of commands) await run(tool, command);
    if (page) await cp(at(tool, page), at(tool, "dist", page));
    const site = await serveFiles(tool, "dist");
    open.push(site.stop);
    await assertUse(site.origin, rest);
  });
}

const servers = [
  { tool: "vite", command: [...VITE, "--port", "0", "--host", "127.0.0.1"] },
  { tool: "vite-7", command: [...VITE_7, "--port", "0", "--host", "127.0.0.1"], sources: "vite" },
  { tool: "next", command: ["next", "dev", "--port", "0", "--hostname", "127.0.0.1"] },
];

for (const { tool, command, sources } of servers) {
  test(`the development server of ${tool} serves it`, { timeout: TEST_MS }, async (t) => {
    t.diagnostic(`${tool} ${await version(tool)}`);
    await layOut(tool, sources);
    const site = await serveBy(tool, command);
    open.push(site.stop);
    // The first visit is when such a server builds; it may load the page anew in the middle of it.
    await glance(site.origin);
    await behind.reset();
    assertVisits(await visit(site.origin, { development: true }));
  });
}

test("an import map is enough without any tool, also where WebAssembly is off", { timeout: TEST_MS }, async () => {
  await layOut("import-map");
  // A shop would copy them to its static files, too; a worker has no import map and needs the addresses.
  for (const name of ["storefront-auth", "idb-keyval"]) {
    await cp(at("node_modules", name), at("import-map", name), { recursive: true });
  }
  await cp(at("visit.js"), at("import-map/visit.js"));
  await cp(at("page.js"), at("import-map/page.js"));
  const site = await serveFiles("import-map");
  open.push(site.stop);
  await assertUse(site.origin);
});

for (const bundler of ["turbopack", "webpack"]) {
  const name = `Next.js (${bundler}) builds it, and server component, client component and worker use it`;
  test(name, { timeout: TEST_MS }, async (t) => {
    t.diagnostic(`next ${await version("next")}`);
    await layOut("next");
    await assertNext(bundler);
  });
}

test("Next.js needs no setting for a server component with the WebAssembly inside", { timeout: TEST_MS }, async () => {
  await layOut("next");
  await rm(at("next/next.config.js"));
  await edit(at("next/app/page.jsx"), '"storefront-auth"', '"storefront-auth/inline"');
  await assertNext("turbopack");
});

test("Node imports it as it is", { timeout: TEST_MS }, async (t) => {
  t.diagnostic(`node ${process.version}`);
  await layOut("node");
  const report = JSON.parse(await run("node", ["node", "main.js", demo.sandbox]));
  assertVisit(report, { storage: "memory" });
  await assertGrants({ anonymous: 1, password: 1 });
});

test("what the package's page says of a tool is what its app here has", async () => {
  const text = await readFile(at("node_modules/storefront-auth/README.md"), "utf8");
  const row = (tool) => new RegExp(`^\\| ${tool} \\| (.*) \\| (.*) \\|$`, "m").exec(text).slice(1);
  const code = (cell) => [...cell.matchAll(/`([^`]+)`/g)].flatMap((match) => match[1].split(" "));
  const source = (file) => readFile(fileURLToPath(new URL(file, import.meta.url)), "utf8");

  const commands = apps.find(({ tool }) => tool === "esbuild").commands.flat();
  for (const word of code(row("esbuild")[0])) assert.ok(commands.includes(word), `esbuild: ${word}`);
  const rollup = (await source("rollup/rollup.config.js")).replaceAll(/(?<=Assets\().*?(?=\)\])/g, "");
  for (const word of code(row("Rollup")[0])) assert.ok(rollup.includes(word), `Rollup: ${word}`);
  const [setting] = row("Next.js")[0].match(/(?<=`)[^`]*(?=` in)/);
  assert.ok((await source("next/next.config.js")).includes(setting), "Next.js");
  const older = await source("vite-7/vite.config.js");
  for (const [, option] of row("Vite")[0].matchAll(/`([^`]+)`/g))
    assert.ok(older.includes(option), `Vite 7: ${option}`);

  for (const tool of ["Vite", "Parcel", "webpack 5"]) {
    assert.ok(row(tool)[0].startsWith("Nothing."), tool);
    const folder = tool.toLowerCase().split(" ")[0];
    const files = await readdir(fileURLToPath(new URL(folder, import.meta.url)), { recursive: true });
    assert.deepEqual(
      files.filter((file) => /config|\.\w*rc$|package/.test(file)),
      [],
      tool,
    );
  }
  for (const [tool, folder] of [
    ["Vite", "vite"],
    ["Parcel", "parcel"],
    ["esbuild", "esbuild"],
    ["None, with an import map", "import-map"],
  ]) {
    const href = /rel="preload" href="([^"]+)"/.exec(await source(`${folder}/index.html`))[1];
    assert.ok(href.endsWith(code(row(tool)[1])[0]), `${tool}: ${href}`);
  }
});

// ---- what they must have seen

const address = (origin) => `${origin}/?sandbox=${encodeURIComponent(demo.sandbox)}`;

/** Builds and starts the Next.js app as it lies there; its page has visited on the server as well. */
async function assertNext(bundler) {
  await run("next", ["next", "build", `--${bundler}`]);
  const site = await serveBy("next", ["next", "start", "--port", "0", "--hostname", "127.0.0.1"]);
  open.push(site.stop);
  const seen = await visit(site.origin);
  assertVisit(JSON.parse(seen.server), { storage: "memory" });
  assertVisits(seen);
  await assertGrants({ anonymous: 3, password: 4 });
}

/** Opens the page, waits for its report, and holds it to an empty console and a WebAssembly file that arrived. */
async function visit(origin, { engine = "wasm", wasmFile = engine === "wasm", development = false } = {}) {
  const context = await (engine === "wasm" ? browser : withoutWasm).createBrowserContext();
  open.push(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(REPORT_MS);
  const problems = new Problems();
  problems.listen(page);
  const wasm = [];
  page.on("response", (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.endsWith(".wasm")) return;
    const asker = response.request().initiator()?.type;
    wasm.push([response.status(), response.headers()["content-type"], asker]);
  });
  try {
    await page.goto(address(origin));
    await page.waitForFunction(() => globalThis.report);
    const report = await page.evaluate(() => globalThis.report);
    assert.equal(report.error, undefined, report.error);
    if (development)
      assert.ok(
        wasm.some(([status, type]) => status === 200 && type === "application/wasm"),
        `${wasm}`,
      );
    else if (wasmFile) await assertLoads(page, wasm);
    problems.none();
    return { ...report, server: await page.evaluate(() => document.querySelector("script#server")?.textContent) };
  } catch (error) {
    problems.none(error);
    throw error;
  }
}

/** Once for the page, at its first lines where they say so, and once for each worker. */
async function assertLoads(page, [first, ...others]) {
  const preloads = await page.evaluate(() => document.querySelector("link[rel=preload][href$='.wasm']") !== null);
  assert.deepEqual(first, [200, "application/wasm", preloads ? "parser" : "script"]);
  assert.deepEqual(
    others.map(([status, type]) => [status, type]),
    Array(2).fill([200, "application/wasm"]),
  );
}

/** A visit that is not looked at. */
async function glance(origin) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(REPORT_MS);
  await page.goto(address(origin));
  await page.waitForFunction(() => globalThis.report);
  await context.close();
}

/** Visits with WebAssembly and without, and holds the sandbox's count of tokens to what was done. */
async function assertUse(origin, options = {}) {
  for (const engine of ["wasm", "js"]) {
    await behind.reset();
    assertVisits(await visit(origin, { ...options, engine }), engine);
    await assertGrants({ anonymous: 2, password: 3 });
  }
}

/** One visit in the page; two in workers, of which the second finds what the first has stored. */
function assertVisits({ page, workers }, engine = "wasm") {
  const [first, second] = workers;
  assertVisit(page, { engine, storage: "local" });
  assertVisit(first, { engine, storage: "custom" });
  assertVisit(second, { engine, storage: "custom", found: "user" });
}

function assertVisit(report, { engine = "wasm", storage, found = "signed-out" }) {
  const then = found === "user" ? "user" : "anonymous";
  assert.deepEqual(report, { engine, storage, found, then, products, signedIn: "ada", me: "Ada" });
}

/** What the sandbox gave tokens for. A browser that asks by itself once more would show here. */
async function assertGrants(expected) {
  const { tokenRequests } = await behind.counts();
  const { anonymous, password, refresh_token } = tokenRequests;
  assert.deepEqual({ anonymous, password, refresh_token: refresh_token ?? 0 }, { ...expected, refresh_token: 0 });
}

/** What a guest is shown, asked for without the package. */
async function catalog() {
  const ask = async (path, init) => (await fetch(demo.sandbox + path, init)).json();
  const body = new URLSearchParams({ grant_type: "client_credentials", client_id: SHOP });
  const { access_token: token } = await ask("/oauth/token", { method: "POST", body });
  const { Items } = await ask("/v1/me/products", { headers: { Authorization: `Bearer ${token}` } });
  assert.ok(Items.length > 0);
  await behind.reset();
  return Items.map((item) => item.ID);
}
