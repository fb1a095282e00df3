//! `/v1/cart` and `/v1/orders/{direction}/{id}`: one set of handlers, because a cart is an order that is not submitted yet.
//! It comes into being with its first line; a guest's gets the id that the token has carried all along.

use super::{
    basket, checkout, listing, order_promotions, order_views,
    orders::{self, Changes, FromUserChanges},
    payments,
    place::{Place, belongs_to},
};
use crate::{
    http::{ApiError, Body, Query},
    state::Shared,
    world::{LineItem, LineWish, World},
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
        .merge(checkout::routes())
        .merge(payments::routes())
        .merge(order_promotions::routes())
}

async fn read(place: Place) -> Answer {
    place.look(|world| match place.find(world) {
        Some(order) => Ok(Json(order_views::view(world, order))),
        None if place.is_cart() => Ok(Json(order_views::no_cart())),
        None => Err(place.missing()),
    })
}

/// `PUT`: what the body leaves out is gone.
async fn save(place: Place, Body(changes): Body<Changes>) -> Answer {
    place.act(|world, now| {
        orders::edit(world, &place, now, |order| {
            order.comments = None;
            order.xp.clear();
        })?;
        orders::change(world, &place, changes, now).map(Json)
    })
}

async fn change(place: Place, Body(changes): Body<Changes>) -> Answer {
    place.act(|world, now| orders::change(world, &place, changes, now).map(Json))
}

async fn patch_from_user(place: Place, Body(changes): Body<FromUserChanges>) -> Answer {
    place.act(|world, now| {
        changes.apply(basket::open(world, &place, now)?, now);
        orders::seen(world, &place).map(Json)
    })
}

async fn discard(place: Place) -> Done {
    place.act(|world, now| {
        if place.is_cart() && place.find(world).is_none() {
            return Ok(StatusCode::NO_CONTENT);
        }
        let id = basket::open(world, &place, now)?.id.clone();
        world.orders.remove(&id);
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `PUT /cart/{id}`: which of several unsubmitted orders is the cart. Guests have no choice.
async fn choose(place: Place, Path(id): Path<String>) -> Done {
    place.caller.refuse_guest()?;
    place.act(|world, _| {
        let own = world.orders.get(&id).filter(|order| belongs_to(order, &place.caller));
        let order = own.ok_or_else(|| ApiError::not_found("Order", &id))?;
        basket::refuse_submitted(order)?;
        world.active_carts.insert(place.caller.user, id);
        Ok(StatusCode::NO_CONTENT)
    })
}

async fn lines(place: Place, query: Query) -> Answer {
    place.look(|world| {
        let lines = match place.find(world) {
            Some(order) => {
                order.lines.iter().map(|line| order_views::line_view(world, order, line)).collect()
            }
            None if place.is_cart() => Vec::new(),
            None => return Err(place.missing()),
        };
        listing::page(lines, &query, &orders::LINES).map(Json)
    })
}

async fn read_line(place: Place) -> Answer {
    place.look(|world| orders::seen_line(world, &place).map(Json))
}

async fn add_line(place: Place, Body(wish): Body<LineWish>) -> Created {
    place.act(|world, now| {
        let line = basket::add(world, &place, wish, now)?;
        Ok((StatusCode::CREATED, Json(shown(world, &place, &line)?)))
    })
}

async fn patch_line(place: Place, Body(wish): Body<LineWish>) -> Answer {
    place.act(|world, now| {
        let line = basket::change(world, &place, wish, now)?;
        shown(world, &place, &line).map(Json)
    })
}

async fn put_line(place: Place, Body(wish): Body<LineWish>) -> Answer {
    place.act(|world, now| {
        let line = basket::put(world, &place, wish, now)?;
        shown(world, &place, &line).map(Json)
    })
}

async fn remove_line(place: Place) -> Done {
    place.act(|world, now| basket::remove(world, &place, now).map(|()| StatusCode::NO_CONTENT))
}

async fn calculate(place: Place) -> Answer {
    place.act(|world, _| {
        basket::calculate(world, &place)?;
        order_views::worksheet(world, &place).map(Json)
    })
}

async fn worksheet(place: Place) -> Answer {
    place.look(|world| order_views::worksheet(world, &place).map(Json))
}

async fn validate(place: Place) -> Done {
    place.act(|world, now| basket::validate(world, &place, now).map(|_| StatusCode::NO_CONTENT))
}

async fn submit(place: Place) -> Created {
    place.act(|world, now| {
        let order = basket::submit(world, &place, now)?;
        Ok((StatusCode::CREATED, Json(order_views::view(world, &order))))
    })
}

async fn cancel(place: Place) -> Answer {
    place.act(|world, now| {
        let order = basket::cancel(world, &place, now)?;
        Ok(Json(order_views::view(world, &order)))
    })
}

async fn complete(place: Place) -> Answer {
    place.act(|world, now| {
        let order = basket::complete(world, &place, now)?;
        Ok(Json(order_views::view(world, &order)))
    })
}

/// A line of this place's order as it goes out.
fn shown(world: &World, place: &Place, line: &LineItem) -> Result<Value, ApiError> {
    Ok(order_views::line_view(world, place.find(world).ok_or_else(|| place.missing())?, line))
}
