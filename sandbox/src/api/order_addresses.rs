//! Where an order goes and where its bill goes: `billto` and `shipto` of an order, `shipto` of one line.
//! An address is written whole with `PUT`, and then changed with `PATCH`.

use super::{order_actions, order_lookup::OrderLookup, orders, resource};
use crate::{
    http::{ApiError, Body},
    state::Shared,
    world::{Address, Order, OrderAddress, World},
};
use axum::{Json, Router, routing::put};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

type Answer = Result<Json<Value>, ApiError>;

/// One of the two addresses of an order.
#[derive(Clone, Copy)]
enum Which {
    Billing,
    Shipping,
}

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/billto", put(set_billing).patch(patch_billing))
        .route("/shipto", put(set_shipping).patch(patch_shipping))
        .route("/lineitems/{part}/shipto", put(set_line).patch(patch_line))
}

impl Which {
    fn of(self, order: &mut Order) -> &mut Option<OrderAddress> {
        match self {
            Self::Billing => &mut order.billing,
            Self::Shipping => &mut order.shipping,
        }
    }

    /// The codes for an address that is not there, and for one that stands elsewhere.
    fn codes(self) -> (&'static str, &'static str) {
        match self {
            Self::Billing => ("BillingAddress.CannotModifyNotFound", "BillingAddress.CannotPatchSetByID"),
            Self::Shipping => ("ShippingAddress.CannotModifyNotFound", "ShippingAddress.CannotPatchSetByID"),
        }
    }
}

async fn set_billing(lookup: OrderLookup, Body(address): Body<Address>) -> Answer {
    lookup.change(|world, now| set(world, &lookup, Which::Billing, address, now))
}

async fn set_shipping(lookup: OrderLookup, Body(address): Body<Address>) -> Answer {
    lookup.change(|world, now| set(world, &lookup, Which::Shipping, address, now))
}

async fn patch_billing(lookup: OrderLookup, Body(changes): Body<Map<String, Value>>) -> Answer {
    lookup.change(|world, now| patch(world, &lookup, Which::Billing, changes, now))
}

async fn patch_shipping(lookup: OrderLookup, Body(changes): Body<Map<String, Value>>) -> Answer {
    lookup.change(|world, now| patch(world, &lookup, Which::Shipping, changes, now))
}

async fn set_line(lookup: OrderLookup, Body(address): Body<Address>) -> Answer {
    check(&address)?;
    lookup.change(|world, now| {
        order_actions::open_line(world, &lookup, now)?.shipping = Some(OrderAddress { id: None, address });
        orders::current_line_view(world, &lookup).map(Json)
    })
}

async fn patch_line(lookup: OrderLookup, Body(changes): Body<Map<String, Value>>) -> Answer {
    lookup.change(|world, now| {
        let line = order_actions::open_line(world, &lookup, now)?;
        line.shipping = Some(patched(line.shipping.as_ref(), changes, Which::Shipping)?);
        orders::current_line_view(world, &lookup).map(Json)
    })
}

fn set(world: &mut World, lookup: &OrderLookup, which: Which, address: Address, now: Timestamp) -> Answer {
    check(&address)?;
    write(world, lookup, now, |order| {
        *which.of(order) = Some(OrderAddress { id: None, address });
        Ok(())
    })
}

fn patch(
    world: &mut World,
    lookup: &OrderLookup,
    which: Which,
    changes: Map<String, Value>,
    now: Timestamp,
) -> Answer {
    write(world, lookup, now, |order| {
        let address = which.of(order);
        *address = Some(patched(address.as_ref(), changes, which)?);
        Ok(())
    })
}

fn write(
    world: &mut World,
    lookup: &OrderLookup,
    now: Timestamp,
    change: impl FnOnce(&mut Order) -> Result<(), ApiError>,
) -> Answer {
    let order = order_actions::open(world, lookup, now)?;
    change(order)?;
    order.updated = now;
    orders::current_view(world, lookup).map(Json)
}

fn patched(
    present: Option<&OrderAddress>,
    changes: Map<String, Value>,
    which: Which,
) -> Result<OrderAddress, ApiError> {
    let (not_found, set_by_id) = which.codes();
    let Some(present) = present else {
        return Err(ApiError::bad_request(not_found, "There is no address to change. Use PUT to write one."));
    };
    if present.id.is_some() {
        let message = "This address was set by its ID. Change the saved one, or write a whole one with PUT.";
        return Err(ApiError::bad_request(set_by_id, message));
    }
    let mut whole = json!(present.address);
    resource::merge(&mut whole, Value::Object(changes));
    let address = serde_json::from_value(whole)
        .map_err(|error| ApiError::bad_request("ValidationFailure", format!("Not an Address: {error}.")))?;
    check(&address)?;
    Ok(OrderAddress { id: None, address })
}

/// What every address needs.
pub(super) fn check(address: &Address) -> Result<(), ApiError> {
    for (field, value) in
        [("Street1", &address.street1), ("City", &address.city), ("Country", &address.country)]
    {
        if value.as_ref().is_none_or(|value| value.trim().is_empty()) {
            return Err(ApiError::invalid(field, "is required"));
        }
    }
    Ok(())
}
