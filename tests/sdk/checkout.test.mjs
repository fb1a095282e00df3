// The vendor's SDK checks out: everything that is written on an order beside its lines, which order is the cart, and what
// the seller does with an order that has come in.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Auth, Cart, LineItems, Me, Orders, Payments, Promotions } from "ordercloud-javascript-sdk";
import { as, asGuest, asSeller, claims, PASSWORDS, refused, SHOP, SUPPLIERS, sandbox, signIn } from "./lib/world.mjs";

const MUG = { ProductID: "tarn-mug", Quantity: 2 };
const KETTLE = { ProductID: "fell-kettle", Quantity: 1 };
const HOME = { FirstName: "Ada", Street1: "1 Mill Lane", City: "Leeds", Zip: "LS1", Country: "GB" };
const ids = (list) => list.Items.map((item) => item.ID);

/** The token of a guest or a user with a cart of two mugs (48). */
const withCart = async (who) => {
  await Cart.CreateLineItem(MUG, who);
  return who;
};

// ---- the cart itself

test("Cart.Save replaces what Cart.Patch adds to, and the lines stay", async () => {
  const ada = await withCart(await as("ada"));
  await Cart.Patch({ Comments: "ring twice", xp: { Gift: true } }, ada);
  assert.deepEqual((await Cart.Patch({ xp: { Ribbon: "red" } }, ada)).xp, { Gift: true, Ribbon: "red" });
  const saved = await Cart.Save({ xp: { Ribbon: "blue" } }, ada);
  assert.deepEqual([saved.Comments, saved.xp, saved.LineItemCount], [null, { Ribbon: "blue" }, 1]);
});

test("Cart.SetActiveCart chooses among unsubmitted orders; after it is submitted the newest is the cart again", async () => {
  const ada = await as("ada");
  await Orders.Create("Outgoing", { ID: "older" }, ada);
  await LineItems.Create("Outgoing", "older", MUG, ada);
  await Orders.Create("Outgoing", { ID: "newer" }, ada);
  assert.equal((await Cart.Get(ada)).ID, "newer");
  await Cart.SetActiveCart("older", ada);
  assert.equal((await Cart.Get(ada)).ID, "older");
  await Cart.Submit(ada);
  assert.equal((await Cart.Get(ada)).ID, "newer");
  await refused(Cart.SetActiveCart("older", ada), 400, "Order.CannotSubmitBadStatus");
  await refused(Cart.SetActiveCart("nothing", ada), 404, "NotFound");
  await refused(Cart.SetActiveCart("newer", await as("grace")), 404, "NotFound");
});

test("a guest has one cart and cannot choose another", async () => {
  const guest = await withCart(await asGuest());
  await refused(Cart.SetActiveCart(claims(guest.accessToken).orderid, guest), 403, "Auth.AnonUserProhibited");
});

test("Validate and GetOrderWorksheet see the same order as Submit", async () => {
  const ada = await as("ada");
  await refused(Cart.Validate(ada), 400, "Order.CannotSubmitWithNoLineItems");
  await refused(Cart.GetOrderWorksheet(ada), 404, "NotFound");
  await withCart(ada);
  await Cart.Validate(ada);
  const sheet = await Cart.GetOrderWorksheet(ada);
  assert.deepEqual([sheet.Order.Total, sheet.LineItems.length, sheet.OrderPromotions], [48, 1, []]);
  assert.deepEqual((await Cart.Calculate(ada)).LineItems, sheet.LineItems);
});

// ---- addresses

