// The vendor's SDK administers: API clients, who they let in, security profiles, single sign-on, impersonation.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AdminUsers,
  ApiClients,
  Auth,
  Cart,
  ImpersonationConfigs,
  Me,
  OpenIdConnects,
  SecurityProfiles,
  SupplierUsers,
  Tokens,
  Users,
} from "ordercloud-javascript-sdk";
import {
  ACME_ONLY,
  as,
  asSeller,
  claims,
  MEMBERS,
  PASSWORDS,
  RETIRED,
  refused,
  roles,
  SHOP,
  SUPPLIERS,
  sandbox,
  signIn,
} from "./lib/world.mjs";

const ids = (list) => list.Items.map((item) => item.ID);
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// ---- API clients

test("API clients are listed, searched, filtered and read, whatever the case of their GUID", async () => {
  const seller = await asSeller();
  const all = ids(await ApiClients.List({}, seller));
  for (const id of [SHOP, MEMBERS, SUPPLIERS, ACME_ONLY, RETIRED]) assert.ok(all.includes(id), id);
  assert.deepEqual(ids(await ApiClients.List({ search: "Acme" }, seller)), [ACME_ONLY]);
  assert.deepEqual(ids(await ApiClients.List({ filters: { Active: false } }, seller)), [RETIRED]);
  const shop = await ApiClients.Get(SHOP, seller);
  assert.deepEqual(
    [
      shop.AppName,
      shop.IsAnonBuyer,
      shop.DefaultContextUserName,
      shop.AccessTokenDuration,
      shop.RefreshTokenDuration,
      shop.AnonymousTokenDuration,
    ],
    ["Shop", true, "guest-template", 600, 43_200, 10_080],
  );
});

test("an API client is created with an id of the server's, opens the door, and closes it when deleted", async () => {
  const seller = await asSeller();
  const made = await ApiClients.Create(
    {
      ID: "mine",
      AppName: "Kiosk",
      Active: true,
      AllowAnyBuyer: true,
      AccessTokenDuration: 10,
      RefreshTokenDuration: 20,
    },
    seller,
  );
  assert.match(made.ID, GUID);
  const answer = await signIn("ada", made.ID);
  assert.equal(answer.expires_in, 599);
  assert.ok(answer.refresh_token);
  await ApiClients.Delete(made.ID, seller);
  await refused(signIn("ada", made.ID), 400, "ApiClient.InvalidClientID");
  await refused(ApiClients.Get(made.ID, seller), 404, "NotFound");
});

test("Patch changes what it names, Save takes the whole, and the next sign-in feels it", async () => {
  const seller = await asSeller();
  const patched = await ApiClients.Patch(SHOP, { RefreshTokenDuration: 0, xp: { Note: 1 } }, seller);
  assert.deepEqual([patched.AppName, patched.RefreshTokenDuration, patched.xp.Note], ["Shop", 0, 1]);
  assert.ok(!("refresh_token" in (await signIn("ada"))));
  const saved = await ApiClients.Save(
    SHOP,
    { AppName: "Shop", Active: true, AccessTokenDuration: 30, AllowAnyBuyer: true },
    seller,
  );
  assert.deepEqual([saved.ID, saved.IsAnonBuyer, saved.DefaultContextUserName], [SHOP, false, null]);
  assert.equal((await signIn("ada")).expires_in, 1_799);
  await refused(Auth.Anonymous(SHOP), 400, "Auth.UserNotFound");
  await ApiClients.Patch(SHOP, { Active: false }, seller);
  await refused(signIn("ada"), 400, "Auth.ClientNotActive");
});

test("the most roles that a client grants cap the token", async () => {
  await ApiClients.Patch(SHOP, { MaximumGrantedRoles: ["Shopper"] }, await asSeller());
  assert.deepEqual(roles((await signIn("ada")).access_token), ["Shopper"]);
});

test("an assignment lets a company in, for buyers and for suppliers, and its end shuts them out", async () => {
  const seller = await asSeller();
  await refused(signIn("grace", ACME_ONLY), 401, "Auth.UnauthorizedRole");
  await ApiClients.SaveAssignment({ ApiClientID: ACME_ONLY, BuyerID: "globex" }, seller);
  await ApiClients.SaveAssignment({ ApiClientID: ACME_ONLY, SupplierID: "initech" }, seller);
  assert.ok((await signIn("grace", ACME_ONLY)).access_token);
  assert.ok((await signIn("sam", ACME_ONLY)).access_token);
  assert.equal((await ApiClients.ListAssignments({ apiClientID: ACME_ONLY }, seller)).Meta.TotalCount, 3);
  assert.deepEqual(
    (await ApiClients.ListAssignments({ supplierID: "initech" }, seller)).Items.map((item) => item.ApiClientID),
    [ACME_ONLY],
  );
  assert.equal((await ApiClients.Get(ACME_ONLY, seller)).AssignedBuyerCount, 2);
  await ApiClients.DeleteBuyerAssignment(ACME_ONLY, "globex", seller);
  await ApiClients.DeleteSupplierAssignment(ACME_ONLY, "initech", seller);
  await refused(signIn("grace", ACME_ONLY), 401, "Auth.UnauthorizedRole");
  await refused(signIn("sam", ACME_ONLY), 401, "Auth.UnauthorizedRole");
  assert.ok((await signIn("ada", ACME_ONLY)).access_token);
});

