// Two decoders, one token: `decodeClaims` of the packed package beside `decodeJwt` of jose. Both must take the same tokens and
// read the same claims. Where they differ on purpose, the difference is a rule here, and nothing else may differ.

import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { decodeJwt } from "jose";
import { repeat } from "./chance.mjs";

const { init, decodeClaims, isAuthError } = await import(pathToFileURL(`${process.env.PKG}/node.js`));
await init();

const PIECES = [
  ".",
  "..",
  "=",
  "==",
  "-",
  "_",
  "+",
  "/",
  " ",
  "\n",
  "\0",
  "\u{feff}",
  "e30",
  "bnVsbA",
  "W10",
  "7w",
  "\u{d800}",
  "é",
];
const NAMES = [
  "usr",
  "cid",
  "u",
  "sub",
  "orderid",
  "usrtype",
  "imp",
  "iss",
  "aud",
  "role",
  "scopes",
  "exp",
  "nbf",
  "__proto__",
  "constructor",
  "x",
];
const VALUES = [
  "ada",
  "",
  "\u{1f6d2}",
  "\u{d800}",
  "\u{2028}\0",
  0,
  -0,
  1.5,
  1e308,
  2 ** 53 + 2,
  true,
  null,
  [],
  ["a", "b"],
  ["a", 1],
  {},
  { a: { b: [] } },
];

/** jose takes these and we do not: each reason is told by the payload alone. */
const STRICTER = [
  // RFC 7515 section 2: base64url and nothing else. jose leaves out white space.
  (payload) => /\s/.test(payload),
  // RFC 8259 section 8.1: no byte order mark. jose leaves it out.
  (payload) => Buffer.from(payload, "base64url").indexOf("\u{feff}") === 0,
];
/** We take these and jose does not: padding that is there, but not all of it; what it stands for is beyond doubt. */
const MILDER = [(payload) => /^[\w-]+=$/.test(payload) && payload.length % 4 === 3];

const attempt = (decode, token) => {
  try {
    return { claims: decode(token) };
  } catch (error) {
    return { error };
  }
};
/** The claims that we name are texts, as they stand. */
const text = (value) => (typeof value === "string" ? value : null);

function compare(token) {
  const ours = attempt(decodeClaims, token);
  const theirs = attempt(decodeJwt, token);
  if (ours.error) assert.ok(isAuthError(ours.error, "bad_token"), `${ours.error}`);
  const payload = token.split(".")[1] ?? "";
  if (!ours.claims && theirs.claims)
    return assert.ok(
      STRICTER.some((rule) => rule(payload)),
      `refused: ${JSON.stringify(token)}`,
    );
  if (ours.claims && !theirs.claims)
    return assert.ok(
      MILDER.some((rule) => rule(payload)),
      `taken: ${JSON.stringify(token)}`,
    );
  if (!ours.claims) return;
  const { raw, username, orderId, issuer, expiresAt } = ours.claims;
  // With the same names in the same order, and nothing inherited.
  assert.deepEqual(Object.entries(raw), Object.entries(theirs.claims), JSON.stringify(token));
  assert.equal(Object.getPrototypeOf(raw), null);
  const { usr, orderid, iss, exp } = Object.assign(Object.create(null), theirs.claims);
  assert.deepEqual(
    [username, orderId, issuer, expiresAt],
    [text(usr), text(orderid), text(iss), Number.isFinite(exp) ? exp : null],
  );
}

const encode = (value) => Buffer.from(value).toString("base64url");

test("decodeClaims and jose agree about any payload", (t) =>
  repeat(t, 20_000, ({ some, pick, below, change }) => {
    const fields = some(8, () => `${JSON.stringify(pick(NAMES))}:${JSON.stringify(pick(VALUES))}`);
    let json = `{${fields.join(pick([",", ", "]))}}`;
    for (let n = below(3); n--; )
      json = change(json, ["{", "}", "[", '"', "\\", ",", "\\ud800", "\u{feff}", " ", "1e999"]);
    compare(`eyJhbGciOiJub25lIn0.${encode(json)}.c2ln`);
  }));

test("decodeClaims and jose agree about any token", (t) =>
  repeat(t, 20_000, ({ pick, below, change }) => {
    const payload = pick([
      encode(JSON.stringify({ [pick(NAMES)]: pick(VALUES) })),
      encode("{}") + "=",
      encode(Buffer.from([123, below(256), 125])),
    ]);
    let token = `eyJhbGciOiJub25lIn0.${payload}.c2ln`;
    for (let n = below(4); n--; ) token = change(token, PIECES);
    compare(token);
  }));

test("each intended difference is one", () => {
  const token = (payload) => `h.${payload}.s`;
  for (const payload of ["eyJ1 Ijoi MSJ9", encode("\u{feff}{}")]) {
    assert.ok(attempt(decodeJwt, token(payload)).claims, payload);
    assert.ok(attempt(decodeClaims, token(payload)).error, payload);
    compare(token(payload));
  }
  const padded = "eyJ1IjoiMTIifQ=";
  assert.ok(attempt(decodeJwt, token(padded)).error);
  assert.equal(decodeClaims(token(padded)).userId, "12");
  compare(token(padded));
});
