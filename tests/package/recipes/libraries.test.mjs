// The recipes that need no page, each run as the program it is, against the sandbox.

import assert from "node:assert/strict";
import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { control } from "../../e2e/lib/control.mjs";
import { startDemo } from "../../e2e/lib/demo.mjs";
import { at, edit, layOut, run, version } from "../apps/lib/workshop.mjs";

const TEST_MS = 60_000;
let demo, behind;

before(async () => {
  demo = await startDemo();
  behind = control(demo.sandbox);
  await layOut("recipes");
  await edit(at("recipes/client.js"), "http://127.0.0.1:7401", demo.sandbox);
});
beforeEach(() => behind.reset());
after(() => demo?.stop());

for (const [name, error] of [
  ["openapi-fetch", "no exception"],
  ["ky", "an HTTPError"],
  ["axios", "an AxiosError"],
]) {
  test(`${name} sends the token, and body and all once more when the first one is refused`, {
    timeout: TEST_MS,
  }, async (t) => {
    t.diagnostic(`${name} ${await version(name)}`);
    await behind.faults({ api: { times: 1, status: 401 } });
    const printed = await run("recipes", ["node", `${name}.js`]);
    assert.equal(printed, `2 in the cart of ada\na status is ${error}: 404\n`);
    const { tokenRequests } = await behind.counts();
    assert.deepEqual([tokenRequests.password, tokenRequests.refresh_token], [1, 1]);
    assert.deepEqual(await asked(), [
      ["POST", "/v1/cart/lineitems", 401],
      ["POST", "/v1/cart/lineitems", 201],
      ["GET", "/v1/cart", 200],
      ["GET", "/v1/me/products/no-such-thing", 404],
    ]);
  });
}

test("the official SDK makes its calls with our token", { timeout: TEST_MS }, async (t) => {
  t.diagnostic(`ordercloud-javascript-sdk ${await version("ordercloud-javascript-sdk")}`);
  const printed = await run("recipes", ["node", "ordercloud-sdk.js"]);
  assert.equal(printed, "2 in the cart of ada\na status is an OrderCloudError: 404\n");
  assert.deepEqual((await behind.counts()).tokenRequests.password, 1);
  assert.equal((await asked()).length, 3);
});

test("the list of recipes leads to files that are there, and leaves out none", async () => {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const text = await readFile(join(here, "README.md"), "utf8");
  const linked = [...text.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1]);
  for (const file of linked) await access(join(here, file));
  const recipes = (await readdir(here)).filter(
    (name) => /^(?!vite\.config).*\.(js|md)$/.test(name) && name !== "README.md",
  );
  assert.deepEqual(
    recipes.filter((name) => !linked.includes(name)),
    [],
  );
});

/** What reached the API, in order. */
async function asked() {
  const requests = (await behind.requests()).filter(({ path }) => path.startsWith("/v1/"));
  return requests.map(({ method, path, status }) => [method, path, status]);
}
