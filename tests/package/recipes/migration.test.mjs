// The table for those who come from the official SDK: nothing of the SDK's is missing in it, and what it says works.

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { after, before, beforeEach, test } from "node:test";
import * as sdk from "ordercloud-javascript-sdk";
import { control } from "../../e2e/lib/control.mjs";
import { startDemo } from "../../e2e/lib/demo.mjs";
import { at, layOut, run } from "../apps/lib/workshop.mjs";

const SHOP = "11111111-1111-4111-8111-111111111111";
const INTEGRATION = "33333333-3333-4333-8333-333333333333";
const ELEVATED = "77777777-7777-4777-8777-777777777777";
const BACK_OFFICE = "88888888-8888-4888-8888-888888888888";
const TEST_MS = 60_000;

const text = await readFile(new URL("migration.md", import.meta.url), "utf8");
const code = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
const rows = text
  .split("\n")
  .filter((line) => /^\| .*`/.test(line))
  .map((line) => {
    const [before, now, then] = line.slice(1, -1).split(" | ").map(code);
    return { before, now, then };
  });

let demo, behind;

before(async () => {
  demo = await startDemo();
  behind = control(demo.sandbox);
  await layOut("recipes");
});
beforeEach(() => behind.reset());
after(() => demo?.stop());

test("each call of the SDK's Auth and Tokens is in the table, and no other", () => {
  const calls = (name) =>
    Object.getOwnPropertyNames(Object.getPrototypeOf(sdk[name]))
      .filter((call) => call !== "constructor" && !call.startsWith("_"))
      .map((call) => `${name}.${call}`);
  const told = rows
    .flatMap(({ before }) => before)
    .map((call) => call.split("(")[0])
    .filter((call) => /^(Auth|Tokens)\./.test(call));
  assert.deepEqual([...new Set(told)].sort(), [...calls("Auth"), ...calls("Tokens")].sort());
});

for (const { before, now, then } of rows) {
  test(`instead of ${before.join(", ")}`, { timeout: TEST_MS }, async () => {
    assert.ok(now.length > 0 && then.length === 1, "a call and what is true after it");
    const printed = await execute(
      `
      const auth = await createClient({ baseUrl, clientId: "${SHOP}" });
      await auth.login({ username: "grace", password: "Sandbox-Grace-1" });
      const before = await auth.accessToken();
      const { accessToken, refreshToken } = await signedIn();
      const impersonationToken = await impersonated();
      ${
        now.some((line) => line.includes("other")) && !now.some((line) => line.includes("const other"))
          ? `const other = await createClient({ baseUrl, clientId, name: "impersonated" });
           await other.adopt({ accessToken: impersonationToken });`
          : ""
      }
      {
        ${now.join(";\n")};
        console.log(${then[0]});
      }`,
      settings(before),
    );
    assert.equal(printed.trim(), "true");
  });
}

test("the tokens of the SDK are taken over once, and nobody signs in again", { timeout: TEST_MS }, async () => {
  const [block] = [.../^```js\n(.*?)^```$/ms.exec(text)].slice(1);
  const [imports, takeOver] = block.split(/\n\n/, 2);
  const printed = await execute(
    `
    Configuration.Set({ baseApiUrl: baseUrl });
    const given = await Auth.Login(username, password, clientId);
    Tokens.SetAccessToken(given.access_token);
    Tokens.SetRefreshToken(given.refresh_token);
    const auth = await createClient({ baseUrl, clientId });
    ${takeOver}
    await auth.refresh();
    const me = await auth.fetch("/v1/me").then((response) => response.json());
    console.log(me.Username, auth.session.via, Boolean(Tokens.GetAccessToken() || Tokens.GetRefreshToken()));
  `,
    settings([]),
  );
  assert.ok(imports.includes("Tokens"));
  assert.equal(printed.trim(), "ada adopted false");
  const { tokenRequests } = await behind.counts();
  assert.deepEqual([tokenRequests.password, tokenRequests.refresh_token], [1, 1]);
});

/** The API client that a row is about, and its secret. */
function settings(before) {
  if (before.some((call) => call.includes("ElevatedLogin")))
    return { clientId: ELEVATED, clientSecret: "sandbox-elevated-secret" };
  if (before.some((call) => call.includes("ClientCredentials")))
    return { clientId: INTEGRATION, clientSecret: "sandbox-integration-secret" };
  return { clientId: SHOP };
}

/** Runs a program in which the words of the table mean something. */
async function execute(program, { clientId, clientSecret = null }) {
  await writeFile(
    at("recipes/migration-row.mjs"),
    `
    import { createClient, decodeClaims } from "storefront-auth";
    import { Auth, Configuration, Me, Tokens } from "ordercloud-javascript-sdk";
    const baseUrl = ${JSON.stringify(demo.sandbox)};
    const clientId = "${clientId}";
    const clientSecret = ${JSON.stringify(clientSecret)};
    const [username, password, anonUserId, scope] = ["ada", "Sandbox-Ada-1", "visitor-1", undefined];
    const raw = async (path, init) => (await fetch(baseUrl + path, init)).json();
    const token = (fields) => raw("/oauth/token", { method: "POST", body: new URLSearchParams({ grant_type: "password", ...fields }) });
    async function signedIn() {
      const given = await token({ client_id: "${SHOP}", username, password });
      return { accessToken: given.access_token, refreshToken: given.refresh_token };
    }
    async function impersonated() {
      const { access_token } = await token({ client_id: "${BACK_OFFICE}", username: "olivia", password: "Sandbox-Olivia-1" });
      const headers = { Authorization: "Bearer " + access_token, "Content-Type": "application/json" };
      const body = JSON.stringify({ ClientID: "${SHOP}", Roles: ["Shopper"] });
      return (await raw("/v1/buyers/acme/users/ada/accesstoken", { method: "POST", headers, body })).access_token;
    }
    Configuration.Set({ baseApiUrl: baseUrl });
    ${program}`,
  );
  return run("recipes", ["node", "migration-row.mjs"]);
}
