//! The shelves as OroCommerce's storefront API shows them: products, the search for them, and categories.
//! Prices are texts, lists are ten long unless asked, and a list's length comes in a header.

use super::resources::{Problem, api, list, money, storefront};
use crate::{
    http::Query,
    state::Shared,
    stores::RequestDetails,
    world::{Product, World},
};
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde_json::{Value, json};

const PAGE_SIZE: usize = 10;

/// The one unit in which everything here is sold.
pub(super) const UNIT: &str = "item";

pub(super) async fn products(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    storefront(&sandbox, &headers, &details)?;
    let state = sandbox.lock();
    let is_one_of = |name: &str, value: &str| {
        query.get(name).is_none_or(|wanted| wanted.split(',').any(|wanted| wanted == value))
    };
    let wanted = |product: &&Product| {
        is_one_of("filter[category]", &product.category_id)
            && is_one_of("filter[id]", &product.id)
            && is_one_of("filter[sku]", &product.id)
    };
    let found: Vec<&Product> = state.world.products.iter().filter(wanted).collect();
    let page = page(&found, &query)?;
    let data: Vec<Value> = page.iter().map(|product| product_view(&state.world, product)).collect();
    Ok(list(&json!({ "data": data }), found.len(), &headers))
}

pub(super) async fn product(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    storefront(&sandbox, &headers, &details)?;
    let state = sandbox.lock();
    let product = state.world.product(&id).ok_or(Problem::NotFound)?;
    Ok(api(StatusCode::OK, &json!({ "data": product_view(&state.world, product) })))
}

/// Of the language of `filter[searchQuery]` the sandbox reads `allText ~ "words"` alone.
pub(super) async fn search(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    storefront(&sandbox, &headers, &details)?;
    let words = match query.get("filter[searchQuery]").unwrap_or_default().trim() {
        "" => String::new(),
        text => all_text(text).ok_or(Problem::BadFilter)?.to_lowercase(),
    };
    let state = sandbox.lock();
    let matches = |product: &&Product| {
        let text = format!("{} {} {}", product.id, product.name, product.description).to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    };
    let found: Vec<&Product> = state.world.products.iter().filter(matches).collect();
    let page = page(&found, &query)?;
    let mut body = json!({
        "data": page.iter().map(|product| search_view(&state.world, product)).collect::<Vec<_>>(),
    });
    if query.get("include").is_some_and(|include| include.split(',').any(|name| name == "product")) {
        body["included"] = page.iter().map(|product| product_view(&state.world, product)).collect();
    }
    Ok(list(&body, found.len(), &headers))
}

pub(super) async fn categories(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    storefront(&sandbox, &headers, &details)?;
    let state = sandbox.lock();
    let categories = state.world.categories.iter().map(|category| {
        json!({
            "type": "mastercatalogcategories", "id": category.id,
            "attributes": {
                "title": category.name, "shortDescription": category.description,
                "description": category.description,
            },
        })
    });
    Ok(list(&json!({ "data": categories.collect::<Vec<_>>() }), state.world.categories.len(), &headers))
}

pub(super) fn product_view(world: &World, product: &Product) -> Value {
    let stock = if product.stock > 0 { "in_stock" } else { "out_of_stock" };
    json!({
        "type": "products", "id": product.id,
        "attributes": {
            "sku": product.id, "name": product.name, "productType": "simple",
            "shortDescription": product.description, "description": product.description,
            "productAttributes": product.xp,
            "unitPrecisions": [{ "unit": UNIT, "precision": 0, "conversionRate": 1, "default": true }],
            "prices": [{
                "price": money(product.price), "currencyId": world.catalog.currency, "quantity": "1", "unit": UNIT,
            }],
            "lowInventory": product.stock <= 10,
        },
        "relationships": {
            "category": { "data": { "type": "mastercatalogcategories", "id": product.category_id } },
            "inventoryStatus": { "data": { "type": "productinventorystatuses", "id": stock } },
        },
    })
}

fn search_view(world: &World, product: &Product) -> Value {
    json!({
        "type": "productsearch", "id": product.id,
        "attributes": {
            "sku": product.id, "name": product.name, "shortDescription": product.description,
            "productType": "simple",
            "minimalPrices": [{
                "price": money(product.price), "currencyId": world.catalog.currency, "unit": UNIT,
            }],
        },
        "relationships": { "product": { "data": { "type": "products", "id": product.id } } },
    })
}

fn all_text(query: &str) -> Option<&str> {
    query.strip_prefix("allText ~ ").map(|text| text.trim().trim_matches('"'))
}

/// `page[number]` and `page[size]`, where -1 is everything.
fn page<'a>(found: &'a [&'a Product], query: &Query) -> Result<&'a [&'a Product], Problem> {
    let size = match query.get("page[size]") {
        Some("-1") => return Ok(found),
        Some(size) => size.parse().ok().filter(|size| *size > 0).ok_or(Problem::BadFilter)?,
        None => PAGE_SIZE,
    };
    let number: usize =
        query.get("page[number]").map_or(Ok(1), str::parse).map_err(|_| Problem::BadFilter)?;
    let start = number.checked_sub(1).ok_or(Problem::BadFilter)?;
    Ok(found.chunks(size).nth(start).unwrap_or_default())
}
