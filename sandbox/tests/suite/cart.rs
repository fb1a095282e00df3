//! Carts and orders: of a guest, who has one and no more, and of users.
//! Prices come from the built-in catalogue.

use crate::shop::{SUPPLIERS, Shop, claims};
use serde_json::json;

#[tokio::test]
async fn a_cart_that_does_not_exist_has_a_null_id() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    let cart = shop.get("/v1/cart", &guest).await;
    assert_eq!((cart.status.as_u16(), cart.json()["ID"].clone()), (200, json!(null)));
    assert_eq!(shop.get("/v1/cart/lineitems", &guest).await.json()["Items"], json!([]));
    assert_eq!(shop.call("DELETE", "/v1/cart", &guest, None).await.status, 204);
}

#[tokio::test]
async fn the_first_line_creates_the_order_that_the_token_names() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    let line = shop.add(&guest, "tarn-mug", 2).await;
    assert_eq!(line.status, 201);
    assert_eq!(line.json()["LineTotal"], 48.0);
    assert_eq!(line.json()["Product"]["Name"], "Tarn Mug");
    let cart = shop.get("/v1/cart", &guest).await.json();
    assert_eq!(cart["ID"], claims(&guest)["orderid"]);
    assert_eq!((&cart["Total"], &cart["LineItemCount"]), (&json!(48.0), &json!(1)));
    assert_eq!(cart["Status"], "Unsubmitted");
}

#[tokio::test]
async fn lines_can_be_changed_and_removed() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    let id = shop.add(&guest, "tarn-mug", 1).await.field("ID");
    let path = format!("/v1/cart/lineitems/{id}");
    let patched = shop.call("PATCH", &path, &guest, Some(json!({ "Quantity": 3 }))).await;
    assert_eq!((patched.status.as_u16(), patched.json()["LineSubtotal"].clone()), (200, json!(72.0)));
    let put = shop.call("PUT", &path, &guest, Some(json!({ "ProductID": "tarn-mug", "Quantity": 4 }))).await;
    assert_eq!(put.json()["Quantity"], 4);
    assert_eq!(shop.call("DELETE", &path, &guest, None).await.status, 204);
    shop.call("DELETE", &path, &guest, None).await.refused(404, "NotFound");
    let missing = shop.call("PATCH", &path, &guest, Some(json!({ "Quantity": 3 }))).await;
    missing.refused(404, "NotFound");
    assert_eq!(missing.json()["Errors"][0]["Data"], json!({ "ObjectType": "LineItem", "ObjectID": id }));
}

#[tokio::test]
async fn impossible_lines_are_refused_with_their_codes() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    shop.add(&guest, "tarn-mug", 0).await.refused(400, "LineItem.QuantityMustBePositive");
    shop.add(&guest, "hollow-tent", 7).await.refused(400, "Inventory.Insufficient");
    shop.add(&guest, "unicorn", 1).await.refused(404, "NotFound");
    shop.call("POST", "/v1/cart/lineitems", &guest, Some(json!({}))).await.refused(404, "NotFound");
}

#[tokio::test]
async fn a_guest_checks_out_once_per_token() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    let submit = async || shop.call("POST", "/v1/cart/submit", &guest, None).await;
    submit().await.refused(400, "Order.CannotSubmitWithNoLineItems");
    shop.add(&guest, "fell-kettle", 1).await;
    let who = json!({ "FirstName": "Nils", "LastName": "Holm", "Email": "nils@example.com" });
    let cart = shop.call("PATCH", "/v1/cart/fromuser", &guest, Some(who)).await;
    assert_eq!(cart.json()["FromUser"]["Email"], "nils@example.com");
    let order = submit().await;
    assert_eq!((order.status.as_u16(), order.json()["Status"].clone()), (201, json!("Open")));
    assert_eq!(order.json()["IsSubmitted"], true);
    assert!(order.json()["DateSubmitted"].is_string());
    assert_eq!(shop.get("/v1/cart", &guest).await.json()["ID"], json!(null));
    shop.add(&guest, "fell-kettle", 1).await.refused(403, "Auth.AnonUserProhibited");
    submit().await.refused(403, "Auth.AnonUserProhibited");
    let next = shop.guest().await;
    assert_eq!(shop.add(&next, "fell-kettle", 1).await.status, 201, "a fresh token shops again");
}

#[tokio::test]
async fn guests_see_their_own_order_only() {
    let shop = Shop::open();
    let (first, second) = (shop.guest().await, shop.guest().await);
    shop.add(&first, "tarn-mug", 1).await;
    assert_eq!(shop.get("/v1/me/orders", &first).await.json()["Meta"]["TotalCount"], 1);
    assert_eq!(shop.get("/v1/me/orders", &second).await.json()["Meta"]["TotalCount"], 0);
    assert_eq!(shop.get("/v1/cart", &second).await.json()["ID"], json!(null));
}

#[tokio::test]
async fn a_users_cart_survives_signing_in_again() {
    let shop = Shop::open();
    let first = shop.ada().await.access_token();
    shop.add(&first, "tarn-mug", 1).await;
    let again = shop.ada().await.access_token();
    assert_eq!(shop.get("/v1/cart", &again).await.json()["LineItemCount"], 1);
    shop.call("POST", "/v1/cart/submit", &again, None).await;
    shop.add(&again, "brook-flask", 1).await;
    let open = shop.get("/v1/me/orders?Status=Open", &again).await.json();
    assert_eq!(open["Meta"]["TotalCount"], 1);
    assert_eq!(open["Items"][0]["FromUser"]["Username"], "ada");
}

