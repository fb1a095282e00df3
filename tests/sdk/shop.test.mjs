// The vendor's SDK shops: the shopper's view, cart and orders, and each change of identity.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Auth, Cart, LineItems, Me, Orders, Tokens } from "ordercloud-javascript-sdk";
import { as, asGuest, claims, refused, roles, SHOP, signIn } from "./lib/world.mjs";

const ids = (list) => list.Items.map((item) => item.ID);
const MUG = { ProductID: "tarn-mug", Quantity: 2 };

// ---- who one is

test("Me.Get tells a buyer everything, and never the password", async () => {
  const me = await Me.Get(await as("ada"));
  assert.deepEqual(
    [me.Username, me.Email, me.Buyer.ID, me.Active, me.Password],
    ["ada", "ada@acme.example", "acme", true, null],
  );
  assert.equal(me.Buyer.DefaultCatalogID, "fernhollow");
  assert.ok(me.AvailableRoles.includes("Shopper"));
});

test("Me.Patch changes what it names, inside xp as well, and leaves the rest", async () => {
  const ada = await as("ada");
  await Me.Patch({ FirstName: "Augusta", xp: { Size: "M" } }, ada);
  const patched = await Me.Patch({ Phone: "555", xp: { Color: "Moss" } }, ada);
  assert.deepEqual([patched.FirstName, patched.LastName, patched.Phone], ["Augusta", "Byron", "555"]);
  assert.deepEqual((await Me.Get(ada)).xp, { Size: "M", Color: "Moss" });
});

test("Me.RevokeTokens ends every session of the user, renewals too, and nobody else's", async () => {
  const [here, there, grace] = [await signIn("ada"), await signIn("ada"), await as("grace")];
  await Me.RevokeTokens({ accessToken: here.access_token });
  for (const { access_token, refresh_token } of [here, there]) {
    await refused(Me.Get({ accessToken: access_token }), 401, "Auth.TokenRevoked");
    await refused(Auth.RefreshToken(refresh_token, SHOP), 400, "Auth.OauthError");
  }
  assert.equal((await Me.Get(grace)).Username, "grace");
  assert.ok((await signIn("ada")).access_token);
});

test("Me.ResetPasswordByToken changes the password, by the role PasswordReset alone", async () => {
  await refused(
    Me.ResetPasswordByToken({ NewPassword: "Sandbox-Grace-2" }, await as("grace")),
    403,
    "Auth.InsufficientRoles",
  );
  await Me.ResetPasswordByToken({ NewPassword: "Sandbox-Ada-2" }, await as("ada"));
  await refused(signIn("ada"), 400, "Auth.InvalidUsernameOrPassword");
  assert.ok((await Auth.Login("ada", "Sandbox-Ada-2", SHOP)).access_token);
});

// ---- shelves

test("pages hold together: all products, each once, with a true Meta", async () => {
  const ada = await as("ada");
  const pages = [];
  for (let page = 1; page <= 4; page += 1) pages.push(await Me.ListProducts({ page, pageSize: 7 }, ada));
  const { Facets, ...meta } = pages[3].Meta;
  assert.deepEqual(meta, {
    Page: 4,
    PageSize: 7,
    TotalCount: 26,
    TotalPages: 4,
    ItemRange: [22, 26],
    NextPageKey: null,
  });
  assert.deepEqual(
    Facets.map((facet) => facet.XpPath),
    ["Color", "Material"],
  );
  assert.equal(new Set(pages.flatMap(ids)).size, 26);
  assert.equal((await Me.ListProducts({}, ada)).Items.length, 20);
  assert.deepEqual((await Me.ListProducts({ page: 9 }, ada)).Items, []);
});

