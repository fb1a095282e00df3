//! The control calls that outside checks drive the sandbox with.
//! The names and shapes asserted here are a contract with checks outside this repository.

use crate::shop::{SHOP, Shop};
use axum::{body::Body, http::Request};
use serde_json::{Value, json};

#[tokio::test]
async fn the_log_tells_who_asked_what_and_keeps_no_secret() {
    let shop = Shop::open();
    let tokens = shop.ada().await;
    shop.get("/v1/me/products?search=private-words", &tokens.access_token()).await;
    shop.refresh(SHOP, &tokens.refresh_token()).await;
    let answer = shop.get("/_sandbox/requests", "").await;
    let log = answer.json();
    let entries: Vec<_> = log.as_array().unwrap().iter().collect();
    assert_eq!(entries.len(), 3);
    assert_eq!(entries[0]["n"], 1);
    assert_eq!((&entries[0]["grant"], &entries[0]["clientId"]), (&json!("password"), &json!(SHOP)));
    assert_eq!((&entries[0]["subject"], &entries[0]["status"]), (&json!("ada"), &json!(200)));
    assert_eq!((&entries[1]["method"], &entries[1]["path"]), (&json!("GET"), &json!("/v1/me/products")));
    assert_eq!(
        entries[1]["tokenId"], entries[0]["tokenId"],
        "the token that was issued is the one that came"
    );
    assert_ne!(entries[2]["tokenId"], entries[0]["tokenId"]);
    for secret in [&*tokens.access_token(), &*tokens.refresh_token(), "Sandbox-Ada-1", "private-words", "eyJ"]
    {
        assert!(!answer.text.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn counts_tell_grants_refusals_and_api_calls_apart() {
    let shop = Shop::open();
    let tokens = shop.ada().await;
    shop.login(SHOP, "ada", "wrong").await;
    let guest = shop.guest().await;
    shop.refresh(SHOP, &tokens.refresh_token()).await;
    shop.get("/v1/me", &guest).await;
    shop.get("/v1/me", "bad").await;
    let requests = json!({ "password": 2, "client_credentials": 0, "anonymous": 1, "refresh_token": 1 });
    let counts = json!({ "tokenRequests": requests, "refused": 1, "apiRequests": 2, "revokedFamilies": 0 });
    assert_eq!(shop.get("/_sandbox/counts", "").await.json(), counts);
}

#[tokio::test]
async fn reset_brings_back_the_seed() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    shop.add(&guest, "tarn-mug", 1).await;
    let refresh = shop.ada().await.refresh_token();
    shop.control("PUT", "settings", json!({ "rotation": "strict" })).await;
    shop.control("PUT", "faults", json!({ "api": { "status": 500, "times": -1 } })).await;
    assert_eq!(shop.call("POST", "/_sandbox/reset", "", None).await.status, 204);
    assert_eq!(shop.get("/_sandbox/requests", "").await.json(), json!([]));
    assert_eq!(shop.get("/_sandbox/settings", "").await.json()["rotation"], "grace");
    assert_eq!(shop.get("/v1/cart", &shop.guest().await).await.json()["ID"], Value::Null);
    assert_eq!(shop.refresh(SHOP, &refresh).await.status, 400);
}

#[tokio::test]
async fn settings_change_one_by_one_and_nonsense_is_refused() {
    let shop = Shop::open();
    let changed = shop.control("PUT", "settings", json!({ "graceSeconds": 3 })).await.json();
    assert_eq!((&changed["graceSeconds"], &changed["rotation"]), (&json!(3), &json!("grace")));
    for nonsense in
        [json!({ "rotation": "sideways" }), json!({ "colour": "red" }), json!({ "graceSeconds": "x" })]
    {
        shop.control("PUT", "settings", nonsense).await.refused(400, "ValidationFailure");
    }
}

#[tokio::test]
async fn expire_refuses_every_token_so_far_and_none_later() {
    let shop = Shop::open();
    shop.call("POST", "/_sandbox/expire", "", None).await;
    let (ada, guest) = (shop.ada().await, shop.guest().await);
    assert_eq!(shop.get("/v1/me", &ada.access_token()).await.status, 200);
    assert_eq!(shop.call("POST", "/_sandbox/expire", "", None).await.status, 204);
    shop.get("/v1/me", &ada.access_token()).await.refused(401, "InvalidToken");
    shop.get("/v1/me", &guest).await.refused(401, "InvalidToken");
    let renewed = shop.refresh(SHOP, &ada.refresh_token()).await.access_token();
    assert_eq!(shop.get("/v1/me", &renewed).await.status, 200);
}

#[tokio::test]
async fn expire_can_be_narrowed_to_a_subject() {
    let shop = Shop::open();
    let (ada, guest) = (shop.ada().await.access_token(), shop.guest().await);
    shop.control("POST", "expire", json!({ "subject": "ada" })).await;
    assert_eq!(shop.get("/v1/me", &ada).await.status, 401);
    assert_eq!(shop.get("/v1/me", &guest).await.status, 200);
    shop.control("POST", "expire", json!({ "subjet": "ada" }))
        .await
        .refused(400, "Request.InvalidRequestBody");
}

#[tokio::test]
async fn revoke_ends_refresh_tokens_too() {
    let shop = Shop::open();
    let ada = shop.ada().await;
    let grace = shop.login(SHOP, "grace", "Sandbox-Grace-1").await;
    shop.control("POST", "revoke", json!({ "subject": "ada" })).await;
    shop.get("/v1/me", &ada.access_token()).await.refused(401, "Auth.TokenRevoked");
    assert_eq!(shop.refresh(SHOP, &ada.refresh_token()).await.status, 400);
    assert_eq!(shop.refresh(SHOP, &grace.refresh_token()).await.status, 200);
    shop.call("POST", "/_sandbox/revoke", "", None).await;
    assert_eq!(shop.get("/v1/me", &grace.access_token()).await.status, 401);
}

#[tokio::test]
async fn a_fault_answers_as_often_as_ordered_and_then_heals() {
    let shop = Shop::open();
    let fault = json!({ "token": { "status": 503, "times": 2, "retryAfter": 7 } });
    assert_eq!(shop.control("PUT", "faults", fault).await.status, 204);
    for _ in 0..2 {
        let answer = shop.ada().await;
        answer.refused(503, "Api.Offline");
        assert_eq!(answer.field("error"), "server_error");
        assert_eq!(answer.header("retry-after"), Some("7"));
    }
    assert_eq!(shop.ada().await.status, 200);
    assert_eq!(shop.get("/_sandbox/counts", "").await.json()["tokenRequests"]["password"], 3);
}

#[tokio::test]
async fn a_fault_can_bring_any_body() {
    let shop = Shop::open();
    let fault = json!({ "status": 200, "body": "<html>", "contentType": "text/html", "times": -1 });
    shop.control("PUT", "faults", json!({ "api": fault })).await;
    let guest = shop.guest().await;
    for _ in 0..3 {
        let answer = shop.get("/v1/me", &guest).await;
        assert_eq!((answer.text.as_str(), answer.header("content-type")), ("<html>", Some("text/html")));
    }
    shop.control("PUT", "faults", json!({})).await;
    assert_eq!(shop.get("/v1/me", &guest).await.field("Username"), "guest-template");
    shop.control("PUT", "faults", json!({ "api": { "status": 99 } })).await.refused(400, "ValidationFailure");
    shop.control("PUT", "faults", json!({ "api": { "sttus": 500 } }))
        .await
        .refused(400, "Request.InvalidRequestBody");
}

#[tokio::test]
async fn control_calls_answer_to_this_machine_only() {
    let shop = Shop::open();
    for (name, value) in [("host", "evil.example"), ("origin", "https://evil.example"), ("origin", "null")] {
        let request = Request::post("/_sandbox/reset").header(name, value).body(Body::empty()).unwrap();
        assert_eq!(shop.send(request).await.status, 403, "{name}: {value}");
    }
    let request =
        Request::post("/_sandbox/reset").header("host", "localhost:7401").body(Body::empty()).unwrap();
    assert_eq!(shop.send(request).await.status, 204);
}

#[tokio::test]
async fn browsers_of_configured_origins_may_read_answers() {
    let shop = Shop::open();
    let preflight = async |origin: &str| {
        let request = Request::builder()
            .method("OPTIONS")
            .uri("/v1/cart/lineitems")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,content-type");
        shop.send(request.body(Body::empty()).unwrap()).await
    };
    let answer = preflight("https://any.example").await;
    assert_eq!(answer.header("access-control-allow-origin"), Some("https://any.example"));
    assert!(answer.header("access-control-allow-headers").unwrap().contains("authorization"));
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    shop.control("PUT", "settings", json!({ "corsOrigins": ["http://localhost:7400"] })).await;
    assert_eq!(preflight("https://any.example").await.header("access-control-allow-origin"), None);
    assert!(preflight("http://localhost:7400").await.header("access-control-allow-origin").is_some());
}

#[tokio::test]
async fn a_skewed_clock_moves_every_time_the_server_tells() {
    let shop = Shop::open();
    shop.control("PUT", "settings", json!({ "clockSkewSeconds": 3600 })).await;
    let token = shop.guest().await;
    let nbf = crate::shop::claims(&token)["nbf"].as_i64().unwrap();
    assert_eq!(nbf, shop.clock.now().as_second() + 3600);
    assert_eq!(shop.get("/v1/me", &token).await.status, 200);
}
