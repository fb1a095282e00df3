//! What can be done to an unsubmitted order, whichever way it was found: as the caller's cart, or by its ID.
//! Plain functions; `cart` and `outgoing` are the two faces.

use super::{caller::Caller, error::ApiError, orders};
use crate::{
    oauth,
    world::{FromUser, LineItem, LineWish, Order, Status, World},
};
use jiff::Timestamp;
use serde_json::json;

/// Which order is meant.
#[derive(Clone, Copy)]
pub(super) enum Target<'a> {
    /// The caller's one cart, which comes into being when something is put into it.
    Cart,
    /// The order with this ID, which must exist.
    Order(&'a str),
}

/// The order, if it exists and is the caller's. A cart that has been submitted is no cart any more.
pub(super) fn find<'a>(world: &'a World, caller: &Caller, target: Target<'_>) -> Option<&'a Order> {
    let id = match (target, &caller.order_id) {
        (Target::Order(id), _) => {
            return world.orders.get(id).filter(|order| orders::belongs_to(order, caller));
        }
        (Target::Cart, None) => return world.cart_of_user(caller.user),
        (Target::Cart, Some(id)) => id,
    };
    let order = world.orders.get(id)?;
    (order.status == Status::Unsubmitted && orders::belongs_to(order, caller)).then_some(order)
}

fn find_mut<'a>(world: &'a mut World, caller: &Caller, target: Target<'_>) -> Option<&'a mut Order> {
    let id = find(world, caller, target)?.id.clone();
    world.orders.get_mut(&id)
}

/// The order as something that may still be changed.
pub(super) fn open<'a>(
    world: &'a mut World,
    caller: &Caller,
    target: Target<'_>,
    now: Timestamp,
) -> Result<&'a mut Order, ApiError> {
    refuse_used_up(world, caller)?;
    let id = match (find(world, caller, target), target) {
        (Some(order), _) if order.status != Status::Unsubmitted => return Err(already_submitted()),
        (Some(order), _) => order.id.clone(),
        (None, Target::Order(id)) => return Err(ApiError::not_found("Order", id)),
        (None, Target::Cart) => begin(world, caller, None, now)?,
    };
    world.orders.get_mut(&id).ok_or_else(|| ApiError::not_found("Order", &id))
}

