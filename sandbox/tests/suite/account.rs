//! Guests who become users, users who change, and sessions that end.
//! The order in the cart is the witness: it must survive each change of identity.

use crate::shop::{Answer, MEMBERS, SHOP, Shop, claims};
use serde_json::{Value, json};

async fn transfer(shop: &Shop, bearer: &str, guest: &str) -> Answer {
    shop.call("PUT", &format!("/v1/me/orders?anonUserToken={guest}"), bearer, None).await
}

async fn register(shop: &Shop, bearer: &str, guest: &str, changes: Value) -> Answer {
    let mut body = json!({
        "Username": "nils", "FirstName": "Nils", "LastName": "Holm", "Email": "nils@example.com", "Active": true,
        "Password": "Sandbox-Nils-1",
    });
    body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    shop.call("PUT", &format!("/v1/me/register?anonUserToken={guest}"), bearer, Some(body)).await
}

#[tokio::test]
async fn a_guests_order_moves_to_the_user_who_signs_in() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    shop.add(&guest, "tarn-mug", 2).await;
    let ada = shop.ada().await.access_token();
    let answer = transfer(&shop, &ada, &guest).await;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
    let cart = shop.get("/v1/cart", &ada).await.json();
    assert_eq!(cart["ID"], claims(&guest)["orderid"]);
    assert_eq!(cart["FromUser"]["Username"], "ada");
    assert_eq!(shop.get("/v1/cart", &guest).await.json()["ID"], Value::Null, "the guest has nothing left");
    shop.add(&guest, "tarn-mug", 1).await.refused(403, "Auth.AnonUserProhibited");
    assert_eq!(transfer(&shop, &ada, &guest).await.status, 204, "twice does no harm");
    let log = shop.get("/_sandbox/requests", "").await.text;
    assert!(!log.contains(&guest[..20]), "the token in the query is not logged");
}

#[tokio::test]
async fn a_transferred_token_can_be_made_to_end() {
    let shop = Shop::with(|config| config.settings.transferred_token_usable = false);
    let (guest, other) = (shop.guest().await, shop.guest().await);
    transfer(&shop, &shop.ada().await.access_token(), &guest).await;
    shop.get("/v1/me", &guest).await.refused(401, "Auth.TokenRevoked");
    assert_eq!(shop.get("/v1/me", &other).await.status, 200, "other guests are not touched");
}

#[tokio::test]
async fn only_a_good_anonymous_token_can_be_handed_over_and_only_to_a_user() {
    let shop = Shop::open();
    let (ada, guest) = (shop.ada().await.access_token(), shop.guest().await);
    transfer(&shop, &ada, &ada).await.refused(400, "Auth.MustPassAnonUserToken");
    transfer(&shop, &ada, "nonsense").await.refused(400, "Auth.MustPassAnonUserToken");
    shop.call("PUT", "/v1/me/orders", &ada, None).await.refused(400, "Auth.MustPassAnonUserToken");
    transfer(&shop, &guest, &guest).await.refused(403, "Auth.AnonUserProhibited");
}

#[tokio::test]
async fn registering_turns_the_guest_into_a_user_and_keeps_the_order() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    shop.add(&guest, "fell-kettle", 1).await;
    let answer = register(&shop, &guest, &guest, json!({ "TermsAccepted": true })).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json().as_object().unwrap().len(), 1, "an access token and nothing else");
    let token = answer.access_token();
    assert_eq!(claims(&token)["usr"], "nils");
    assert!(claims(&token).get("orderid").is_none());
    assert_eq!(shop.get("/v1/cart", &token).await.json()["LineItemCount"], 1);
    assert_eq!(shop.get("/v1/me", &token).await.json()["Buyer"]["ID"], "public");
    assert_eq!(shop.login(SHOP, "nils", "Sandbox-Nils-1").await.status, 200);
}

#[tokio::test]
async fn bad_registrations_are_refused_with_their_codes() {
    let shop = Shop::open();
    let (ada, guest) = (shop.ada().await.access_token(), shop.guest().await);
    register(&shop, &guest, &guest, json!({ "Username": "Ada" }))
        .await
        .refused(409, "User.UsernameMustBeUnique");
    register(&shop, &guest, &guest, json!({ "Password": "short" }))
        .await
        .refused(400, "Auth.InsecurePassword");
    register(&shop, &guest, &guest, json!({ "Email": null })).await.refused(400, "ValidationFailure");
    register(&shop, &guest, &guest, json!({ "ID": "a b" })).await.refused(400, "ValidationFailure");
    register(&shop, &guest, &guest, json!({ "ID": "guest-template" })).await.refused(409, "IdExists");
    register(&shop, &ada, &guest, json!({})).await.refused(400, "User.IsNotTemp");
    register(&shop, &guest, &ada, json!({})).await.refused(400, "Auth.MustPassAnonUserToken");
}

