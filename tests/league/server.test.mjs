// The server of these tests, by plain fetch: that it does what the package's tests rely on, before anything is built on it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startServer, USERS } from "./lib/server.mjs";

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const post = (body, headers = { "content-type": "application/json" }) =>
  fetch(`${server.url}/oauth2-token`, { method: "POST", headers, body });
const ask = async (fields) => {
  const response = await post(JSON.stringify(fields));
  return { status: response.status, ...(await response.json()) };
};
const signIn = (more = {}) =>
  ask({ grant_type: "password", client_id: "shop", username: "ada", password: USERS.ada, ...more });
const visit = () => signIn({ username: "guest", password: "guest" });
const refresh = (token, client = "shop") =>
  ask({ grant_type: "refresh_token", client_id: client, refresh_token: token });
const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));
const api = (token, path = "/api/shoppinglists", init = {}) =>
  fetch(`${server.url}${path}`, { ...init, headers: { authorization: `Bearer ${token}` } });

test("a password gives a league token by JSON and by form", async () => {
  const form = new URLSearchParams({ grant_type: "password", client_id: "shop", username: "ada", password: USERS.ada });
  const byForm = await (await post(form, {})).json();
  for (const answer of [await signIn(), byForm]) {
    assert.equal(answer.token_type, "Bearer");
    assert.ok([3599, 3600].includes(answer.expires_in), `${answer.expires_in}`);
    const { aud, sub, scopes, exp, iat } = claims(answer.access_token);
    assert.deepEqual([aud, sub, scopes], ["shop", "ada", []]);
    assert.ok(Math.abs(exp - iat - 3600) < 1);
    assert.equal((await api(answer.access_token)).status, 200);
  }
});

test("a refresh ends the old pair, and the successor works", async () => {
  const first = await signIn();
  const second = await refresh(first.refresh_token);
  assert.notEqual(second.refresh_token, first.refresh_token);
  const old = await api(first.access_token);
  assert.deepEqual([old.status, await old.text(), old.headers.get("www-authenticate")], [401, "", "Bearer"]);
  assert.equal((await api(second.access_token)).status, 200);
  const replay = await refresh(first.refresh_token);
  assert.deepEqual([replay.status, replay.error], [400, "invalid_grant"]);
  assert.equal((await refresh(second.refresh_token)).status, 200);
});

test("of fifty refreshes at once exactly one has a successor", async () => {
  const { refresh_token } = await signIn();
  const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(refresh_token)));
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
});

test("a refresh token of one client is refused at another, and none the worse for it", async () => {
  const { refresh_token } = await signIn();
  assert.equal((await refresh(refresh_token, "other")).error, "invalid_grant");
  assert.equal((await refresh(refresh_token)).status, 200);
});

test("each guest is a new visitor, stays one when refreshed, and hands its list to whoever signs in", async () => {
  const [first, second] = [await visit(), await visit()];
  const visitor = claims(first.access_token).sub;
  assert.match(visitor, /^visitor:/);
  assert.notEqual(claims(second.access_token).sub, visitor);
  const renewed = await refresh(first.refresh_token);
  assert.equal(claims(renewed.access_token).sub, visitor);
  assert.equal((await api(renewed.access_token, undefined, { method: "POST", body: '"mug"' })).status, 201);
  const grace = await signIn({ username: "grace", password: USERS.grace, visitor_access_token: renewed.access_token });
  assert.deepEqual((await (await api(grace.access_token)).json()).data, ["mug"]);
  assert.deepEqual((await (await api(renewed.access_token)).json()).data, []);
  assert.equal((await signIn({ visitor_access_token: "nonsense" })).status, 200);
});

test("an application gets no refresh token, and neither side takes the other's", async () => {
  const office = await ask({ grant_type: "client_credentials", client_id: "office", client_secret: "office-secret" });
  const shop = await signIn();
  assert.ok(!("refresh_token" in office));
  for (const [token, path, status] of [
    [office.access_token, "/admin/api/users", 200],
    [office.access_token, "/api/shoppinglists", 401],
    [shop.access_token, "/admin/api/users", 401],
  ]) {
    assert.equal((await api(token, path)).status, status, path);
  }
});

test("refusals have RFC 6749's names", async () => {
  for (const [fields, error] of [
    [{}, "invalid_client"],
    [{ client_id: "shop", grant_type: "password", username: "ada", password: "wrong" }, "invalid_grant"],
    [{ client_id: "nobody", grant_type: "password" }, "invalid_client"],
    [{ client_id: "office", client_secret: "wrong", grant_type: "client_credentials" }, "invalid_client"],
    [{ client_id: "shop", grant_type: "client_credentials", client_secret: "any" }, "unauthorized_client"],
    [{ client_id: "shop", client_secret: "x", grant_type: "implicit" }, "unsupported_grant_type"],
    [{ client_id: "shop", grant_type: "refresh_token", refresh_token: "nonsense" }, "invalid_grant"],
  ]) {
    const answer = await ask(fields);
    assert.equal(answer.error, error, JSON.stringify(fields));
    assert.ok(answer.status === 400 || answer.status === 401, `${answer.status}`);
  }
});
