//! `/v1`: the slice of OrderCloud's API that a shop needs.
//! Handlers here read the request and choose the status; what happens is decided by plain functions below them.

mod account;
mod admin;
mod api_clients;
mod cart;
mod client_secrets;
mod listing;
mod me;
mod order_actions;
mod order_addresses;
mod order_lookup;
mod order_promotions;
mod order_views;
mod orders;
mod passwords;
mod payments;
mod saved_items;

mod products;
mod profile;
mod promotions;
mod resource;
mod users;

use crate::{http::ApiError, state::Shared};
use axum::{
    Router,
    routing::{delete, get, post, put},
};

pub(crate) fn routes() -> Router<Shared> {
    let v1 = Router::new()
        .route("/me", get(me::read).patch(me::patch).put(me::save))
        .route("/me/password", post(passwords::reset_by_token))
        .route("/me/register", put(account::register))
        .route("/me/tokens", delete(account::revoke_tokens))
        .route("/me/usergroups", get(me::groups))
        .route("/me/orders", get(orders::list_own).put(account::transfer_order))
        .route("/me/promotions", get(promotions::list_own))
        .route("/me/promotions/{id}", get(promotions::read_own))
        .route("/password/onetimepassword", post(passwords::one_time_password))
        .route("/password/reset", post(passwords::request_reset))
        .route("/password/reset/{code}", put(passwords::reset))
        .route("/username/retrieve", post(passwords::retrieve_username))
        .route("/orders/{direction}", get(orders::list).post(orders::create))
        .route("/lineitems/{direction}", get(orders::list_lines))
        .merge(saved_items::routes())
        .merge(products::routes())
        .merge(users::routes())
        .merge(cart::routes())
        .merge(api_clients::routes())
        .merge(admin::routes())
        .fallback(|| async { ApiError::not_found("Endpoint", "") })
        .method_not_allowed_fallback(|| async { ApiError::method_not_allowed() });
    Router::new().nest("/v1", v1)
}
