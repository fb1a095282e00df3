//! What every protected resource has in common: whose token it takes, and the JSON:API form of answers and refusals. A
//! token of the other side, or none, gets 401 and an empty body. The back office's one resource, its users, is here as well.

use super::grants::{BACK_OFFICE, STOREFRONT, subject_of};
use crate::{
    http::bearer,
    state::{Sandbox, Shared},
    stores::RequestDetails,
};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Asks for the length of a list (`totalCount`), and the header that tells it.
pub(crate) const INCLUDE: HeaderName = HeaderName::from_static("x-include");
pub(crate) const TOTAL_COUNT: HeaderName = HeaderName::from_static("x-include-total-count");

/// Why a resource is not given.
pub(super) enum Problem {
    /// No token, a dead one, or one of the other side: 401 and not a word.
    WrongToken,
    Denied,
    BadItem,
    BadFilter,
    NotFound,
}

pub(super) async fn users(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    authorize(&sandbox, &headers, BACK_OFFICE, &details)?;
    let state = sandbox.lock();
    let users = state.world.users.values().map(|user| {
        json!({
            "type": "users", "id": user.number.to_string(),
            "attributes": {
                "username": user.username, "firstName": user.first_name, "lastName": user.last_name,
                "email": user.email, "enabled": user.active,
            },
        })
    });
    Ok(api(StatusCode::OK, &json!({ "data": users.collect::<Vec<_>>() })))
}

/// Whoever may look at the storefront: a visitor or a user.
pub(super) fn storefront(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    details: &RequestDetails,
) -> Result<String, Problem> {
    authorize(sandbox, headers, STOREFRONT, details)
}

/// Like [`storefront`], for a list that visitors can be kept from.
pub(super) fn shopper(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    details: &RequestDetails,
) -> Result<String, Problem> {
    let subject = storefront(sandbox, headers, details)?;
    if subject.starts_with("visitor:") && !sandbox.lock().settings.guest_shopping_lists {
        return Err(Problem::Denied);
    }
    Ok(subject)
}

/// The subject of a token that belongs to this side of the house.
fn authorize(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    client_id: &str,
    details: &RequestDetails,
) -> Result<String, Problem> {
    let subject = bearer(headers).and_then(|token| subject_of(sandbox, token, client_id));
    let subject = subject.ok_or(Problem::WrongToken)?;
    details.client(client_id);
    details.subject(&subject);
    Ok(subject)
}

/// An answer in JSON:API's media type.
pub(super) fn api(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/vnd.api+json")], Json(body).into_response().into_body())
        .into_response()
}

/// A list, with its full length where that was asked for.
pub(super) fn list(body: &Value, total: usize, headers: &HeaderMap) -> Response {
    let mut response = api(StatusCode::OK, body);
    if headers.get(INCLUDE).is_some_and(|value| value == "totalCount") {
        response.headers_mut().insert(TOTAL_COUNT, HeaderValue::from(total));
    }
    response
}

/// Money as OroCommerce writes it: a text with four decimals.
pub(super) fn money(amount: f64) -> String {
    format!("{amount:.4}")
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, title, detail) = match self {
            Self::WrongToken => {
                return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response();
            }
            Self::Denied => {
                (StatusCode::FORBIDDEN, "access denied exception", "No access to this type of entities.")
            }
            Self::BadItem => (
                StatusCode::BAD_REQUEST,
                "request data constraint",
                "A known product and a quantity of 1 or more are required.",
            ),
            Self::BadFilter => {
                (StatusCode::BAD_REQUEST, "filter constraint", "The sandbox does not understand this filter.")
            }
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "not found http exception",
                "An entity with the requested identifier does not exist.",
            ),
        };
        api(status, &json!({ "errors": [{ "status": status.as_str(), "title": title, "detail": detail }] }))
    }
}
