//! The token endpoint: every grant, every rule of the API client, every refusal.
//! Refresh tokens have a file of their own.

use crate::shop::{ACME_ONLY, ELEVATED, INTEGRATION, MEMBERS, RETIRED, SHOP, SUPPLIERS, Shop, claims, part};
use axum::{body::Body, http::Request};
use serde_json::json;

#[tokio::test]
async fn a_password_gives_a_token_with_ordercloud_claims() {
    let shop = Shop::open();
    let answer = shop.ada().await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.field("token_type"), "bearer");
    assert_eq!(answer.json()["expires_in"], 35_999);
    let claims = claims(&answer.access_token());
    assert_eq!(claims["usr"], "ada");
    assert_eq!(claims["cid"], SHOP);
    assert_eq!(claims["usrtype"], "buyer");
    assert_eq!(claims["role"][0], "Shopper");
    assert_eq!(claims["iss"], "http://127.0.0.1:7401");
    assert_eq!(claims["aud"], "http://127.0.0.1:7401");
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["nbf"].as_i64().unwrap(), 36_000);
    assert!(claims["u"].as_str().unwrap().parse::<u64>().is_ok());
    for absent in ["orderid", "imp", "iat", "jti", "sub"] {
        assert!(claims.get(absent).is_none(), "{absent}");
    }
}

#[tokio::test]
async fn the_public_key_is_found_under_the_kid_and_proves_the_token() {
    let shop = Shop::open();
    let token = shop.guest().await;
    let header = part(&token, 0);
    assert_eq!((&header["typ"], &header["alg"]), (&json!("JWT"), &json!("RS256")));
    assert!(header["sandbox"].is_i64(), "every token is marked");
    let jwk = shop.get(&format!("/oauth/certs/{}", header["kid"].as_str().unwrap()), "").await;
    let fields: Vec<String> = jwk.json().as_object().unwrap().keys().cloned().collect();
    for field in ["kty", "n", "e", "alg", "use", "kid"] {
        assert!(fields.iter().any(|name| name == field), "{field} in {fields:?}");
    }
    let key = jsonwebtoken::DecodingKey::from_jwk(&serde_json::from_str(&jwk.text).unwrap()).unwrap();
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::RS256);
    rules.validate_aud = false;
    rules.validate_exp = false;
    jsonwebtoken::decode::<serde_json::Value>(&token, &key, &rules).unwrap();
    shop.get("/oauth/certs/nobody", "").await.refused(404, "NotFound");
}

