//! The shelves as a shopper sees them: products with prices, and categories.
//! Everybody who may shop sees everything: price lists per buyer are out of scope.

use super::{
    body::Query,
    caller::Caller,
    error::ApiError,
    listing::{self, Listing},
};
use crate::{
    state::Shared,
    world::{Product, SELLER_ID, World},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Value, json};

pub(super) async fn list(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let world = &state.world;
    let in_category = |product: &&Product| {
        query.get("categoryID").filter(|id| !id.is_empty()).is_none_or(|id| product.category_id == id)
    };
    let in_catalog = query.get("catalogID").is_none_or(|id| id.is_empty() || id == world.catalog.id);
    let items =
        world.products.iter().filter(in_category).filter(|_| in_catalog).map(|product| view(world, product));
    let listing = Listing { search_on: &["Name", "ID", "Description"], facets: &["xp.Color", "xp.Material"] };
    listing::page(items.collect(), &query, &listing).map(Json)
}

pub(super) async fn read(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let product = state.world.product(&id).ok_or_else(|| ApiError::not_found("Product", &id))?;
    Ok(Json(view(&state.world, product)))
}

pub(super) async fn categories(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let items = state.world.categories.iter().map(|category| {
        json!({
            "ID": category.id, "Name": category.name, "Description": category.description,
            "ListOrder": category.list_order, "Active": true, "ParentID": null, "ChildCount": 0, "xp": category.xp,
        })
    });
    let listing = Listing { search_on: &["Name", "ID", "Description"], facets: &[] };
    listing::page(items.collect(), &query, &listing).map(Json)
}

fn view(world: &World, product: &Product) -> Value {
    json!({
        "PriceSchedule": {
            "OwnerID": SELLER_ID, "ID": product.id, "Name": product.name, "ApplyTax": false, "ApplyShipping": false,
            "MinQuantity": 1, "MaxQuantity": null, "UseCumulativeQuantity": false, "RestrictedQuantity": false,
            "PriceBreaks": [{
                "Quantity": 1, "Price": product.price, "SalePrice": null, "SubscriptionPrice": null, "BundlePrice": null,
            }],
            "Currency": world.catalog.currency, "SaleStart": null, "SaleEnd": null, "IsOnSale": false, "xp": null,
        },
        "ID": product.id, "ParentID": null, "IsParent": false, "IsBundle": false,
        "Name": product.name, "Description": product.description, "QuantityMultiplier": 1,
        "ShipWeight": null, "ShipHeight": null, "ShipWidth": null, "ShipLength": null,
        "Active": true, "SpecCount": 0, "VariantCount": 0, "ShipFromAddressID": null,
        "Inventory": {
            "Enabled": true, "NotificationPoint": null, "VariantLevelTracking": false, "OrderCanExceed": false,
            "QuantityAvailable": product.stock, "LastUpdated": null,
        },
        "DefaultSupplierID": null, "AllSuppliersCanSell": false, "Returnable": true, "DateCreated": null,
        "xp": product.xp,
    })
}
