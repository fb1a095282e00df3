//! `/v1`: the slice of OrderCloud's API that a shop needs.
//! Handlers here read the request and choose the status; what happens is decided by plain functions below them.

mod account;
mod admin;
mod api_clients;
mod basket;
mod body;
mod caller;
mod cart;
mod error;
mod listing;
mod me;
mod orders;
mod outgoing;
mod passwords;
mod products;
mod resource;
mod users;

pub(crate) use body::{Body, Query};
pub(crate) use caller::Caller;
pub(crate) use error::ApiError;

use crate::state::Shared;
use axum::{
    Router,
    routing::{delete, get, patch, post, put},
};

pub(crate) fn routes() -> Router<Shared> {
    let v1 = Router::new()
        .route("/me", get(me::read).patch(me::patch).put(me::patch))
        .route("/me/password", post(passwords::reset_by_token))
        .route("/me/register", put(account::register))
        .route("/me/tokens", delete(account::revoke_tokens))
        .route("/me/products", get(products::list))
        .route("/me/products/{id}", get(products::read))
        .route("/me/categories", get(products::categories))
        .route("/me/categories/{id}", get(products::category))
        .route("/me/orders", get(orders::list).put(account::transfer_order))
        .route("/password/onetimepassword", post(passwords::one_time_password))
        .route("/password/reset", post(passwords::request_reset))
        .route("/password/reset/{code}", put(passwords::reset))
        .route("/buyers/{company}/users/{id}/accesstoken", post(users::impersonate))
        .route("/buyers/{company}/users/{id}/tokens", delete(users::revoke_of_buyer))
        .route("/buyers/{company}/users/{id}/unlock", post(users::unlock_of_buyer))
        .route("/suppliers/{company}/users/{id}/tokens", delete(users::revoke_of_supplier))
        .route("/suppliers/{company}/users/{id}/unlock", post(users::unlock_of_supplier))
        .route("/adminusers/{id}/tokens", delete(users::revoke_of_seller))
        .route("/adminusers/{id}/unlock", post(users::unlock_of_seller))
        .route("/cart", get(cart::read).patch(cart::patch).delete(cart::discard))
        .route("/cart/lineitems", get(cart::lines).post(cart::add_line))
        .route(
            "/cart/lineitems/{id}",
            get(cart::read_line).patch(cart::patch_line).put(cart::put_line).delete(cart::remove_line),
        )
        .route("/cart/fromuser", patch(cart::patch_from_user))
        .route("/cart/calculate", post(cart::calculate))
        .route("/cart/submit", post(cart::submit))
        .route("/orders/{direction}", get(orders::list).post(outgoing::create))
        .route(
            "/orders/{direction}/{id}",
            get(outgoing::read).patch(outgoing::patch).delete(outgoing::discard),
        )
        .route("/orders/{direction}/{id}/lineitems", get(outgoing::lines).post(outgoing::add_line))
        .route(
            "/orders/{direction}/{id}/lineitems/{line}",
            get(outgoing::read_line)
                .patch(outgoing::patch_line)
                .put(outgoing::put_line)
                .delete(outgoing::remove_line),
        )
        .route("/orders/{direction}/{id}/fromuser", patch(outgoing::patch_from_user))
        .route("/orders/{direction}/{id}/submit", post(outgoing::submit))
        .merge(api_clients::routes())
        .merge(admin::routes())
        .fallback(|| async { ApiError::not_found("Endpoint", "") })
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() });
    Router::new().nest("/v1", v1)
}

/// IDs are up to 100 letters, digits, hyphens and underscores.
fn check_id(id: &str) -> Result<(), ApiError> {
    let fits = (1..=100).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if fits {
        Ok(())
    } else {
        Err(ApiError::invalid("ID", "may hold up to 100 letters, digits, hyphens and underscores"))
    }
}