#[tokio::test]
async fn users_change_their_own_record_and_guests_do_not() {
    let shop = Shop::open();
    let (ada, guest) = (shop.ada().await.access_token(), shop.guest().await);
    let changed =
        shop.call("PATCH", "/v1/me", &ada, Some(json!({ "Phone": "555", "xp": { "Size": "M" } }))).await;
    assert_eq!((&changed.json()["Phone"], &changed.json()["xp"]["Size"]), (&json!("555"), &json!("M")));
    assert_eq!(changed.json()["FirstName"], "Ada");
    shop.call("PATCH", "/v1/me", &guest, Some(json!({ "Email": "x@y.z" })))
        .await
        .refused(403, "Auth.AnonUserProhibited");
    let taken = shop.call("PATCH", "/v1/me", &ada, Some(json!({ "Username": "grace" }))).await;
    taken.refused(409, "User.UsernameMustBeUnique");
}

#[tokio::test]
async fn revoking_ends_every_session_of_the_user_and_of_nobody_else() {
    let shop = Shop::open();
    let (here, there, guest) = (shop.ada().await, shop.ada().await, shop.guest().await);
    assert_eq!(shop.call("DELETE", "/v1/me/tokens", &here.access_token(), None).await.status, 204);
    for session in [&here, &there] {
        shop.get("/v1/me", &session.access_token()).await.refused(401, "Auth.TokenRevoked");
        assert_eq!(shop.refresh(SHOP, &session.refresh_token()).await.field("error"), "invalid_grant");
    }
    assert_eq!(shop.get("/v1/me", &guest).await.status, 200);
    assert_eq!(
        shop.get("/v1/me", &shop.ada().await.access_token()).await.status,
        200,
        "signing in anew works"
    );
    shop.call("DELETE", "/v1/me/tokens", &guest, None).await.refused(403, "Auth.AnonUserProhibited");
}

#[tokio::test]
async fn an_administrator_can_end_sessions_and_act_as_a_buyers_user() {
    let shop = Shop::open();
    let (ada, olivia) = (shop.ada().await.access_token(), shop.olivia().await);
    let wish = json!({ "ClientID": SHOP, "Roles": ["Shopper", "FullAccess"] });
    let path = "/v1/buyers/acme/users/ada/accesstoken";
    let acting = shop.call("POST", path, &olivia, Some(wish.clone())).await.access_token();
    assert_eq!((&claims(&acting)["usr"], &claims(&acting)["role"]), (&json!("ada"), &json!("Shopper")));
    assert_eq!(claims(&acting)["imp"], claims(&olivia)["u"]);
    assert_eq!(shop.get("/v1/me", &acting).await.field("Username"), "ada");
    shop.call("POST", path, &ada, Some(wish.clone())).await.refused(403, "Auth.UserNotAuthorizedToAdmin");
    let stranger = json!({ "ClientID": "99999999-9999-4999-8999-999999999999" });
    shop.call("POST", path, &olivia, Some(stranger)).await.refused(400, "Impersonation.ClientIDNotFound");
    let unruled = shop.call("POST", path, &olivia, Some(json!({ "ClientID": MEMBERS }))).await;
    unruled.refused(400, "Impersonation.ConfigError");
    assert_eq!(shop.call("DELETE", "/v1/buyers/acme/users/ada/tokens", &olivia, None).await.status, 204);
    shop.get("/v1/me", &ada).await.refused(401, "Auth.TokenRevoked");
    let missing = shop.call("DELETE", "/v1/buyers/globex/users/ada/tokens", &olivia, None).await;
    missing.refused(404, "NotFound");
}

#[tokio::test]
async fn userinfo_is_an_identity_token() {
    let shop = Shop::open();
    let answer = shop.get("/oauth/userinfo", &shop.ada().await.access_token()).await;
    assert_eq!(claims(&answer.field("identity_token"))["email"], "ada@acme.example");
    assert_eq!(answer.json()["expires_in"], 3_599);
    shop.get("/oauth/userinfo", "").await.refused(401, "InvalidToken");
}
