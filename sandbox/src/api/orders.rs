//! Orders on the wire, what may be noted on them, and the lists of them.
//! Their lines are the business of `basket`.

use super::{
    basket,
    body::{Body, Query},
    caller::Caller,
    error::ApiError,
    listing::{self, Listing},
    place::{Direction, Place, belongs_to},
};
use crate::{
    clock::iso,
    state::Shared,
    world::{Affiliation, LineItem, Order, Owner, SELLER_ID, Status, World, Written},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{Method, StatusCode},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Map, Value, json};

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
    place: &Place,
    changes: Changes,
    now: Timestamp,
) -> Result<Value, ApiError> {
    let own = |id: Option<String>| id.map(|id| own_address(world, place.caller.user, id)).transpose();
    let (billing, shipping) = (own(changes.billing_address_id)?, own(changes.shipping_address_id)?);
    edit(world, place, now, |order| {
        order.comments = changes.comments.or(order.comments.take());
        order.billing = billing.or(order.billing.take());
        order.shipping = shipping.or(order.shipping.take());
        order.xp.extend(changes.xp.unwrap_or_default());
    })?;
    seen(world, place)
}

fn own_address(world: &World, user: u64, id: String) -> Result<Written, ApiError> {
    let own = world.addresses.iter().find(|address| address.owner == user && address.id == id);
    let address = own.map(|own| own.what.address.clone());
    Ok(Written { address: address.ok_or_else(|| ApiError::not_found("Address", &id))?, id: Some(id) })
}

