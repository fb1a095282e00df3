// The installed package in each tool chain: built for production, served, and used against the sandbox, in a page and in a
// worker of headless Chromium, or in Node.

import assert from "node:assert/strict";
import { cp, readFile, readdir } from "node:fs/promises";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launchBrowser, Problems } from "../../e2e/lib/browser.mjs";
import { control } from "../../e2e/lib/control.mjs";
import { startDemo } from "../../e2e/lib/demo.mjs";
import { serveFiles, serveNext } from "./lib/site.mjs";
import { at, layOut, layOutShared, run, version } from "./lib/workshop.mjs";

const TEST_MS = 480_000;
const REPORT_MS = 60_000;
const SHOP = "11111111-1111-4111-8111-111111111111";

let demo, behind, browser, products;
const open = [];

before(async () => {
  [demo, browser] = await Promise.all([startDemo(), launchBrowser(), layOutShared()]);
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
  await browser?.close();
  await demo?.stop();
});

// ---- tool chains

const apps = [
  { tool: "vite", commands: [["vite", "build"]] },
  { tool: "webpack", commands: [["webpack", "--mode", "production"]], page: "index.html" },
  { tool: "rollup", commands: [["rollup", "--config"]], page: "index.html" },
  {
    tool: "esbuild",
    commands: [
      ["esbuild", "main.js", "../worker.js", "storefront-auth/storefront-auth.wasm", "--loader:.wasm=copy",
        "--entry-names=[name]", "--bundle", "--minify", "--splitting", "--format=esm", "--outdir=dist"],
    ],
    page: "index.html",
  },
  { tool: "parcel", commands: [["parcel", "build", "index.html", "--dist-dir", "dist", "--no-cache"]] },
];

for (const { tool, commands, page } of apps) {
  test(`${tool} builds it, and the page and the worker use it`, { timeout: TEST_MS }, async (t) => {
    t.diagnostic(`${tool} ${await version(tool)}`);
    await layOut(tool);
    for (const command of commands) await run(tool, command);
    if (page) await cp(at(tool, page), at(tool, "dist", page));
    const site = await serveFiles(tool, "dist");
    open.push(site.stop);
    assertVisits(await visit(site.origin));
    await assertGrants({ anonymous: 2, password: 3 });
  });
}

test("an import map is enough without any tool", { timeout: TEST_MS }, async () => {
  await layOut("import-map");
  // A shop would copy them to its static files, too; a worker has no import map and needs the addresses.
  for (const name of ["storefront-auth", "idb-keyval"]) {
    await cp(at("node_modules", name), at("import-map", name), { recursive: true });
  }
  await cp(at("visit.js"), at("import-map/visit.js"));
  await cp(at("page.js"), at("import-map/page.js"));
  const site = await serveFiles("import-map");
  open.push(site.stop);
  assertVisits(await visit(site.origin));
  await assertGrants({ anonymous: 2, password: 3 });
});

for (const bundler of ["turbopack", "webpack"]) {
  const name = `Next.js (${bundler}) builds it, and server component, client component and worker use it`;
  test(name, { timeout: TEST_MS }, async (t) => {
    t.diagnostic(`next ${await version("next")}`);
    await layOut("next");
    await run("next", ["next", "build", `--${bundler}`]);
    const site = await serveNext("next");
    open.push(site.stop);
    const seen = await visit(site.origin);
    assertVisit(JSON.parse(seen.server), { storage: "memory" });
    assertVisits(seen);
    await assertGrants({ anonymous: 3, password: 4 });
  });
}

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
  const [name, value] = code(row("Next.js")[0]);
  assert.ok((await source("next/next.config.js")).includes(`${name} ${value}`), "Next.js");

  for (const tool of ["Vite", "Parcel", "webpack 5"]) {
    assert.equal(row(tool)[0], "Nothing.");
    const folder = tool.toLowerCase().split(" ")[0];
    const files = await readdir(fileURLToPath(new URL(folder, import.meta.url)), { recursive: true });
    assert.deepEqual(files.filter((file) => /config|\.\w*rc$|package/.test(file)), [], tool);
  }
  for (const [tool, folder] of [["Vite", "vite"], ["Parcel", "parcel"], ["esbuild", "esbuild"], ["None, with an import map", "import-map"]]) {
    const href = /rel="preload" href="([^"]+)"/.exec(await source(`${folder}/index.html`))[1];
    assert.ok(href.endsWith(code(row(tool)[1])[0]), `${tool}: ${href}`);
  }
});

// ---- what they must have seen

/** Opens the page, waits for its report, and holds it to an empty console and a WebAssembly file that arrived. */
async function visit(origin) {
  const context = await browser.createBrowserContext();
  open.push(() => context.close());
  const page = await context.newPage();
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
    await page.goto(`${origin}/?sandbox=${encodeURIComponent(demo.sandbox)}`);
    await page.waitForFunction(() => globalThis.report, { timeout: REPORT_MS });
    const report = await page.evaluate(() => globalThis.report);
    assert.equal(report.error, undefined, report.error);
    // Once for the page, at its first line where that says so, and once for each worker.
    const preloads = await page.evaluate(() => document.querySelector("link[rel=preload][href$='.wasm']") !== null);
    const [first, ...others] = wasm;
    assert.deepEqual(first, [200, "application/wasm", preloads ? "parser" : "script"]);
    assert.deepEqual(others.map(([status, type]) => [status, type]), Array(2).fill([200, "application/wasm"]));
    problems.none();
    return { ...report, server: await page.evaluate(() => document.querySelector("script#server")?.textContent) };
  } catch (error) {
    problems.none(error);
    throw error;
  }
}

/** One visit in the page; two in workers, of which the second finds what the first has stored. */
function assertVisits({ page, workers }) {
  const [first, second] = workers;
  assertVisit(page, { storage: "local" });
  assertVisit(first, { storage: "custom" });
  assertVisit(second, { storage: "custom", found: "user" });
}

function assertVisit(report, { storage, found = "signed-out" }) {
  const then = found === "user" ? "user" : "anonymous";
  assert.deepEqual(report, { engine: "wasm", storage, found, then, products, signedIn: "ada", me: "Ada" });
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