test("addresses are written on a guest's cart, patched, and show on its lines", async () => {
  const guest = await withCart(await asGuest());
  await refused(Cart.PatchShippingAddress({ Zip: "LS2" }, guest), 400, "ShippingAddress.CannotModifyNotFound");
  await refused(Cart.SetShippingAddress({ ...HOME, City: "" }, guest), 400, "ValidationFailure");
  await Cart.SetShippingAddress(HOME, guest);
  await Cart.PatchShippingAddress({ Zip: "LS2", xp: { Bell: "left" } }, guest);
  const order = await Cart.SetBillingAddress({ ...HOME, Street1: "2 Bank Street" }, guest);
  assert.deepEqual(
    [order.BillingAddress.Street1, order.BillingAddressID, order.ShippingAddressID],
    ["2 Bank Street", null, null],
  );
  assert.equal((await Cart.PatchBillingAddress({ City: "York" }, guest)).BillingAddress.City, "York");
  const [line] = (await Cart.ListLineItems({}, guest)).Items;
  assert.deepEqual([line.ShippingAddress.Zip, line.ShippingAddress.xp], ["LS2", { Bell: "left" }]);
});

test("a line can go elsewhere than its order", async () => {
  const ada = await as("ada");
  await Orders.Create("Outgoing", { ID: "split" }, ada);
  const { ID } = await LineItems.Create("Outgoing", "split", MUG, ada);
  await LineItems.Create("Outgoing", "split", KETTLE, ada);
  await Orders.SetShippingAddress("Outgoing", "split", HOME, ada);
  await LineItems.SetShippingAddress("Outgoing", "split", ID, { ...HOME, City: "Hull" }, ada);
  await LineItems.PatchShippingAddress("Outgoing", "split", ID, { Zip: "HU1" }, ada);
  const cities = (await LineItems.List("Outgoing", "split", {}, ada)).Items.map((line) => [
    line.ShippingAddress.City,
    line.ShippingAddress.Zip,
  ]);
  assert.deepEqual(cities, [
    ["Hull", "HU1"],
    ["Leeds", "LS1"],
  ]);
});

test("a saved address is used by its ID, and then cannot be patched on the order", async () => {
  const ada = await withCart(await as("ada"));
  const { ID } = await Me.CreateAddress({ ...HOME, Shipping: true, AddressName: "Home" }, ada);
  const order = await Cart.Patch({ ShippingAddressID: ID }, ada);
  assert.equal(order.ShippingAddressID, ID);
  assert.equal((await Cart.ListLineItems({}, ada)).Items[0].ShippingAddress.Street1, "1 Mill Lane");
  await refused(Cart.PatchShippingAddress({ Zip: "X" }, ada), 400, "ShippingAddress.CannotPatchSetByID");
  const grace = await withCart(await as("grace"));
  await refused(Cart.Patch({ ShippingAddressID: ID }, grace), 404, "NotFound");
});

// ---- payments

test("a purchase order is accepted by nature; a card waits for whoever may administer orders, and submitting waits too", async () => {
  const ada = await withCart(await as("ada"));
  const { ID: order } = await Cart.Get(ada);
  const purchase = await Cart.CreatePayment({ Type: "PurchaseOrder", Amount: 20, Description: "PO 7" }, ada);
  assert.deepEqual([purchase.Accepted, purchase.Currency, purchase.Transactions], [true, "EUR", []]);
  const card = await Cart.CreatePayment({ ID: "card", Type: "CreditCard", Amount: 28 }, ada);
  assert.equal(card.Accepted, false);
  await refused(Cart.PatchPayment("card", { Accepted: true }, ada), 403, "Payment.CannotPatchAccepted");
  await refused(Cart.CreatePaymentTransaction("card", { Type: "CreditCard" }, ada), 403, "Payment.CannotPatchAccepted");
  await refused(Cart.Submit(ada), 400, "Order.CannotSubmitWithUnaccceptedPayments");
  const seller = await asSeller();
  const { Transactions } = await Payments.CreateTransaction(
    "Incoming",
    order,
    "card",
    { ID: "t1", Type: "CreditCard", Amount: 28, Succeeded: true },
    seller,
  );
  assert.deepEqual([Transactions[0].ID, Transactions[0].Succeeded], ["t1", true]);
  await Payments.DeleteTransaction("Incoming", order, "card", "t1", seller);
  assert.equal((await Payments.Patch("Incoming", order, "card", { Accepted: true }, seller)).Accepted, true);
  assert.equal((await Cart.Submit(ada)).Status, "Open");
  assert.deepEqual(ids(await Payments.List("Outgoing", order, {}, ada)).sort(), [purchase.ID, "card"].sort());
});

