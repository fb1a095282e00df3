// The table of scenarios, held to the truth: what it names is there, and nothing is missing.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const rows = (await readFile(`${root}tests/SCENARIOS.md`, "utf8"))
  .split("\n")
  .map((line) => /^\| ([A-I]\d+)( ★)? \| (.+?) \| (.*) \|$/.exec(line))
  .filter(Boolean)
  .map(([, id, star, claim, proof]) => ({ id, star: !!star, claim, proof }));
const tests = (proof) => [...proof.matchAll(/`([^`]+)`: “([^”]+)”/g)].map(([, file, name]) => ({ file, name }));

test("the table has each of the 94 scenarios once", () => {
  const many = { A: 15, B: 12, C: 10, D: 10, E: 14, F: 9, G: 6, H: 13, I: 5 };
  const ids = Object.entries(many).flatMap(([letter, count]) =>
    Array.from({ length: count }, (_, n) => `${letter}${n + 1}`),
  );
  assert.equal(ids.length, 94);
  assert.deepEqual(
    rows.map(({ id }) => id),
    ids,
  );
});

test("each of them is proved by a test, or says what stands in its place", () => {
  for (const { id, proof } of rows) {
    const words = proof.replaceAll(/`[^`]+`: “[^”]+”(<br>)?/g, "");
    assert.ok(tests(proof).length > 0 || words.length > 30, id);
  }
});

test("the starred ones are proved in tabs of real browsers", () => {
  const starred = rows.filter(({ star }) => star);
  assert.equal(starred.length, 15);
  for (const { id, proof } of starred)
    assert.ok(
      tests(proof).some(({ file }) => file.startsWith("tests/tabs/")),
      id,
    );
});

test("every test that the table names is there", async () => {
  const gone = [];
  for (const { id, proof } of rows) {
    for (const { file, name } of tests(proof)) {
      const text = await readFile(root + file, "utf8").catch(() => "");
      const found = file.endsWith(".rs") ? new RegExp(`\\bfn ${name}\\(`).test(text) : text.includes(name);
      if (!found) gone.push(`${id}: ${file}: ${name}`);
    }
  }
  assert.deepEqual(gone, []);
});
