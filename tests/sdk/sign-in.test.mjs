// The vendor's SDK signs in: every grant, what scope does, and what the tokens say.

import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { test } from "node:test";
import {
  Auth,
  Certs,
  Configuration,
  ForgottenCredentials,
  Me,
  SecurityProfiles,
  Tokens,
  UserInfo,
} from "ordercloud-javascript-sdk";
import {
  as,
  asGuest,
  asSeller,
  claims,
  ELEVATED,
  ELEVATED_SECRET,
  INTEGRATION,
  INTEGRATION_SECRET,
  MEMBERS,
  PASSWORDS,
  refused,
  roles,
  SHOP,
  sandbox,
  signIn,
} from "./lib/world.mjs";

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ADA = ["MeAddressAdmin", "MeAdmin", "MeXpAdmin", "OrderReader", "PasswordReset", "Shopper"];

test("a password gives a bearer token for ten hours less a second, and an opaque refresh token", async () => {
  const answer = await signIn("ada");
  assert.deepEqual(Object.keys(answer).sort(), ["access_token", "expires_in", "refresh_token", "token_type"]);
  assert.equal(answer.token_type.toLowerCase(), "bearer");
  assert.equal(answer.expires_in, 35_999);
  assert.match(answer.refresh_token, GUID);
  Tokens.SetAccessToken(answer.access_token);
  assert.equal((await Me.Get()).Username, "ada");
});

test("the claims are those that the vendor's samples have, each of its type", async () => {
  const { usr, cid, u, usrtype, role, iss, aud, exp, nbf, ...rest } = claims((await signIn("ada")).access_token);
  assert.deepEqual([usr, cid, usrtype, aud, iss], ["ada", SHOP, "buyer", sandbox.base, sandbox.base]);
  assert.match(u, /^\d+$/);
  assert.deepEqual([...role].sort(), ADA);
  assert.equal(exp - nbf, 36_000);
  assert.deepEqual(rest, {});
});

test("an API client without refresh minutes gives no refresh token", async () => {
  assert.ok(!("refresh_token" in (await signIn("ada", MEMBERS))));
});

test("an elevated sign-in takes the secret and the password", async () => {
  const answer = await Auth.ElevatedLogin(ELEVATED_SECRET, "grace", PASSWORDS.grace, ELEVATED);
  assert.deepEqual([claims(answer.access_token).usr, claims(answer.access_token).cid], ["grace", ELEVATED]);
  assert.match(answer.refresh_token, GUID);
});

test("client credentials act as the default context user, as the seller here", async () => {
  const { access_token } = await Auth.ClientCredentials(INTEGRATION_SECRET, INTEGRATION);
  assert.deepEqual(
    [claims(access_token).usr, claims(access_token).usrtype, claims(access_token).role],
    ["olivia", "admin", "FullAccess"],
  );
  assert.equal((await Me.Get({ accessToken: access_token })).Username, "olivia");
});

test("an anonymous token needs no secret, names the order to come, and lives for seven days without a refresh token", async () => {
  const [first, second] = [await Auth.Anonymous(SHOP), await Auth.Anonymous(SHOP)];
  const { usr, orderid, exp, nbf } = claims(first.access_token);
  assert.equal(usr, "guest-template");
  assert.match(orderid, /^[\w-]{22}$/);
  assert.equal(exp - nbf, 604_800);
  assert.ok(!("refresh_token" in first));
  assert.notEqual(claims(second.access_token).orderid, orderid);
  assert.notEqual(claims(second.access_token).u, claims(first.access_token).u);
});

test("anonuserid is taken, and lands in the claim that the setting names", async () => {
  const plain = await Auth.Anonymous(SHOP, ["Shopper"], [], { anonuserid: "visitor-7" });
  assert.ok(!JSON.stringify(claims(plain.access_token)).includes("visitor-7"));
  await sandbox.settings({ anonUserIdClaim: "anonuserid" });
  const named = await Auth.Anonymous(SHOP, ["Shopper"], [], { anonuserid: "visitor-7" });
  assert.equal(claims(named.access_token).anonuserid, "visitor-7");
});

