// What the types teach: TypeDoc has seen to it that everything is documented and every link leads somewhere; here is what it
// does not ask for.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const FUNCTION = 64,
  INTERFACE = 256,
  METHOD = 2048;
const { children } = JSON.parse(await readFile(process.env.TYPES, "utf8"));

/** Everything one can call, by name, but not what the application itself brings along. */
const calls = [
  ...children.filter(({ kind }) => kind === FUNCTION),
  ...members("StorefrontAuth").filter(({ kind }) => kind === METHOD),
].map(({ name, signatures }) => ({ name, comment: signatures[0].comment }));

const text = (parts) => parts.map((part) => part.text).join("");
const examples = (comment) => comment.blockTags?.filter(({ tag }) => tag === "@example") ?? [];

function members(name) {
  return children.find((child) => child.name === name && child.kind === INTERFACE).children;
}

test("whatever can be called has an example", () => {
  assert.ok(calls.length > 15, "the calls were not found");
  const without = calls.filter(({ comment }) => examples(comment).length === 0).map(({ name }) => name);
  // That one is what `using` calls; nobody writes it.
  assert.deepEqual(without, ["[dispose]"]);
});

test("whatever can fail tells how", () => {
  const silent = calls
    .filter(({ comment }) => !/\b(Errors:|Throws) /.test(text(comment.summary)))
    .map(({ name }) => name);
  // Neither asks for anything, nor can it be called wrongly.
  assert.deepEqual(silent, ["isAuthError", "dispose", "[dispose]"]);
});

test("whatever an application passes in or brings along has an example", () => {
  for (const name of ["ClientOptions", "SessionStore", "SessionLock"]) {
    const { comment } = children.find((child) => child.name === name);
    assert.ok(examples(comment).length > 0, name);
  }
});
