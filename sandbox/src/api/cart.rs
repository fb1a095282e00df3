//! `/v1/cart` and `/v1/orders/{direction}/{id}`: one set of handlers, because a cart is an order that is not submitted yet.
//! It comes into being with its first line; a guest's gets the id that the token has carried all along.

use super::{
    listing, order_actions, order_addresses,
    order_lookup::{OrderLookup, belongs_to},
    order_promotions, order_views,
    orders::{self, Changes, FromUserChanges},
    payments,
};
use crate::{
    http::{ApiError, Body, Query},
    state::Shared,
    world::{LineItem, LineItemInput, World},
};
use axum::{
    Json, Router,
    extract::Path,
    http::StatusCode,
    routing::{get, patch, post, put},
};
use serde_json::Value;

type Answer = Result<Json<Value>, ApiError>;
type Created = Result<(StatusCode, Json<Value>), ApiError>;
type Done = Result<StatusCode, ApiError>;

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .nest("/cart", of_one_order().route("/{id}", put(choose)))
        .nest("/orders/{direction}/{id}", of_one_order())
}

/// What both addresses have below them.
fn of_one_order() -> Router<Shared> {
    Router::new()
        .route("/", get(read).put(save).patch(change).delete(discard))
        .route("/lineitems", get(lines).post(add_line))
        .route("/lineitems/{part}", get(read_line).patch(patch_line).put(put_line).delete(remove_line))
        .route("/fromuser", patch(patch_from_user))
        .route("/calculate", post(calculate))
        .route("/worksheet", get(worksheet))
        .route("/validate", post(validate))
        .route("/submit", post(submit))
        .route("/cancel", post(cancel))
        .route("/complete", post(complete))
        .merge(order_addresses::routes())
        .merge(payments::routes())
        .merge(order_promotions::routes())
}

async fn read(lookup: OrderLookup) -> Answer {
    lookup.read(|world| match lookup.find(world) {
        Some(order) => Ok(Json(order_views::view(world, order))),
        None if lookup.is_cart() => Ok(Json(order_views::no_cart())),
        None => Err(lookup.missing()),
    })
}

/// `PUT`: what the body leaves out is gone.
async fn save(lookup: OrderLookup, Body(changes): Body<Changes>) -> Answer {
    lookup.change(|world, now| {
        orders::edit(world, &lookup, now, |order| {
            order.comments = None;
            order.xp.clear();
        })?;
        orders::change(world, &lookup, changes, now).map(Json)
    })
}

async fn change(lookup: OrderLookup, Body(changes): Body<Changes>) -> Answer {
    lookup.change(|world, now| orders::change(world, &lookup, changes, now).map(Json))
}

async fn patch_from_user(lookup: OrderLookup, Body(changes): Body<FromUserChanges>) -> Answer {
    lookup.change(|world, now| {
        changes.apply(order_actions::open(world, &lookup, now)?, now);
        orders::current_view(world, &lookup).map(Json)
    })
}

async fn discard(lookup: OrderLookup) -> Done {
    lookup.change(|world, now| {
        if lookup.is_cart() && lookup.find(world).is_none() {
            return Ok(StatusCode::NO_CONTENT);
        }
        let id = order_actions::open(world, &lookup, now)?.id.clone();
        world.orders.remove(&id);
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `PUT /cart/{id}`: which of several unsubmitted orders is the cart. Guests have no choice.
async fn choose(lookup: OrderLookup, Path(id): Path<String>) -> Done {
    lookup.caller.refuse_guest()?;
    lookup.change(|world, _| {
        let own = world.orders.get(&id).filter(|order| belongs_to(order, &lookup.caller));
        let order = own.ok_or_else(|| ApiError::not_found("Order", &id))?;
        order_actions::refuse_submitted(order)?;
        world.active_carts.insert(lookup.caller.user, id);
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn lines(lookup: OrderLookup, query: Query) -> Answer {
    lookup.read(|world| {
        let lines = match lookup.find(world) {
            Some(order) => {
                order.lines.iter().map(|line| order_views::line_view(world, order, line)).collect()
            }
            None if lookup.is_cart() => Vec::new(),
            None => return Err(lookup.missing()),
        };
        listing::page(lines, &query, &orders::LINES).map(Json)
    })
}

async fn read_line(lookup: OrderLookup) -> Answer {
    lookup.read(|world| orders::current_line_view(world, &lookup).map(Json))
}

async fn add_line(lookup: OrderLookup, Body(input): Body<LineItemInput>) -> Created {
    lookup.change(|world, now| {
        let line = order_actions::add(world, &lookup, input, now)?;
        Ok((StatusCode::CREATED, Json(shown(world, &lookup, &line)?)))
    })
}

async fn patch_line(lookup: OrderLookup, Body(input): Body<LineItemInput>) -> Answer {
    lookup.change(|world, now| {
        let line = order_actions::change(world, &lookup, input, now)?;
        shown(world, &lookup, &line).map(Json)
    })
}

async fn put_line(lookup: OrderLookup, Body(input): Body<LineItemInput>) -> Answer {
    lookup.change(|world, now| {
        let line = order_actions::put(world, &lookup, input, now)?;
        shown(world, &lookup, &line).map(Json)
    })
}

async fn remove_line(lookup: OrderLookup) -> Done {
    lookup.change(|world, now| order_actions::remove(world, &lookup, now).map(|()| StatusCode::NO_CONTENT))
}

async fn calculate(lookup: OrderLookup) -> Answer {
    lookup.change(|world, _| {
        order_actions::calculate(world, &lookup)?;
        order_views::worksheet(world, &lookup).map(Json)
    })
}

async fn worksheet(lookup: OrderLookup) -> Answer {
    lookup.read(|world| order_views::worksheet(world, &lookup).map(Json))
}

async fn validate(lookup: OrderLookup) -> Done {
    lookup.change(|world, now| order_actions::validate(world, &lookup, now).map(|_| StatusCode::NO_CONTENT))
}

async fn submit(lookup: OrderLookup) -> Created {
    lookup.change(|world, now| {
        let order = order_actions::submit(world, &lookup, now)?;
        Ok((StatusCode::CREATED, Json(order_views::view(world, &order))))
    })
}

async fn cancel(lookup: OrderLookup) -> Answer {
    lookup.change(|world, now| {
        let order = order_actions::cancel(world, &lookup, now)?;
        Ok(Json(order_views::view(world, &order)))
    })
}

async fn complete(lookup: OrderLookup) -> Answer {
    lookup.change(|world, now| {
        let order = order_actions::complete(world, &lookup, now)?;
        Ok(Json(order_views::view(world, &order)))
    })
}

/// A line of the looked-up order as it goes out.
fn shown(world: &World, lookup: &OrderLookup, line: &LineItem) -> Result<Value, ApiError> {
    Ok(order_views::line_view(world, lookup.find(world).ok_or_else(|| lookup.missing())?, line))
}
