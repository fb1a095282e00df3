// The package against a token endpoint that nobody here wrote: grants by JSON, guests, and refresh tokens that are used
// up. PKG names the built package, as `cargo xtask test` does.

import assert from "node:assert/strict";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startServer, USERS } from "./lib/server.mjs";

const pkg = process.env.PKG ?? fileURLToPath(new URL("../../pkg", import.meta.url));
const { createClient, isAuthError } = await import(pathToFileURL(join(pkg, "node.js")));

let server;
const opened = [];
beforeEach(async () => {
  server = await startServer();
});
afterEach(async () => {
  for (const auth of opened.splice(0)) auth.dispose();
  await server.stop();
});

async function open(options = {}) {
  const auth = await createClient({
    platform: "orocommerce",
    baseUrl: server.url,
    clientId: "shop",
    storage: "memory",
    ...options,
  });
  opened.push(auth);
  return auth;
}
const ada = (auth, more = {}) => auth.login({ username: "ada", password: USERS.ada, ...more });
const list = async (auth) => (await (await auth.fetch("/api/shoppinglists")).json()).data;
const put = (auth, what) => auth.fetch("/api/shoppinglists", { method: "POST", body: JSON.stringify(what) });
const grants = () => server.requests.map((request) => request.grant);

test("a password signs in, and the claims are the league's: aud, sub, times with a fraction", async () => {
  const session = await ada(await open());
  assert.equal(session.kind, "user");
  assert.equal(session.canRefresh, true);
  assert.deepEqual([session.claims.clientId, session.claims.userId, session.roles], ["shop", "ada", []]);
  assert.ok(session.claims.expiresAt > Date.now() / 1000);
  assert.ok(Math.abs(session.expiresAt - Date.now() - 3_600_000) < 60_000);
});

test("a wrong password is invalid_credentials, and an unknown client invalid_client", async () => {
  const auth = await open();
  await assert.rejects(
    auth.login({ username: "ada", password: "wrong" }),
    (error) => isAuthError(error, "invalid_credentials") && error.oauthError === "invalid_grant",
  );
  assert.equal(auth.session.kind, "signed-out");
  await assert.rejects(ada(await open({ clientId: "nobody" })), (error) => isAuthError(error, "invalid_client"));
});

test("an empty 401 refreshes once for all calls, and every refresh uses the newest token", async () => {
  const auth = await open();
  await ada(auth);
  for (let round = 1; round <= 5; round += 1) {
    server.expireAccess();
    const answers = await Promise.all(Array.from({ length: 8 }, () => auth.fetch("/api/shoppinglists")));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      Array(8).fill(200),
    );
    assert.equal(grants().filter((grant) => grant === "refresh_token").length, round);
  }
  const used = server.requests
    .filter((request) => request.grant === "refresh_token")
    .map((request) => request.refreshToken);
  assert.equal(new Set(used).size, 5, "a used token was sent again");
  assert.equal(server.live(), 1, "one session has one live refresh token");
});

test("a refresh token that the server refuses ends the session, and says so", async () => {
  const auth = await open();
  await ada(auth);
  server.revokeAll();
  const seen = [];
  auth.subscribe((event) => seen.push(event.type === "session" ? event.cause : event.type));
  // The access token is refused as well: were it good for some time yet, the session would last as long.
  await assert.rejects(
    auth.fetch("/api/shoppinglists"),
    (error) => isAuthError(error, "session_expired") && error.oauthError === "invalid_grant",
  );
  assert.deepEqual([auth.session.kind, auth.session.reason], ["signed-out", "session_expired"]);
  assert.ok(seen.includes("expired"), `${seen}`);
  assert.equal(grants().filter((grant) => grant === "refresh_token").length, 1, "it was tried more than once");
});

test("a guest is a visitor who can be refreshed and stays the same visitor", async () => {
  const auth = await open();
  const guest = await auth.loginAnonymously();
  assert.deepEqual([guest.kind, guest.canRefresh], ["anonymous", true]);
  assert.match(guest.claims.userId, /^visitor:/);
  await put(auth, "mug");
  server.expireAccess();
  assert.deepEqual(await list(auth), ["mug"]);
  assert.equal(auth.session.kind, "anonymous");
  assert.equal(auth.session.claims.userId, guest.claims.userId);
  const next = await auth.loginAnonymously({ fresh: true });
  assert.notEqual(next.claims.userId, guest.claims.userId);
});

test("a guest's list goes along with the login, in the login itself", async () => {
  const auth = await open({ anonymous: "automatic" });
  await put(auth, "mug");
  assert.equal(auth.session.kind, "anonymous");
  await assert.rejects(auth.login({ username: "ada", password: "wrong", transferOrder: true }));
  assert.deepEqual(await list(auth), ["mug"], "a failed login must leave the guest as it was");
  await ada(auth, { transferOrder: true });
  assert.equal(auth.session.kind, "user");
  assert.deepEqual(await list(auth), ["mug"]);
  assert.deepEqual(grants(), ["password", "password", "password"]);
});

test("without transferOrder the guest's list stays behind", async () => {
  const auth = await open();
  await auth.loginAnonymously();
  await put(auth, "mug");
  await ada(auth);
  assert.deepEqual(await list(auth), []);
});

test("an application signs in by JSON with its secret, and its token opens the back office alone", async () => {
  const auth = await open({ clientId: "office", clientSecret: "office-secret" });
  const session = await auth.loginAsApplication();
  assert.deepEqual([session.kind, session.canRefresh], ["application", false]);
  assert.match(server.requests[0].contentType, /^application\/json/);
  assert.equal((await auth.fetch("/admin/api/users")).status, 200);
  assert.equal((await auth.fetch("/api/shoppinglists")).status, 401);
  const shop = await open();
  await ada(shop);
  assert.equal((await shop.fetch("/admin/api/users")).status, 401, "the other side's 401 is the caller's");
  assert.equal(shop.session.kind, "user", "and does not end the session");
});