/// Changes an order that is not submitted, or as the seller any.
pub(super) fn edit(
    world: &mut World,
    place: &Place,
    now: Timestamp,
    change: impl FnOnce(&mut Order),
) -> Result<(), ApiError> {
    let order = match place.caller.is_seller() {
        true => basket::existing_mut(world, place)?,
        false => basket::open(world, place, now)?,
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
        for (field, wish) in [
            (&mut who.first_name, self.first_name),
            (&mut who.last_name, self.last_name),
            (&mut who.email, self.email),
        ] {
            if let Some(wish) = wish {
                *field = wish;
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
    Body(wish): Body<NewOrder>,
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
        basket::begin(world, &caller, wish.id, now)?
    } else {
        let (Some(company), Some(id)) = (wish.from_company_id, &wish.from_user_id) else {
            let message = "An incoming order needs FromCompanyID and FromUserID.";
            return Err(ApiError::bad_request("Order.CreateIncomingRequiresFromUser", message));
        };
        let user = world.user_at(&Affiliation::Buyer(company), id).cloned();
        let user = user.ok_or_else(|| ApiError::not_found("User", id))?;
        basket::begin_for(world, &user, Owner::User(user.number), wish.id, now)?
    };
    let place = Place::of_order(caller, direction, id, &sandbox);
    let view = change(world, &place, wish.changes, now)?;
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

/// The order of this place as it is now.
pub(super) fn seen(world: &World, place: &Place) -> Result<Value, ApiError> {
    Ok(view(world, place.find(world).ok_or_else(|| place.missing())?))
}

/// The line of this place as it is now.
pub(super) fn seen_line(world: &World, place: &Place) -> Result<Value, ApiError> {
    let line = basket::line(world, place)?;
    Ok(line_view(world, place.find(world).ok_or_else(|| place.missing())?, line))
}

/// Everything about an order in one piece; no integration has anything to add to it here.
pub(super) fn worksheet(world: &World, place: &Place) -> Result<Value, ApiError> {
    let order = place.find(world).ok_or_else(|| place.missing())?;
    let lines: Vec<Value> = order.lines.iter().map(|line| line_view(world, order, line)).collect();
    Ok(json!({
        "Order": view(world, order), "LineItems": lines, "OrderPromotions": super::promotions::on_order(world, order),
        "Subscription": null, "ShipEstimateResponse": null, "OrderCalculateResponse": null,
        "OrderSubmitResponse": null, "OrderSubmitForApprovalResponse": null, "OrderApprovedResponse": null,
        "SubscriptionIntegrationResponse": null,
    }))
}

pub(super) fn view(world: &World, order: &Order) -> Value {
    let (subtotal, discount) = (order.subtotal(), world.discount(order));
    let id = |written: &Option<Written>| written.as_ref().and_then(|written| written.id.clone());
    json!({
        "ID": order.id, "FromUser": order.from_user, "FromCompanyID": order.from_company_id,
        "ToCompanyID": SELLER_ID, "FromUserID": order.from_user.id,
        "BillingAddressID": id(&order.billing), "BillingAddress": address(order.billing.as_ref()),
        "ShippingAddressID": id(&order.shipping), "Comments": order.comments,
        "LineItemCount": order.lines.len(), "Status": order.status,
        "DateCreated": iso(order.created), "DateSubmitted": order.submitted.map(iso), "DateApproved": null,
        "DateDeclined": null, "DateCanceled": order.canceled.map(iso), "DateCompleted": order.completed.map(iso),
        "LastUpdated": iso(order.updated), "Subtotal": subtotal, "ShippingCost": 0, "TaxCost": 0, "Gratuity": 0,
        "Fees": 0, "PromotionDiscount": discount, "Currency": world.catalog.currency,
        "Total": crate::world::round_cents(subtotal - discount), "IsSubmitted": order.submitted.is_some(), "SubscriptionID": null, "xp": order.xp,
    })
}

/// The cart of somebody who has none yet: everything is there, and the ID is null.
pub(super) fn no_cart() -> Value {
    json!({
        "ID": null, "FromUser": null, "FromCompanyID": null, "ToCompanyID": null, "FromUserID": null,
        "BillingAddressID": null, "BillingAddress": null, "ShippingAddressID": null, "Comments": null,
        "LineItemCount": 0, "Status": Status::Unsubmitted, "DateCreated": null, "DateSubmitted": null,
        "DateApproved": null, "DateDeclined": null, "DateCanceled": null, "DateCompleted": null, "LastUpdated": null,
        "Subtotal": 0, "ShippingCost": 0, "TaxCost": 0, "Gratuity": 0, "Fees": 0, "PromotionDiscount": 0,
        "Currency": null, "Total": 0, "IsSubmitted": false, "SubscriptionID": null, "xp": null,
    })
}

fn address(written: Option<&Written>) -> Value {
    written.map_or(Value::Null, |written| {
        let mut view = json!({ "ID": written.id, "DateCreated": null });
        super::resource::merge(&mut view, json!(written.address));
        view
    })
}

/// A line goes where the order goes, unless it has an address of its own.
pub(super) fn line_view(world: &World, order: &Order, line: &LineItem) -> Value {
    let shipping = line.shipping.as_ref().or(order.shipping.as_ref());
    let product = world.product(&line.product_id).map(|product| {
        json!({
            "ID": product.id, "Name": product.name, "Description": product.description, "QuantityMultiplier": 1,
            "ShipWeight": null, "ShipHeight": null, "ShipWidth": null, "ShipLength": null,
            "DefaultSupplierID": null, "ParentID": null, "xp": product.xp,
        })
    });
    json!({
        "ID": line.id, "ProductID": line.product_id, "Quantity": line.quantity, "DateAdded": iso(line.added),
        "QuantityShipped": 0, "UnitPrice": line.unit_price, "PromotionDiscount": 0,
        "LineTotal": line.subtotal(), "LineSubtotal": line.subtotal(), "CostCenter": null, "DateNeeded": null,
        "ShippingAccount": null, "ShippingAddressID": shipping.and_then(|written| written.id.as_ref()),
        "ShipFromAddressID": null, "Product": product, "Variant": null, "ShippingAddress": address(shipping),
        "ShipFromAddress": null, "SupplierID": null,
        "InventoryRecordID": null, "PriceScheduleID": line.product_id, "IsOnSale": false, "PriceOverridden": false,
        "Specs": [], "BundleItemID": null, "IsBundle": false, "InvitationID": null, "xp": line.xp,
    })
}
