// The access token goes to the API and to nobody else, however an address is written.

import assert from "node:assert/strict";
import { figure, signIn, tabTest } from "./lib/index.mjs";
import { startRecorder } from "./lib/server.mjs";

/** Addresses that try to pass for the API's, and lead to the recorder or nowhere. */
function hostile(port, api) {
  const hosts = [
    "127.0.0.1",
    "localhost",
    "api.elsewhere.example",
    "127.1",
    "0x7f000001",
    "2130706433",
    "0177.0.0.1",
    "127.0.0.1.",
    "LOCALHOST",
    "localhost.",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "%31%32%37.0.0.1",
    "１２７.0.0.1",
    "127。0。0。1",
    "ⓛocalhost",
  ].map((host) => `${host}:${port}`);
  const ways = [
    (host) => `http://${host}/`,
    (host) => `HTTP://${host}/`,
    (host) => `//${host}/`,
    (host) => `\\\\${host}/`,
    (host) => `/\\${host}/`,
    (host) => `\\/${host}/`,
    (host) => `http:\\\\${host}/`,
    (host) => `http:/\\${host}/`,
    (host) => `http:///${host}/`,
    (host) => ` http://${host}/`,
    (host) => `\thttp://${host}/`,
    (host) => `ht\ntp://${host}/`,
    (host) => `/\t/${host}/`,
    (host) => `\u0001//${host}/`,
    (host) => `http://${host}#@${api}/`,
    (host) => `http://${host}?@${api}/`,
    (host) => `http://${host}\\@${api}/`,
    (host) => `http://${host}/@${api}/`,
    (host) => `http://${api}@${host}/`,
    (host) => `http://${api.replace(":", "%3A")}%2F@${host}/`,
    (host) => `https://${host}/`,
  ];
  const odd = [
    "data:text/plain,x",
    `blob:http://${api}/00000000-0000-0000-0000-000000000000`,
    "javascript:0",
    "about:blank",
    "file:///etc/hosts",
    `ftp://${api}/`,
    `ws://${api}/`,
    `view-source:http://${api}/`,
  ];
  return [...odd, ...ways.flatMap((way) => hosts.map(way))];
}

tabTest(
  "no hostile address gets the token out to a recording server, and an allowed one does",
  {},
  async ({ tabs: [tab], tab: another, sandbox }) => {
    const recorder = await startRecorder();
    try {
      await signIn([tab]);
      const urls = hostile(recorder.port, new URL(sandbox).host);
      const { ours, platform } = await tab.run(
        async (all, base) => {
          // Where the platform itself would have gone.
          const platform = all.filter((url) => URL.canParse(url, base) && new URL(url, base).origin !== base).length;
          const ours = [];
          for (const url of all) ours.push((await lab.outcome(auth.fetch(url))).code);
          for (const url of all) {
            try {
              ours.push((await lab.outcome(auth.fetch(new Request(url, { method: "POST", body: "x" })))).code);
            } catch {
              // No address at all, says the platform.
            }
          }
          return { ours, platform };
        },
        urls,
        sandbox,
      );
      assert.ok(urls.length >= 200 && platform >= 200, `${urls.length} addresses, ${platform} of them lead away`);
      const told = recorder.seen.filter(({ all }) => /authorization|eyJ/i.test(all));
      figure(
        "hostile addresses",
        `${urls.length} addresses, as text and as Request: ${told.length} tokens at the other origin`,
      );
      assert.deepEqual(told, []);
      assert.ok(
        ours.filter((code) => code === "origin_not_allowed").length >= 300,
        "they were refused, and not merely unreachable",
      );

      // The same server, allowed: what would have been seen.
      const allowed = await another({
        client: { allowedOrigins: [`http://127.0.0.1:${recorder.port}`], name: undefined },
      });
      await allowed.run((url) => auth.fetch(url), `http://127.0.0.1:${recorder.port}/`);
      assert.match(recorder.seen.at(-1).authorization, /^Bearer /);
    } finally {
      await recorder.close();
    }
  },
);

tabTest(
  "a Request that tells another address than the one it goes to gets no token",
  { browsers: ["chromium", "firefox"] },
  async ({ tabs: [tab] }) => {
    const recorder = await startRecorder();
    try {
      await signIn([tab]);
      const codes = await tab.run(async (url) => {
        class Lying extends Request {
          get url() {
            return "/";
          }
          clone() {
            return new Request(url);
          }
        }
        const own = Object.defineProperty(new Request(url), "url", { value: "/" });
        const codes = [];
        for (const input of [new Lying(url), own]) codes.push((await lab.outcome(auth.fetch(input))).code);
        return codes;
      }, `http://127.0.0.1:${recorder.port}/`);
      assert.deepEqual(codes, ["origin_not_allowed", "origin_not_allowed"]);
      assert.deepEqual(recorder.seen, []);
    } finally {
      await recorder.close();
    }
  },
);

tabTest(
  "an allowed server that redirects to another origin does not take the token there",
  { client: null },
  async ({ tab }) => {
    const far = await startRecorder();
    const near = await startRecorder((path) => `${path.slice(1, 4)} http://127.0.0.1:${far.port}/`);
    try {
      const shop = await tab({ client: { allowedOrigins: [`http://127.0.0.1:${near.port}`] } });
      await signIn([shop]);
      for (const status of [301, 302, 303, 307, 308]) {
        const { status: got } = await shop.run(
          (url) => lab.outcome(auth.fetch(url, { method: "POST", body: "{}" })),
          `http://127.0.0.1:${near.port}/${status}`,
        );
        assert.equal(got, 200, `${status}`);
      }
      assert.equal(near.seen.filter(({ authorization }) => /^Bearer /.test(authorization)).length, 5);
      assert.ok(far.seen.length >= 5);
      assert.deepEqual(
        far.seen.filter(({ all }) => /"authorization"|eyJ/i.test(all)),
        [],
      );
    } finally {
      await Promise.all([near.close(), far.close()]);
    }
  },
);