#[tokio::test]
async fn wrong_password_is_400_in_both_dialects() {
    let shop = Shop::open();
    for (username, password) in [("ada", "wrong"), ("nobody", "Sandbox-Ada-1"), ("guest-template", "x")] {
        let answer = shop.login(SHOP, username, password).await;
        answer.refused(400, "Auth.InvalidUsernameOrPassword");
        assert_eq!(answer.field("error"), "invalid_grant");
        assert_eq!(answer.json()["error_description"], answer.json()["Errors"][0]["Message"]);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let missing = shop.token(&[("grant_type", "password"), ("client_id", SHOP), ("username", "ada")]).await;
    missing.refused(400, "Auth.UsernameAndPasswordRequired");
}

#[tokio::test]
async fn username_is_found_whatever_its_case() {
    assert_eq!(Shop::open().login(SHOP, "ADA", "Sandbox-Ada-1").await.status, 200);
}

#[tokio::test]
async fn scope_is_what_is_requested_and_available() {
    let shop = Shop::open();
    let ask = async |scope: &str| {
        let form = format!("grant_type=password&client_id={SHOP}&username=ada&password=Sandbox-Ada-1{scope}");
        claims(&shop.post_form("/oauth/token", form).await.access_token()).get("role").cloned()
    };
    assert_eq!(ask("&scope=MeAdmin%20Shopper+FullAccess").await, Some(json!(["Shopper", "MeAdmin"])));
    assert_eq!(ask("&scope=Shopper").await, Some(json!("Shopper")), "a single role is a bare string");
    assert_eq!(ask("&scope=FullAccess").await, None, "no role, no claim");
    let all = json!(["Shopper", "MeAdmin", "MeAddressAdmin", "MeXpAdmin", "PasswordReset", "OrderReader"]);
    assert_eq!(ask("").await, Some(all));
}

#[tokio::test]
async fn an_empty_role_set_is_refused_when_the_setting_says_so() {
    let shop = Shop::with(|config| config.settings.allow_empty_roles = false);
    let answer = shop
        .post_form("/oauth/token", format!("grant_type=client_credentials&client_id={SHOP}&scope=FullAccess"))
        .await;
    answer.refused(400, "Auth.InsufficientRoles");
}

#[tokio::test]
async fn each_anonymous_token_is_a_new_guest_without_refresh_token() {
    let shop = Shop::open();
    let fields = [("grant_type", "client_credentials"), ("client_id", SHOP), ("anonuserid", "visitor-1")];
    let (first, second) = (shop.token(&fields).await, shop.token(&fields).await);
    assert!(first.json().get("refresh_token").is_none());
    assert_eq!(first.json()["expires_in"], 7 * 24 * 3600 - 1);
    let (first, second) = (claims(&first.access_token()), claims(&second.access_token()));
    assert_eq!(first["usr"], "guest-template");
    assert_eq!(first["orderid"].as_str().unwrap().len(), 22);
    assert_ne!(first["orderid"], second["orderid"]);
    assert_ne!(first["u"], second["u"]);
}

#[tokio::test]
async fn two_tokens_of_the_same_second_differ() {
    let shop = Shop::open();
    assert_ne!(shop.ada().await.access_token(), shop.ada().await.access_token());
}

#[tokio::test]
async fn only_a_client_for_guests_gives_anonymous_tokens() {
    let shop = Shop::open();
    let answer = shop.token(&[("grant_type", "client_credentials"), ("client_id", MEMBERS)]).await;
    answer.refused(400, "Auth.UserNotFound");
    assert_eq!(
        answer.field("error_description"),
        "Default context user required for client credentials grant"
    );
}

#[tokio::test]
async fn client_credentials_act_as_the_context_user() {
    let shop = Shop::open();
    let fields = [("grant_type", "client_credentials"), ("client_id", INTEGRATION)];
    let answer = shop.token(&[fields[0], fields[1], ("client_secret", "sandbox-integration-secret")]).await;
    let claims = claims(&answer.access_token());
    assert_eq!((&claims["usr"], &claims["usrtype"]), (&json!("olivia"), &json!("admin")));
    assert_eq!(claims["role"], "FullAccess");
    assert!(claims.get("orderid").is_none());
    assert_eq!(shop.token(&fields).await.status, 401, "without the secret");
}

#[tokio::test]
async fn a_client_with_a_secret_wants_it_on_every_grant() {
    let shop = Shop::open();
    let login = [
        ("grant_type", "password"),
        ("client_id", ELEVATED),
        ("username", "ada"),
        ("password", "Sandbox-Ada-1"),
        ("client_secret", "sandbox-elevated-secret"),
    ];
    let tokens = shop.token(&login).await;
    assert_eq!(tokens.status, 200);
    let missing = shop.token(&login[..4]).await;
    assert_eq!((missing.status.as_u16(), missing.field("error").as_str()), (401, "invalid_client"));
    assert_eq!(shop.refresh(ELEVATED, &tokens.refresh_token()).await.status, 401);
    let with_secret = [
        ("grant_type", "refresh_token"),
        ("client_id", ELEVATED),
        ("refresh_token", &tokens.refresh_token()),
        ("client_secret", "sandbox-elevated-secret"),
    ];
    assert_eq!(shop.token(&with_secret).await.status, 200);
}

#[tokio::test]
async fn each_client_lets_in_only_its_kind_of_user() {
    let shop = Shop::open();
    let cases = [
        (SHOP, "grace", "Sandbox-Grace-1", 200),
        (SHOP, "sam", "Sandbox-Sam-1", 401),
        (SHOP, "olivia", "Sandbox-Olivia-1", 401),
        (SUPPLIERS, "sam", "Sandbox-Sam-1", 200),
        (SUPPLIERS, "ada", "Sandbox-Ada-1", 401),
        (ACME_ONLY, "ada", "Sandbox-Ada-1", 200),
        (ACME_ONLY, "grace", "Sandbox-Grace-1", 401),
        (RETIRED, "ada", "Sandbox-Ada-1", 400),
        (SHOP, "idle", "Sandbox-Idle-1", 400),
        (SHOP, "stale", "Sandbox-Stale-1", 400),
        ("99999999-9999-4999-8999-999999999999", "ada", "Sandbox-Ada-1", 400),
    ];
    for (client, username, password, status) in cases {
        let answer = shop.login(client, username, password).await;
        assert_eq!(answer.status.as_u16(), status, "{username} through {client}: {answer:?}");
    }
}

#[tokio::test]
async fn each_blocked_party_has_its_own_code() {
    let shop = Shop::open();
    shop.login(RETIRED, "ada", "Sandbox-Ada-1").await.refused(400, "Auth.ClientNotActive");
    shop.login(SHOP, "idle", "Sandbox-Idle-1").await.refused(400, "Auth.UserNotActive");
    shop.login(SHOP, "stale", "Sandbox-Stale-1").await.refused(400, "Auth.PasswordExpired");
    shop.login("nonsense", "ada", "Sandbox-Ada-1").await.refused(400, "ApiClient.InvalidClientID");
    shop.login(SHOP, "sam", "Sandbox-Sam-1").await.refused(401, "Auth.UnauthorizedRole");
}

#[tokio::test]
async fn a_client_without_refresh_minutes_gives_no_refresh_token() {
    let shop = Shop::with(|config| config.settings.refresh_token_seconds = Some(60));
    let answer = shop.login(MEMBERS, "ada", "Sandbox-Ada-1").await;
    assert_eq!(answer.status, 200);
    assert!(answer.json().get("refresh_token").is_none());
}

#[tokio::test]
async fn only_forms_are_read() {
    let shop = Shop::open();
    let json = json!({ "grant_type": "client_credentials", "client_id": SHOP });
    let answer = shop.call("POST", "/oauth/token", "", Some(json)).await;
    answer.refused(400, "Request.InvalidContentType");
    assert_eq!(answer.field("error"), "invalid_request");
    let bare = Request::post("/oauth/token").body(Body::from("grant_type=password")).unwrap();
    shop.send(bare).await.refused(400, "Request.InvalidContentType");
    let charset = Request::post("/oauth/token")
        .header("content-type", "application/x-www-form-urlencoded;charset=UTF-8")
        .body(Body::from(format!("grant_type=client_credentials&client_id={SHOP}")));
    assert_eq!(shop.send(charset.unwrap()).await.status, 200);
}

#[tokio::test]
async fn missing_repeated_and_unknown_fields_are_refused_not_guessed() {
    let shop = Shop::open();
    let ask = async |form: &str| shop.post_form("/oauth/token", form.to_owned()).await;
    assert_eq!(ask("").await.field("error"), "invalid_request");
    assert_eq!(ask("grant_type=&client_id=").await.field("error"), "invalid_request");
    assert_eq!(ask("grant_type=device_code").await.field("error"), "unsupported_grant_type");
    assert_eq!(ask("grant_type=refresh_token&client_id=x").await.field("error"), "invalid_request");
    ask("grant_type=client_credentials").await.refused(400, "ApiClient.InvalidClientID");
    let twice = format!("grant_type=client_credentials&client_id={SHOP}&client_id={MEMBERS}");
    assert_eq!(ask(&twice).await.field("error"), "invalid_request");
    for noise in ["%", "%ff%fe", "&&&===&", "grant_type", "\u{0}"] {
        assert_eq!(ask(noise).await.status, 400, "{noise:?}");
    }
}

#[tokio::test]
async fn overrides_are_taken_at_their_word() {
    let shop = Shop::open();
    let lifetimes = json!({ "accessTokenSeconds": 30, "anonymousTokenSeconds": 5 });
    shop.control("PUT", "settings", lifetimes).await;
    assert_eq!(shop.ada().await.json()["expires_in"], 30);
    let guest = shop.guest().await;
    assert_eq!(shop.get("/v1/me", &guest).await.status, 200);
    shop.clock.advance(5);
    let late = shop.get("/v1/me", &guest).await;
    late.refused(401, "InvalidToken");
    assert_eq!(late.json()["Errors"][0]["Message"], "Access token is invalid or expired.");
}

#[tokio::test]
async fn a_token_that_is_not_ours_is_401() {
    let shop = Shop::open();
    let token = shop.guest().await;
    let mut forged = token.clone();
    let middle = forged.len() - 40;
    let flipped = if forged.as_bytes()[middle] == b'A' { "B" } else { "A" };
    forged.replace_range(middle..=middle, flipped);
    for bad in ["", "x", "a.b.c", &forged] {
        shop.get("/v1/me", bad).await.refused(401, "InvalidToken");
    }
}
