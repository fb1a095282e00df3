// Any address as the one that single sign-on led back to (src/js/sso.js, which is JavaScript, and so are its inputs): no
// address upsets the reader, none signs anybody in that this tab did not ask for, and none leads away from the shop.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { repeat } from "./chance.mjs";

const entry = fileURLToPath(new URL("../../src/js/sso.js", import.meta.url));
const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: "esm", write: false });
const { Sso } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);

const SHOP = "https://shop.example";
const OURS = ["token", "refresh", "idpToken", "idpAccessToken", "path", "error"];
const CLIENT = {
  key: "k",
  base: "https://api.example",
  clientId: "11111111-1111-4111-8111-111111111111",
  ssoNames: {
    accessToken: "token",
    refreshToken: "refresh",
    idpToken: "idpToken",
    idpAccessToken: "idpAccessToken",
    path: "path",
    error: "error",
  },
};
const PATHS = [
  "/cart",
  "/cart?from=sso#top",
  "/a b/ü",
  "/",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/ok\n",
  "/%2F/evil",
  "/.//evil.example",
  "",
];
const PIECES = [
  "?",
  "#",
  "&",
  "=",
  "%",
  "%00",
  "%23",
  "%26",
  "+",
  "/",
  "//",
  "\\",
  "\t",
  "token=",
  "&path=",
  "error=",
  "#token=eyJ",
  ".",
  "@",
  "\u{1f6d2}",
];

/** A page of its own for each input. */
function page(href) {
  class Storage {
    setItem(name, value) {
      this[name] = String(value);
    }
    removeItem(name) {
      delete this[name];
    }
  }
  const location = { href };
  const history = {
    state: null,
    replaceState(_state, _title, address) {
      const next = new URL(address, location.href);
      assert.equal(next.origin, new URL(location.href).origin, "a page cannot take another site's address");
      location.href = next.href;
    },
  };
  Object.assign(globalThis, { sessionStorage: new Storage(), location, history });
  return location;
}

/** What the reader may answer, whatever it was given. `asked`: the one-time values that this tab has asked with. */
function check(answer, asked, given) {
  if (!answer) return;
  const { fault, accessToken, returnPath } = answer;
  if (fault) {
    assert.ok(["sso_error", "sso_state_mismatch", "config_invalid"].includes(fault.code), fault.code);
    assert.ok(fault.oauthError === null || /^[a-z_]+$/.test(fault.oauthError), fault.oauthError);
    return;
  }
  assert.equal(typeof accessToken, "string");
  assert.ok(
    asked.some((value) => decodeURIComponent(given.replaceAll("+", " ")).includes(value)),
    `not asked for: ${given}`,
  );
  if (returnPath === null) return;
  const there = new URL(returnPath, SHOP + "/somewhere");
  assert.equal(there.origin, SHOP, returnPath);
  assert.ok(returnPath.startsWith("/"), returnPath);
}

/** What is left of an address without the parameters of ours, read by the platform's own parser. */
const others = (href) => {
  const { search, hash } = new URL(href);
  const fields = (text) => [...new URLSearchParams(text)].filter(([name]) => !OURS.includes(name));
  const [, route = "", tail] = /^#?([^?=]*(?:\?|$))?(.*)/s.exec(hash);
  return [fields(search), route.replace("?", ""), fields(tail)];
};

test("a return that was asked for arrives once, with its tokens and its path, and leaves a clean address", (t) =>
  repeat(t, 5_000, ({ pick, some, below, change }) => {
    const location = page(SHOP + "/");
    const reader = new Sso(CLIENT);
    let returnPath = pick(PATHS);
    for (let n = below(3); n--; ) returnPath = change(returnPath, PIECES);
    let left;
    try {
      left = new URL(reader.leave({ connectId: "idp", returnPath }, null));
    } catch (error) {
      return assert.equal(error.code, "config_invalid");
    }
    assert.equal(left.origin, CLIENT.base);
    // Lone surrogates do not survive an address; nobody's path has any.
    const path = left.searchParams.get("appstartpath");
    const filler = some(3, () => `${pick(["utm", "q", "tokens", "Path"])}=${below(99)}`);
    const query = [...filler, `path=${encodeURIComponent(path)}`, "token=at.1", "refresh=rt-1"]
      .sort(() => below(3) - 1)
      .join("&");
    const address = SHOP + pick(["/home?", "/home#", "/#/route?"]) + query;
    location.href = address;
    const before = others(address);
    const { accessToken, refreshToken, returnPath: home, fault } = reader.arrive();
    assert.equal(fault, undefined);
    assert.deepEqual([accessToken, refreshToken], ["at.1", "rt-1"]);
    assert.equal(home, returnPath === "" ? null : (returnPath.toWellFormed?.() ?? home));
    assert.deepEqual(others(location.href), before);
    assert.ok(!/at\.1|rt-1|[?&#](token|path|refresh)=/.test(location.href), location.href);
    // The address bar is clean; whoever has kept the address gets nothing for it.
    assert.equal(reader.arrive(), undefined);
    assert.equal(reader.arrive(address)?.accessToken, undefined);
  }));

test("no address upsets the reader, signs in what was not asked for, or leads away", (t) =>
  repeat(t, 10_000, ({ pick, some, below, change }) => {
    const location = page(SHOP + "/");
    const reader = new Sso({ ...CLIENT, ssoNames: { ...CLIENT.ssoNames, ...pick([{}, {}, { error: "ssoError" }]) } });
    const asked = some(2, () => {
      const start = new URL(reader.leave({ connectId: "idp" }, null)).searchParams.get("appstartpath");
      return start.slice(`/sso.${CLIENT.clientId}.`.length);
    });
    const value = pick([...asked, "1-2-3-4", ""]);
    const field = () =>
      `${pick([...OURS, "x", "%74oken", "ssoError"])}=${pick(["", "eyJ.e30.s", "access_denied", "<b>", encodeURIComponent(`/sso.${CLIENT.clientId}.${value}${pick(PATHS)}`)])}`;
    let address = SHOP + pick(["/", "/a/b", ""]) + pick(["?", "#", "#/r?"]) + some(6, field).join("&");
    for (let n = below(4); n--; ) address = change(address, PIECES);
    if (below(2)) return check(reader.arrive(address), asked, safe(address));
    if (!URL.canParse(address) || new URL(address).origin !== SHOP) return;
    address = location.href = new URL(address).href;
    check(reader.arrive(), asked, safe(address));
  }));

/** With what cannot be decoded left as it is. */
const safe = (address) =>
  address.replaceAll(/%(?![0-9a-f]{2})/gi, "%25").replaceAll(/(%[0-9a-f]{2})+/gi, (run) => {
    try {
      decodeURIComponent(run);
      return run;
    } catch {
      return "";
    }
  });
