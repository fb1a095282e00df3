// The vendor's SDK administers people, and people keep what is theirs.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AdminUsers,
  Auth,
  Cart,
  ForgottenCredentials,
  ImpersonationConfigs,
  Me,
  OpenIdConnects,
  Orders,
  SecurityProfiles,
  SupplierUsers,
  Users,
} from "ordercloud-javascript-sdk";
import {
  as,
  asGuest,
  asSeller,
  INTEGRATION,
  INTEGRATION_SECRET,
  MEMBERS,
  refused,
  roles,
  SHOP,
  SUPPLIERS,
  sandbox,
  signIn,
} from "./lib/world.mjs";

const ids = (list) => list.Items.map((item) => item.ID);
const EVE = {
  ID: "eve",
  Username: "eve",
  Password: "Sandbox-Eve-1",
  FirstName: "Eve",
  LastName: "Gray",
  Email: "eve@acme.example",
  Active: true,
};
const HOME = { Street1: "1 Mill Lane", City: "Leeds", Country: "GB", AddressName: "Home", Shipping: true };

/** The seller's token with these roles alone. */
const sellerWith = async (...scope) => ({
  accessToken: (await Auth.ClientCredentials(INTEGRATION_SECRET, INTEGRATION, scope)).access_token,
});

/** The seller with one role, which the context user gets for it: `FullAccess` would open everything. */
async function sellerWithOnly(role) {
  const seller = await asSeller();
  await SecurityProfiles.Save("only", { ID: "only", Name: "Only", Roles: [role] }, seller);
  await SecurityProfiles.SaveAssignment({ SecurityProfileID: "only", UserID: "olivia" }, seller);
  return sellerWith(role);
}

// ---- users

test("a user is created, signs in, is patched, saved and deleted, and every step holds at once", async () => {
  const seller = await asSeller();
  const made = await Users.Create("acme", EVE, seller);
  assert.deepEqual([made.ID, made.CompanyID, made.Password, made.AvailableRoles], ["eve", "acme", null, []]);
  const login = await Auth.Login("eve", EVE.Password, SHOP);
  const eve = { accessToken: login.access_token };
  assert.equal((await Me.Get(eve)).FirstName, "Eve");

  const patched = await Users.Patch("acme", "eve", { Phone: "555", xp: { Desk: 4 } }, seller);
  assert.deepEqual([patched.Phone, patched.Email, patched.xp], ["555", EVE.Email, { Desk: 4 }]);
  const saved = await Users.Save("acme", "eve", { ...EVE, Password: "Sandbox-Eve-2", LastName: "Green" }, seller);
  assert.deepEqual([saved.Phone, saved.LastName, saved.xp], [null, "Green", {}]);
  await refused(Auth.Login("eve", EVE.Password, SHOP), 400, "Auth.InvalidUsernameOrPassword");
  assert.ok((await Auth.Login("eve", "Sandbox-Eve-2", SHOP)).access_token);

  await Users.Patch("acme", "eve", { Active: false }, seller);
  await refused(Me.Get(eve), 401, "InvalidToken");
  await refused(Auth.RefreshToken(login.refresh_token, SHOP), 400, "Auth.UserNotActive");
  await Users.Patch("acme", "eve", { Active: true }, seller);
  assert.equal((await Me.Get(eve)).LastName, "Green");

  await Users.Delete("acme", "eve", seller);
  await refused(Me.Get(eve), 401, "Auth.TokenRevoked");
  await refused(Auth.RefreshToken(login.refresh_token, SHOP), 400, "Auth.OauthError");
  await refused(Users.Get("acme", "eve", seller), 404, "NotFound");
});

test("Users.Save creates under the ID of the address where there is nobody yet", async () => {
  const seller = await asSeller();
  const { ID, ...rest } = EVE;
  assert.equal((await Users.Save("globex", "eve-2", rest, seller)).ID, "eve-2");
  assert.equal((await Users.Get("globex", "eve-2", seller)).Username, "eve");
});

