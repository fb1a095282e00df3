//! `/v1/cart`: the caller's one unsubmitted order. It comes into being with its first line; a guest's gets the id that
//! the token has carried all along, and once submitted that token buys nothing more.

use super::{
    basket::{self, Target},
    body::{Body, Query},
    caller::Caller,
    error::ApiError,
    listing::{self, Listing},
    orders,
};
use crate::{state::Shared, world::LineWish};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};

pub(super) async fn read(State(sandbox): State<Shared>, caller: Caller) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let cart = basket::find(&state.world, &caller, Target::Cart);
    Ok(Json(cart.map_or_else(orders::no_cart, |order| orders::view(&state.world, order))))
}

pub(super) async fn patch(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(changes): Body<orders::Changes>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let order = basket::open(&mut state.world, &caller, Target::Cart, now)?;
    changes.apply(order, now);
    let order = order.clone();
    Ok(Json(orders::view(&state.world, &order)))
}

pub(super) async fn patch_from_user(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(changes): Body<orders::FromUserChanges>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let order = basket::open(&mut state.world, &caller, Target::Cart, now)?;
    changes.apply(order, now);
    let order = order.clone();
    Ok(Json(orders::view(&state.world, &order)))
}

pub(super) async fn discard(State(sandbox): State<Shared>, caller: Caller) -> Result<StatusCode, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let cart = basket::find(&state.world, &caller, Target::Cart).map(|order| order.id.clone());
    if let Some(id) = cart {
        state.world.orders.remove(&id);
    }
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn lines(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let lines = basket::find(&state.world, &caller, Target::Cart)
        .map(|order| order.lines.as_slice())
        .unwrap_or_default();
    let items = lines.iter().map(|line| orders::line_view(&state.world, line)).collect();
    listing::page(items, &query, &Listing { search_on: &["ProductID", "Product.Name"], facets: &[] })
        .map(Json)
}

pub(super) async fn read_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(line): Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let line = basket::line(&state.world, &caller, Target::Cart, &line)?;
    Ok(Json(orders::line_view(&state.world, line)))
}

pub(super) async fn add_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(wish): Body<LineWish>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let line = basket::add(&mut state.world, &caller, Target::Cart, wish, now)?;
    Ok((StatusCode::CREATED, Json(orders::line_view(&state.world, &line))))
}

pub(super) async fn patch_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(line): Path<String>,
    Body(wish): Body<LineWish>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let line = basket::change(&mut state.world, &caller, Target::Cart, &line, wish, now)?;
    Ok(Json(orders::line_view(&state.world, &line)))
}

pub(super) async fn put_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(line): Path<String>,
    Body(wish): Body<LineWish>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let line = basket::put(&mut state.world, &caller, Target::Cart, &line, wish, now)?;
    Ok(Json(orders::line_view(&state.world, &line)))
}

pub(super) async fn remove_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(line): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    basket::remove(&mut state.world, &caller, Target::Cart, &line, now)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn calculate(
    State(sandbox): State<Shared>,
    caller: Caller,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let order = basket::calculate(&mut state.world, &caller, Target::Cart)?;
    Ok(Json(json!({ "Order": orders::view(&state.world, &order) })))
}

pub(super) async fn submit(
    State(sandbox): State<Shared>,
    caller: Caller,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let order = basket::submit(&mut state.world, &caller, Target::Cart, now)?;
    Ok((StatusCode::CREATED, Json(orders::view(&state.world, &order))))
}
