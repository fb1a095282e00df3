//! `/v1`: the slice of OrderCloud's API that a shop needs.
//! Handlers here read the request and choose the status; what happens is decided by plain functions below them.

mod body;
mod caller;
mod cart;
mod error;
mod listing;
mod me;
mod orders;
mod products;

pub(crate) use body::Body;
pub(crate) use caller::Caller;
pub(crate) use error::ApiError;

use crate::state::Shared;
use axum::{
    Router,
    routing::{get, patch, post},
};

pub(crate) fn routes() -> Router<Shared> {
    let v1 = Router::new()
        .route("/me", get(me::read))
        .route("/me/products", get(products::list))
        .route("/me/products/{id}", get(products::read))
        .route("/me/categories", get(products::categories))
        .route("/me/orders", get(orders::list))
        .route("/cart", get(cart::read).delete(cart::discard))
        .route("/cart/lineitems", get(cart::lines).post(cart::add_line))
        .route("/cart/lineitems/{id}", patch(cart::patch_line).put(cart::put_line).delete(cart::remove_line))
        .route("/cart/fromuser", patch(cart::patch_from_user))
        .route("/cart/submit", post(cart::submit))
        .fallback(|| async { ApiError::not_found("Endpoint", "") })
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() });
    Router::new().nest("/v1", v1)
}