test("users are listed by company, group, search and filter", async () => {
  const seller = await asSeller();
  assert.deepEqual(ids(await Users.List("acme", {}, seller)), ["ada", "idle", "stale"]);
  assert.deepEqual(ids(await Users.List("acme", { filters: { Active: false } }, seller)), ["idle"]);
  assert.deepEqual(ids(await Users.List("acme", { search: "byron" }, seller)), ["ada"]);
  assert.deepEqual(ids(await Users.List("globex", { userGroupID: "regulars" }, seller)), ["grace"]);
  assert.deepEqual(ids(await Users.List("globex", { userGroupID: "others" }, seller)), []);
  assert.equal((await Users.ListAcrossBuyers({}, seller)).Meta.TotalCount, 5);
  assert.deepEqual(ids(await SupplierUsers.List("initech", {}, seller)), ["sam"]);
  assert.deepEqual(ids(await AdminUsers.List({}, seller)), ["olivia"]);
  await refused(Users.List("nowhere", {}, seller), 404, "NotFound");
});

test("a user that breaks a rule is refused and changes nothing", async () => {
  const seller = await asSeller();
  for (const [broken, status, code] of [
    [{ ...EVE, Username: "ADA" }, 409, "User.UsernameMustBeUnique"],
    [{ ...EVE, ID: "ada" }, 409, "IdExists"],
    [{ ...EVE, ID: "no spaces" }, 400, "ValidationFailure"],
    [{ ...EVE, Email: "" }, 400, "ValidationFailure"],
    [{ ...EVE, Active: undefined }, 400, "ValidationFailure"],
    [{ ...EVE, Password: "short" }, 400, "Auth.InsecurePassword"],
    [{ ...EVE, Active: "yes" }, 400, "Request.InvalidRequestBody"],
  ]) {
    await refused(Users.Create("acme", broken, seller), status, code);
  }
  await refused(
    Users.Patch("acme", "ada", { FirstName: "X", Username: "grace" }, seller),
    409,
    "User.UsernameMustBeUnique",
  );
  assert.equal((await Users.Get("acme", "ada", seller)).FirstName, "Ada");
  assert.equal((await Users.List("acme", {}, seller)).Meta.TotalCount, 3);
});

test("a user whose ID is changed keeps the roles", async () => {
  const seller = await asSeller();
  await Users.Patch("acme", "ada", { ID: "countess" }, seller);
  await refused(Users.Get("acme", "ada", seller), 404, "NotFound");
  assert.ok(roles((await signIn("ada")).access_token).includes("OrderReader"));
});

test("suppliers' and sellers' users are kept in the same way", async () => {
  const seller = await asSeller();
  await SupplierUsers.Create("initech", EVE, seller);
  assert.ok(roles((await Auth.Login("eve", EVE.Password, SUPPLIERS)).access_token).includes("OrderReader"));
  await SupplierUsers.Patch("initech", "eve", { LastName: "Gold" }, seller);
  assert.equal((await SupplierUsers.Save("initech", "eve", EVE, seller)).LastName, "Gray");
  await SupplierUsers.Delete("initech", "eve", seller);
  await AdminUsers.Create(EVE, seller);
  assert.equal((await AdminUsers.Get("eve", seller)).CompanyID, "fernhollow");
  await AdminUsers.Patch("eve", { LastName: "Gold" }, seller);
  assert.equal((await AdminUsers.Save("eve", EVE, seller)).LastName, "Gray");
  await AdminUsers.Delete("eve", seller);
  await refused(AdminUsers.Get("eve", seller), 404, "NotFound");
});

test("reading users takes the reader's role, writing the administrator's, and neither opens another company's kind", async () => {
  const reader = await sellerWithOnly("BuyerUserReader");
  assert.equal((await Users.Get("acme", "ada", reader)).Username, "ada");
  const { Data } = (await refused(Users.Create("acme", EVE, reader), 403, "Auth.InsufficientRoles")).errors[0];
  assert.deepEqual(Data, { SufficientRoles: ["BuyerUserAdmin"], AssignedRoles: ["BuyerUserReader"] });
  await refused(Users.Patch("acme", "ada", {}, reader), 403, "Auth.InsufficientRoles");
  await refused(Users.Delete("acme", "ada", reader), 403, "Auth.InsufficientRoles");
  await refused(SupplierUsers.List("initech", {}, reader), 403, "Auth.InsufficientRoles");
  const admin = await sellerWithOnly("BuyerUserAdmin");
  assert.equal((await Users.Create("acme", EVE, admin)).ID, "eve");
  await refused(AdminUsers.List({}, admin), 403, "Auth.InsufficientRoles");
});

