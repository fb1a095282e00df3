//! Orders on the wire, and the list of the caller's own.
//! Nothing here changes an order; that is `basket`.

use super::{
    body::Query,
    caller::Caller,
    error::ApiError,
    listing::{self, Listing},
};
use crate::{
    clock::iso,
    state::Shared,
    world::{LineItem, Order, SELLER_ID, Status, World},
};
use axum::{Json, extract::State};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What a shopper may note on an order.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Changes {
    comments: Option<String>,
    #[serde(rename = "xp")]
    xp: Option<Map<String, Value>>,
}

impl Changes {
    pub fn apply(self, order: &mut Order, now: Timestamp) {
        order.comments = self.comments.or(order.comments.take());
        order.xp.extend(self.xp.unwrap_or_default());
        order.updated = now;
    }
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

pub(super) async fn list(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let (from, to) = (moment(&query, "from")?, moment(&query, "to")?);
    let in_range = |order: &&Order| {
        from.is_none_or(|from| order.created >= from) && to.is_none_or(|to| order.created <= to)
    };
    let state = sandbox.lock();
    let own = state.world.orders.values().filter(|order| belongs_to(order, &caller));
    let mut orders: Vec<&Order> = own.filter(in_range).collect();
    orders.sort_by_key(|order| std::cmp::Reverse(order.created));
    let items = orders.into_iter().map(|order| view(&state.world, order));
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

/// A guest has one order and no other; a user has what is marked as the user's.
pub(super) fn belongs_to(order: &Order, caller: &Caller) -> bool {
    order.owner == caller.owner() && caller.order_id.as_ref().is_none_or(|id| *id == order.id)
}

pub(super) fn view(world: &World, order: &Order) -> Value {
    let subtotal = order.subtotal();
    json!({
        "ID": order.id, "FromUser": order.from_user, "FromCompanyID": order.from_company_id,
        "ToCompanyID": SELLER_ID, "FromUserID": order.from_user.id,
        "BillingAddressID": null, "BillingAddress": null, "ShippingAddressID": null, "Comments": order.comments,
        "LineItemCount": order.lines.len(), "Status": order.status,
        "DateCreated": iso(order.created), "DateSubmitted": order.submitted.map(iso), "DateApproved": null,
        "DateDeclined": null, "DateCanceled": null, "DateCompleted": null, "LastUpdated": iso(order.updated),
        "Subtotal": subtotal, "ShippingCost": 0, "TaxCost": 0, "Gratuity": 0, "Fees": 0, "PromotionDiscount": 0,
        "Currency": world.catalog.currency, "Total": subtotal,
        "IsSubmitted": order.status != Status::Unsubmitted, "SubscriptionID": null, "xp": order.xp,
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

pub(super) fn line_view(world: &World, line: &LineItem) -> Value {
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
        "ShippingAccount": null, "ShippingAddressID": null, "ShipFromAddressID": null, "Product": product,
        "Variant": null, "ShippingAddress": null, "ShipFromAddress": null, "SupplierID": null,
        "InventoryRecordID": null, "PriceScheduleID": line.product_id, "IsOnSale": false, "PriceOverridden": false,
        "Specs": [], "BundleItemID": null, "IsBundle": false, "InvitationID": null, "xp": line.xp,
    })
}