test("products are searched, everywhere or in one field, and listed by category", async () => {
  const ada = await as("ada");
  assert.deepEqual(ids(await Me.ListProducts({ search: "lantern" }, ada)), ["storm-lantern"]);
  const inNames = ids(await Me.ListProducts({ search: "ash", searchOn: ["Name"] }, ada));
  const anywhere = ids(await Me.ListProducts({ search: "ash", searchType: "AnyTerm" }, ada));
  assert.deepEqual(inNames, ["ash-mallet"]);
  assert.ok(anywhere.length > inNames.length);
  const { Items, Meta } = await Me.ListProducts({ categoryID: "hearth", catalogID: "fernhollow", depth: "all" }, ada);
  assert.equal(Meta.TotalCount, 6);
  assert.ok(Items.some((product) => product.ID === "ember-bowl"));
  assert.equal((await Me.ListProducts({ catalogID: "elsewhere" }, ada)).Meta.TotalCount, 0);
});

test("filters compare, negate, take wildcards and alternatives, and reach into xp", async () => {
  const ada = await as("ada");
  const found = async (filters) => ids(await Me.ListProducts({ filters, pageSize: 100 }, ada)).sort();
  assert.deepEqual(await found({ ID: "peg-set" }), ["peg-set"]);
  assert.deepEqual(await found({ Name: "*lantern|tarn*" }), ["storm-lantern", "tarn-mug"]);
  assert.deepEqual(await found({ xp: { Color: "Indigo" } }), ["picnic-roll", "tool-wrap"]);
  assert.deepEqual(await found({ "xp.Color": "Indigo", Name: "Tool*" }), ["tool-wrap"]);
  assert.equal((await found({ xp: { Color: "!Indigo" } })).length, 24);
  assert.equal((await found({ xp: { Nothing: "!*" } })).length, 26);
  assert.deepEqual(await found({ "Inventory.QuantityAvailable": "<9" }), ["ember-bowl", "hollow-tent"]);
  assert.deepEqual(await found({ "Inventory.QuantityAvailable": [">60", "<90"] }), ["brook-flask", "market-tote"]);
  assert.equal((await found({ IsBundle: false })).length, 26);
});

test("products are sorted, downwards with an exclamation mark, and by a second key", async () => {
  const ada = await as("ada");
  const names = async (sortBy) =>
    (await Me.ListProducts({ sortBy, pageSize: 100 }, ada)).Items.map((product) => product.Name);
  const up = await names(["Name"]);
  assert.deepEqual(
    up,
    [...up].sort((a, b) => a.localeCompare(b)),
  );
  assert.deepEqual(await names(["!Name"]), [...up].reverse());
  const { Items } = await Me.ListProducts({ sortBy: ["xp.Color", "!Name"], pageSize: 100 }, ada);
  const indigo = Items.filter((product) => product.xp.Color === "Indigo").map((product) => product.ID);
  assert.equal(Items[0].xp.Color, "Charcoal");
  assert.deepEqual(indigo, ["tool-wrap", "picnic-roll"]);
});

test("a product has its price and its stock", async () => {
  const mug = await Me.GetProduct("tarn-mug", {}, await as("ada"));
  assert.deepEqual(
    [mug.Name, mug.PriceSchedule.PriceBreaks[0].Price, mug.Inventory.QuantityAvailable],
    ["Tarn Mug", 24, 120],
  );
});

test("categories are listed, filtered by a product too, and read one by one", async () => {
  const ada = await as("ada");
  assert.deepEqual(ids(await Me.ListCategories({ depth: "all", catalogID: "fernhollow" }, ada)), [
    "camp",
    "table",
    "carry",
    "hearth",
  ]);
  assert.deepEqual(ids(await Me.ListCategories({ productID: "tarn-mug" }, ada)), ["table"]);
  assert.deepEqual(ids(await Me.ListCategories({ catalogID: "elsewhere" }, ada)), []);
  assert.equal((await Me.GetCategory("carry", { catalogID: "fernhollow" }, ada)).Name, "Carry");
  await refused(Me.GetCategory("nothing", {}, ada), 404, "NotFound");
});

test("guests see the same shelves as users", async () => {
  assert.deepEqual(await Me.ListProducts({}, await asGuest()), await Me.ListProducts({}, await as("ada")));
});

// ---- cart

