//! The shopping list of a visitor or a user: each has one, the default one, as soon as something is on it.
//! Totals are the server's; a client adds nothing up.

use super::{
    catalog::{UNIT, product_view},
    resources::{Problem, api, money, shopper},
};
use crate::{
    http::Query,
    state::Shared,
    stores::{Item, RequestDetails},
    world::World,
};
use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// The one list's ID; `default` means it as well, and makes it where there is none.
const LIST: &str = "1";

pub(super) async fn shopping_lists(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    let subject = shopper(&sandbox, &headers, &details)?;
    let state = sandbox.lock();
    let items = state.shopping_lists.list(&subject);
    if items.is_empty() {
        return Ok(api(StatusCode::OK, &json!({ "data": [] })));
    }
    let mut included: Vec<Value> = items.iter().map(|item| item_view(&state.world, item)).collect();
    if query.get("include").is_some_and(|include| include.split(',').any(|name| name == "items.product")) {
        let products = items.iter().filter_map(|item| state.world.product(&item.product_id));
        included.extend(products.map(|product| product_view(&state.world, product)));
    }
    let body = json!({ "data": [list_view(&state.world, items)], "included": included });
    Ok(api(StatusCode::OK, &body))
}

/// Adds items to a list. What is on it already becomes more.
pub(super) async fn add_items(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    Path(list): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let subject = shopper(&sandbox, &headers, &details)?;
    if list != LIST && list != "default" {
        return Err(Problem::NotFound);
    }
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut state = sandbox.lock();
    let wanted: Option<Vec<(String, i64)>> = match body.get("data") {
        Some(Value::Array(items)) => items.iter().map(|item| wanted_item(&state.world, item)).collect(),
        Some(item) => wanted_item(&state.world, item).map(|item| vec![item]),
        None => None,
    };
    let wanted = wanted.filter(|wanted| !wanted.is_empty()).ok_or(Problem::BadItem)?;
    let mut items = Vec::new();
    for (product_id, quantity) in wanted {
        let item = state.shopping_lists.add_more(&subject, product_id, quantity);
        items.push(item_view(&state.world, &item));
    }
    Ok(api(StatusCode::CREATED, &json!({ "data": items })))
}

pub(super) async fn add_item(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let subject = shopper(&sandbox, &headers, &details)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let mut state = sandbox.lock();
    let wanted = body.get("data").and_then(|item| wanted_item(&state.world, item));
    let (product_id, quantity) = wanted.ok_or(Problem::BadItem)?;
    let item = state.shopping_lists.add(&subject, product_id, quantity);
    Ok(api(StatusCode::CREATED, &json!({ "data": item_view(&state.world, &item) })))
}

pub(super) async fn change_item(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let subject = shopper(&sandbox, &headers, &details)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let quantity = body.pointer("/data/attributes/quantity").and_then(Value::as_i64);
    let quantity = quantity.filter(|quantity| *quantity > 0).ok_or(Problem::BadItem)?;
    let mut state = sandbox.lock();
    let item = id.parse().ok().and_then(|id| state.shopping_lists.change(&subject, id, quantity));
    let item = item.ok_or(Problem::NotFound)?;
    Ok(api(StatusCode::OK, &json!({ "data": item_view(&state.world, &item) })))
}

pub(super) async fn remove_item(
    State(sandbox): State<Shared>,
    Extension(details): Extension<RequestDetails>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let subject = shopper(&sandbox, &headers, &details)?;
    let removed = id.parse().is_ok_and(|id| sandbox.lock().shopping_lists.remove(&subject, id));
    if removed { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(Problem::NotFound) }
}

/// The product and the number of an item that somebody wants, if they make sense.
fn wanted_item(world: &World, item: &Value) -> Option<(String, i64)> {
    let product = item.pointer("/relationships/product/data/id")?.as_str()?;
    let quantity = item.pointer("/attributes/quantity").map_or(Some(1), Value::as_i64)?;
    (world.product(product).is_some() && quantity > 0).then(|| (product.to_owned(), quantity))
}

fn price(world: &World, item: &Item) -> f64 {
    world.product(&item.product_id).map_or(0.0, |product| product.price)
}

fn list_view(world: &World, items: &[Item]) -> Value {
    let total = money(items.iter().map(|item| price(world, item) * item.quantity as f64).sum());
    let references: Vec<Value> =
        items.iter().map(|item| json!({ "type": "shoppinglistitems", "id": item.id.to_string() })).collect();
    json!({
        "type": "shoppinglists", "id": LIST,
        "attributes": {
            "name": "Shopping List", "notes": null, "default": true,
            "currency": world.catalog.currency, "total": total, "subTotal": total,
        },
        "relationships": { "items": { "data": references } },
    })
}

fn item_view(world: &World, item: &Item) -> Value {
    json!({
        "type": "shoppinglistitems", "id": item.id.to_string(),
        "attributes": {
            "quantity": item.quantity, "notes": null,
            "currency": world.catalog.currency, "value": money(price(world, item)),
        },
        "relationships": {
            "product": { "data": { "type": "products", "id": item.product_id } },
            "unit": { "data": { "type": "productunits", "id": UNIT } },
            "shoppingList": { "data": { "type": "shoppinglists", "id": LIST } },
        },
    })
}
