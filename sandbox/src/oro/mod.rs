//! OroCommerce beside OrderCloud: the token endpoint of a league server, and protected resources on each side of the
//! house. Storefront and back office share the endpoint and never each other's tokens.

mod catalog;
mod error;
mod grants;
mod lists;
mod request;
mod resources;

pub use request::orocommerce_fields;
pub(crate) use resources::{INCLUDE, TOTAL_COUNT};

use crate::{state::Shared, stores::RequestDetails};
use axum::{
    Extension, Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::{get, patch, post},
};

pub(crate) fn token_routes() -> Router<Shared> {
    Router::new().route("/oauth2-token", post(token))
}

pub(crate) fn api_routes() -> Router<Shared> {
    Router::new()
        .route("/api/products", get(catalog::products))
        .route("/api/products/{id}", get(catalog::product))
        .route("/api/productsearch", get(catalog::search))
        .route("/api/mastercatalogcategories", get(catalog::categories))
        .route("/api/shoppinglists", get(lists::shopping_lists))
        .route("/api/shoppinglists/{id}/items", post(lists::add_items))
        .route("/api/shoppinglistitems", post(lists::add_item))
        .route("/api/shoppinglistitems/{id}", patch(lists::change_item).delete(lists::remove_item))
        .route("/admin/api/users", get(resources::users))
}

async fn token(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = request::TokenRequest::read(&headers, &body)
        .and_then(|request| grants::answer(&sandbox, &request, &details));
    match answer {
        Ok(success) => {
            let mut response = Json(success).into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json; charset=UTF-8"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
            response
        }
        Err(refusal) => {
            let version = sandbox.lock().settings.league_version;
            refusal.respond(version, headers.contains_key(header::AUTHORIZATION))
        }
    }
}