test("a cart is never missing: without one the ID is null and the list of lines is empty", async () => {
  const ada = await as("ada");
  assert.equal((await Cart.Get(ada)).ID, null);
  assert.equal((await Cart.ListLineItems({}, ada)).Meta.TotalCount, 0);
  await Cart.Delete(ada);
});

test("line items are created, read, listed, patched, saved and deleted, and the cart adds up", async () => {
  const ada = await as("ada");
  const line = await Cart.CreateLineItem(MUG, ada);
  assert.deepEqual(
    [line.ProductID, line.Quantity, line.UnitPrice, line.LineTotal, line.Product.Name],
    ["tarn-mug", 2, 24, 48, "Tarn Mug"],
  );
  const kettle = await Cart.CreateLineItem({ ProductID: "fell-kettle", Quantity: 1, xp: { Wrap: true } }, ada);
  assert.deepEqual((await Cart.GetLineItem(kettle.ID, ada)).xp, { Wrap: true });
  assert.deepEqual(ids(await Cart.ListLineItems({ filters: { ProductID: "fell-kettle" } }, ada)), [kettle.ID]);
  assert.equal((await Cart.PatchLineItem(line.ID, { Quantity: 5 }, ada)).LineSubtotal, 120);
  assert.equal((await Cart.SaveLineItem(line.ID, { ProductID: "tarn-mug", Quantity: 3 }, ada)).Quantity, 3);
  let cart = await Cart.Get(ada);
  assert.deepEqual([cart.LineItemCount, cart.Subtotal, cart.Total, cart.Status], [2, 144, 144, "Unsubmitted"]);
  assert.equal((await Cart.Calculate(ada)).Order.ID, cart.ID);
  await Cart.DeleteLineItem(kettle.ID, ada);
  cart = await Cart.Patch({ Comments: "ring twice" }, ada);
  assert.deepEqual([cart.LineItemCount, cart.Total, cart.Comments], [1, 72, "ring twice"]);
  await Cart.Delete(ada);
  assert.equal((await Cart.Get(ada)).ID, null);
});

test("a guest's cart gets the id from the token, a name by PatchFromUser, and is submitted", async () => {
  const guest = await asGuest();
  await Cart.CreateLineItem(MUG, guest);
  const who = { FirstName: "Gwen", LastName: "Guest", Email: "gwen@example.com" };
  await Cart.PatchFromUser(who, guest);
  const order = await Cart.Submit(guest);
  assert.equal(order.ID, claims(guest.accessToken).orderid);
  assert.deepEqual([order.Status, order.IsSubmitted, order.FromUser.Email], ["Open", true, "gwen@example.com"]);
  assert.ok(Date.parse(order.DateSubmitted) > 0);
  assert.equal((await Me.Get(await asGuest())).FirstName, "Guest", "the template user must stay as it was");
});

test("two guests do not see each other's carts", async () => {
  const [first, second] = [await asGuest(), await asGuest()];
  await Cart.CreateLineItem(MUG, first);
  assert.equal((await Cart.Get(second)).ID, null);
  await refused(Orders.Get("Outgoing", claims(first.accessToken).orderid, second), 404, "NotFound");
});

// ---- orders

test("orders work the older way: created, filled, patched, submitted, deleted", async () => {
  const ada = await as("ada");
  const { ID } = await Orders.Create("Outgoing", { ID: "first-order", Comments: "hello" }, ada);
  assert.equal(ID, "first-order");
  const line = await LineItems.Create("Outgoing", ID, MUG, ada);
  assert.equal((await LineItems.Get("Outgoing", ID, line.ID, ada)).Quantity, 2);
  assert.equal((await LineItems.Patch("Outgoing", ID, line.ID, { Quantity: 3 }, ada)).Quantity, 3);
  assert.equal((await LineItems.Save("Outgoing", ID, line.ID, { ...MUG, Quantity: 4 }, ada)).Quantity, 4);
  const more = await LineItems.Create("Outgoing", ID, { ProductID: "peg-set", Quantity: 1 }, ada);
  await LineItems.Delete("Outgoing", ID, more.ID, ada);
  assert.deepEqual(ids(await LineItems.List("Outgoing", ID, {}, ada)), [line.ID]);
  const named = await Orders.PatchFromUser("Outgoing", ID, { FirstName: "Augusta" }, ada);
  assert.deepEqual([named.FromUser.FirstName, named.FromUser.LastName], ["Augusta", "Byron"]);
  assert.equal((await Orders.Patch("Outgoing", ID, { Comments: "ring twice" }, ada)).Comments, "ring twice");
  const order = await Orders.Submit("Outgoing", ID, ada);
  assert.deepEqual([order.ID, order.Status, order.Total], [ID, "Open", 96]);
  assert.equal((await Orders.Get("Outgoing", ID, ada)).IsSubmitted, true);
  const { ID: gone } = await Orders.Create("Outgoing", {}, ada);
  await Orders.Delete("Outgoing", gone, ada);
  await refused(Orders.Get("Outgoing", gone, ada), 404, "NotFound");
});

