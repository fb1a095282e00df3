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
