//! The shelves as a shopper sees them: products with prices, and categories.
//! Everybody who may shop sees everything: price lists per buyer are out of scope.

use super::listing::{self, Listing};
use crate::{
    caller::Caller,
    http::{ApiError, Query},
    state::Shared,
    world::{Category, Product, SELLER_ID, World},
};
use axum::{
    Json, Router,
    extract::{Path, State},
    routing::get,
};
use serde_json::{Value, json};

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/me/catalogs", get(catalogs))
        .route("/me/catalogs/{id}", get(catalog))
        .route("/me/categories", get(categories))
        .route("/me/categories/{id}", get(category))
        .route("/me/products", get(list))
        .route("/me/products/{id}", get(read))
        .route("/me/products/{id}/specs", get(nothing))
        .route("/me/products/{id}/variants", get(nothing))
        .route("/me/products/{id}/inventoryrecords", get(nothing))
        .route("/me/products/{id}/sellers", get(sellers_of_product))
        .route("/me/sellers", get(sellers))
}

/// The one catalogue that there is.
async fn catalogs(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let items = vec![catalog_view(&sandbox.lock().world)];
    listing::page(items, &query, &Listing { search_on: &["ID", "Name", "Description"], facets: &[] })
        .map(Json)
}

async fn catalog(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    if state.world.catalog.id != id {
        return Err(ApiError::not_found("Catalog", &id));
    }
    Ok(Json(catalog_view(&state.world)))
}

/// What no product has: each comes in one form, from one store room.
async fn nothing(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    sandbox.lock().world.product(&id).ok_or_else(|| ApiError::not_found("Product", &id))?;
    listing::page(Vec::new(), &query, &Listing { search_on: &[], facets: &[] }).map(Json)
}

/// Whoever else sells: nobody.
async fn sellers_of_product(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    sandbox.lock().world.product(&id).ok_or_else(|| ApiError::not_found("Product", &id))?;
    sellers(caller, query).await
}

async fn sellers(caller: Caller, query: Query) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let items = vec![json!({ "ID": SELLER_ID, "Name": SELLER_ID })];
    listing::page(items, &query, &Listing { search_on: &["ID", "Name"], facets: &[] }).map(Json)
}

async fn list(State(sandbox): State<Shared>, caller: Caller, query: Query) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let world = &state.world;
    let in_category = |product: &&Product| {
        query.get("categoryID").filter(|id| !id.is_empty()).is_none_or(|id| product.category_id == id)
    };
    let products = world.products.iter().filter(in_category).filter(|_| in_catalog(world, &query));
    let items = products.map(|product| view(world, product));
    let listing = Listing { search_on: &["Name", "ID", "Description"], facets: &["xp.Color", "xp.Material"] };
    listing::page(items.collect(), &query, &listing).map(Json)
}

async fn read(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let product = state.world.product(&id).ok_or_else(|| ApiError::not_found("Product", &id))?;
    Ok(Json(view(&state.world, product)))
}

async fn categories(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let world = &state.world;
    let with_product = |category: &&Category| {
        query
            .get("productID")
            .is_none_or(|id| world.product(id).is_some_and(|product| product.category_id == category.id))
    };
    let items = world
        .categories
        .iter()
        .filter(|_| in_catalog(world, &query))
        .filter(with_product)
        .map(category_view)
        .collect();
    let listing = Listing { search_on: &["Name", "ID", "Description"], facets: &[] };
    listing::page(items, &query.without(&["productID"]), &listing).map(Json)
}

async fn category(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let found = state.world.categories.iter().find(|category| category.id == id);
    let found = found.filter(|_| in_catalog(&state.world, &query));
    Ok(Json(category_view(found.ok_or_else(|| ApiError::not_found("Category", &id))?)))
}

/// Whether the query means the one catalogue that there is, by its ID or by naming none.
fn in_catalog(world: &World, query: &Query) -> bool {
    query.get("catalogID").is_none_or(|id| id.is_empty() || id == world.catalog.id)
}

fn catalog_view(world: &World) -> Value {
    let catalog = &world.catalog;
    json!({
        "ID": catalog.id, "OwnerID": SELLER_ID, "Name": catalog.name, "Description": catalog.description,
        "Active": true, "CategoryCount": world.categories.len(), "xp": {},
    })
}

fn category_view(category: &Category) -> Value {
    json!({
        "ID": category.id, "Name": category.name, "Description": category.description,
        "ListOrder": category.list_order, "Active": true, "ParentID": null, "ChildCount": 0, "xp": category.xp,
    })
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