test("orders are listed in both places, by status and by date, and only one's own", async () => {
  const [ada, grace] = [await as("ada"), await as("grace")];
  await Cart.CreateLineItem(MUG, ada);
  const { ID: submitted } = await Cart.Submit(ada);
  await Cart.CreateLineItem(MUG, ada);
  const { ID: open } = await Cart.Get(ada);
  await Cart.CreateLineItem(MUG, grace);
  for (const list of [(options) => Me.ListOrders(options, ada), (options) => Orders.List("Outgoing", options, ada)]) {
    assert.deepEqual(ids(await list({})).sort(), [submitted, open].sort());
    assert.deepEqual(ids(await list({ filters: { Status: "Open" } })), [submitted]);
    assert.deepEqual(ids(await list({ filters: { IsSubmitted: false } })), [open]);
    assert.equal((await list({ from: "2020-01-01", searchType: "AnyTerm" })).Items.length, 2);
    assert.equal((await list({ from: new Date(Date.now() + 86_400_000).toISOString() })).Items.length, 0);
    assert.equal((await list({ to: "2020-01-01T00:00:00Z" })).Items.length, 0);
  }
});

// ---- a guest becomes a user

test("an existing user takes the guest's order along, with the new bearer and the old token in the query", async () => {
  const guest = await asGuest();
  await Cart.CreateLineItem(MUG, guest);
  const ada = await as("ada");
  await Me.TransferAnonUserOrder({ anonUserToken: guest.accessToken }, ada);
  const cart = await Cart.Get(ada);
  assert.deepEqual(
    [cart.ID, cart.FromUser.Username, cart.LineItemCount],
    [claims(guest.accessToken).orderid, "ada", 1],
  );
  assert.equal((await Cart.Get(guest)).ID, null);
});

test("a guest without a cart has nothing to hand over, and that is no error", async () => {
  const [guest, ada] = [await asGuest(), await as("ada")];
  await Me.TransferAnonUserOrder({ anonUserToken: guest.accessToken }, ada);
  assert.equal((await Cart.Get(ada)).ID, null);
});

test("registration turns the guest into a user with the order, and answers with an access token alone", async () => {
  const guest = await asGuest();
  Tokens.SetAccessToken(guest.accessToken);
  await Cart.CreateLineItem(MUG);
  const answer = await Me.Register(
    {
      Username: "gwen",
      Password: "Sandbox-Gwen-1",
      FirstName: "Gwen",
      LastName: "Guest",
      Email: "gwen@example.com",
      Active: true,
      TermsAccepted: new Date().toISOString(),
    },
    { anonUserToken: guest.accessToken },
  );
  assert.deepEqual(Object.keys(answer), ["access_token"]);
  assert.ok(!("orderid" in claims(answer.access_token)));
  Tokens.SetAccessToken(answer.access_token);
  assert.equal((await Me.Get()).Username, "gwen");
  assert.equal((await Cart.Get()).ID, claims(guest.accessToken).orderid);
  const again = await Auth.Login("gwen", "Sandbox-Gwen-1", SHOP);
  assert.ok(roles(again.access_token).includes("Shopper"));
});
