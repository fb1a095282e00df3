//! Orders and their lines on the wire. Everything here is told, nothing decided.

use super::{order_lookup::OrderLookup, promotions, resource};
use crate::{
    clock::iso,
    http::ApiError,
    world::{LineItem, Order, OrderAddress, SELLER_ID, Status, World, round_cents},
};
use serde_json::{Value, json};

/// Everything about an order in one piece; no integration has anything to add to it here.
pub(super) fn worksheet(world: &World, lookup: &OrderLookup) -> Result<Value, ApiError> {
    let order = lookup.find(world).ok_or_else(|| lookup.missing())?;
    let lines: Vec<Value> = order.lines.iter().map(|line| line_view(world, order, line)).collect();
    Ok(json!({
        "Order": view(world, order), "LineItems": lines, "OrderPromotions": promotions::on_order(world, order),
        "Subscription": null, "ShipEstimateResponse": null, "OrderCalculateResponse": null,
        "OrderSubmitResponse": null, "OrderSubmitForApprovalResponse": null, "OrderApprovedResponse": null,
        "SubscriptionIntegrationResponse": null,
    }))
}

pub(super) fn view(world: &World, order: &Order) -> Value {
    let (subtotal, discount) = (order.subtotal(), world.discount(order));
    let id = |address: &Option<OrderAddress>| address.as_ref().and_then(|address| address.id.clone());
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
        "Total": round_cents(subtotal - discount), "IsSubmitted": order.submitted.is_some(), "SubscriptionID": null, "xp": order.xp,
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

fn address(address: Option<&OrderAddress>) -> Value {
    address.map_or(Value::Null, |address| {
        let mut view = json!({ "ID": address.id, "DateCreated": null });
        resource::merge(&mut view, json!(address.address));
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
        "ShippingAccount": null, "ShippingAddressID": shipping.and_then(|address| address.id.as_ref()),
        "ShipFromAddressID": null, "Product": product, "Variant": null, "ShippingAddress": address(shipping),
        "ShipFromAddress": null, "SupplierID": null,
        "InventoryRecordID": null, "PriceScheduleID": line.product_id, "IsOnSale": false, "PriceOverridden": false,
        "Specs": [], "BundleItemID": null, "IsBundle": false, "InvitationID": null, "xp": line.xp,
    })
}
