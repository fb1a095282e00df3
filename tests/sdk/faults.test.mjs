// Known faults of the vendor's SDK beside what our package does in the same place.
//
// Each test asserts the SDK's fault too: when one of these turns red, the SDK has been mended, and what we say about it
// must change.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { ApiClients, Auth, Configuration, Me, SecurityProfiles, Tokens, Users } from "ordercloud-javascript-sdk";
import {
  asSeller,
  createClient,
  isAuthError,
  PASSWORDS,
  recordedFetch,
  recordSdk,
  refused,
  SHOP,
  sandbox,
  signIn,
} from "./lib/world.mjs";

const HOUR = 3600;

/** Our package, keeping nothing outside itself. */
const ours = (options = {}) =>
  createClient({ clientId: SHOP, baseUrl: sandbox.base, storage: "memory", anonymous: "manual", ...options });

/** The same, with a user signed in. */
async function ourUser(username, options) {
  const auth = await ours(options);
  await auth.login({ username, password: PASSWORDS[username] });
  return auth;
}

/** Signs a user in with the SDK, which then holds the tokens. */
async function sdkUser(username) {
  const answer = await signIn(username);
  Tokens.SetAccessToken(answer.access_token);
  Tokens.SetRefreshToken(answer.refresh_token);
  return answer;
}

/** The server's clock runs `hours` behind ours, and access tokens last a minute: they will have ended at the next call. */
const hoursAgo = (hours) =>
  sandbox.settings({ clockSkewSeconds: -hours * HOUR, accessTokenSeconds: hours === 0 ? null : 60 });

/** Who answers to a client of ours. */
const nameOf = async (auth) => {
  const response = await auth.fetch("/v1/me");
  assert.equal(response.status, 200, await response.clone().text());
  return (await response.json()).Username;
};

const refreshes = async () => (await sandbox.counts()).tokenRequests.refresh_token;

/** What a log might print of an error; of ours everything there is, while the SDK's errors hold half of Node. */
const printed = (error, depth = Infinity) =>
  [inspect(error, { depth, showHidden: depth > 4, maxStringLength: null }), String(error), error.stack].join("\n");

test("after its end a token counts as valid for ten more seconds in the SDK; ours renews it first", async () => {
  await sandbox.settings({ accessTokenSeconds: 2 });
  const { sent, fetch } = recordedFetch();
  const auth = await ourUser("ada", { fetch });
  const { access_token } = await sdkUser("ada");
  await sleep(3000);
  await sandbox.settings({ accessTokenSeconds: null });

  assert.equal(await Tokens.GetValidToken(), access_token, "the SDK has renewed in time");
  await refused(Me.Get(), 401, "InvalidToken");

  assert.equal(await nameOf(auth), "ada");
  assert.deepEqual(
    sent.map((request) => request.status).filter((status) => status !== 200),
    [],
    "a dead token was sent",
  );
  auth.dispose();
});

test("200 parallel calls with an ended token send 200 refreshes in the SDK; ours sends one", async () => {
  await hoursAgo(1);
  const auth = await ourUser("ada");
  await sdkUser("ada");
  await hoursAgo(0);

  const before = await refreshes();
  await Promise.all(Array.from({ length: 200 }, () => Me.Get()));
  assert.equal((await refreshes()) - before, 200);

  const between = await refreshes();
  const names = await Promise.all(Array.from({ length: 200 }, () => nameOf(auth)));
  assert.deepEqual(new Set(names), new Set(["ada"]));
  assert.equal((await refreshes()) - between, 1);
  auth.dispose();
});

test("custom roles alone become the scope `undefined roleA` in the SDK; ours asks for `roleA`", async () => {
  const seller = await asSeller();
  await SecurityProfiles.Create({ ID: "a", Name: "A", CustomRoles: ["roleA"] }, seller);
  await SecurityProfiles.SaveAssignment({ SecurityProfileID: "a", BuyerID: "acme", UserID: "ada" }, seller);

  const theirs = recordSdk();
  await Auth.Login("ada", PASSWORDS.ada, SHOP, undefined, ["roleA"]);
  assert.equal(new URLSearchParams(theirs[0].body).get("scope"), "undefined roleA");

  const { sent, fetch } = recordedFetch();
  const auth = await ours({ fetch });
  const session = await auth.login({ username: "ada", password: PASSWORDS.ada, scope: ["roleA"] });
  assert.equal(new URLSearchParams(sent[0].body).get("scope"), "roleA");
  assert.deepEqual(session.roles, ["roleA"]);
  auth.dispose();
});

test("a rotated refresh token is dropped by the SDK, and its second renewal ends the session; ours adopts it", async () => {
  await sandbox.settings({ rotation: "strict" });
  await hoursAgo(2);
  const auth = await ourUser("ada");
  const { refresh_token } = await sdkUser("ada");
  await hoursAgo(1);

  assert.equal((await Me.Get()).Username, "ada");
  assert.equal(Tokens.GetRefreshToken(), refresh_token, "the SDK has adopted the new refresh token");
  assert.equal(await nameOf(auth), "ada");
  await hoursAgo(0);

  await refused(Me.Get(), 401, "InvalidToken");
  assert.equal((await sandbox.counts()).revokedFamilies, 1);

  assert.equal(await nameOf(auth), "ada");
  assert.equal((await sandbox.counts()).revokedFamilies, 1, "ours has used a token twice");
  auth.dispose();
});

