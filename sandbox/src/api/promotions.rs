//! Promotions: as the seller keeps them, as a shopper finds them, and how they show on an order.
//! What a promotion takes off is decided in `world`; adding one to an order is in `order_promotions`.

use super::{
    listing::{self, Listing},
    resource::{self, Resource, stored_in},
};
use crate::{
    caller::Caller,
    clock::iso,
    http::{ApiError, Query},
    state::Shared,
    world::{AppliedPromotion, Order, Promotion, SELLER_ID, World},
};
use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Value, json};

type Answer = Result<Json<Value>, ApiError>;

pub(super) const LISTING: Listing<'_> = Listing { search_on: &["ID", "Code", "Name"], facets: &[] };

impl Resource for Promotion {
    const TYPE: &'static str = "Promotion";
    const READERS: &'static [&'static str] = &["PromotionAdmin", "PromotionReader"];
    const WRITERS: &'static [&'static str] = &["PromotionAdmin"];

    stored_in!(promotions);

    fn check(&self, world: &World) -> Result<(), ApiError> {
        if self.code.trim().is_empty() {
            return Err(ApiError::invalid("Code", "is required"));
        }
        let same = |other: &&Self| other.id != self.id && other.code.eq_ignore_ascii_case(&self.code);
        if world.promotions.iter().any(|other| same(&other)) {
            let message = "This code is already in use on another promotion.";
            return Err(ApiError::conflict("Promotion.CodeInUse", message));
        }
        if let (Some(start), Some(end)) = (self.start_date, self.expiration_date)
            && end < start
        {
            let message = "ExpirationDate cannot be earlier than StartDate.";
            return Err(ApiError::bad_request("Promotion.ExpirationPrecedsStart", message));
        }
        match self.unreadable_field() {
            Some(field) => {
                Err(ApiError::invalid(field, "is beyond this sandbox: its README names what it reads"))
            }
            None => Ok(()),
        }
    }

    fn view(&self, world: &World) -> Value {
        let mut view = json!(self);
        let fixed = json!({
            "RedemptionCount": world.redemptions(&self.id).count(), "LineItemLevel": false, "AllowAllBuyers": true,
            "OwnerID": SELLER_ID, "UseIntegration": false, "Priority": null, "QuantityLimitPerOrder": null,
            "ItemLimitPerOrder": null, "ItemSortBy": null,
        });
        resource::merge(&mut view, fixed);
        view
    }
}

/// `GET /me/promotions`
pub(super) async fn list_own(State(sandbox): State<Shared>, caller: Caller, query: Query) -> Answer {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let active = state.world.promotions.iter().filter(|promotion| promotion.active);
    listing::page(active.map(|promotion| promotion.view(&state.world)).collect(), &query, &LISTING).map(Json)
}

/// `GET /me/promotions/{id}`
pub(super) async fn read_own(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let promotion = state.world.promotion(&id).filter(|promotion| promotion.active);
    Ok(Json(promotion.ok_or_else(|| ApiError::not_found("Promotion", &id))?.view(&state.world)))
}

/// The promotions on an order, with what each takes off.
pub(super) fn on_order(world: &World, order: &Order) -> Vec<Value> {
    order.promotions.iter().filter_map(|applied| applied_view(world, order, applied)).collect()
}

pub(super) fn applied_view(world: &World, order: &Order, applied: &AppliedPromotion) -> Option<Value> {
    let promotion = world.promotion(&applied.id)?;
    let mut view = promotion.view(world);
    let here = json!({
        "Amount": promotion.amount(order), "LineItemID": null, "AmountOverridden": false,
        "DateApplied": iso(applied.at),
    });
    resource::merge(&mut view, here);
    Some(view)
}
