//! Single sign-on from the shop's link to the shop's address with tokens in it.
//! The browser's part, following redirects and sending forms, is played by helpers.

use crate::shop::{Answer, MEMBERS, SHOP, Shop, claims};
use serde_json::json;
use std::collections::HashMap;
use url::Url;

fn location(answer: &Answer) -> Url {
    let text = answer.header("location").unwrap_or_else(|| panic!("no redirect: {answer:?}"));
    Url::options().base_url(Some(&Url::parse("http://127.0.0.1:7401").unwrap())).parse(text).unwrap()
}

fn query(url: &Url) -> HashMap<String, String> {
    url.query_pairs().into_owned().collect()
}

fn local(url: &Url) -> String {
    format!("{}?{}", url.path(), url.query().unwrap_or_default())
}

/// From the shop's link to the identity provider's page; the answer is what its form carries.
async fn start(shop: &Shop, more: &str) -> HashMap<String, String> {
    let answer = shop.get(&format!("/ocrplogin?id=sandbox-idp&cid={SHOP}{more}"), "").await;
    assert_eq!(answer.status, 302);
    let url = location(&answer);
    let page = shop.get(&local(&url), "").await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("name=\"password\"") && !page.text.contains("<script"));
    query(&url)
}

/// Sends the form and follows the answer to its end at the shop.
async fn sign_in(shop: &Shop, form: &HashMap<String, String>, more: &[(&str, &str)]) -> Url {
    let body =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).extend_pairs(more).finish();
    let answer = shop.post_form("/idp/login", body).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    let back = shop.get(&local(&location(&answer)), "").await;
    assert_eq!(back.status, 302, "{back:?}");
    assert_eq!(back.header("referrer-policy"), Some("no-referrer"));
    location(&back)
}

const ADA: [(&str, &str); 2] = [("username", "ada"), ("password", "Sandbox-Ada-1")];

#[tokio::test]
async fn signing_in_at_the_provider_ends_at_the_shop_with_tokens() {
    let shop = Shop::open();
    let form = start(&shop, "&roles=Shopper%20MeAdmin&appstartpath=%2Fcart%3Fa%3D1%26b%3D%C3%A9%23top").await;
    let url = sign_in(&shop, &form, &ADA).await;
    assert_eq!(url.origin().ascii_serialization(), "http://localhost:7400");
    let values = query(&url);
    let ada = claims(&values["token"]);
    assert_eq!((&ada["usr"], &ada["role"]), (&json!("ada"), &json!(["Shopper", "MeAdmin"])));
    assert_eq!(values["path"], "/cart?a=1&b=é#top", "the path comes back as it went, and adds no parameter");
    assert_eq!(claims(&values["idpToken"])["iss"], "http://127.0.0.1:7401/idp");
    assert_eq!(shop.get("/v1/me", &values["token"]).await.field("Username"), "ada");
    assert_eq!(shop.refresh(SHOP, &values["refresh"]).await.status, 200);
}

#[tokio::test]
async fn somebody_new_becomes_a_user_of_the_shops_company() {
    let shop = Shop::open();
    let form = start(&shop, "").await;
    let url = sign_in(&shop, &form, &[("username", "iris"), ("password", "Sandbox-Iris-1")]).await;
    let me = shop.get("/v1/me", &query(&url)["token"]).await.json();
    assert_eq!((&me["Username"], &me["Buyer"]["ID"]), (&json!("iris"), &json!("public")));
    let again =
        sign_in(&shop, &start(&shop, "").await, &[("username", "iris"), ("password", "Sandbox-Iris-1")])
            .await;
    assert_eq!(shop.get("/v1/me", &query(&again)["token"]).await.json()["ID"], me["ID"]);
}

#[tokio::test]
async fn a_wrong_password_shows_the_page_again_with_a_sentence() {
    let shop = Shop::open();
    let form = start(&shop, "").await;
    let more = [("username", "<b>ada"), ("password", "no")];
    let body =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).extend_pairs(more).finish();
    let page = shop.post_form("/idp/login", body).await;
    assert!(page.text.contains("role=\"alert\"") && page.text.contains("&lt;b&gt;ada"), "{}", page.text);
    assert!(!page.text.contains("\"<b>ada"));
    assert!(page.header("content-security-policy").unwrap().contains("default-src 'none'"));
}

#[tokio::test]
async fn failures_go_to_the_error_address_with_their_reason() {
    let shop = Shop::open();
    let reason = |url: &Url| query(url)["ssoError"].clone();
    let cancelled = sign_in(&shop, &start(&shop, "").await, &[("deny", "1")]).await;
    assert_eq!(reason(&cancelled), "The sign-in was cancelled.");
    let idle = [("username", "idle"), ("password", "Sandbox-Idle-1")];
    let inactive = sign_in(&shop, &start(&shop, "").await, &idle).await;
    assert_eq!(reason(&inactive), "The user is not active.");
    let other_client = shop.get(&format!("/ocrplogin?id=sandbox-idp&cid={MEMBERS}"), "").await;
    assert!(reason(&location(&other_client)).contains("client ID"));
    shop.get(&format!("/ocrplogin?id=nobody&cid={SHOP}"), "").await.refused(404, "NotFound");
}

#[tokio::test]
async fn a_return_works_once_in_time_and_only_if_it_was_started_here() {
    let shop = Shop::open();
    shop.get("/ocrpcode?code=x&state=y", "").await.refused(400, "Auth.OauthError");
    let form = start(&shop, "").await;
    let body =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).extend_pairs(ADA).finish();
    let back = local(&location(&shop.post_form("/idp/login", body.clone()).await));
    shop.clock.advance(60);
    assert!(query(&location(&shop.get(&back, "").await)).contains_key("ssoError"), "the code is too old");
    shop.get(&back, "").await.refused(400, "Auth.OauthError");
    let late = local(&location(&shop.post_form("/idp/login", body).await));
    shop.get(&late, "").await.refused(400, "Auth.OauthError");
}

#[tokio::test]
async fn the_provider_sends_codes_to_known_addresses_only() {
    let shop = Shop::open();
    let mut form = start(&shop, "").await;
    form.insert("redirect_uri".to_owned(), "https://evil.example/".to_owned());
    let body =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).extend_pairs(ADA).finish();
    let answer = shop.post_form("/idp/login", body).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (400, None));
}

#[tokio::test]
async fn the_seller_keeps_the_configurations() {
    let shop = Shop::open();
    let olivia = shop.olivia().await;
    let path = "/v1/openidconnects/sandbox-idp";
    assert_eq!(shop.get(path, &olivia).await.field("OrderCloudApiClientID"), SHOP);
    let start_url = "http://localhost:9999/in#t={0}&next={2}";
    let changed = shop.call("PATCH", path, &olivia, Some(json!({ "AppStartUrl": start_url }))).await;
    assert_eq!(changed.status, 200);
    let url = sign_in(&shop, &start(&shop, "").await, &ADA).await;
    assert!(url.as_str().starts_with("http://localhost:9999/in#t=eyJ"), "{url}");
    let bad = json!({ "AppStartUrl": "javascript:alert(1)" });
    shop.call("PATCH", path, &olivia, Some(bad)).await.refused(400, "ValidationFailure");
}
