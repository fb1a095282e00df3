// Every refusal that the marketplace of the sandbox can produce reaches the SDK's user as an `OrderCloudError` with the
// documented code and status.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ApiClients,
  Auth,
  Cart,
  ForgottenCredentials,
  Me,
  Orders,
  SecurityProfiles,
  Users,
} from "ordercloud-javascript-sdk";
import {
  ACME_ONLY,
  as,
  asGuest,
  asSeller,
  claims,
  ELEVATED,
  ELEVATED_SECRET,
  INTEGRATION,
  MEMBERS,
  PASSWORDS,
  RETIRED,
  refused,
  SHOP,
  SUPPLIERS,
  sandbox,
  signIn,
} from "./lib/world.mjs";

const NOBODY = "99999999-9999-4999-8999-999999999999";

// ---- the token endpoint

const atTheDoor = {
  "a wrong password": [() => Auth.Login("ada", "wrong", SHOP), 400, "Auth.InvalidUsernameOrPassword"],
  "an unknown user, in the same words": [
    () => Auth.Login("nobody", "wrong", SHOP),
    400,
    "Auth.InvalidUsernameOrPassword",
  ],
  "no password": [() => Auth.Login("ada", "", SHOP), 400, "Auth.UsernameAndPasswordRequired"],
  "no username": [() => Auth.Login("", "wrong", SHOP), 400, "Auth.UsernameAndPasswordRequired"],
  "an expired password": [() => signIn("stale"), 400, "Auth.PasswordExpired"],
  "a user who is not active": [() => signIn("idle"), 400, "Auth.UserNotActive"],
  "an unknown API client": [() => signIn("ada", NOBODY), 400, "ApiClient.InvalidClientID"],
  "no API client": [() => signIn("ada", ""), 400, "ApiClient.InvalidClientID"],
  "a retired API client": [() => signIn("ada", RETIRED), 400, "Auth.ClientNotActive"],
  "a supplier at the shop": [() => signIn("sam"), 401, "Auth.UnauthorizedRole"],
  "a buyer among suppliers": [() => signIn("ada", SUPPLIERS), 401, "Auth.UnauthorizedRole"],
  "a buyer of another company": [() => signIn("grace", ACME_ONLY), 401, "Auth.UnauthorizedRole"],
  "a missing secret": [() => signIn("ada", ELEVATED), 401, "Auth.OauthError"],
  "a wrong secret": [() => Auth.ElevatedLogin("wrong", "ada", PASSWORDS.ada, ELEVATED), 401, "Auth.OauthError"],
  "a wrong secret for the application": [() => Auth.ClientCredentials("wrong", INTEGRATION), 401, "Auth.OauthError"],
  "a secret for a client that has none": [() => Auth.ClientCredentials("any", SHOP), 401, "Auth.OauthError"],
  "a guest where no user stands behind guests": [() => Auth.Anonymous(MEMBERS), 400, "Auth.UserNotFound"],
  "a guest where a secret is due": [() => Auth.Anonymous(INTEGRATION), 401, "Auth.OauthError"],
  "a dead refresh token": [
    () => Auth.RefreshToken("f36ebba3-5218-4f34-9657-b8738730b735", SHOP),
    400,
    "Auth.OauthError",
  ],
  "another client's refresh token": [
    async () => Auth.RefreshToken((await signIn("ada")).refresh_token, MEMBERS),
    400,
    "Auth.OauthError",
  ],
  "a refresh without the client's secret": [
    async () =>
      Auth.RefreshToken(
        (await Auth.ElevatedLogin(ELEVATED_SECRET, "ada", PASSWORDS.ada, ELEVATED)).refresh_token,
        ELEVATED,
      ),
    401,
    "Auth.OauthError",
  ],
  "a content type that is no form": [
    () => Auth.Login("ada", PASSWORDS.ada, SHOP, undefined, undefined, { headers: { "Content-Type": "text/html" } }),
    400,
    "Request.InvalidContentType",
  ],
};

for (const [what, [call, status, code]] of Object.entries(atTheDoor)) {
  test(`at the token endpoint, ${what} is ${status} ${code}`, async () => {
    const error = await refused(call(), status, code);
    const { error: oauth, error_description } = error.response.data;
    assert.match(oauth, /^[a-z_]+$/, "the OAuth dialect is missing from the same body");
    assert.equal(error_description, error.message);
  });
}

test("an open door: each of those calls works where it should", async () => {
  assert.ok((await signIn("grace")).access_token);
  assert.ok((await signIn("sam", SUPPLIERS)).access_token);
  assert.ok((await signIn("ada", ACME_ONLY)).access_token);
});

