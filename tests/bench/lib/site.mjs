// The pages of all contestants, bundled and minified in the same way, and a small server that hands them out as a static
// host would: compressed by brotli 11, scripts and wasm kept by the browser for a year, pages asked for each time.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { contestants, packageFolder } from "./contestants.mjs";

const page = (name) => fileURLToPath(new URL(`../page/${name}.js`, import.meta.url));
const KINDS = ["visit", "work"];
const WASM = "storefront-auth.wasm";
/** Nothing is written there; the paths of the outputs begin with it. */
const OUT = fileURLToPath(new URL("..", import.meta.url));
const TYPES = { js: "text/javascript", wasm: "application/wasm", html: "text/html; charset=utf-8" };

/** @returns the origin, what each file weighs, and `close`. */
export async function startSite({ sandbox, clientId }) {
  const files = new Map();
  const put = (path, bytes) => files.set(path, { bytes: Buffer.from(bytes), packed: brotliCompressSync(bytes) });

  // What a page loads in any case, by the page; the rest is there for whoever asks for it.
  const loaded = new Map();
  const add = async (one, name, entry) => {
    const made = await bundle(one, name, entry, { sandbox, clientId });
    for (const [file, bytes] of made.files) put(`/${one.id}/${file}`, bytes);
    loaded.set(`/${one.id}/${name}`, made.loaded);
  };
  for (const one of [...contestants, { id: "blank", module: page("stub"), can: new Set() }]) {
    for (const kind of one.can.has("products") ? KINDS : ["work"]) {
      await add(one, kind, page(kind));
      put(`/${one.id}/${kind}.html`, html(kind, one.head));
    }
    await add(one, "library", one.module);
    if (one.wasm) put(`/${one.id}/${WASM}`, await readFile(packageFolder + WASM));
  }

  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://here").pathname;
    const file = files.get(path);
    const headers = { "Content-Type": TYPES[path.split(".").pop()] ?? "text/plain" };
    if (!file) return response.writeHead(404, headers).end();
    // Isolated, the page's clock steps by 5 microseconds instead of 100.
    if (path.endsWith("work.html"))
      Object.assign(headers, {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      });
    headers["Cache-Control"] = path.endsWith(".html") ? "no-cache" : "public, max-age=31536000, immutable";
    response
      .writeHead(200, { ...headers, "Content-Encoding": "br", "Content-Length": file.packed.length })
      .end(file.packed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    /** The scripts that the library needs in any case, and the wasm. */
    weigh: ({ id, wasm }) =>
      [...loaded.get(`/${id}/library`), ...(wasm ? [WASM] : [])].map((name) => {
        const { bytes, packed } = files.get(`/${id}/${name}`);
        return { name, raw: bytes.length, brotli: packed.length };
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

/** One file for what is loaded in any case, others for what is imported when it is needed, as bundlers do. */
async function bundle(one, name, entry, { sandbox, clientId }) {
  const { outputFiles, metafile } = await build({
    entryPoints: { [name]: entry },
    alias: { contestant: one.module, ...(one.library && { "storefront-auth": one.library }) },
    define: { SANDBOX: JSON.stringify(sandbox), CLIENT_ID: JSON.stringify(clientId) },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "error",
    metafile: true,
    outdir: OUT,
    absWorkingDir: OUT,
    write: false,
  });
  const statics = (file) => [
    file,
    ...metafile.outputs[file].imports
      .filter(({ kind }) => kind === "import-statement")
      .flatMap(({ path }) => statics(path)),
  ];
  return {
    files: outputFiles.map(({ path, contents }) => [basename(path), contents]),
    loaded: [...new Set(statics(`${name}.js`))],
  };
}

const html = (kind, head = "") =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title>${head}<script type="module" src="${kind}.js"></script>`;
