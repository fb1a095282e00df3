//! `/v1/cart`: the caller's one unsubmitted order. It comes into being with its first line; a guest's gets the id that
//! the token has carried all along, and once submitted that token buys nothing more.

use super::{
    body::{Body, Query},
    caller::Caller,
    error::ApiError,
    listing::{self, Listing},
    orders,
};
use crate::{
    state::Shared,
    world::{FromUser, LineItem, LineWish, Order, Status, World},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// What `PATCH /cart/fromuser` may change.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct FromUserPatch {
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
}

pub(super) async fn read(State(sandbox): State<Shared>, caller: Caller) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let cart = find(&state.world, &caller);
    Ok(Json(cart.map_or_else(orders::no_cart, |order| orders::view(&state.world, order))))
}

pub(super) async fn lines(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let lines = find(&state.world, &caller).map(|order| order.lines.as_slice()).unwrap_or_default();
    let items = lines.iter().map(|line| orders::line_view(&state.world, line)).collect();
    listing::page(items, &query, &Listing { search_on: &["ProductID", "Product.Name"], facets: &[] })
        .map(Json)
}

pub(super) async fn read_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let line = find(&state.world, &caller).and_then(|order| order.lines.iter().find(|line| line.id == id));
    let line = line.ok_or_else(|| ApiError::not_found("LineItem", &id))?;
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
    let line = add(&mut state.world, &caller, wish, now)?;
    Ok((StatusCode::CREATED, Json(orders::line_view(&state.world, &line))))
}

pub(super) async fn patch_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(wish): Body<LineWish>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let line = change(&mut state.world, &caller, &id, wish, now)?;
    Ok(Json(orders::line_view(&state.world, &line)))
}

pub(super) async fn put_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(wish): Body<LineWish>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let known = find(&state.world, &caller).is_some_and(|order| order.lines.iter().any(|line| line.id == id));
    let line = if known {
        change(&mut state.world, &caller, &id, wish, now)?
    } else {
        add(&mut state.world, &caller, wish, now)?
    };
    Ok(Json(orders::line_view(&state.world, &line)))
}

pub(super) async fn remove_line(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let missing = || ApiError::not_found("LineItem", &id);
    let order = find_mut(&mut state.world, &caller).ok_or_else(missing)?;
    let position = order.lines.iter().position(|line| line.id == id).ok_or_else(missing)?;
    order.lines.remove(position);
    order.updated = now;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn discard(State(sandbox): State<Shared>, caller: Caller) -> Result<StatusCode, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let id = find(&state.world, &caller).map(|order| order.id.clone());
    if let Some(id) = id {
        state.world.orders.remove(&id);
    }
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn patch(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(changes): Body<orders::Changes>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let order = find_or_begin(&mut state.world, &caller, now)?;
    changes.apply(order, now);
    let order = order.clone();
    Ok(Json(orders::view(&state.world, &order)))
}

pub(super) async fn patch_from_user(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(patch): Body<FromUserPatch>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let order = find_or_begin(&mut state.world, &caller, now)?;
    let who = &mut order.from_user;
    for (field, wish) in [
        (&mut who.first_name, patch.first_name),
        (&mut who.last_name, patch.last_name),
        (&mut who.email, patch.email),
    ] {
        if let Some(wish) = wish {
            *field = wish;
        }
    }
    order.updated = now;
    let order = order.clone();
    Ok(Json(orders::view(&state.world, &order)))
}

pub(super) async fn submit(
    State(sandbox): State<Shared>,
    caller: Caller,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    refuse_used_up(&state.world, &caller)?;
    refuse_uncalculated(&state.world, &caller)?;
    let order =
        find_mut(&mut state.world, &caller).filter(|order| !order.lines.is_empty()).ok_or_else(|| {
            ApiError::bad_request("Order.CannotSubmitWithNoLineItems", "The order has no line items.")
        })?;
    order.status = Status::Open;
    order.submitted = Some(now);
    order.updated = now;
    let order = order.clone();
    Ok((StatusCode::CREATED, Json(orders::view(&state.world, &order))))
}

pub(super) async fn calculate(
    State(sandbox): State<Shared>,
    caller: Caller,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let mut state = sandbox.lock();
    let order = find_mut(&mut state.world, &caller).ok_or_else(|| ApiError::not_found("Order", ""))?;
    order.calculated = true;
    let order = order.clone();
    Ok(Json(serde_json::json!({ "Order": orders::view(&state.world, &order) })))
}

/// With a checkout event on the API client, an order must be calculated before it can be submitted.
fn refuse_uncalculated(world: &World, caller: &Caller) -> Result<(), ApiError> {
    let has_event = world
        .api_client(&caller.client_id)
        .is_some_and(|client| client.order_checkout_integration_event_id.is_some());
    if has_event && find(world, caller).is_some_and(|order| !order.calculated) {
        let message = "The order must be calculated before it is submitted.";
        return Err(ApiError::bad_request("Order.CannotSubmitUncalculatedOrder", message));
    }
    Ok(())
}

/// The caller's cart, if there is one.
fn find<'a>(world: &'a World, caller: &Caller) -> Option<&'a Order> {
    match &caller.order_id {
        Some(id) => world
            .orders
            .get(id)
            .filter(|order| order.status == Status::Unsubmitted && orders::belongs_to(order, caller)),
        None => world.cart_of_user(caller.user),
    }
}

