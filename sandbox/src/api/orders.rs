//! Lists of orders, new ones, and what may be noted on them.
//! Their lines are the business of `order_actions`.

use super::{
    listing::{self, Listing},
    order_actions,
    order_lookup::{Direction, OrderLookup, belongs_to},
    order_views::{line_view, view},
};
use crate::{
    caller::Caller,
    http::{ApiError, Body, Query},
    state::Shared,
    world::{Affiliation, Order, OrderAddress, Owner, Status, World},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{Method, StatusCode},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Map, Value};

/// What a shopper may note on an order.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Changes {
    comments: Option<String>,
    #[serde(rename = "BillingAddressID")]
    billing_address_id: Option<String>,
    #[serde(rename = "ShippingAddressID")]
    shipping_address_id: Option<String>,
    #[serde(rename = "xp")]
    xp: Option<Map<String, Value>>,
}

/// A new order; a guest's ID is not a choice. The seller says whose it is.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct NewOrder {
    #[serde(rename = "ID")]
    id: Option<String>,
    #[serde(rename = "FromCompanyID")]
    from_company_id: Option<String>,
    #[serde(rename = "FromUserID")]
    from_user_id: Option<String>,
    #[serde(flatten)]
    changes: Changes,
}

/// Changes what is noted on the order and shows it. The seller may note things on an order that has come in.
pub(super) fn change(
    world: &mut World,
    lookup: &OrderLookup,
    changes: Changes,
    now: Timestamp,
) -> Result<Value, ApiError> {
    let own = |id: Option<String>| id.map(|id| own_address(world, lookup.caller.user, id)).transpose();
    let (billing, shipping) = (own(changes.billing_address_id)?, own(changes.shipping_address_id)?);
    edit(world, lookup, now, |order| {
        order.comments = changes.comments.or(order.comments.take());
        order.billing = billing.or(order.billing.take());
        order.shipping = shipping.or(order.shipping.take());
        order.xp.extend(changes.xp.unwrap_or_default());
    })?;
    current_view(world, lookup)
}

fn own_address(world: &World, user: u64, id: String) -> Result<OrderAddress, ApiError> {
    let own = world.addresses.iter().find(|address| address.owner == user && address.id == id);
    let address = own.map(|own| own.value.address.clone());
    Ok(OrderAddress { address: address.ok_or_else(|| ApiError::not_found("Address", &id))?, id: Some(id) })
}

/// Changes an order that is not submitted, or as the seller any.
pub(super) fn edit(
    world: &mut World,
    lookup: &OrderLookup,
    now: Timestamp,
    change: impl FnOnce(&mut Order),
) -> Result<(), ApiError> {
    let order = match lookup.caller.is_seller() {
        true => order_actions::existing_mut(world, lookup)?,
        false => order_actions::open(world, lookup, now)?,
    };
    change(order);
    order.updated = now;
    Ok(())
}

/// What a shopper may say about who places the order; the user's own record stays as it is.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct FromUserChanges {
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
}

impl FromUserChanges {
    pub fn apply(self, order: &mut Order, now: Timestamp) {
        let who = &mut order.from_user;
        for (field, input) in [
            (&mut who.first_name, self.first_name),
            (&mut who.last_name, self.last_name),
            (&mut who.email, self.email),
        ] {
            if let Some(input) = input {
                *field = input;
            }
        }
        order.updated = now;
    }
}

/// `GET /me/orders`
pub(super) async fn list_own(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    page(&sandbox.lock().world, &query, |order| belongs_to(order, &caller))
}

/// `GET /orders/{direction}`. To the seller an order comes in when it is submitted.
pub(super) async fn list(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(direction): Path<String>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    let direction = Direction::read(&direction)?;
    Direction::admit(&caller, &Method::GET)?;
    let unsubmitted = caller.is_buyer() || caller.roles.iter().any(|role| role == "UnsubmittedOrderReader");
    let shown = |order: &Order| {
        direction.shows(&caller, order) && (unsubmitted || order.status != Status::Unsubmitted)
    };
    page(&sandbox.lock().world, &query, shown)
}

