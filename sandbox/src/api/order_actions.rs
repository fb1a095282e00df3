//! What can be done to an order while it is not submitted, and how it is. Plain functions; the handlers are in `cart`.
//! What is written on an order beside its lines is in `order_addresses`.

use super::order_lookup::{OrderLookup, belongs_to};
use crate::{
    caller::Caller,
    http::{ApiError, check_id, short_guid},
    world::{FromUser, LineItem, LineItemInput, Order, Owner, Status, User, World},
};
use jiff::Timestamp;
use serde_json::json;

pub(super) fn existing_mut<'a>(
    world: &'a mut World,
    lookup: &OrderLookup,
) -> Result<&'a mut Order, ApiError> {
    let id = lookup.find(world).ok_or_else(|| lookup.missing())?.id.clone();
    world.orders.get_mut(&id).ok_or_else(|| lookup.missing())
}

/// The order as something that may still be changed.
pub(super) fn open<'a>(
    world: &'a mut World,
    lookup: &OrderLookup,
    now: Timestamp,
) -> Result<&'a mut Order, ApiError> {
    refuse_used_up(world, &lookup.caller)?;
    let id = match lookup.find(world) {
        Some(order) => refuse_submitted(order).map(|()| order.id.clone())?,
        None if lookup.is_cart() => begin(world, &lookup.caller, None, now)?,
        None => return Err(lookup.missing()),
    };
    world.orders.get_mut(&id).ok_or_else(|| lookup.missing())
}

/// Creates an order of the caller's and tells its ID. A guest has no choice: the token names it.
pub(super) fn begin(
    world: &mut World,
    caller: &Caller,
    id: Option<String>,
    now: Timestamp,
) -> Result<String, ApiError> {
    refuse_used_up(world, caller)?;
    let user = world.users.get(&caller.user).cloned().ok_or_else(ApiError::invalid_token)?;
    begin_for(world, &user, caller.owner(), caller.order_id.clone().or(id), now)
}

/// Creates an order of somebody's and tells its ID.
pub(super) fn begin_for(
    world: &mut World,
    user: &User,
    owner: Owner,
    id: Option<String>,
    now: Timestamp,
) -> Result<String, ApiError> {
    let id = id.unwrap_or_else(short_guid);
    check_id(&id)?;
    if world.orders.contains_key(&id) {
        return Err(ApiError::conflict("IdExists", "An order with this ID already exists."));
    }
    world.sweep_orders(now);
    let company = user.affiliation.company_id().to_owned();
    world.orders.insert(id.clone(), Order::begin(id.clone(), owner, FromUser::of(user), company, now));
    Ok(id)
}

/// A guest's token is good for one order; that order being gone or done, it can only look.
fn refuse_used_up(world: &World, caller: &Caller) -> Result<(), ApiError> {
    let order = caller.order_id.as_ref().and_then(|id| world.orders.get(id));
    match order {
        Some(order) if order.status != Status::Unsubmitted || !belongs_to(order, caller) => {
            let message =
                "The order of this anonymous token is complete. Request a new anonymous token to go on.";
            Err(ApiError::forbidden("Auth.AnonUserProhibited", message))
        }
        _ => Ok(()),
    }
}

pub(super) fn add(
    world: &mut World,
    lookup: &OrderLookup,
    input: LineItemInput,
    now: Timestamp,
) -> Result<LineItem, ApiError> {
    let product_id = input.product_id.as_deref().unwrap_or_default();
    let product = world.product(product_id).ok_or_else(|| ApiError::not_found("Product", product_id))?;
    let price = product.price;
    check_quantity(input.quantity.unwrap_or(1), product.stock)?;
    Ok(open(world, lookup, now)?.add_line(input, price, now))
}

pub(super) fn change(
    world: &mut World,
    lookup: &OrderLookup,
    input: LineItemInput,
    now: Timestamp,
) -> Result<LineItem, ApiError> {
    let product_id = line(world, lookup)?.product_id.clone();
    if let Some(quantity) = input.quantity {
        check_quantity(quantity, world.product(&product_id).map_or(0, |product| product.stock))?;
    }
    let line = open_line(world, lookup, now)?;
    line.quantity = input.quantity.unwrap_or(line.quantity);
    if let Some(xp) = input.xp {
        line.xp = xp;
    }
    Ok(line.clone())
}

/// Changes the line if there is one of this ID, or adds a new one.
pub(super) fn put(
    world: &mut World,
    lookup: &OrderLookup,
    input: LineItemInput,
    now: Timestamp,
) -> Result<LineItem, ApiError> {
    if line(world, lookup).is_ok() {
        change(world, lookup, input, now)
    } else {
        add(world, lookup, input, now)
    }
}