/// Creates an order and tells its ID. A guest has no choice: the token names it.
pub(super) fn begin(
    world: &mut World,
    caller: &Caller,
    id: Option<String>,
    now: Timestamp,
) -> Result<String, ApiError> {
    refuse_used_up(world, caller)?;
    let id = caller.order_id.clone().or(id).unwrap_or_else(oauth::short_guid);
    super::check_id(&id)?;
    if world.orders.contains_key(&id) {
        return Err(ApiError::conflict("IdExists", "An order with this ID already exists."));
    }
    world.sweep_orders(now);
    let user = world.users.get(&caller.user).ok_or_else(ApiError::invalid_token)?;
    let company = user.affiliation.company_id().to_owned();
    let order = Order::begin(id.clone(), caller.owner(), FromUser::of(user), company, now);
    world.orders.insert(id.clone(), order);
    Ok(id)
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

pub(super) fn add(
    world: &mut World,
    caller: &Caller,
    target: Target<'_>,
    wish: LineWish,
    now: Timestamp,
) -> Result<LineItem, ApiError> {
    let product_id = wish.product_id.as_deref().unwrap_or_default();
    let product = world.product(product_id).ok_or_else(|| ApiError::not_found("Product", product_id))?;
    let price = product.price;
    check_quantity(wish.quantity.unwrap_or(1), product.stock)?;
    Ok(open(world, caller, target, now)?.add_line(wish, price, now))
}

pub(super) fn change(
    world: &mut World,
    caller: &Caller,
    target: Target<'_>,
    line_id: &str,
    wish: LineWish,
    now: Timestamp,
) -> Result<LineItem, ApiError> {
    let missing = || ApiError::not_found("LineItem", line_id);
    let product_id = line(world, caller, target, line_id)?.product_id.clone();
    if let Some(quantity) = wish.quantity {
        check_quantity(quantity, world.product(&product_id).map_or(0, |product| product.stock))?;
    }
    let order = open(world, caller, target, now)?;
    order.updated = now;
    order.calculated = false;
    let line = order.lines.iter_mut().find(|line| line.id == line_id).ok_or_else(missing)?;
    line.quantity = wish.quantity.unwrap_or(line.quantity);
    if let Some(xp) = wish.xp {
        line.xp = xp;
    }
    Ok(line.clone())
}

/// Changes the line if there is one of this ID, or adds a new one.
pub(super) fn put(
    world: &mut World,
    caller: &Caller,
    target: Target<'_>,
    line_id: &str,
    wish: LineWish,
    now: Timestamp,
) -> Result<LineItem, ApiError> {
    if line(world, caller, target, line_id).is_ok() {
        change(world, caller, target, line_id, wish, now)
    } else {
        add(world, caller, target, wish, now)
    }
}

pub(super) fn remove(
    world: &mut World,
    caller: &Caller,
    target: Target<'_>,
    line_id: &str,
    now: Timestamp,
) -> Result<(), ApiError> {
    line(world, caller, target, line_id)?;
    let order = open(world, caller, target, now)?;
    order.lines.retain(|line| line.id != line_id);
    order.updated = now;
    order.calculated = false;
    Ok(())
}

pub(super) fn line<'a>(
    world: &'a World,
    caller: &Caller,
    target: Target<'_>,
    line_id: &str,
) -> Result<&'a LineItem, ApiError> {
    let order = find(world, caller, target);
    order
        .and_then(|order| order.lines.iter().find(|line| line.id == line_id))
        .ok_or_else(|| ApiError::not_found("LineItem", line_id))
}

/// Lets the checkout event have its say; without one there is nothing to say.
pub(super) fn calculate(world: &mut World, caller: &Caller, target: Target<'_>) -> Result<Order, ApiError> {
    let order = find_mut(world, caller, target).ok_or_else(|| ApiError::not_found("Order", ""))?;
    order.calculated = true;
    Ok(order.clone())
}

pub(super) fn submit(
    world: &mut World,
    caller: &Caller,
    target: Target<'_>,
    now: Timestamp,
) -> Result<Order, ApiError> {
    refuse_used_up(world, caller)?;
    let has_event = world
        .api_client(&caller.client_id)
        .is_some_and(|client| client.order_checkout_integration_event_id.is_some());
    let order = match (find_mut(world, caller, target), target) {
        (None, Target::Order(id)) => return Err(ApiError::not_found("Order", id)),
        (Some(order), _) if order.status != Status::Unsubmitted => return Err(already_submitted()),
        (Some(order), _) if !order.lines.is_empty() => order,
        _ => {
            let message = "The order has no line items.";
            return Err(ApiError::bad_request("Order.CannotSubmitWithNoLineItems", message));
        }
    };
    if has_event && !order.calculated {
        let message = "The order must be calculated before it is submitted.";
        return Err(ApiError::bad_request("Order.CannotSubmitUncalculatedOrder", message));
    }
    order.status = Status::Open;
    order.submitted = Some(now);
    order.updated = now;
    Ok(order.clone())
}

fn already_submitted() -> ApiError {
    ApiError::bad_request("Order.CannotSubmitBadStatus", "The order has already been submitted.")
}

fn check_quantity(quantity: i64, stock: i64) -> Result<(), ApiError> {
    if quantity < 1 {
        let message = "The quantity must be 1 or more.";
        return Err(ApiError::bad_request("LineItem.QuantityMustBePositive", message));
    }
    if quantity > stock {
        let data = json!({ "QuantityAvailable": stock, "QuantityRequested": quantity });
        return Err(
            ApiError::bad_request("Inventory.Insufficient", format!("Only {stock} left.")).with_data(data)
        );
    }
    Ok(())
}
