// One sandbox for a test file, and the vendor's SDK pointed at it with a base address and nothing else.
//
// SANDBOX_BINARY names the built program and PKG the built package, as `cargo xtask test` does.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import axios from "axios";
import * as sdk from "ordercloud-javascript-sdk";
import { control } from "../../e2e/lib/control.mjs";
import { startDemo } from "../../e2e/lib/demo.mjs";

export const SHOP = "11111111-1111-4111-8111-111111111111";
export const MEMBERS = "22222222-2222-4222-8222-222222222222";
export const INTEGRATION = "33333333-3333-4333-8333-333333333333";
export const SUPPLIERS = "44444444-4444-4444-8444-444444444444";
export const ACME_ONLY = "55555555-5555-4555-8555-555555555555";
export const RETIRED = "66666666-6666-4666-8666-666666666666";
export const ELEVATED = "77777777-7777-4777-8777-777777777777";
export const INTEGRATION_SECRET = "sandbox-integration-secret";
export const ELEVATED_SECRET = "sandbox-elevated-secret";

export const PASSWORDS = {
  ada: "Sandbox-Ada-1",
  grace: "Sandbox-Grace-1",
  sam: "Sandbox-Sam-1",
  idle: "Sandbox-Idle-1",
  stale: "Sandbox-Stale-1",
};

/** The sandbox of this file: `base`, and its control calls. Filled in before the first test. */
export const sandbox = {};

const { Auth, Configuration, Tokens } = sdk;
const defaults = { ...Configuration.Get() };
let demo;

before(async () => {
  demo = await startDemo();
  Object.assign(sandbox, { base: demo.sandbox, ...control(demo.sandbox) });
  sandbox.outbox = async () => (await fetch(`${demo.sandbox}/_sandbox/outbox`)).json();
});
after(() => demo?.stop());

// The SDK keeps its tokens and its configuration in the process; no test may find another one's.
beforeEach(async () => {
  await sandbox.reset();
  for (const kind of ["Access", "Refresh", "Impersonation", "Identity"]) Tokens[`Remove${kind}Token`]();
  Configuration.Set({ ...defaults, clientID: null, axiosAdapter: undefined, baseApiUrl: sandbox.base });
});

/** The package as it is built. */
export const { createClient, isAuthError } = await import(
  pathToFileURL(join(process.env.PKG ?? fileURLToPath(new URL("../../../pkg", import.meta.url)), "node.js"))
);

/** Signs a user in by password and returns the whole answer. */
export const signIn = (username, client = SHOP, scope = undefined) =>
  Auth.Login(username, PASSWORDS[username], client, scope);

/** Request options with the token of a user, a guest, or the seller. */
export const as = async (username) => ({ accessToken: (await signIn(username)).access_token });
export const asGuest = async () => ({ accessToken: (await Auth.Anonymous(SHOP)).access_token });
export const asSeller = async () => ({
  accessToken: (await Auth.ClientCredentials(INTEGRATION_SECRET, INTEGRATION)).access_token,
});

/** The claims of a token, unchecked. */
export const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/** The roles of a token as a list; the claim is a bare string when there is one, and absent when there is none. */
export const roles = (token) => [claims(token).role ?? []].flat();

/** Asserts that a call is refused as the SDK tells it, and returns the error. */
export async function refused(call, status, errorCode) {
  const error = await call.then(
    (answer) => assert.fail(`expected ${status} ${errorCode}, but it was answered: ${JSON.stringify(answer)}`),
    (error) => error,
  );
  if (!error.isOrderCloudError) throw error;
  assert.deepEqual([error.name, error.status, error.errorCode], ["OrderCloudError", status, errorCode], error.message);
  assert.equal(error.errors[0].ErrorCode, errorCode);
  assert.ok(error.message.length > 0, "an error without words");
  return error;
}

/** Records what the SDK sends: `{ url, body, authorization }` of each request, oldest first. */
export function recordSdk() {
  const sent = [];
  const send = axios.getAdapter("http");
  Configuration.Set({
    ...Configuration.Get(),
    axiosAdapter: (config) => {
      sent.push({ url: config.url, body: config.data, authorization: config.headers.Authorization });
      return send(config);
    },
  });
  return sent;
}

/** A `fetch` that records what our package sends. */
export function recordedFetch() {
  const sent = [];
  const record = async (input, init) => {
    const request = new Request(input, init);
    const entry = {
      url: request.url,
      body: await request.clone().text(),
      authorization: request.headers.get("authorization"),
    };
    sent.push(entry);
    const response = await fetch(request);
    entry.status = response.status;
    return response;
  };
  return { sent, fetch: record };
}