test("a secret is told once, is needed from then on, can be renamed, and is gone when deleted", async () => {
  const seller = await asSeller();
  const made = await ApiClients.CreateSecret(MEMBERS, { ID: "spring", Name: "Spring" }, seller);
  assert.ok(made.ClientSecret.length >= 32);
  for (const seen of [
    await ApiClients.GetSecret(MEMBERS, "spring", seller),
    ...(await ApiClients.ListSecrets(MEMBERS, {}, seller)).Items,
  ]) {
    assert.deepEqual([seen.ID, seen.Name], ["spring", "Spring"]);
    assert.ok(!("ClientSecret" in seen));
  }
  await refused(signIn("ada", MEMBERS), 401, "Auth.OauthError");
  assert.ok((await Auth.ElevatedLogin(made.ClientSecret, "ada", PASSWORDS.ada, MEMBERS)).access_token);
  assert.equal((await ApiClients.PatchSecret(MEMBERS, "spring", { Name: "Summer" }, seller)).Name, "Summer");
  assert.ok((await Auth.ElevatedLogin(made.ClientSecret, "ada", PASSWORDS.ada, MEMBERS)).access_token);
  await ApiClients.DeleteSecret(MEMBERS, "spring", seller);
  await refused(ApiClients.GetSecret(MEMBERS, "spring", seller), 404, "NotFound");
  assert.ok((await signIn("ada", MEMBERS)).access_token);
});

test("a secret stops working at its expiration, and patching it keeps the rule", async () => {
  const seller = await asSeller();
  const Expiration = new Date(Date.now() + 60_000).toISOString();
  const { ID, ClientSecret } = await ApiClients.CreateSecret(MEMBERS, {}, seller);
  await ApiClients.PatchSecret(MEMBERS, ID, { Expiration }, seller);
  await refused(
    ApiClients.PatchSecret(MEMBERS, ID, { Expiration: "2020-01-01T00:00:00Z" }, seller),
    400,
    "ApiClientSecret.InvalidExpirationDate",
  );
  assert.ok((await Auth.ElevatedLogin(ClientSecret, "ada", PASSWORDS.ada, MEMBERS)).access_token);
  await sandbox.settings({ clockSkewSeconds: 61 });
  await refused(Auth.ElevatedLogin(ClientSecret, "ada", PASSWORDS.ada, MEMBERS), 401, "Auth.OauthError");
});

// ---- security profiles

test("security profiles are listed, read, created, saved, patched and deleted", async () => {
  const seller = await asSeller();
  assert.ok(ids(await SecurityProfiles.List({}, seller)).includes("shopper"));
  assert.deepEqual((await SecurityProfiles.Get("shopper", seller)).Roles, ["Shopper", "MeAdmin"]);
  await SecurityProfiles.Create({ ID: "clubs", Name: "Clubs", Roles: [], CustomRoles: ["Club"] }, seller);
  assert.deepEqual((await SecurityProfiles.Patch("clubs", { Roles: ["OrderReader"] }, seller)).CustomRoles, ["Club"]);
  assert.deepEqual((await SecurityProfiles.Save("clubs", { ID: "clubs", Name: "Clubs" }, seller)).Roles, []);
  await SecurityProfiles.Delete("clubs", seller);
  await refused(SecurityProfiles.Get("clubs", seller), 404, "NotFound");
});

test("a profile reaches a user directly, by group, and by company, and lists of assignments tell these apart", async () => {
  const seller = await asSeller();
  await SecurityProfiles.Create({ ID: "clubs", Name: "Clubs", CustomRoles: ["Club"] }, seller);
  const list = async (options) =>
    (await SecurityProfiles.ListAssignments({ securityProfileID: "clubs", ...options }, seller)).Items.length;
  for (const [level, where, by] of [
    ["User", { BuyerID: "globex", UserID: "grace" }, { buyerID: "globex", userID: "grace" }],
    ["Group", { BuyerID: "globex", UserGroupID: "regulars" }, { buyerID: "globex", userGroupID: "regulars" }],
    ["Company", { BuyerID: "globex" }, { buyerID: "globex" }],
  ]) {
    await SecurityProfiles.SaveAssignment({ SecurityProfileID: "clubs", ...where }, seller);
    assert.ok(roles((await signIn("grace")).access_token).includes("Club"), level);
    for (const other of ["User", "Group", "Company"])
      assert.equal(await list({ level: other }), other === level ? 1 : 0, `${level} as ${other}`);
    assert.deepEqual([await list({ commerceRole: "Buyer" }), await list({ commerceRole: "Supplier" })], [1, 0]);
    assert.equal(await list(by), 1);
    await SecurityProfiles.DeleteAssignment("clubs", by, seller);
    assert.ok(!roles((await signIn("grace")).access_token).includes("Club"), level);
  }
});