pub(super) async fn create(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(direction): Path<String>,
    Body(input): Body<NewOrder>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let direction = Direction::read(&direction)?;
    Direction::admit(&caller, &Method::POST)?;
    if !caller.is_buyer() {
        caller.require_seller(&["OrderAdmin"])?;
    }
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let world = &mut state.world;
    let id = if caller.is_buyer() {
        order_actions::begin(world, &caller, input.id, now)?
    } else {
        let (Some(company), Some(id)) = (input.from_company_id, &input.from_user_id) else {
            let message = "An incoming order needs FromCompanyID and FromUserID.";
            return Err(ApiError::bad_request("Order.CreateIncomingRequiresFromUser", message));
        };
        let user = world.user_at(&Affiliation::Buyer(company), id).cloned();
        let user = user.ok_or_else(|| ApiError::not_found("User", id))?;
        order_actions::begin_for(world, &user, Owner::User(user.number), input.id, now)?
    };
    let lookup = OrderLookup::of_order(caller, direction, id, &sandbox);
    let view = change(world, &lookup, input.changes, now)?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// `GET /lineitems/{direction}`: lines of all orders that the caller can list.
pub(super) async fn list_lines(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(direction): Path<String>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    let direction = Direction::read(&direction)?;
    Direction::admit(&caller, &Method::GET)?;
    let state = sandbox.lock();
    let orders = state.world.orders.values().filter(|order| direction.shows(&caller, order));
    let lines = orders
        .filter(|order| order.status != Status::Unsubmitted)
        .flat_map(|order| order.lines.iter().map(|line| line_view(&state.world, order, line)));
    listing::page(lines.collect(), &query, &LINES).map(Json)
}

/// How lists of lines are searched.
pub(super) const LINES: Listing<'_> = Listing { search_on: &["ProductID", "Product.Name"], facets: &[] };

fn page(world: &World, query: &Query, shown: impl Fn(&Order) -> bool) -> Result<Json<Value>, ApiError> {
    let (from, to) = (moment(query, "from")?, moment(query, "to")?);
    let in_range = |order: &&Order| {
        from.is_none_or(|from| order.created >= from) && to.is_none_or(|to| order.created <= to)
    };
    let mut orders: Vec<&Order> =
        world.orders.values().filter(|order| shown(order)).filter(in_range).collect();
    orders.sort_by_key(|order| std::cmp::Reverse(order.created));
    let items = orders.into_iter().map(|order| view(world, order));
    let listing = Listing { search_on: &["ID", "Comments"], facets: &[] };
    listing::page(items.collect(), &query.without(&["from", "to"]), &listing).map(Json)
}

/// A date, or a date and a time, of the query; one that names no offset is in UTC.
fn moment(query: &Query, name: &str) -> Result<Option<Timestamp>, ApiError> {
    let Some(text) = query.get(name).filter(|text| !text.is_empty()) else { return Ok(None) };
    let parsed = text
        .parse::<Timestamp>()
        .or_else(|_| text.parse::<DateTime>().and_then(|moment| TimeZone::UTC.to_timestamp(moment)));
    parsed.map(Some).map_err(|_| ApiError::invalid(name, "must be a date"))
}

/// The looked-up order as it is now.
pub(super) fn current_view(world: &World, lookup: &OrderLookup) -> Result<Value, ApiError> {
    Ok(view(world, lookup.find(world).ok_or_else(|| lookup.missing())?))
}

/// The looked-up line as it is now.
pub(super) fn current_line_view(world: &World, lookup: &OrderLookup) -> Result<Value, ApiError> {
    let line = order_actions::line(world, lookup)?;
    Ok(line_view(world, lookup.find(world).ok_or_else(|| lookup.missing())?, line))
}
