// The pages of all contestants, bundled and minified in the same way, and a small server that hands them out as a static
// host would: compressed by brotli 11, scripts and wasm kept by the browser for a year, pages asked for each time.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { contestants, packageFolder } from "./contestants.mjs";

const page = (name) => fileURLToPath(new URL(`../page/${name}.js`, import.meta.url));
const KINDS = ["visit", "work"];
const WASM = "storefront-auth.wasm";
const TYPES = { js: "text/javascript", wasm: "application/wasm", html: "text/html; charset=utf-8" };

/** @returns the origin, what each file weighs, and `close`. */
export async function startSite({ sandbox, clientId }) {
  const files = new Map();
  const put = (path, bytes) => files.set(path, { bytes: Buffer.from(bytes), packed: brotliCompressSync(bytes) });

  for (const one of contestants) {
    const kinds = one.can.has("products") ? KINDS : ["work"];
    for (const kind of kinds) {
      put(`/${one.id}/${kind}.js`, await bundle(one, page(kind), { sandbox, clientId }));
      put(`/${one.id}/${kind}.html`, html(kind, one.head));
    }
    put(`/${one.id}/library.js`, await bundle(one, one.module, { sandbox, clientId }));
    if (one.wasm) put(`/${one.id}/${WASM}`, await readFile(packageFolder + WASM));
  }
  put("/blank/work.html", html("work"));
  put("/blank/work.js", await bundle({ module: page("stub") }, page("work"), { sandbox, clientId }));

  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://here").pathname;
    const file = files.get(path);
    const headers = { "Content-Type": TYPES[path.split(".").pop()] ?? "text/plain" };
    if (!file) return response.writeHead(404, headers).end();
    // Isolated, the page's clock steps by 5 microseconds instead of 100.
    if (path.endsWith("work.html")) Object.assign(headers, { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" });
    headers["Cache-Control"] = path.endsWith(".html") ? "no-cache" : "public, max-age=31536000, immutable";
    response.writeHead(200, { ...headers, "Content-Encoding": "br", "Content-Length": file.packed.length }).end(file.packed);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    weigh: (path) => ({ raw: files.get(path).bytes.length, brotli: files.get(path).packed.length }),
    has: (path) => files.has(path),
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

async function bundle(one, entry, { sandbox, clientId }) {
  const { outputFiles } = await build({
    entryPoints: [entry],
    alias: { contestant: one.module, ...(one.library && { "storefront-auth": one.library }) },
    define: { SANDBOX: JSON.stringify(sandbox), CLIENT_ID: JSON.stringify(clientId) },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "error",
    write: false,
  });
  return outputFiles[0].contents;
}

const html = (kind, head = "") =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title>${head}<script type="module" src="${kind}.js"></script>`;