test("a refresh token gives a new access token with the same roles", async () => {
  const first = await signIn("ada", SHOP, ["Shopper", "MeAdmin"]);
  const second = await Auth.RefreshToken(first.refresh_token, SHOP);
  assert.notEqual(second.access_token, first.access_token);
  assert.deepEqual(roles(second.access_token), roles(first.access_token));
  assert.equal((await Me.Get({ accessToken: second.access_token })).Username, "ada");
});

test("the SDK renews an ended token by itself, with the client id from the token or from its configuration", async () => {
  for (const clientID of [null, SHOP]) {
    await sandbox.settings({ clockSkewSeconds: -3600, accessTokenSeconds: 60 });
    const { access_token, refresh_token } = await signIn("ada");
    await sandbox.settings({ clockSkewSeconds: 0, accessTokenSeconds: null });
    Configuration.Set({ ...Configuration.Get(), clientID });
    Tokens.SetAccessToken(access_token);
    Tokens.SetRefreshToken(refresh_token);
    assert.equal((await Me.Get()).Username, "ada");
    assert.notEqual(Tokens.GetAccessToken(), access_token);
  }
});

// ---- scope

test("without a scope all roles of the user are granted", async () => {
  assert.deepEqual(roles((await signIn("ada")).access_token).sort(), ADA);
});

test("a scope narrows the roles, and a single one is a bare string", async () => {
  const { access_token } = await signIn("ada", SHOP, ["Shopper"]);
  assert.equal(claims(access_token).role, "Shopper");
});

test("roles that the user does not have are dropped without a word", async () => {
  assert.deepEqual(roles((await signIn("ada", SHOP, ["Shopper", "FullAccess", "ProductAdmin"])).access_token), [
    "Shopper",
  ]);
});

test("standard and custom roles go together in every grant", async () => {
  const seller = await asSeller();
  await SecurityProfiles.Create({ ID: "clubs", Name: "Clubs", CustomRoles: ["ClubMember"] }, seller);
  for (const where of [
    { BuyerID: "acme", UserID: "ada" },
    { BuyerID: "public", UserID: "guest-template" },
    { UserID: "olivia" },
  ]) {
    await SecurityProfiles.SaveAssignment({ SecurityProfileID: "clubs", ...where }, seller);
  }
  const both = ["Shopper", "ClubMember"];
  const ask = [["Shopper"], ["ClubMember"]];
  const granted = async (call) => roles((await call).access_token).sort();
  assert.deepEqual(await granted(Auth.Login("ada", PASSWORDS.ada, SHOP, ...ask)), [...both].sort());
  assert.deepEqual(
    await granted(Auth.ElevatedLogin(ELEVATED_SECRET, "ada", PASSWORDS.ada, ELEVATED, ...ask)),
    [...both].sort(),
  );
  assert.deepEqual(await granted(Auth.Anonymous(SHOP, ...ask)), [...both].sort());
  assert.deepEqual(
    await granted(Auth.ClientCredentials(INTEGRATION_SECRET, INTEGRATION, ["FullAccess"], ["ClubMember"])),
    ["ClubMember", "FullAccess"],
  );
});

test("a token without the role may not, and the answer tells which role would do", async () => {
  const { access_token } = await signIn("ada", SHOP, ["MeAdmin"]);
  const error = await refused(Me.ListProducts({}, { accessToken: access_token }), 403, "Auth.InsufficientRoles");
  assert.deepEqual(error.errors[0].Data, { SufficientRoles: ["Shopper"], AssignedRoles: ["MeAdmin"] });
});

// ---- keys and identity

