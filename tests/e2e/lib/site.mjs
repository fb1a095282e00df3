// A small site of its own for tests about loading: the built package under /pkg, with any policy, and with any file
// replaced by another answer.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const pkg = fileURLToPath(new URL("../../../pkg/", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/**
 * @typedef {{ status?: number, type?: string, body?: string | Buffer, headers?: Record<string, string> }} Answer
 * @param {{ policy?: string, answers?: Record<string, Answer | (() => Answer | Promise<Answer>)> }} [options] what is answered for a path instead of the
 * file there; "/" is an empty page unless said otherwise.
 */
export async function startSite({ policy, answers = {} } = {}) {
  /** @type {string[]} */
  const requests = [];
  const file = async (path) => {
    const body = path.startsWith("/pkg/")
      ? await readFile(join(pkg, normalize(path.slice(5)))).catch(() => null)
      : null;
    return body ? { body, type: TYPES[extname(path)] } : { status: 404, body: "nothing here" };
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    requests.push(pathname);
    const given = answers[pathname];
    const page = { "/": { body: "<!doctype html><title>Empty</title>" }, "/favicon.ico": { status: 204 } }[pathname];
    const found = (typeof given === "function" ? await given() : given) ?? page ?? (await file(pathname));
    const { status = 200, type = "text/html", body = "", headers = {} } = found;
    response.writeHead(status, {
      ...(type && { "Content-Type": type }),
      ...(policy && { "Content-Security-Policy": policy }),
      // A page without an origin of its own asks from elsewhere.
      "Access-Control-Allow-Origin": "*",
      ...headers,
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    requests,
    answers,
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  };
}