test("ten wrong passwords lock the user out even with the right one, and an administrator lifts it", async () => {
  for (let tries = 0; tries < 10; tries += 1) {
    await refused(Auth.Login("ada", "wrong", SHOP), 400, "Auth.InvalidUsernameOrPassword");
  }
  await refused(signIn("ada"), 400, "Auth.LockedOut");
  await Users.UnlockUserAccount("acme", "ada", await asSeller());
  assert.ok((await signIn("ada")).access_token);
});

test("a lockout ends by itself after two minutes", async () => {
  for (let tries = 0; tries < 10; tries += 1) await Auth.Login("ada", "wrong", SHOP).catch(() => {});
  await refused(signIn("ada"), 400, "Auth.LockedOut");
  await sandbox.settings({ clockSkewSeconds: 121 });
  assert.ok((await signIn("ada")).access_token);
});

test("a client's required roles refuse a user without them, and tell which are missing", async () => {
  await ApiClients.Patch(SHOP, { MinimumRequiredRoles: ["OrderReader"] }, await asSeller());
  assert.ok((await signIn("ada")).access_token);
  const error = await refused(signIn("grace"), 400, "Auth.InsufficientRoles");
  assert.deepEqual(error.errors[0].Data.MissingRoles, ["OrderReader"]);
});

test("an answer that is no JSON still is an OrderCloudError with its status", async () => {
  await sandbox.faults({ token: { times: 1, status: 502, body: "<>", contentType: "text/html" } });
  const error = await signIn("ada").catch((error) => error);
  assert.deepEqual([error.isOrderCloudError, error.status, error.errorCode], [true, 502, "OrderCloudError"]);
});

// ---- the API

test("no token and a broken token are 401 InvalidToken, in the words that clients compare with", async () => {
  const broken = `${(await signIn("ada")).access_token}x`;
  for (const options of [{}, { accessToken: broken }]) {
    const error = await refused(Me.Get(options), 401, "InvalidToken");
    assert.equal(error.message, "Access token is invalid or expired.");
  }
});

test("a token that has run out is 401 InvalidToken, and a revoked one 401 Auth.TokenRevoked", async () => {
  const ada = await as("ada");
  await sandbox.expire("ada");
  await refused(Me.Get(ada), 401, "InvalidToken");
  const again = await as("ada");
  await sandbox.revoke("ada");
  await refused(Me.Get(again), 401, "Auth.TokenRevoked");
});

test("what is not there is 404, and the SDK's message names it", async () => {
  const ada = await as("ada");
  assert.equal(
    (await refused(Me.GetProduct("nothing", {}, ada), 404, "NotFound")).message,
    "Product nothing not found",
  );
  assert.equal(
    (await refused(Orders.Get("Outgoing", "nothing", ada), 404, "NotFound")).message,
    "Order nothing not found",
  );
  await refused(Cart.PatchLineItem("nothing", { Quantity: 2 }, ada), 404, "NotFound");
  await refused(ApiClients.Get(NOBODY, await asSeller()), 404, "NotFound");
});

test("a part of the API that the sandbox lacks is 404 as well, and does not break the SDK", async () => {
  await refused(Me.ListSpendingAccounts({}, await as("ada")), 404, "NotFound");
});

test("administration is for the seller, whatever the roles", async () => {
  for (const call of [ApiClients.List, SecurityProfiles.List]) {
    await refused(call({}, await as("ada")), 403, "Auth.UserNotAuthorizedToAdmin");
  }
});

test("a guest may not change the template user, end its sessions, or take over an order", async () => {
  const guest = await asGuest();
  await refused(Me.Patch({ FirstName: "Mallory" }, guest), 403, "Auth.AnonUserProhibited");
  await refused(Me.RevokeTokens(guest), 403, "Auth.AnonUserProhibited");
  const anonUserToken = (await asGuest()).accessToken;
  await refused(Me.TransferAnonUserOrder({ anonUserToken }, guest), 403, "Auth.AnonUserProhibited");
  assert.equal((await Me.Get(guest)).FirstName, "Guest");
});

test("only a guest's token moves a guest's order", async () => {
  const ada = await as("ada");
  for (const anonUserToken of [(await as("grace")).accessToken, "nonsense", undefined]) {
    await refused(Me.TransferAnonUserOrder({ anonUserToken }, ada), 400, "Auth.MustPassAnonUserToken");
  }
});

test("registration refuses a known user, a taken name, and a weak password", async () => {
  const guest = await asGuest();
  const anonUserToken = guest.accessToken;
  const profile = { Username: "gwen", FirstName: "Gwen", LastName: "Guest", Email: "gwen@example.com", Active: true };
  await refused(Me.Register(profile, { anonUserToken }, await as("ada")), 400, "User.IsNotTemp");
  await refused(
    Me.Register({ ...profile, Username: "ada" }, { anonUserToken }, guest),
    409,
    "User.UsernameMustBeUnique",
  );
  await refused(Me.Register({ ...profile, Password: "short" }, { anonUserToken }, guest), 400, "Auth.InsecurePassword");
  await refused(Me.Register({ ...profile, Email: "" }, { anonUserToken }, guest), 400, "ValidationFailure");
});

