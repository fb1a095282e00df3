//! `/oauth/*`: tokens and the key that proves them.
//! `form` reads the request, `grants` and `password` decide; `tokens` signs.

mod certs;
mod form;
mod grants;
mod password;
mod userinfo;

pub use form::ordercloud_fields;

use crate::{state::Shared, stores::RequestDetails};
use axum::{
    Extension, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/oauth/token", post(token))
        .route("/oauth/certs/{kid}", get(certs::public_key))
        .route("/oauth/userinfo", get(userinfo::read))
}

async fn token(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = form::TokenRequest::read(&headers, &body)
        .and_then(|request| grants::answer(&sandbox, &request, &headers, &details));
    let mut response = match answer {
        Ok(success) => axum::Json(success).into_response(),
        Err(error) => error.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