test("payments are listed, read, patched and deleted, and impossible ones refused", async () => {
  const guest = await withCart(await asGuest());
  const { ID } = await Cart.CreatePayment({ Type: "PurchaseOrder", Amount: 5 }, guest);
  assert.equal((await Cart.PatchPayment(ID, { Amount: 6, xp: { Note: 1 } }, guest)).Amount, 6);
  assert.deepEqual((await Cart.GetPayment(ID, guest)).xp, { Note: 1 });
  await refused(Cart.PatchPayment(ID, { Type: "CreditCard" }, guest), 400, "Payment.CannotPatchProperty");
  for (const [payment, status, code] of [
    [{}, 400, "ValidationFailure"],
    [{ Type: "Barter" }, 400, "Request.InvalidRequestBody"],
    [{ Type: "PurchaseOrder", Amount: 0 }, 400, "Payment.AmountGreaterThanZero"],
    [{ Type: "PurchaseOrder", CreditCardID: "x" }, 400, "Payment.CannotSetCreditCard"],
    [{ Type: "CreditCard", CreditCardID: "x" }, 404, "NotFound"],
    [{ Type: "CreditCard", Accepted: true }, 403, "Payment.CannotPatchAccepted"],
    [{ Type: "SpendingAccount" }, 400, "Payment.SpendingAccountIdMissing"],
    [{ Type: "SpendingAccount", SpendingAccountID: "x" }, 400, "Payment.InvalidSpendingAccountID"],
    [{ ID, Type: "PurchaseOrder" }, 409, "IdExists"],
  ]) {
    await refused(Cart.CreatePayment(payment, guest), status, code);
  }
  await Cart.DeletePayment(ID, guest);
  await refused(Cart.GetPayment(ID, guest), 404, "NotFound");
  assert.equal((await Cart.ListPayments({}, guest)).Meta.TotalCount, 0);
});

// ---- promotions

test("a promotion code takes its share off while the order is eligible, once per user", async () => {
  const ada = await withCart(await as("ada"));
  await refused(Cart.AddPromotion("nonsense", ada), 404, "NotFound");
  await refused(Cart.AddPromotion("FIRSTFROST", ada), 400, "Promotion.NotEligible");
  assert.deepEqual(ids(await Cart.ListEligiblePromotions({}, ada)), []);
  const { ID } = await Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 3 }, ada);
  assert.deepEqual(
    (await Cart.ListEligiblePromotions({}, ada)).Items.map((promotion) => promotion.Amount),
    [12],
  );
  const added = await Cart.AddPromotion("firstfrost", ada);
  assert.deepEqual([added.Code, added.Amount], ["FIRSTFROST", 12]);
  await refused(Cart.AddPromotion("FIRSTFROST", ada), 400, "Promotion.AlreadyAdded");
  const cart = await Cart.Get(ada);
  assert.deepEqual([cart.Subtotal, cart.PromotionDiscount, cart.Total], [120, 12, 108]);

  await Cart.DeleteLineItem(ID, ada);
  await refused(Cart.Submit(ada), 400, "Promotion.NotEligible");
  const { PromosRemoved } = await Cart.RefreshPromotions(ada);
  assert.deepEqual(
    PromosRemoved.map((promotion) => [promotion.ID, promotion.ErrorCode]),
    [["first-frost", "Promotion.NotEligible"]],
  );
  await Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 3 }, ada);
  await Cart.AddPromotion("FIRSTFROST", ada);
  assert.equal((await Cart.Submit(ada)).Total, 108);
  assert.equal((await Me.GetPromotion("first-frost", ada)).RedemptionCount, 1);

  await Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 9 }, ada);
  await refused(Cart.AddPromotion("FIRSTFROST", ada), 400, "Promotion.ExceedsUsageLimit");
});

