//! Bad input: always the documented error, never a 500.
//! Sockets that dribble are in `sockets`.

use crate::shop::{SHOP, Shop};
use axum::{body::Body, http::Request};
use http_body::Frame;
use std::{
    pin::Pin,
    task::{Context, Poll},
};

async fn post(shop: &Shop, token: &str, content_type: &str, body: impl Into<Body>) -> crate::shop::Answer {
    let request = Request::post("/v1/cart/lineitems")
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", content_type);
    shop.send(request.body(body.into()).unwrap()).await
}

#[tokio::test]
async fn bodies_over_a_megabyte_are_413() {
    let shop = Shop::open();
    let huge = "x".repeat(10_000_000);
    assert_eq!(shop.post_form("/oauth/token", huge.clone()).await.status, 413);
    assert_eq!(post(&shop, &shop.guest().await, "application/json", huge).await.status, 413);
}

#[tokio::test]
async fn bad_json_is_the_documented_error() {
    let shop = Shop::open();
    let guest = shop.guest().await;
    let nested = "[".repeat(100_000);
    for body in
        ["", "{", "[]", "null", "{\"Quantity\":\"two\"}", "{\"Quantity\":1e999}", "\u{feff}{}", &nested]
    {
        post(&shop, &guest, "application/json", body.to_owned())
            .await
            .refused(400, "Request.InvalidRequestBody");
    }
    post(&shop, &guest, "text/html", "{}").await.refused(400, "Request.InvalidContentType");
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_answered_in_the_same_form() {
    let shop = Shop::open();
    shop.get("/v1/unicorns", "").await.refused(404, "NotFound");
    shop.get("/", "").await.refused(404, "NotFound");
    assert_eq!(shop.call("DELETE", "/v1/me", "", None).await.status, 405);
    assert_eq!(shop.get("/oauth/token", "").await.status, 405);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_408() {
    let shop = Shop::open();
    let endless = Body::new(Endless);
    let request = Request::post("/oauth/token").header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(shop.send(request.body(endless).unwrap()).await.status, 408);
}

/// A body of which not even the first byte arrives.
struct Endless;

impl http_body::Body for Endless {
    type Data = axum::body::Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn a_client_id_of_any_length_does_no_harm() {
    let shop = Shop::open();
    let long = SHOP.repeat(10_000);
    let answer = shop.token(&[("grant_type", "client_credentials"), ("client_id", &long)]).await;
    answer.refused(400, "ApiClient.InvalidClientID");
    assert!(shop.get("/_sandbox/requests", "").await.text.len() < 1_000);
}

/// Random numbers that are the same in every run (xorshift).
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.below(256) as u8).collect()
    }
}

/// A good body with some of its bytes changed, doubled, or cut off.
fn damaged(good: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut body = good.to_vec();
    for _ in 0..=dice.below(4) {
        let at = dice.below(body.len().max(1));
        match dice.below(4) {
            0 => body.truncate(at),
            1 => body.extend_from_slice(&good[dice.below(good.len())..]),
            2 => body.splice(at..at, dice.bytes(8)).for_each(drop),
            _ => body.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << dice.below(8)),
        }
    }
    body
}

#[tokio::test]
async fn no_damaged_body_is_a_500_at_any_door() {
    let shop = Shop::open();
    let ada = shop.ada().await;
    let bearer = format!("Bearer {}", ada.access_token());
    let (form, json) = ("application/x-www-form-urlencoded", "application/json");
    let refresh = format!("grant_type=refresh_token&client_id={SHOP}&refresh_token={}", ada.refresh_token());
    let doors = [
        ("POST", "/oauth/token", form, refresh.as_str()),
        (
            "POST",
            "/oauth/token",
            form,
            "grant_type=password&username=ada&password=Sandbox-Ada-1&scope=Shopper",
        ),
        (
            "POST",
            "/oauth2-token",
            form,
            "grant_type=password&client_id=oro-storefront&username=guest&password=guest",
        ),
        (
            "POST",
            "/oauth2-token",
            json,
            r#"{"grant_type":"refresh_token","client_id":"oro-storefront","refresh_token":"x"}"#,
        ),
        ("POST", "/v1/cart/lineitems", json, r#"{"ProductID":"tarn-mug","Quantity":2,"xp":{"Wrap":true}}"#),
        ("POST", "/v1/cart/payments", json, r#"{"Type":"PurchaseOrder","Amount":12.5,"xp":{}}"#),
        ("PUT", "/v1/cart/shipto", json, r#"{"Street1":"1 Mill Lane","City":"Leeds","Country":"GB"}"#),
        ("PATCH", "/v1/me", json, r#"{"FirstName":"Ada","xp":{"Size":"M"}}"#),
        ("POST", "/v1/password/onetimepassword", json, r#"{"ClientID":"x","Email":"a@b.example"}"#),
    ];
    let mut dice = Dice::new(0x5eed_0001);
    let mut seen = std::collections::BTreeSet::new();
    for round in 0..400 {
        let (method, path, content_type, good) = doors[round % doors.len()];
        let body = damaged(good.as_bytes(), &mut dice);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", &bearer)
            .header("content-type", content_type);
        let answer = shop.send(request.body(Body::from(body.clone())).unwrap()).await;
        let status = answer.status.as_u16();
        assert!(status < 500, "{method} {path} {status}: {}", String::from_utf8_lossy(&body));
        if status >= 400 && path != "/oauth2-token" {
            assert!(!answer.code().is_empty(), "a refusal without a code");
        }
        seen.insert(status);
    }
    assert!(seen.contains(&200) && seen.contains(&400), "the damage was too small or too great: {seen:?}");
    assert_eq!(shop.guest().await.split('.').count(), 3, "and the sandbox goes on");
}

#[tokio::test]
async fn production_host_names_are_turned_away_before_a_credential_is_read() {
    let shop = Shop::open();
    for host in ["api.ordercloud.io", "sandboxapi.ordercloud.io:443", "AUTH.ORDERCLOUD.IO", "ordercloud.io."]
    {
        let form = "grant_type=password&username=real&password=real";
        let request = Request::post("/oauth/token")
            .header("host", host)
            .header("content-type", "application/x-www-form-urlencoded");
        shop.send(request.body(Body::from(form)).unwrap()).await.refused(421, "Auth.OauthError");
    }
    assert_eq!(shop.get("/_sandbox/requests", "").await.json(), serde_json::json!([]), "nothing was noted");
    let request = Request::get("/v1/me").header("host", "notordercloud.io");
    shop.send(request.body(Body::empty()).unwrap()).await.refused(401, "InvalidToken");
}
