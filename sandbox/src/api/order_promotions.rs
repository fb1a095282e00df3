//! Promotions of one order: added by their codes, by themselves, and taken off again.

use super::{
    listing, order_actions,
    order_lookup::OrderLookup,
    orders,
    promotions::{LISTING, applied_view, on_order},
    resource::{self, Resource},
};
use crate::{
    http::{ApiError, Query},
    state::Shared,
    world::{AppliedPromotion, Order, Promotion, World},
};
use axum::{
    Json, Router,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::Timestamp;
use serde_json::{Value, json};

type Answer = Result<Json<Value>, ApiError>;

/// Below an order; the vendor's SDK removes a promotion of a cart with an empty answer, of an order with the order.
pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/promotions", get(list))
        .route("/promotions/{part}", post(add).delete(remove))
        .route("/eligiblepromotions", get(list_eligible))
        .route("/applypromotions", post(apply))
        .route("/refreshpromotions", post(refresh))
}

async fn list(lookup: OrderLookup, query: Query) -> Answer {
    lookup.read(|world| {
        let promotions = match lookup.find(world) {
            Some(order) => on_order(world, order),
            None if lookup.is_cart() => Vec::new(),
            None => return Err(lookup.missing()),
        };
        listing::page(promotions, &query, &LISTING).map(Json)
    })
}

async fn list_eligible(lookup: OrderLookup, query: Query) -> Answer {
    lookup.change(|world, now| {
        let order = match lookup.find(world) {
            Some(order) => order,
            None if lookup.is_cart() => return listing::page(Vec::new(), &query, &LISTING).map(Json),
            None => return Err(lookup.missing()),
        };
        let eligible = eligible(world, order, now).map(|promotion| {
            let mut view = promotion.view(world);
            view["Amount"] = json!(promotion.amount(order));
            view
        });
        listing::page(eligible.collect(), &query, &LISTING).map(Json)
    })
}

async fn add(lookup: OrderLookup) -> Result<(StatusCode, Json<Value>), ApiError> {
    lookup.change(|world, now| {
        let promotion = known(world, &lookup)?;
        let order = order_actions::open(world, &lookup, now)?.clone();
        if order.promotions.iter().any(|applied| applied.id == promotion.id) {
            let message = "Promotion has already been added to this order.";
            return Err(ApiError::bad_request("Promotion.AlreadyAdded", message));
        }
        if let Some(reason) = promotion.refuses(world, &order, now) {
            return Err(ApiError::bad_request(reason.code, reason.message));
        }
        let applied = AppliedPromotion { id: promotion.id, at: now };
        order_actions::open(world, &lookup, now)?.promotions.push(applied.clone());
        let order = lookup.find(world).ok_or_else(|| lookup.missing())?;
        Ok((StatusCode::CREATED, Json(applied_view(world, order, &applied).unwrap_or_default())))
    })
}

async fn remove(lookup: OrderLookup) -> Result<Response, ApiError> {
    lookup.change(|world, now| {
        let promotion = known(world, &lookup)?;
        let order = order_actions::open(world, &lookup, now)?;
        let before = order.promotions.len();
        order.promotions.retain(|applied| applied.id != promotion.id);
        if order.promotions.len() == before {
            return Err(ApiError::not_found("Promotion", &lookup.part));
        }
        if lookup.is_cart() {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        Ok(Json(orders::current_view(world, &lookup)?).into_response())
    })
}

/// Adds what is to be added by itself, as far as it goes together.
async fn apply(lookup: OrderLookup) -> Answer {
    lookup.change(|world, now| {
        let candidates: Vec<Promotion> =
            world.promotions.iter().filter(|promotion| promotion.auto_apply).cloned().collect();
        for promotion in candidates {
            let order = order_actions::open(world, &lookup, now)?.clone();
            if eligible(world, &order, now).any(|other| other.id == promotion.id) {
                order_actions::open(world, &lookup, now)?
                    .promotions
                    .push(AppliedPromotion { id: promotion.id, at: now });
            }
        }
        orders::current_view(world, &lookup).map(Json)
    })
}

/// Takes off what does not work any more, and says why.
async fn refresh(lookup: OrderLookup) -> Answer {
    lookup.change(|world, now| {
        let order = order_actions::open(world, &lookup, now)?.clone();
        let mut removed = Vec::new();
        let mut kept = Vec::new();
        for applied in &order.promotions {
            let promotion = world.promotion(&applied.id);
            match promotion.map(|promotion| (promotion, promotion.refuses(world, &order, now))) {
                Some((promotion, Some(reason))) => {
                    let mut view = promotion.view(world);
                    let why = json!({
                        "ErrorCode": reason.code, "Reason": reason.message, "LineItemID": null, "Amount": 0,
                    });
                    resource::merge(&mut view, why);
                    removed.push(view);
                }
                Some((_, None)) => kept.push(applied.clone()),
                None => {}
            }
        }
        order_actions::open(world, &lookup, now)?.promotions = kept;
        Ok(Json(json!({ "PromosAdded": [], "PromosRemoved": removed })))
    })
}

fn known(world: &World, lookup: &OrderLookup) -> Result<Promotion, ApiError> {
    world
        .promotion_by_code(&lookup.part)
        .cloned()
        .ok_or_else(|| ApiError::not_found("Promotion", &lookup.part))
}

/// The active promotions that could be added to this order.
fn eligible<'a>(world: &'a World, order: &'a Order, now: Timestamp) -> impl Iterator<Item = &'a Promotion> {
    world.promotions.iter().filter(move |promotion| {
        promotion.active
            && !order.promotions.iter().any(|applied| applied.id == promotion.id)
            && promotion.refuses(world, order, now).is_none()
    })
}