test("a promotion is taken off again, from a cart and from an order", async () => {
  const guest = await asGuest();
  await Cart.CreateLineItem({ ProductID: "tarn-mug", Quantity: 5 }, guest);
  await Cart.AddPromotion("FIRSTFROST", guest);
  assert.deepEqual(ids(await Cart.ListPromotions({}, guest)), ["first-frost"]);
  await Cart.DeletePromotion("FIRSTFROST", guest);
  await refused(Cart.DeletePromotion("FIRSTFROST", guest), 404, "NotFound");
  const order = claims(guest.accessToken).orderid;
  await Orders.AddPromotion("Outgoing", order, "FIRSTFROST", guest);
  assert.equal((await Orders.RemovePromotion("Outgoing", order, "FIRSTFROST", guest)).PromotionDiscount, 0);
});

test("the seller keeps promotions, and what they say holds at once", async () => {
  const seller = await asSeller();
  const spring = {
    ID: "spring",
    Code: "SPRING",
    Active: true,
    EligibleExpression: "true",
    ValueExpression: "5",
    CanCombine: true,
    AutoApply: true,
  };
  await Promotions.Create(spring, seller);
  await refused(Promotions.Create({ ...spring, ID: "twin", Code: "spring" }, seller), 409, "Promotion.CodeInUse");
  await refused(
    Promotions.Patch("spring", { ValueExpression: "item.LineTotal * 0.2" }, seller),
    400,
    "ValidationFailure",
  );
  const ada = await withCart(await as("ada"));
  assert.equal((await Cart.ApplyPromotions(ada)).PromotionDiscount, 5);
  await Cart.CreateLineItem(MUG, ada);
  await refused(Cart.AddPromotion("FIRSTFROST", ada), 400, "Promotion.CannotCombine");
  await Promotions.Patch("spring", { ExpirationDate: "2020-01-01T00:00:00Z" }, seller);
  await refused(Cart.Submit(ada), 400, "Promotion.Expired");
  await Promotions.Patch(
    "spring",
    { ExpirationDate: null, StartDate: new Date(Date.now() + 60_000).toISOString() },
    seller,
  );
  await refused(Cart.Submit(ada), 400, "Promotion.NotYetValid");
  await sandbox.settings({ clockSkewSeconds: 61 });
  assert.equal((await Cart.Submit(ada)).Total, 91);
  assert.deepEqual(ids(await Me.ListPromotions({}, ada)).sort(), ["first-frost", "spring"]);
  await refused(Promotions.List({}, ada), 403, "Auth.UserNotAuthorizedToAdmin");
  await Promotions.Delete("spring", seller);
  await refused(Promotions.Get("spring", seller), 404, "NotFound");
});

// ---- orders, from both sides

test("Orders.Save replaces, Orders.Patch adds, and neither touches a submitted order of the shopper's", async () => {
  const ada = await as("ada");
  await Orders.Create("Outgoing", { ID: "o", Comments: "one", xp: { A: 1 } }, ada);
  await Orders.Patch("Outgoing", "o", { xp: { B: 2 } }, ada);
  const saved = await Orders.Save("Outgoing", "o", { xp: { C: 3 } }, ada);
  assert.deepEqual([saved.Comments, saved.xp], [null, { C: 3 }]);
  await LineItems.Create("Outgoing", "o", MUG, ada);
  await Orders.Validate("Outgoing", "o", ada);
  await Orders.Submit("Outgoing", "o", ada);
  await refused(Orders.Save("Outgoing", "o", {}, ada), 400, "Order.CannotSubmitBadStatus");
  await refused(Orders.Cancel("Outgoing", "o", ada), 400, "Order.CannotCancelInCurrentStatus");
  await refused(Orders.Complete("Outgoing", "o", ada), 403, "Auth.InsufficientRoles");
});

