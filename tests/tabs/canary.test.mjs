// The scan for secrets finds what it is there for, so that its silence means something.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { secrets } from "./lib/canary.mjs";
import { tabTest } from "./lib/index.mjs";

test("tokens of either kind and passwords are found wherever they stand, and are not passed on", () => {
  const jwt = `${btoa('{"alg":"RS256"}')}.${btoa('{"usr":"ada"}')}.c2ln`;
  const found = secrets(`a ${jwt}, b=${randomUUID()}&c\nd "Sandbox-Ada-1" sandbox-elevated-secret`);
  assert.equal(found.length, 4);
  assert.ok(
    found.every((text) => text.endsWith("…") && text.length <= 13),
    found.join(),
  );
});

test("ids of API clients and plain words are no secrets", () => {
  assert.deepEqual(secrets("11111111-1111-4111-8111-111111111111 ada session_expired 0f8fad5b1a2b"), []);
});

tabTest("what a tab writes into its console is what the scan sees", {}, async ({ tabs: [tab], written }) => {
  await tab.run(() => lab.outcome(auth.login({ username: "ada", password: "wrong" })));
  await tab.run(() => lab.outcome(auth.fetch("https://elsewhere.example/")));
  const all = written.join("\n");
  assert.match(all, /invalid_credentials/);
  assert.match(all, /origin_not_allowed/);
});