test("no buyer and no guest administers users, whatever the roles", async () => {
  for (const who of [await as("ada"), await asGuest()]) {
    for (const call of [
      () => Users.List("acme", {}, who),
      () => Users.Create("acme", EVE, who),
      () => Users.Patch("acme", "ada", {}, who),
      () => Users.Delete("acme", "idle", who),
      () => AdminUsers.List({}, who),
      () => SupplierUsers.Get("initech", "sam", who),
    ]) {
      await refused(call(), 403, "Auth.UserNotAuthorizedToAdmin");
    }
  }
});

test("a deleted user's unsubmitted cart goes, and what has been ordered stays", async () => {
  const seller = await asSeller();
  await Users.Create("public", EVE, seller);
  const eve = { accessToken: (await Auth.Login("eve", EVE.Password, SHOP)).access_token };
  await Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 1 }, eve);
  const { ID } = await Cart.Submit(eve);
  await Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 1 }, eve);
  const { ID: open } = await Cart.Get(eve);
  await Users.Delete("public", "eve", seller);
  assert.equal((await Orders.Get("Incoming", ID, seller)).FromUser.Username, "eve");
  await refused(Orders.Get("Incoming", open, seller), 404, "NotFound");
});

// ---- what is one's own

test("Me.Save replaces what Me.Patch adds to", async () => {
  const ada = await as("ada");
  await Me.Patch({ Phone: "555", xp: { Size: "M" } }, ada);
  const who = { Username: "ada", FirstName: "Augusta", LastName: "Byron", Email: "ada@acme.example", Active: true };
  const saved = await Me.Save(who, ada);
  assert.deepEqual([saved.FirstName, saved.Phone, saved.xp], ["Augusta", null, {}]);
  await refused(Me.Save({ ...who, Email: undefined }, ada), 400, "ValidationFailure");
  await refused(Me.Save(who, await asGuest()), 403, "Auth.AnonUserProhibited");
});

test("the one catalogue is listed and read, by guests as well", async () => {
  for (const who of [await as("ada"), await asGuest()]) {
    const { Items } = await Me.ListCatalogs({}, who);
    assert.deepEqual(
      Items.map(({ ID, Name, CategoryCount }) => [ID, Name, CategoryCount]),
      [["fernhollow", "Fernhollow", 4]],
    );
    assert.deepEqual(await Me.GetCatalog("fernhollow", who), Items[0]);
    assert.deepEqual(ids(await Me.ListCatalogs({ search: "nothing" }, who)), []);
    await refused(Me.GetCatalog("elsewhere", who), 404, "NotFound");
  }
});

test("what a product could have and none here has is an empty list, and an unknown product is still not found", async () => {
  const ada = await as("ada");
  for (const list of [Me.ListSpecs, Me.ListVariants, Me.ListProductInventoryRecords]) {
    assert.equal((await list("tarn-mug", {}, ada)).Meta.TotalCount, 0);
    await refused(list("unicorn", {}, ada), 404, "NotFound");
  }
  assert.deepEqual(ids(await Me.ListProductSellers("tarn-mug", {}, ada)), ["fernhollow"]);
  assert.deepEqual(ids(await Me.ListBuyerSellers({}, ada)), ["fernhollow"]);
});

test("Me.ListUserGroups tells the caller's groups and no others", async () => {
  assert.deepEqual(ids(await Me.ListUserGroups({}, await as("grace"))), ["regulars"]);
  assert.deepEqual(ids(await Me.ListUserGroups({}, await as("ada"))), []);
});

test("addresses are created, listed, read, patched, saved and deleted, and are nobody else's", async () => {
  const [ada, grace] = [await as("ada"), await as("grace")];
  const home = await Me.CreateAddress({ ...HOME, xp: { Bell: "left" } }, ada);
  assert.deepEqual([home.Shipping, home.Billing, home.Editable], [true, false, true]);
  assert.deepEqual((await Me.PatchAddress(home.ID, { Zip: "LS1", xp: { Floor: 2 } }, ada)).xp, {
    Bell: "left",
    Floor: 2,
  });
  await refused(Me.PatchAddress(home.ID, { City: null }, ada), 400, "ValidationFailure");
  assert.equal((await Me.GetAddress(home.ID, ada)).City, "Leeds");
  const saved = await Me.SaveAddress(home.ID, { ...HOME, City: "York" }, ada);
  assert.deepEqual([saved.City, saved.Zip, saved.ID], ["York", null, home.ID]);
  assert.deepEqual(ids(await Me.ListAddresses({ filters: { Shipping: true } }, ada)), [home.ID]);
  assert.deepEqual(ids(await Me.ListAddresses({}, grace)), []);
  await refused(Me.GetAddress(home.ID, grace), 404, "NotFound");
  await refused(Me.CreateAddress(HOME, grace), 403, "Auth.InsufficientRoles");
  await refused(Me.CreateAddress({ ...HOME, Street1: "" }, ada), 400, "ValidationFailure");
  await Me.DeleteAddress(home.ID, ada);
  await refused(Me.DeleteAddress(home.ID, ada), 404, "NotFound");
});