test("the key behind the token's kid proves its signature, and no altered token", async () => {
  const { access_token } = await signIn("ada");
  const [head, payload, signature] = access_token.split(".");
  const { kid, alg, typ } = JSON.parse(Buffer.from(head, "base64url"));
  assert.deepEqual([alg, typ], ["RS256", "JWT"]);
  const jwk = await Certs.GetPublicKey(kid);
  assert.deepEqual([jwk.kid, jwk.kty, jwk.alg, jwk.use], [kid, "RSA", "RS256", "sig"]);
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const proven = (text) => verify("sha256", Buffer.from(text), key, Buffer.from(signature, "base64url"));
  assert.ok(proven(`${head}.${payload}`));
  const forged = Buffer.from(JSON.stringify({ ...claims(access_token), usr: "olivia" })).toString("base64url");
  assert.ok(!proven(`${head}.${forged}`));
});

test("an unknown key is not found", async () => {
  await refused(Certs.GetPublicKey("nobody"), 404, "NotFound");
});

test("userinfo gives an identity token that opens nothing", async () => {
  const ada = await as("ada");
  const { identity_token, expires_in } = await UserInfo.GetToken(ada);
  assert.equal(claims(identity_token).preferred_username, "ada");
  assert.ok(expires_in > 0);
  await refused(Me.Get({ accessToken: identity_token }), 401, "InvalidToken");
});

// ---- passwords

const mail = async (kind) => (await sandbox.outbox()).filter((message) => message.kind === kind);

test("a one-time password from the outbox signs in once, and the real one still works", async () => {
  await ForgottenCredentials.SendOneTimePassword({ ClientID: SHOP, Username: "ada" });
  const [{ code, to }] = await mail("oneTimePassword");
  assert.equal(to, "ada@acme.example");
  assert.equal(claims((await Auth.Login("ada", code, SHOP)).access_token).usr, "ada");
  await refused(Auth.Login("ada", code, SHOP), 400, "Auth.InvalidUsernameOrPassword");
  assert.ok((await signIn("ada")).access_token);
});

test("a one-time password for a name and an e-mail that do not belong together goes to nobody, silently", async () => {
  await ForgottenCredentials.SendOneTimePassword({ ClientID: SHOP, Username: "ada", Email: "grace@globex.example" });
  assert.deepEqual(await sandbox.outbox(), []);
});

test("a forgotten password is reset by the code in the mail; the old one and all sessions end", async () => {
  const before = await as("ada");
  await ForgottenCredentials.SendVerificationCode({
    ClientID: SHOP,
    Email: "ada@acme.example",
    URL: "https://shop.example/reset",
  });
  const [{ code, url }] = await mail("passwordReset");
  assert.equal(url, "https://shop.example/reset");
  const reset = { ClientID: SHOP, Username: "ada", Password: "Sandbox-Ada-2" };
  await ForgottenCredentials.ResetPasswordByVerificationCode(code, reset);
  await refused(signIn("ada"), 400, "Auth.InvalidUsernameOrPassword");
  await refused(Me.Get(before), 401, "Auth.TokenRevoked");
  assert.ok((await Auth.Login("ada", "Sandbox-Ada-2", SHOP)).access_token);
  await refused(
    ForgottenCredentials.ResetPasswordByVerificationCode(code, reset),
    400,
    "PasswordReset.InvalidVerification",
  );
});

test("an expired password still gives a token for nothing but changing it, and then a whole one", async () => {
  await refused(signIn("stale"), 400, "Auth.PasswordExpired");
  const { access_token } = await signIn("stale", SHOP, ["PasswordReset"]);
  assert.equal(claims(access_token).role, "PasswordReset");
  const mine = { accessToken: access_token };
  await refused(Me.ListProducts({}, mine), 403, "Auth.InsufficientRoles");
  await Me.ResetPasswordByToken({ NewPassword: "Sandbox-Stale-2" }, mine);
  assert.ok(roles((await Auth.Login("stale", "Sandbox-Stale-2", SHOP)).access_token).includes("Shopper"));
});

test("a guest has no password to change", async () => {
  await refused(
    Me.ResetPasswordByToken({ NewPassword: "Sandbox-Guest-2" }, await asGuest()),
    403,
    "Auth.AnonUserProhibited",
  );
});