fn find_mut<'a>(world: &'a mut World, caller: &Caller) -> Option<&'a mut Order> {
    let id = find(world, caller)?.id.clone();
    world.orders.get_mut(&id)
}

fn find_or_begin<'a>(
    world: &'a mut World,
    caller: &Caller,
    now: Timestamp,
) -> Result<&'a mut Order, ApiError> {
    refuse_used_up(world, caller)?;
    let id = match find(world, caller) {
        Some(order) => order.id.clone(),
        None => caller.order_id.clone().unwrap_or_else(crate::oauth::new_order_id),
    };
    let user = world.users.get(&caller.user).ok_or_else(ApiError::invalid_token)?;
    let from_user = FromUser::of(user);
    let company = user.affiliation.company_id().to_owned();
    Ok(world
        .orders
        .entry(id.clone())
        .or_insert_with(|| Order::begin(id, caller.owner(), from_user, company, now)))
}

/// A guest's token is good for one order; that order being gone or done, it can only look.
fn refuse_used_up(world: &World, caller: &Caller) -> Result<(), ApiError> {
    let order = caller.order_id.as_ref().and_then(|id| world.orders.get(id));
    match order {
        Some(order) if order.status != Status::Unsubmitted || !orders::belongs_to(order, caller) => {
            let message =
                "The order of this anonymous token is complete. Request a new anonymous token to go on.";
            Err(ApiError::forbidden("Auth.AnonUserProhibited", message))
        }
        _ => Ok(()),
    }
}

fn add(world: &mut World, caller: &Caller, wish: LineWish, now: Timestamp) -> Result<LineItem, ApiError> {
    let product_id = wish.product_id.as_deref().unwrap_or_default();
    let product = world.product(product_id).ok_or_else(|| ApiError::not_found("Product", product_id))?;
    let price = product.price;
    check_quantity(wish.quantity.unwrap_or(1), product.stock)?;
    Ok(find_or_begin(world, caller, now)?.add_line(wish, price, now))
}

fn change(
    world: &mut World,
    caller: &Caller,
    id: &str,
    wish: LineWish,
    now: Timestamp,
) -> Result<LineItem, ApiError> {
    let missing = || ApiError::not_found("LineItem", id);
    let known = find(world, caller).and_then(|order| order.lines.iter().find(|line| line.id == id));
    let product_id = known.map(|line| line.product_id.clone()).ok_or_else(missing)?;
    if let Some(quantity) = wish.quantity {
        check_quantity(quantity, world.product(&product_id).map_or(0, |product| product.stock))?;
    }
    let order = find_mut(world, caller).ok_or_else(missing)?;
    order.updated = now;
    let line = order.lines.iter_mut().find(|line| line.id == id).ok_or_else(missing)?;
    line.quantity = wish.quantity.unwrap_or(line.quantity);
    if let Some(xp) = wish.xp {
        line.xp = xp;
    }
    Ok(line.clone())
}

fn check_quantity(quantity: i64, stock: i64) -> Result<(), ApiError> {
    if quantity < 1 {
        return Err(ApiError::bad_request(
            "LineItem.QuantityMustBePositive",
            "The quantity must be 1 or more.",
        ));
    }
    if quantity > stock {
        let message = format!("Only {stock} left.");
        let data = serde_json::json!({ "QuantityAvailable": stock, "QuantityRequested": quantity });
        return Err(ApiError::bad_request("Inventory.Insufficient", message).with_data(data));
    }
    Ok(())
}