test("password calls refuse a weak, an old, and an unproven password", async () => {
  const ada = await as("ada");
  const weak = await refused(
    Me.ResetPasswordByToken({ NewPassword: "short" }, ada),
    400,
    "PasswordReset.InsecurePassword",
  );
  assert.equal(weak.errors[0].Data.MinimumCharacterCount, 10);
  await refused(Me.ResetPasswordByToken({ NewPassword: PASSWORDS.ada }, ada), 400, "PasswordReset.CannotReusePassword");
  const reset = { ClientID: SHOP, Username: "ada", Password: "Sandbox-Ada-2" };
  const {
    ResetPasswordByVerificationCode: byCode,
    SendVerificationCode: send,
    SendOneTimePassword: once,
  } = ForgottenCredentials;
  await refused(byCode("guess", reset), 400, "PasswordReset.InvalidVerification");
  await refused(byCode("guess", { ...reset, Username: undefined }), 400, "PasswordReset.MissingUsername");
  await refused(send({ ClientID: NOBODY, Username: "ada" }), 400, "PasswordReset.MissingOrInvalidClientID");
  await refused(send({ ClientID: SHOP }), 400, "PasswordReset.MissingUsernameOrEmail");
  await refused(once({ ClientID: SHOP }), 400, "OneTimePasswordRequest.UsernameOrEmailRequired");
});

test("impersonation refuses an unknown client, a client that does not let the user in, and what no rule allows", async () => {
  const seller = await asSeller();
  const act = (ClientID) => Users.GetAccessToken("acme", "ada", { ClientID, Roles: ["Shopper"] }, seller);
  await refused(act(NOBODY), 400, "Impersonation.ClientIDNotFound");
  await refused(act(SUPPLIERS), 400, "Impersonation.BadApiClient");
  await refused(act(MEMBERS), 400, "Impersonation.ConfigError");
});

test("API clients keep their bounds, and at most ten further secrets that end in the future", async () => {
  const seller = await asSeller();
  const good = { AppName: "New", Active: true, AccessTokenDuration: 60 };
  for (const wrong of [
    { AccessTokenDuration: 9 },
    { AccessTokenDuration: 601 },
    { RefreshTokenDuration: 524_161 },
    { AppName: "" },
    { AnonymousTokenDuration: 60 },
    { DefaultContextUserName: "nobody" },
    { MaximumGrantedRoles: ["NoSuchRole"] },
  ]) {
    await refused(ApiClients.Create({ ...good, ...wrong }, seller), 400, "ValidationFailure");
  }
  await refused(
    ApiClients.Create({ ...good, IsAnonBuyer: true, DefaultContextUserName: "olivia" }, seller),
    400,
    "ApiClient.RequiredNotAnonBuyer",
  );
  await refused(
    ApiClients.CreateSecret(SHOP, { Expiration: "2020-01-01T00:00:00Z" }, seller),
    400,
    "ApiClientSecret.InvalidExpirationDate",
  );
  for (let secrets = 0; secrets < 10; secrets += 1) await ApiClients.CreateSecret(SHOP, { Name: `${secrets}` }, seller);
  await refused(ApiClients.CreateSecret(SHOP, {}, seller), 400, "ApiClientSecret.MaximumClientSecretsReached");
});

test("an ID that exists is 409", async () => {
  await refused(SecurityProfiles.Create({ ID: "shopper", Name: "Again" }, await asSeller()), 409, "IdExists");
});

test("carts refuse no quantity, too much, an empty submission, and a second one", async () => {
  const ada = await as("ada");
  await refused(
    Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 0 }, ada),
    400,
    "LineItem.QuantityMustBePositive",
  );
  await refused(Cart.CreateLineItem({ ProductID: "hollow-tent", Quantity: 7 }, ada), 400, "Inventory.Insufficient");
  await refused(Cart.CreateLineItem({ ProductID: "nothing", Quantity: 1 }, ada), 404, "NotFound");
  await refused(Cart.Submit(ada), 400, "Order.CannotSubmitWithNoLineItems");
  await Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 1 }, ada);
  const { ID } = await Cart.Submit(ada);
  await refused(Orders.Submit("Outgoing", ID, ada), 400, "Order.CannotSubmitBadStatus");
});

test("lists refuse a page that is too large", async () => {
  await refused(Me.ListProducts({ pageSize: 101 }, await as("ada")), 400, "List.InvalidPageSize");
});

test("a guest's token buys nothing after its order was submitted", async () => {
  const guest = await asGuest();
  await Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 1 }, guest);
  assert.equal((await Cart.Submit(guest)).ID, claims(guest.accessToken).orderid);
  await refused(Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 1 }, guest), 403, "Auth.AnonUserProhibited");
});
