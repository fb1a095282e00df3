//! Passwords that are guessed, forgotten, expired, or good for one time.
//! Time is moved by hand; nothing waits.

use crate::shop::{SHOP, Shop, claims};
use serde_json::json;

#[tokio::test]
async fn ten_failures_lock_the_user_out_for_two_minutes() {
    let shop = Shop::open();
    for _ in 0..10 {
        shop.login(SHOP, "ada", "guess").await.refused(400, "Auth.InvalidUsernameOrPassword");
    }
    shop.ada().await.refused(400, "Auth.LockedOut");
    assert_eq!(shop.login(SHOP, "grace", "Sandbox-Grace-1").await.status, 200);
    shop.clock.advance(119);
    shop.ada().await.refused(400, "Auth.LockedOut");
    shop.clock.advance(1);
    assert_eq!(shop.ada().await.status, 200);
}

#[tokio::test]
async fn a_success_forgets_failures_and_an_administrator_can_unlock() {
    let shop = Shop::open();
    for _ in 0..9 {
        shop.login(SHOP, "ada", "guess").await;
    }
    assert_eq!(shop.ada().await.status, 200);
    for _ in 0..9 {
        shop.login(SHOP, "ada", "guess").await;
    }
    assert_eq!(shop.ada().await.status, 200, "counting began anew");
    for _ in 0..10 {
        shop.login(SHOP, "ada", "guess").await;
    }
    let olivia = shop.olivia().await;
    assert_eq!(shop.call("POST", "/v1/buyers/acme/users/ada/unlock", &olivia, None).await.status, 204);
    assert_eq!(shop.ada().await.status, 200);
}

#[tokio::test]
async fn a_one_time_password_from_the_outbox_works_once() {
    let shop = Shop::open();
    let ask = json!({ "ClientID": SHOP, "Username": "ada" });
    assert_eq!(shop.call("POST", "/v1/password/onetimepassword", "", Some(ask)).await.status, 204);
    let outbox = shop.get("/_sandbox/outbox", "").await.json();
    assert_eq!(
        (&outbox[0]["to"], &outbox[0]["kind"]),
        (&json!("ada@acme.example"), &json!("oneTimePassword"))
    );
    let code = outbox[0]["code"].as_str().unwrap().to_owned();
    assert_eq!(shop.login(SHOP, "ada", &code).await.status, 200);
    shop.login(SHOP, "ada", &code).await.refused(400, "Auth.InvalidUsernameOrPassword");
}

#[tokio::test]
async fn a_one_time_password_expires_and_never_tells_whether_somebody_exists() {
    let shop = Shop::open();
    let ask = async |body| shop.call("POST", "/v1/password/onetimepassword", "", Some(body)).await;
    assert_eq!(ask(json!({ "ClientID": SHOP, "Username": "nobody" })).await.status, 204);
    let mismatch = json!({ "ClientID": SHOP, "Username": "ada", "Email": "grace@globex.example" });
    assert_eq!(ask(mismatch).await.status, 204);
    assert_eq!(shop.get("/_sandbox/outbox", "").await.json(), json!([]));
    ask(json!({ "ClientID": SHOP })).await.refused(400, "OneTimePasswordRequest.UsernameOrEmailRequired");
    ask(json!({ "Username": "ada" })).await.refused(400, "PasswordReset.MissingOrInvalidClientID");
    ask(json!({ "ClientID": SHOP, "Email": "ada@acme.example" })).await;
    let code = shop.get("/_sandbox/outbox", "").await.json()[0]["code"].as_str().unwrap().to_owned();
    shop.clock.advance(600);
    shop.login(SHOP, "ada", &code).await.refused(400, "Auth.InvalidUsernameOrPassword");
}

#[tokio::test]
async fn a_forgotten_password_is_reset_with_the_mailed_code() {
    let shop = Shop::open();
    let session = shop.ada().await;
    let ask = json!({ "ClientID": SHOP, "Email": "ada@acme.example", "URL": "http://localhost:7400/reset" });
    assert_eq!(shop.call("POST", "/v1/password/reset", "", Some(ask)).await.status, 200);
    let code = shop.get("/_sandbox/outbox", "").await.json()[0]["code"].as_str().unwrap().to_owned();
    let reset = async |code: &str, password: &str| {
        let body = json!({ "ClientID": SHOP, "Username": "ada", "Password": password });
        shop.call("PUT", &format!("/v1/password/reset/{code}"), "", Some(body)).await
    };
    reset("wrong", "Sandbox-Ada-22").await.refused(400, "PasswordReset.InvalidVerification");
    let weak = reset(&code, "weak").await;
    weak.refused(400, "PasswordReset.InsecurePassword");
    assert_eq!(weak.json()["Errors"][0]["Data"]["MinimumCharacterCount"], 10);
    reset(&code, "Sandbox-Ada-1").await.refused(400, "PasswordReset.CannotReusePassword");
    assert_eq!(reset(&code, "Sandbox-Ada-22").await.status, 204);
    reset(&code, "Sandbox-Ada-33").await.refused(400, "PasswordReset.InvalidVerification");
    assert_eq!(shop.login(SHOP, "ada", "Sandbox-Ada-22").await.status, 200);
    assert_eq!(shop.get("/v1/me", &session.access_token()).await.status, 401, "old sessions are over");
    assert!(!shop.get("/_sandbox/requests", "").await.text.contains(&code), "the code is not logged");
}

#[tokio::test]
async fn an_expired_password_leaves_one_way_in_to_change_it() {
    let shop = Shop::open();
    shop.login(SHOP, "stale", "Sandbox-Stale-1").await.refused(400, "Auth.PasswordExpired");
    let who = [("username", "stale"), ("password", "Sandbox-Stale-1"), ("scope", "PasswordReset")];
    let answer = shop.token(&[("grant_type", "password"), ("client_id", SHOP), who[0], who[1], who[2]]).await;
    let token = answer.access_token();
    assert_eq!(claims(&token)["role"], "PasswordReset");
    shop.get("/v1/cart", &token).await.refused(403, "Auth.InsufficientRoles");
    let fresh = json!({ "NewPassword": "Sandbox-Stale-22" });
    assert_eq!(shop.call("POST", "/v1/me/password", &token, Some(fresh)).await.status, 204);
    assert_eq!(shop.login(SHOP, "stale", "Sandbox-Stale-22").await.status, 200);
}