test("a guest keeps nothing: own lists are empty, and writing is refused though the role is there", async () => {
  const guest = await asGuest();
  assert.ok(roles(guest.accessToken).includes("MeAddressAdmin"));
  assert.deepEqual(ids(await Me.ListAddresses({}, guest)), []);
  assert.deepEqual(ids(await Me.ListCreditCards({}, guest)), []);
  await refused(Me.CreateAddress(HOME, guest), 403, "Auth.AnonUserProhibited");
  await refused(Me.CreateCreditCard({ Token: "t" }, guest), 403, "Auth.AnonUserProhibited");
  await refused(Me.DeleteAddress("x", guest), 403, "Auth.AnonUserProhibited");
});

test("cards are kept by whoever has the role, never with a whole number, and pay", async () => {
  const seller = await asSeller();
  await refused(Me.CreateCreditCard({ Token: "t" }, await as("ada")), 403, "Auth.InsufficientRoles");
  await SecurityProfiles.Create({ ID: "cards", Name: "Cards", Roles: ["MeCreditCardAdmin"] }, seller);
  await SecurityProfiles.SaveAssignment({ SecurityProfileID: "cards", BuyerID: "acme" }, seller);
  const ada = await as("ada");
  await refused(Me.CreateCreditCard({ PartialAccountNumber: "4111111111111111" }, ada), 400, "ValidationFailure");
  const card = await Me.CreateCreditCard({ Token: "t", CardType: "Visa", PartialAccountNumber: "1111" }, ada);
  assert.equal((await Me.PatchCreditCard(card.ID, { CardholderName: "Ada" }, ada)).CardType, "Visa");
  assert.equal((await Me.SaveCreditCard(card.ID, { Token: "u" }, ada)).CardType, null);
  await Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 1 }, ada);
  assert.equal((await Cart.CreatePayment({ Type: "CreditCard", CreditCardID: card.ID }, ada)).CreditCardID, card.ID);
  await Me.DeleteCreditCard(card.ID, ada);
  await refused(Me.GetCreditCard(card.ID, ada), 404, "NotFound");
});

// ---- forgotten names, and who may read settings

test("a forgotten username is mailed, and nobody learns whether the address is known", async () => {
  await ForgottenCredentials.RetrieveUsername({ clientID: SHOP, email: "ada@acme.example" });
  await ForgottenCredentials.RetrieveUsername({ clientID: SHOP, email: "nobody@acme.example" });
  const mail = (await sandbox.outbox()).map(({ kind, to, username }) => [kind, to, username]);
  assert.deepEqual(mail, [["username", "ada@acme.example", "ada"]]);
  await refused(
    ForgottenCredentials.RetrieveUsername({ email: "ada@acme.example" }),
    400,
    "Auth.ClientIDAndEmailRequired",
  );
  await refused(ForgottenCredentials.RetrieveUsername({ clientID: MEMBERS }), 400, "Auth.ClientIDAndEmailRequired");
});

test("settings are the seller's alone, and a role opens its own kind and no other", async () => {
  for (const who of [await as("ada"), await asGuest()]) {
    await refused(OpenIdConnects.List({}, who), 403, "Auth.UserNotAuthorizedToAdmin");
    await refused(ImpersonationConfigs.List({}, who), 403, "Auth.UserNotAuthorizedToAdmin");
    await refused(
      Users.GetAccessToken("acme", "ada", { ClientID: SHOP, Roles: [] }, who),
      403,
      "Auth.UserNotAuthorizedToAdmin",
    );
  }
  const reader = await sellerWithOnly("OpenIDConnectReader");
  assert.deepEqual(ids(await OpenIdConnects.List({}, reader)), ["sandbox-idp"]);
  await refused(OpenIdConnects.Patch("sandbox-idp", { UrlEncoded: false }, reader), 403, "Auth.InsufficientRoles");
  await refused(ImpersonationConfigs.List({}, reader), 403, "Auth.InsufficientRoles");
});
