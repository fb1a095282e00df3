// The shop's own server: the test page and the built package, on a port of its own, so that the sandbox is another
// origin, as the platform is for every shop.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../page/", import.meta.url));
const PKG = process.env.PKG ?? fileURLToPath(new URL("../../../pkg/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };

/**
 * @param {(path: string) => { status?: number, headers?: object, body?: string } | undefined} [special] answers some
 * paths in its own way
 * @returns {Promise<{ origin: string, close: () => Promise<void> }>}
 */
export async function startSite(special = () => undefined) {
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url, "http://shop");
    const own = special(pathname + search);
    if (own) return response.writeHead(own.status ?? 200, own.headers).end(own.body ?? "");
    const [folder, file] = pathname.startsWith("/pkg/") ? [PKG, pathname.slice(5)] : [PAGE, pathname.slice(1) || "index.html"];
    try {
      const bytes = await readFile(join(folder, normalize(join("/", file))));
      response.writeHead(200, {
        "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
        "Cache-Control": "no-cache",
        "Cross-Origin-Embedder-Policy": search === "?isolated" || file === "timer.js" ? "require-corp" : "unsafe-none",
        // An isolated page has a clock that is fine enough to measure microseconds. No other page is: Firefox gives all
        // isolated pages of an origin one process.
        "Cross-Origin-Opener-Policy": search === "?isolated" ? "same-origin" : "unsafe-none",
      });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
}
