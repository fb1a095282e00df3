//! What the seller sets, and what it does to those who come in.
//! Every setting is judged by a sign-in, not by reading it back.

use crate::shop::{ACME_ONLY, INTEGRATION, MEMBERS, SHOP, Shop, claims};
use serde_json::{Value, json};

fn path(client: &str) -> String {
    format!("/v1/apiclients/{client}")
}

#[tokio::test]
async fn api_clients_live_from_creation_to_deletion() {
    let shop = Shop::open();
    let olivia = shop.olivia().await;
    let list = shop.get("/v1/apiclients", &olivia).await.json();
    assert_eq!(list["Meta"]["TotalCount"], 8);
    let new = json!({ "AppName": "Kiosk", "Active": true, "AccessTokenDuration": 10, "AllowAnyBuyer": true });
    let created = shop.call("POST", "/v1/apiclients", &olivia, Some(new)).await;
    assert_eq!(
        (created.status.as_u16(), created.json()["AnonymousTokenDuration"].clone()),
        (201, json!(10_080))
    );
    let id = created.field("ID");
    assert_eq!(shop.login(&id, "ada", "Sandbox-Ada-1").await.json()["expires_in"], 599);
    let patched =
        shop.call("PATCH", &path(&id), &olivia, Some(json!({ "Active": false, "ID": "mine" }))).await;
    assert_eq!((patched.field("ID"), patched.field("AppName")), (id.clone(), "Kiosk".to_owned()));
    shop.login(&id, "ada", "Sandbox-Ada-1").await.refused(400, "Auth.ClientNotActive");
    let whole =
        json!({ "AppName": "Till", "Active": true, "AccessTokenDuration": 20, "AllowAnyBuyer": true });
    assert_eq!(shop.call("PUT", &path(&id), &olivia, Some(whole)).await.field("AppName"), "Till");
    assert_eq!(shop.call("DELETE", &path(&id), &olivia, None).await.status, 204);
    shop.get(&path(&id), &olivia).await.refused(404, "NotFound");
    shop.login(&id, "ada", "Sandbox-Ada-1").await.refused(400, "ApiClient.InvalidClientID");
}

#[tokio::test]
async fn fields_keep_their_bounds() {
    let shop = Shop::open();
    let olivia = shop.olivia().await;
    let patch = async |change: Value| shop.call("PATCH", &path(MEMBERS), &olivia, Some(change)).await;
    for change in [
        json!({ "AccessTokenDuration": 9 }),
        json!({ "AccessTokenDuration": 601 }),
        json!({ "RefreshTokenDuration": -1 }),
        json!({ "RefreshTokenDuration": 524_161 }),
        json!({ "AnonymousTokenDuration": 86_401 }),
        json!({ "AppName": "" }),
        json!({ "AppName": null }),
        json!({ "DefaultContextUserName": "nobody" }),
        json!({ "MinimumRequiredRoles": ["Emperor"] }),
        json!({ "MaximumGrantedCustomRoles": ["Shopper"] }),
    ] {
        patch(change).await.refused(400, "ValidationFailure");
    }
    patch(json!({ "IsAnonBuyer": true })).await.refused(400, "ApiClient.RequiredNotAnonBuyer");
    let seller = json!({ "IsAnonBuyer": true, "DefaultContextUserName": "olivia" });
    patch(seller).await.refused(400, "ApiClient.RequiredNotAnonBuyer");
    assert_eq!(patch(json!({ "RefreshTokenDuration": 524_160 })).await.status, 200);
}

#[tokio::test]
async fn only_the_seller_administers() {
    let shop = Shop::open();
    let ada = shop.ada().await.access_token();
    shop.get("/v1/apiclients", &ada).await.refused(403, "Auth.UserNotAuthorizedToAdmin");
    shop.get("/v1/apiclients", "").await.refused(401, "InvalidToken");
    let narrow = [
        ("grant_type", "client_credentials"),
        ("client_id", INTEGRATION),
        ("client_secret", "sandbox-integration-secret"),
        ("scope", "Nothing"),
    ];
    let powerless = shop.token(&narrow).await.access_token();
    shop.get("/v1/apiclients", &powerless).await.refused(403, "Auth.InsufficientRoles");
}

#[tokio::test]
async fn an_assignment_opens_a_client_and_its_removal_closes_it() {
    let shop = Shop::open();
    let olivia = shop.olivia().await;
    let grace = async || shop.login(ACME_ONLY, "grace", "Sandbox-Grace-1").await.status.as_u16();
    assert_eq!(grace().await, 401);
    let assignment = json!({ "ApiClientID": ACME_ONLY, "BuyerID": "globex" });
    assert_eq!(shop.call("POST", "/v1/apiclients/assignments", &olivia, Some(assignment)).await.status, 204);
    assert_eq!(grace().await, 200);
    assert_eq!(shop.get(&path(ACME_ONLY), &olivia).await.json()["AssignedBuyerCount"], 2);
    let of_globex = shop.get("/v1/apiclients/assignments?BuyerID=globex", &olivia).await.json();
    assert_eq!(of_globex["Items"][0]["ApiClientID"], ACME_ONLY);
    let gone = format!("/v1/buyers/globex/ApiClients/Assignments/{ACME_ONLY}");
    assert_eq!(shop.call("DELETE", &gone, &olivia, None).await.status, 204);
    assert_eq!(grace().await, 401);
}

