// The shop's own server: the test page and the built package, on a port of its own, so that the sandbox is another
// origin, as the platform is for every shop.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const PAGE = fileURLToPath(new URL("../page/", import.meta.url));
const PKG = process.env.PKG ?? fileURLToPath(new URL("../../../pkg/", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };

/** @returns {Promise<{ origin: string, close: () => Promise<void> }>} */
export async function startSite() {
  const server = createServer(async (request, response) => {
    const { pathname, search, searchParams } = new URL(request.url, "http://shop");
    const [folder, file] = pathname.startsWith("/pkg/")
      ? [PKG, pathname.slice(5)]
      : [PAGE, pathname.slice(1) || "index.html"];
    try {
      const bytes = await readFile(join(folder, normalize(join("/", file))));
      const wish = (name) => new URL(request.headers.referer ?? request.url, "http://shop").searchParams.get(name);
      if (extname(file) === ".wasm" && wish("wasm-is") === "missing") throw new Error("as a test wishes");
      response.writeHead(200, {
        "Content-Type":
          (extname(file) === ".wasm" && wish("wasm-is")) || (TYPES[extname(file)] ?? "application/octet-stream"),
        ...(searchParams.get("csp") && { "Content-Security-Policy": searchParams.get("csp") }),
        "Cache-Control": "no-cache",
        // For a frame of no origin.
        "Access-Control-Allow-Origin": "*",
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
  await listen(server, 0, "127.0.0.1");
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => close(server) };
}

/**
 * A server of somebody else's, on both loopback addresses. Lets every page read its answers, so that browsers hold nothing
 * back, and keeps all that reaches it.
 *
 * @param {(path: string) => string | undefined} [redirect] where it sends the requests for a path, after its status as a
 * number and a space: `"307 http://…"`
 */
export async function startRecorder(redirect = () => undefined) {
  const seen = [];
  const answer = (request, response) => {
    let body = "";
    request.on("data", (bytes) => {
      body += bytes;
    });
    request.on("end", () => {
      const { method, url, headers } = request;
      seen.push({
        method,
        url,
        authorization: headers.authorization ?? null,
        all: `${method} ${url} ${JSON.stringify(headers)} ${body}`,
      });
      const [status, location] = redirect(url)?.split(" ") ?? [];
      response.writeHead(method === "OPTIONS" ? 204 : Number(status ?? 200), {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "*",
        "Access-Control-Allow-Headers": "authorization, *",
        ...(location && method !== "OPTIONS" && { Location: location }),
      });
      response.end(method === "OPTIONS" ? undefined : "{}");
    });
  };
  const servers = [createServer(answer), createServer(answer)];
  await listen(servers[0], 0, "127.0.0.1");
  const { port } = servers[0].address();
  // A machine without IPv6 has one address less to be hostile with.
  await listen(servers[1], port, "::1").catch(() => servers.pop());
  return { port, seen, close: () => Promise.all(servers.map(close)) };
}

const listen = (server, port, host) =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });

const close = (server) =>
  new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
