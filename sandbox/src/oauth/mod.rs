//! `/oauth/*`: tokens and the key that proves them.
//! `form` reads the request, `grants` decides, `mint` signs, `book` remembers refresh tokens.

mod book;
mod certs;
mod clients;
mod error;
mod form;
mod grants;
mod mint;
mod password;
mod userinfo;

pub(crate) use book::Refused;
pub(crate) use book::{RefreshBook, Watermarks};
pub(crate) use clients::{admit, grant_roles};
pub(crate) use error::TokenError;
pub use form::ordercloud_fields;
pub(crate) use grants::{Success, access_ticket, basic, sign, user_ticket};
pub(crate) use mint::{Claims, Subject, fingerprint, short_guid};

use crate::{control::Note, state::Shared};
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
    Extension(note): Extension<Note>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = form::TokenRequest::read(&headers, &body)
        .and_then(|request| grants::answer(&sandbox, &request, &headers, &note));
    let mut response = match answer {
        Ok(success) => axum::Json(success).into_response(),
        Err(error) => error.into_response(),
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
