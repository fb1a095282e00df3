//! Protected resources in JSON:API form: the storefront's shopping list, the back office's users. A token of the other
//! side, or none, gets 401 and an empty body.

use super::{
    book::Item,
    grants::{BACK_OFFICE, STOREFRONT, subject_of},
};
use crate::{
    control::Note,
    state::{Sandbox, Shared},
    world::World,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// Why a resource is not given.
pub(super) enum Problem {
    /// No token, a dead one, or one of the other side: 401 and not a word.
    WrongToken,
    Denied,
    BadItem,
    NoSuchItem,
}

pub(super) async fn users(
    State(sandbox): State<Shared>,
    Extension(note): Extension<Note>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    authorize(&sandbox, &headers, BACK_OFFICE, &note)?;
    let state = sandbox.lock();
    let users = state.world.users.values().map(|user| {
        json!({
            "type": "users", "id": user.number.to_string(),
            "attributes": {
                "username": user.username, "firstName": user.first_name, "lastName": user.last_name,
                "email": user.email, "enabled": user.active,
            },
        })
    });
    Ok(api(StatusCode::OK, &json!({ "data": users.collect::<Vec<_>>() })))
}

pub(super) async fn products(
    State(sandbox): State<Shared>,
    Extension(note): Extension<Note>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    authorize(&sandbox, &headers, STOREFRONT, &note)?;
    let state = sandbox.lock();
    let products = state.world.products.iter().map(|product| {
        json!({
            "type": "products", "id": product.id,
            "attributes": {
                "sku": product.id, "name": product.name, "description": product.description,
                "price": product.price, "currency": state.world.catalog.currency, "category": product.category_id,
                "image": product.xp.get("Image"),
            },
        })
    });
    Ok(api(StatusCode::OK, &json!({ "data": products.collect::<Vec<_>>() })))
}

pub(super) async fn shopping_lists(
    State(sandbox): State<Shared>,
    Extension(note): Extension<Note>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let subject = shopper(&sandbox, &headers, &note)?;
    let state = sandbox.lock();
    Ok(api(StatusCode::OK, &lists(&state.world, state.oro.list(&subject))))
}

pub(super) async fn add_item(
    State(sandbox): State<Shared>,
    Extension(note): Extension<Note>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Problem> {
    let subject = shopper(&sandbox, &headers, &note)?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let product_id =
        body.pointer("/data/relationships/product/data/id").and_then(Value::as_str).unwrap_or_default();
    let quantity = body.pointer("/data/attributes/quantity").and_then(Value::as_i64).unwrap_or(1);
    let mut state = sandbox.lock();
    if state.world.product(product_id).is_none() || quantity < 1 {
        return Err(Problem::BadItem);
    }
    let item = state.oro.add(&subject, product_id.to_owned(), quantity);
    Ok(api(StatusCode::CREATED, &json!({ "data": item_view(&item) })))
}

pub(super) async fn remove_item(
    State(sandbox): State<Shared>,
    Extension(note): Extension<Note>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let subject = shopper(&sandbox, &headers, &note)?;
    let removed = id.parse().is_ok_and(|id| sandbox.lock().oro.remove(&subject, id));
    if removed {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Err(Problem::NoSuchItem)
}

/// The subject of a token that belongs to this side of the house.
fn authorize(
    sandbox: &Sandbox,
    headers: &HeaderMap,
    client_id: &str,
    note: &Note,
) -> Result<String, Problem> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let subject = token.and_then(|(_, token)| subject_of(sandbox, token.trim(), client_id));
    let subject = subject.ok_or(Problem::WrongToken)?;
    note.client(client_id);
    note.subject(&subject);
    Ok(subject)
}

/// Like [`authorize`], for a list that visitors can be kept from.
fn shopper(sandbox: &Sandbox, headers: &HeaderMap, note: &Note) -> Result<String, Problem> {
    let subject = authorize(sandbox, headers, STOREFRONT, note)?;
    if subject.starts_with("visitor:") && !sandbox.lock().settings.guest_shopping_lists {
        return Err(Problem::Denied);
    }
    Ok(subject)
}

fn lists(world: &World, items: &[Item]) -> Value {
    if items.is_empty() {
        return json!({ "data": [] });
    }
    let price = |item: &Item| world.product(&item.product_id).map_or(0.0, |product| product.price);
    let total: f64 = items.iter().map(|item| price(item) * item.quantity as f64).sum();
    let references: Vec<Value> =
        items.iter().map(|item| json!({ "type": "shoppinglistitems", "id": item.id.to_string() })).collect();
    json!({
        "data": [{
            "type": "shoppinglists", "id": "1",
            "attributes": { "name": "Shopping List", "default": true, "currency": world.catalog.currency, "total": total },
            "relationships": { "items": { "data": references } },
        }],
        "included": items.iter().map(item_view).collect::<Vec<_>>(),
    })
}

fn item_view(item: &Item) -> Value {
    json!({
        "type": "shoppinglistitems", "id": item.id.to_string(), "attributes": { "quantity": item.quantity },
        "relationships": { "product": { "data": { "type": "products", "id": item.product_id } } },
    })
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, title, detail) = match self {
            Self::WrongToken => {
                return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response();
            }
            Self::Denied => {
                (StatusCode::FORBIDDEN, "access denied exception", "No access to this type of entities.")
            }
            Self::BadItem => (
                StatusCode::BAD_REQUEST,
                "request data constraint",
                "A known product and a quantity of 1 or more are required.",
            ),
            Self::NoSuchItem => (
                StatusCode::NOT_FOUND,
                "not found http exception",
                "An entity with the requested identifier does not exist.",
            ),
        };
        api(status, &json!({ "errors": [{ "status": status.as_str(), "title": title, "detail": detail }] }))
    }
}

fn api(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/vnd.api+json")], Json(body).into_response().into_body())
        .into_response()
}