pub(super) fn remove(world: &mut World, lookup: &OrderLookup, now: Timestamp) -> Result<(), ApiError> {
    line(world, lookup)?;
    let order = open(world, lookup, now)?;
    order.lines.retain(|line| line.id != lookup.part);
    order.updated = now;
    order.calculated = false;
    Ok(())
}

pub(super) fn line<'a>(world: &'a World, lookup: &OrderLookup) -> Result<&'a LineItem, ApiError> {
    lookup
        .find(world)
        .and_then(|order| order.lines.iter().find(|line| line.id == lookup.part))
        .ok_or_else(|| ApiError::not_found("LineItem", &lookup.part))
}

/// A line of an order that may still be changed; what has been calculated of it no longer holds.
pub(super) fn open_line<'a>(
    world: &'a mut World,
    lookup: &OrderLookup,
    now: Timestamp,
) -> Result<&'a mut LineItem, ApiError> {
    line(world, lookup)?;
    let order = open(world, lookup, now)?;
    order.updated = now;
    order.calculated = false;
    order
        .lines
        .iter_mut()
        .find(|line| line.id == lookup.part)
        .ok_or_else(|| ApiError::not_found("LineItem", &lookup.part))
}

/// Lets the checkout event have its say; without one there is nothing to say.
pub(super) fn calculate(world: &mut World, lookup: &OrderLookup) -> Result<(), ApiError> {
    existing_mut(world, lookup)?.calculated = true;
    Ok(())
}

/// Whether the order could be submitted as it is.
pub(super) fn validate<'a>(
    world: &'a World,
    lookup: &OrderLookup,
    now: Timestamp,
) -> Result<&'a Order, ApiError> {
    refuse_used_up(world, &lookup.caller)?;
    let order = match lookup.find(world) {
        Some(order) => order,
        None if lookup.is_cart() => return Err(no_lines()),
        None => return Err(lookup.missing()),
    };
    refuse_submitted(order)?;
    if order.lines.is_empty() {
        return Err(no_lines());
    }
    let client = world.api_client(&lookup.caller.client_id);
    let has_event = client.is_some_and(|client| client.order_checkout_integration_event_id.is_some());
    if has_event && !order.calculated {
        let message = "The order must be calculated before it is submitted.";
        return Err(ApiError::bad_request("Order.CannotSubmitUncalculatedOrder", message));
    }
    if order.payments.iter().any(|payment| !payment.accepted) {
        let message = "The order has payments that have not been accepted.";
        // Three c: the platform spells it so.
        return Err(ApiError::bad_request("Order.CannotSubmitWithUnaccceptedPayments", message));
    }
    let refusal = order.promotions.iter().find_map(|applied| {
        world.promotion(&applied.id).and_then(|promotion| promotion.refuses(world, order, now))
    });
    match refusal {
        Some(reason) => Err(ApiError::bad_request(reason.code, reason.message)),
        None => Ok(order),
    }
}

pub(super) fn submit(world: &mut World, lookup: &OrderLookup, now: Timestamp) -> Result<Order, ApiError> {
    validate(world, lookup, now)?;
    let order = existing_mut(world, lookup)?;
    order.status = Status::Open;
    order.submitted = Some(now);
    order.updated = now;
    Ok(order.clone())
}

/// Before it is open whoever can act on it may cancel it; after that, the seller.
pub(super) fn cancel(world: &mut World, lookup: &OrderLookup, now: Timestamp) -> Result<Order, ApiError> {
    let order = existing_mut(world, lookup)?;
    let is_seller = lookup.caller.is_seller();
    if !(order.status == Status::Unsubmitted || order.status == Status::Open && is_seller) {
        let message = "The order cannot be canceled in its present status.";
        return Err(ApiError::bad_request("Order.CannotCancelInCurrentStatus", message));
    }
    order.status = Status::Canceled;
    order.canceled = Some(now);
    order.updated = now;
    Ok(order.clone())
}

pub(super) fn complete(world: &mut World, lookup: &OrderLookup, now: Timestamp) -> Result<Order, ApiError> {
    lookup.caller.require(&["OrderAdmin"])?;
    let order = existing_mut(world, lookup)?;
    if order.status != Status::Open {
        let message = "The order is not open.";
        return Err(ApiError::bad_request("Order.CannotCompleteBadStatus", message));
    }
    order.status = Status::Completed;
    order.completed = Some(now);
    order.updated = now;
    Ok(order.clone())
}

pub(super) fn refuse_submitted(order: &Order) -> Result<(), ApiError> {
    if order.status == Status::Unsubmitted {
        return Ok(());
    }
    Err(ApiError::bad_request("Order.CannotSubmitBadStatus", "The order has already been submitted."))
}

fn no_lines() -> ApiError {
    ApiError::bad_request("Order.CannotSubmitWithNoLineItems", "The order has no line items.")
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