test("an order goes out from the buyer and comes in at the seller, once it is submitted", async () => {
  const [ada, seller] = [await withCart(await as("ada")), await asSeller()];
  const { ID } = await Cart.Get(ada);
  assert.deepEqual(ids(await Orders.List("Incoming", {}, seller)), []);
  await Cart.Submit(ada);
  assert.deepEqual(ids(await Orders.List("Incoming", {}, seller)), [ID]);
  assert.deepEqual(ids(await Orders.List("All", { filters: { Status: "Open" } }, seller)), [ID]);
  assert.deepEqual(ids(await Orders.List("Outgoing", {}, seller)), []);
  assert.deepEqual(ids(await Orders.List("Incoming", {}, ada)), []);
  await refused(Orders.Get("Incoming", ID, ada), 404, "NotFound");
  assert.equal((await Orders.Get("Incoming", ID, seller)).FromUser.Username, "ada");
  assert.equal((await LineItems.ListAcrossOrders("Incoming", {}, seller)).Meta.TotalCount, 1);
  await refused(Orders.List("Sideways", {}, seller), 400, "ValidationFailure");
});

test("the seller notes, completes and cancels orders; roles decide, and a supplier sees none of them", async () => {
  const [ada, seller] = [await as("ada"), await asSeller()];
  for (const ID of ["done", "undone"]) {
    await Orders.Create("Outgoing", { ID }, ada);
    await LineItems.Create("Outgoing", ID, MUG, ada);
    await Orders.Submit("Outgoing", ID, ada);
  }
  assert.deepEqual((await Orders.Patch("Incoming", "done", { xp: { Packed: true } }, seller)).xp, { Packed: true });
  const done = await Orders.Complete("Incoming", "done", seller);
  assert.equal(done.Status, "Completed");
  assert.ok(Date.parse(done.DateCompleted) > 0);
  await refused(Orders.Complete("Incoming", "done", seller), 400, "Order.CannotCompleteBadStatus");
  await refused(Orders.Cancel("Incoming", "done", seller), 400, "Order.CannotCancelInCurrentStatus");
  const undone = await Orders.Cancel("Incoming", "undone", seller);
  assert.deepEqual([undone.Status, undone.IsSubmitted], ["Canceled", true]);
  await refused(
    Payments.Create("Incoming", "undone", { Type: "PurchaseOrder" }, seller),
    400,
    "Payment.CannotEditCancelled",
  );
  const sam = { accessToken: (await signIn("sam", SUPPLIERS)).access_token };
  assert.deepEqual(ids(await Orders.List("Incoming", {}, sam)), []);
  await refused(Orders.Get("Incoming", "done", sam), 404, "NotFound");
  await refused(Orders.Patch("Incoming", "done", {}, sam), 403, "Auth.InsufficientRoles");
  const reader = { accessToken: (await Auth.Login("ada", PASSWORDS.ada, SHOP, ["OrderReader"])).access_token };
  assert.equal((await Orders.Get("Outgoing", "done", reader)).Status, "Completed");
  await refused(Orders.Create("Outgoing", {}, reader), 403, "Auth.InsufficientRoles");
});

test("the seller creates an order for a buyer's user, who finds it as the cart", async () => {
  const seller = await asSeller();
  await refused(Orders.Create("Incoming", { ID: "phoned" }, seller), 400, "Order.CreateIncomingRequiresFromUser");
  await refused(Orders.Create("Incoming", { FromCompanyID: "acme", FromUserID: "nobody" }, seller), 404, "NotFound");
  await Orders.Create("Incoming", { ID: "phoned", FromCompanyID: "acme", FromUserID: "ada" }, seller);
  await LineItems.Create("Incoming", "phoned", MUG, seller);
  const cart = await Cart.Get(await as("ada"));
  assert.deepEqual([cart.ID, cart.Total, cart.FromUser.Username], ["phoned", 48, "ada"]);
});