#[tokio::test]
async fn carts_are_for_buyers_with_the_role() {
    let shop = Shop::open();
    let sam = shop.login(SUPPLIERS, "sam", "Sandbox-Sam-1").await.access_token();
    let refusal = shop.get("/v1/cart", &sam).await;
    refusal.refused(403, "Auth.InsufficientRoles");
    assert_eq!(refusal.json()["Errors"][0]["Data"]["SufficientRoles"], json!(["Shopper"]));
    shop.get("/v1/cart", &shop.olivia().await).await.refused(403, "Auth.UserNotAuthorizedToAdmin");
    assert_eq!(shop.get("/v1/me", &sam).await.json()["Supplier"]["ID"], "initech");
}

#[tokio::test]
async fn orders_can_be_handled_by_their_id_as_well() {
    let shop = Shop::open();
    let ada = shop.ada().await.access_token();
    let order = shop
        .call("POST", "/v1/orders/Outgoing", &ada, Some(json!({ "ID": "mine", "Comments": "gift" })))
        .await;
    assert_eq!((order.status.as_u16(), order.field("Comments")), (201, "gift".to_owned()));
    shop.call("POST", "/v1/orders/Outgoing", &ada, Some(json!({ "ID": "mine" })))
        .await
        .refused(409, "IdExists");
    let line = json!({ "ProductID": "tarn-mug", "Quantity": 1 });
    assert_eq!(shop.call("POST", "/v1/orders/outgoing/mine/lineitems", &ada, Some(line)).await.status, 201);
    assert_eq!(shop.get("/v1/cart", &ada).await.field("ID"), "mine", "it is the cart, too");
    let grace = shop.login(crate::shop::SHOP, "grace", "Sandbox-Grace-1").await.access_token();
    shop.get("/v1/orders/outgoing/mine", &grace).await.refused(404, "NotFound");
    let submit = async || shop.call("POST", "/v1/orders/outgoing/mine/submit", &ada, None).await;
    assert_eq!(submit().await.status, 201);
    submit().await.refused(400, "Order.CannotSubmitBadStatus");
    assert_eq!(shop.get("/v1/orders/outgoing/mine", &ada).await.field("Status"), "Open");
}

#[tokio::test]
async fn a_guests_order_has_the_tokens_id_whatever_is_asked() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    let order = shop.call("POST", "/v1/orders/Outgoing", &guest, Some(json!({ "ID": "mine" }))).await;
    assert_eq!(order.json()["ID"], claims(&guest)["orderid"]);
    assert_eq!(shop.call("POST", "/v1/orders/Outgoing", &guest, Some(json!({}))).await.status, 409);
}

#[tokio::test]
async fn carts_left_alone_are_cleared_away() {
    let shop = Shop::with(|config| config.settings.anonymous_token_seconds = Some(60 * 86_400));
    let guest = shop.guest().await;
    shop.add(&guest, "tarn-mug", 1).await;
    shop.clock.advance(7 * 86_400);
    shop.add(&shop.guest().await, "tarn-mug", 1).await;
    assert_eq!(shop.get("/v1/cart", &guest).await.json()["ID"], json!(null));
    assert_eq!(
        shop.add(&guest, "tarn-mug", 1).await.status,
        201,
        "the token outlives its cart and can begin anew"
    );
}

#[tokio::test]
async fn orders_are_listed_by_the_day_of_their_creation() {
    let shop = Shop::open();
    let ada = shop.ada().await.access_token();
    shop.add(&ada, "tarn-mug", 1).await;
    let created = shop.get("/v1/cart", &ada).await.field("DateCreated");
    for path in ["/v1/me/orders", "/v1/orders/Outgoing"] {
        let count = async |query: &str| {
            shop.get(&format!("{path}?{query}"), &ada).await.json()["Meta"]["TotalCount"].clone()
        };
        assert_eq!(count("from=2000-01-01&to=2100-01-01T00:00:00Z").await, 1);
        let moment = created.replace('+', "%2B");
        assert_eq!(
            count(&format!("from={moment}&to={moment}")).await,
            1,
            "both ends belong to it: {created}"
        );
        assert_eq!(count("from=2100-01-01T00:00").await, 0);
        assert_eq!(count("to=2000-01-01").await, 0);
        shop.get(&format!("{path}?from=soon"), &ada).await.refused(400, "ValidationFailure");
    }
}

#[tokio::test]
async fn an_order_by_its_id_takes_a_name_as_the_cart_does() {
    let shop = Shop::open();
    let ada = shop.ada().await.access_token();
    shop.add(&ada, "tarn-mug", 1).await;
    let id = shop.get("/v1/cart", &ada).await.field("ID");
    let path = format!("/v1/orders/Outgoing/{id}/fromuser");
    let who = || Some(json!({ "Email": "nils@example.com" }));
    let order = shop.call("PATCH", &path, &ada, who()).await.json();
    assert_eq!(
        (&order["FromUser"]["Email"], &order["FromUser"]["FirstName"]),
        (&json!("nils@example.com"), &json!("Ada"))
    );
    assert_eq!(shop.get("/v1/me", &ada).await.field("Email"), "ada@acme.example");
    shop.call("POST", "/v1/cart/submit", &ada, None).await;
    shop.call("PATCH", &path, &ada, who()).await.refused(400, "Order.CannotSubmitBadStatus");
    shop.call("PATCH", "/v1/orders/Outgoing/none/fromuser", &ada, who()).await.refused(404, "NotFound");
}