test("an ended impersonation token makes the SDK act as its main user; ours never answers as somebody else", async () => {
  const seller = await asSeller();
  const helpDesk = await ApiClients.Create(
    { AppName: "Help desk", Active: true, AllowSeller: true, AccessTokenDuration: 600, RefreshTokenDuration: 1200 },
    seller,
  );
  const olivia = () => Auth.Login("olivia", "Sandbox-Olivia-1", helpDesk.ID);
  const impersonate = () => Users.GetAccessToken("acme", "ada", { ClientID: SHOP, Roles: [] }, seller);

  Configuration.Set({ ...Configuration.Get(), clientID: helpDesk.ID });
  await hoursAgo(1);
  const ended = await Users.GetAccessToken("acme", "ada", { ClientID: SHOP, Roles: [] }, await asSeller());
  await hoursAgo(0);
  const main = await olivia();
  Tokens.SetAccessToken(main.access_token);
  Tokens.SetRefreshToken(main.refresh_token);
  Tokens.SetImpersonationToken(ended.access_token);
  assert.equal((await Me.As().Get()).Username, "olivia", "the SDK no longer acts as the wrong user");
  assert.notEqual(Tokens.GetAccessToken(), main.access_token, "the main token is no longer overwritten");

  const { sent, fetch } = recordedFetch();
  const auth = await ours({ clientId: helpDesk.ID, fetch });
  await auth.login({ username: "olivia", password: "Sandbox-Olivia-1" });
  assert.ok(auth.session.canRefresh);
  await sandbox.settings({ accessTokenSeconds: 60 });
  await auth.adopt({ accessToken: (await impersonate()).access_token });
  assert.equal(await nameOf(auth), "ada");
  await sandbox.settings({ clockSkewSeconds: HOUR });
  const outcome = await auth.fetch("/v1/me").then(
    (response) => response.status,
    (error) => error.code,
  );
  assert.ok([401, "session_expired"].includes(outcome), `instead of a refusal: ${outcome}`);
  assert.ok(!sent.some((request) => request.body.includes("refresh_token")), "olivia's session was renewed for ada");
  auth.dispose();
});

test("an ended token given for one call makes the SDK answer as its main user, and overwrites that one's token; ours leaves it a 401", async () => {
  await hoursAgo(1);
  const { access_token: ended } = await signIn("grace");
  await hoursAgo(0);
  const auth = await ourUser("ada");
  const main = await sdkUser("ada");

  assert.equal((await Me.Get({ accessToken: ended })).Username, "ada", "the SDK no longer acts as the wrong user");
  assert.notEqual(Tokens.GetAccessToken(), main.access_token, "the main token is no longer overwritten");

  const [kept, renewals] = [await auth.accessToken(), await refreshes()];
  const answer = await auth.fetch("/v1/me", { headers: { Authorization: `Bearer ${ended}` } });
  assert.equal(answer.status, 401);
  assert.equal(await auth.accessToken(), kept);
  assert.equal(await refreshes(), renewals);
  auth.dispose();
});

test("on a server the SDK's tokens belong to everybody; two clients of ours keep theirs apart", async () => {
  /** One request of a user to a server that works with the SDK as its documentation shows. */
  const request = async (username, before) => {
    await sdkUser(username);
    await before;
    return (await Me.Get()).Username;
  };
  let release;
  const slow = request(
    "ada",
    new Promise((resolve) => {
      release = resolve;
    }),
  );
  await sleep(50);
  assert.equal(await request("grace"), "grace");
  release();
  assert.equal(await slow, "grace", "the SDK now keeps its users apart");

  const [ada, grace] = await Promise.all([ourUser("ada"), ourUser("grace")]);
  const calls = Array.from({ length: 20 }, (_, at) => nameOf(at % 2 === 0 ? ada : grace));
  assert.deepEqual(
    await Promise.all(calls),
    Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? "ada" : "grace")),
  );
  ada.dispose();
  grace.dispose();
});

test("errors of the SDK carry the password; ours carry none", async () => {
  const secret = "Not-Adas-Password-1";
  const theirs = await refused(Auth.Login("ada", secret, SHOP), 400, "Auth.InvalidUsernameOrPassword");
  assert.ok(printed(theirs, 4).includes(secret));

  const auth = await ours();
  const error = await auth.login({ username: "ada", password: secret }).catch((error) => error);
  assert.ok(isAuthError(error, "invalid_credentials"), printed(error));
  assert.equal(error.serverCode, "Auth.InvalidUsernameOrPassword");
  assert.ok(!printed(error).includes(secret));
  assert.ok(!(JSON.stringify(error) ?? "").includes(secret));
  auth.dispose();
});

test("errors of the SDK carry the bearer token; ours carry neither that nor the refresh token", async () => {
  const { sent, fetch } = recordedFetch();
  const auth = await ourUser("ada", { fetch });
  const { access_token } = await sdkUser("ada");
  const bearer = await auth.accessToken();
  await sandbox.revoke("ada");

  const theirs = await refused(Me.Get(), 401, "Auth.TokenRevoked");
  assert.ok(printed(theirs, 4).includes(access_token));

  const error = await auth.refresh().catch((error) => error);
  assert.ok(isAuthError(error), printed(error));
  const renewal = sent
    .map((request) => new URLSearchParams(request.body))
    .find((form) => form.get("grant_type") === "refresh_token");
  for (const secret of [bearer, renewal.get("refresh_token"), PASSWORDS.ada]) {
    assert.ok(secret.length > 10);
    assert.ok(!printed(error).includes(secret));
  }
  auth.dispose();
});