// ---- single sign-on

test("single sign-on configurations are listed, read, created, saved, patched and deleted", async () => {
  const seller = await asSeller();
  const known = await OpenIdConnects.Get("sandbox-idp", seller);
  assert.deepEqual([known.OrderCloudApiClientID, known.ConnectClientID], [SHOP, "sandbox-connect"]);
  assert.ok(!known.AuthorizationEndpoint.includes("{"), "the placeholder must be an address by now");
  const config = {
    ID: "other-idp",
    OrderCloudApiClientID: MEMBERS,
    ConnectClientID: "c",
    ConnectClientSecret: "s",
    AppStartUrl: "https://shop.example/?token={0}",
    AuthorizationEndpoint: "https://idp.example/a",
    TokenEndpoint: "https://idp.example/t",
  };
  await OpenIdConnects.Create(config, seller);
  assert.deepEqual(ids(await OpenIdConnects.List({}, seller)).sort(), ["other-idp", "sandbox-idp"]);
  assert.equal(
    (await OpenIdConnects.Patch("other-idp", { CustomErrorUrl: "https://shop.example/?e={0}" }, seller))
      .ConnectClientID,
    "c",
  );
  assert.equal((await OpenIdConnects.Save("other-idp", config, seller)).CustomErrorUrl, null);
  await refused(OpenIdConnects.Patch("other-idp", { AppStartUrl: "no address" }, seller), 400, "ValidationFailure");
  await OpenIdConnects.Delete("other-idp", seller);
  await refused(OpenIdConnects.Get("other-idp", seller), 404, "NotFound");
});

// ---- impersonation

test("an impersonation token is the user's, names who is behind it, and has no more roles than the rule gives", async () => {
  const seller = await asSeller();
  const answer = await Users.GetAccessToken(
    "acme",
    "ada",
    { ClientID: SHOP, Roles: ["Shopper", "OrderReader"] },
    seller,
  );
  const { usr, imp, cid, role } = claims(answer.access_token);
  assert.deepEqual([usr, cid, role], ["ada", SHOP, "Shopper"]);
  assert.equal(imp, claims(seller.accessToken).u);
  assert.equal(answer.token_type.toLowerCase(), "bearer");
});

test("As() uses the impersonation token for one call, and the next is one's own again", async () => {
  Tokens.SetAccessToken((await asSeller()).accessToken);
  Tokens.SetImpersonationToken((await Users.GetAccessToken("acme", "ada", { ClientID: SHOP, Roles: [] })).access_token);
  await Cart.As().CreateLineItem({ ProductID: "tarn-mug", Quantity: 1 });
  assert.equal((await Me.As().Get()).Username, "ada");
  assert.equal((await Me.Get()).Username, "olivia");
  assert.equal((await Cart.Get(await as("ada"))).LineItemCount, 1);
});

test("impersonation rules are listed, created, saved, patched and deleted, and without one nobody is impersonated", async () => {
  const seller = await asSeller();
  const act = () => Users.GetAccessToken("globex", "grace", { ClientID: MEMBERS, Roles: [] }, seller);
  const rule = { ID: "phones", ClientID: MEMBERS, SecurityProfileID: "shopper", ImpersonationBuyerID: "globex" };
  await ImpersonationConfigs.Create(rule, seller);
  assert.deepEqual(ids(await ImpersonationConfigs.List({}, seller)), ["help-desk", "phones"]);
  assert.ok((await act()).access_token);
  assert.equal((await ImpersonationConfigs.Get("phones", seller)).ImpersonationBuyerID, "globex");
  await ImpersonationConfigs.Patch("phones", { ImpersonationBuyerID: "acme" }, seller);
  await refused(act(), 400, "Impersonation.ConfigError");
  await ImpersonationConfigs.Save("phones", rule, seller);
  assert.ok((await act()).access_token);
  await ImpersonationConfigs.Delete("phones", seller);
  await refused(act(), 400, "Impersonation.ConfigError");
});

// ---- users

test("an administrator ends the sessions of a buyer's, a supplier's and a seller's user", async () => {
  const seller = await asSeller();
  for (const [username, client, revoke] of [
    ["ada", SHOP, () => Users.RevokeUserTokens("acme", "ada", seller)],
    ["sam", SUPPLIERS, () => SupplierUsers.RevokeUserTokens("initech", "sam", seller)],
  ]) {
    const own = { accessToken: (await signIn(username, client)).access_token };
    assert.equal((await Me.Get(own)).Username, username);
    await revoke();
    await refused(Me.Get(own), 401, "Auth.TokenRevoked");
  }
  await AdminUsers.RevokeUserTokens("olivia", seller);
  await refused(Me.Get(seller), 401, "Auth.TokenRevoked");
});
