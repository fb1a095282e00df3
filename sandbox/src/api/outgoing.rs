//! `/v1/orders/{direction}/{id}`: the same orders by their ID, as older clients handle them. A shopper's orders go out;
//! the direction in the address is taken as it comes.

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
use serde::Deserialize;
use serde_json::Value;

/// A new order; a guest's ID is not a choice.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewOrder {
    #[serde(rename = "ID")]
    id: Option<String>,
    #[serde(flatten)]
    changes: orders::Changes,
}

pub(super) async fn read(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let order = basket::find(&state.world, &caller, Target::Order(&id));
    Ok(Json(orders::view(&state.world, order.ok_or_else(|| ApiError::not_found("Order", &id))?)))
}

pub(super) async fn create(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(wish): Body<NewOrder>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let id = basket::begin(&mut state.world, &caller, wish.id, now)?;
    let order = basket::open(&mut state.world, &caller, Target::Order(&id), now)?;
    wish.changes.apply(order, now);
    let order = order.clone();
    Ok((StatusCode::CREATED, Json(orders::view(&state.world, &order))))
}

pub(super) async fn patch(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Body(changes): Body<orders::Changes>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let order = basket::open(&mut state.world, &caller, Target::Order(&id), now)?;
    changes.apply(order, now);
    let order = order.clone();
    Ok(Json(orders::view(&state.world, &order)))
}

pub(super) async fn patch_from_user(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Body(changes): Body<orders::FromUserChanges>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let order = basket::open(&mut state.world, &caller, Target::Order(&id), now)?;
    changes.apply(order, now);
    let order = order.clone();
    Ok(Json(orders::view(&state.world, &order)))
}

pub(super) async fn discard(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    basket::open(&mut state.world, &caller, Target::Order(&id), now)?;
    state.world.orders.remove(&id);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn lines(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let order = basket::find(&state.world, &caller, Target::Order(&id));
    let lines = &order.ok_or_else(|| ApiError::not_found("Order", &id))?.lines;
    let items = lines.iter().map(|line| orders::line_view(&state.world, line)).collect();
    listing::page(items, &query, &Listing { search_on: &["ProductID", "Product.Name"], facets: &[] })
        .map(Json)
}

pub(super) async fn read_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id, line)): Path<(String, String, String)>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let line = basket::line(&state.world, &caller, Target::Order(&id), &line)?;
    Ok(Json(orders::line_view(&state.world, line)))
}

pub(super) async fn add_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
    Body(wish): Body<LineWish>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let line = basket::add(&mut state.world, &caller, Target::Order(&id), wish, now)?;
    Ok((StatusCode::CREATED, Json(orders::line_view(&state.world, &line))))
}

pub(super) async fn patch_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id, line)): Path<(String, String, String)>,
    Body(wish): Body<LineWish>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let line = basket::change(&mut state.world, &caller, Target::Order(&id), &line, wish, now)?;
    Ok(Json(orders::line_view(&state.world, &line)))
}

pub(super) async fn put_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id, line)): Path<(String, String, String)>,
    Body(wish): Body<LineWish>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let line = basket::put(&mut state.world, &caller, Target::Order(&id), &line, wish, now)?;
    Ok(Json(orders::line_view(&state.world, &line)))
}

pub(super) async fn remove_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id, line)): Path<(String, String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    basket::remove(&mut state.world, &caller, Target::Order(&id), &line, now)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn submit(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((_, id)): Path<(String, String)>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let order = basket::submit(&mut state.world, &caller, Target::Order(&id), now)?;
    Ok((StatusCode::CREATED, Json(orders::view(&state.world, &order))))
}