#[tokio::test]
async fn further_secrets_are_told_once_work_until_they_expire_and_end_at_ten() {
    let shop = Shop::open();
    let olivia = shop.olivia().await;
    let secrets = format!("/v1/apiclients/{MEMBERS}/secrets");
    let past = json!({ "Name": "old", "Expiration": "2020-01-01T00:00:00Z" });
    shop.call("POST", &secrets, &olivia, Some(past))
        .await
        .refused(400, "ApiClientSecret.InvalidExpirationDate");
    let hour = json!({ "Name": "hour", "Expiration": "2026-03-01T13:00:00+00:00" });
    let created = shop.call("POST", &secrets, &olivia, Some(hour)).await;
    assert_eq!(created.status, 201);
    let value = created.field("ClientSecret");
    assert!(!shop.get(&secrets, &olivia).await.text.contains(&value));
    let login = [
        ("grant_type", "password"),
        ("client_id", MEMBERS),
        ("username", "ada"),
        ("password", "Sandbox-Ada-1"),
    ];
    let with = async |secret: &str| {
        let fields = [login[0], login[1], login[2], login[3], ("client_secret", secret)];
        shop.token(&fields).await.status.as_u16()
    };
    assert_eq!(
        (with(&value).await, with("wrong").await, shop.token(&login).await.status.as_u16()),
        (200, 401, 401)
    );
    shop.clock.advance(3600);
    assert_eq!(with(&value).await, 401);
    for _ in 0..9 {
        assert_eq!(shop.call("POST", &secrets, &olivia, Some(json!({}))).await.status, 201);
    }
    let eleventh = shop.call("POST", &secrets, &olivia, Some(json!({}))).await;
    eleventh.refused(400, "ApiClientSecret.MaximumClientSecretsReached");
    let one = format!("{secrets}/{}", created.field("ID"));
    assert_eq!(shop.call("DELETE", &one, &olivia, None).await.status, 204);
    shop.get(&one, &olivia).await.refused(404, "NotFound");
}

#[tokio::test]
async fn role_bounds_of_a_client_refuse_and_cap() {
    let shop = Shop::open();
    let olivia = shop.olivia().await;
    let patch = async |change: Value| shop.call("PATCH", &path(SHOP), &olivia, Some(change)).await;
    patch(json!({ "MaximumGrantedRoles": ["Shopper"] })).await;
    assert_eq!(claims(&shop.ada().await.access_token())["role"], "Shopper");
    patch(json!({ "MaximumGrantedRoles": [], "MinimumRequiredRoles": ["OrderReader"] })).await;
    assert_eq!(shop.ada().await.status, 200);
    let lacking = shop.login(SHOP, "grace", "Sandbox-Grace-1").await;
    lacking.refused(400, "Auth.InsufficientRoles");
    assert_eq!(lacking.json()["Errors"][0]["Data"]["MissingRoles"], json!(["OrderReader"]));
}

#[tokio::test]
async fn security_profiles_decide_over_roles_by_user_group_and_company() {
    let shop = Shop::open();
    let olivia = shop.olivia().await;
    let profile = json!({ "ID": "vip", "Name": "VIP", "Roles": ["OrderReader"], "CustomRoles": ["Cellar"] });
    assert_eq!(shop.call("POST", "/v1/securityprofiles", &olivia, Some(profile.clone())).await.status, 201);
    shop.call("POST", "/v1/securityprofiles", &olivia, Some(profile)).await.refused(409, "IdExists");
    let roles =
        async || claims(&shop.login(SHOP, "grace", "Sandbox-Grace-1").await.access_token())["role"].clone();
    for target in [json!({ "UserID": "grace" }), json!({ "UserGroupID": "regulars" }), json!({})] {
        let mut assignment = json!({ "SecurityProfileID": "vip", "BuyerID": "globex" });
        assignment.as_object_mut().unwrap().extend(target.as_object().unwrap().clone());
        let assigned = shop.call("POST", "/v1/securityprofiles/assignments", &olivia, Some(assignment)).await;
        assert_eq!(assigned.status, 204);
        assert_eq!(roles().await, json!(["Shopper", "MeAdmin", "OrderReader", "Cellar"]));
        let query: String = target
            .as_object()
            .unwrap()
            .iter()
            .map(|(k, v)| format!("&{k}={}", v.as_str().unwrap()))
            .collect();
        let gone = format!("/v1/securityprofiles/vip/assignments?buyerID=globex{query}");
        assert_eq!(shop.call("DELETE", &gone, &olivia, None).await.status, 204);
        assert_eq!(roles().await, json!(["Shopper", "MeAdmin"]));
    }
    let odd = json!({ "Name": "Odd", "Roles": ["Emperor"] });
    shop.call("POST", "/v1/securityprofiles", &olivia, Some(odd)).await.refused(400, "ValidationFailure");
}

#[tokio::test]
async fn a_checkout_event_demands_calculation_before_submit() {
    let shop = Shop::open();
    let event = json!({ "OrderCheckoutIntegrationEventID": "shipping" });
    shop.call("PATCH", &path(SHOP), &shop.olivia().await, Some(event)).await;
    let guest = shop.guest().await;
    shop.add(&guest, "tarn-mug", 1).await;
    let submit = async || shop.call("POST", "/v1/cart/submit", &guest, None).await;
    submit().await.refused(400, "Order.CannotSubmitUncalculatedOrder");
    assert_eq!(shop.call("POST", "/v1/cart/calculate", &guest, None).await.status, 200);
    assert_eq!(submit().await.status, 201);
}
