//! `/v1/me`: the caller's own record.
//! A guest can read it, in the shape of the template user, and change nothing.

use super::{
    listing::{self, Listing},
    profile::{self, Changes},
};
use crate::{
    caller::Caller,
    http::{ApiError, Body, Query},
    state::Shared,
    world::UserGroup,
};
use axum::{Json, extract::State};
use serde_json::{Value, json};

pub(super) async fn read(State(sandbox): State<Shared>, caller: Caller) -> Result<Json<Value>, ApiError> {
    let state = sandbox.lock();
    let user = state.world.users.get(&caller.user).ok_or_else(ApiError::invalid_token)?;
    Ok(Json(profile::own_view(&state.world, user)))
}

pub(super) async fn patch(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(changes): Body<Changes>,
) -> Result<Json<Value>, ApiError> {
    change(&sandbox, &caller, changes, false)
}

/// `PUT`: what the body leaves out is gone.
pub(super) async fn save(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(changes): Body<Changes>,
) -> Result<Json<Value>, ApiError> {
    changes.require_whole()?;
    change(&sandbox, &caller, changes, true)
}

fn change(sandbox: &Shared, caller: &Caller, changes: Changes, whole: bool) -> Result<Json<Value>, ApiError> {
    caller.refuse_guest()?;
    caller.require(if changes.xp.is_some() { &["MeAdmin", "MeXpAdmin"] } else { &["MeAdmin"] })?;
    let mut state = sandbox.lock();
    if let Some(username) = &changes.username {
        profile::check_username(&state.world, username, Some(caller.user))?;
    }
    let user = state.world.users.get_mut(&caller.user).ok_or_else(ApiError::invalid_token)?;
    if whole {
        profile::clear(user);
    }
    changes.apply(user);
    let user = user.clone();
    Ok(Json(profile::own_view(&state.world, &user)))
}

/// `GET /me/usergroups`
pub(super) async fn groups(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    let state = sandbox.lock();
    let user = state.world.users.get(&caller.user).ok_or_else(ApiError::invalid_token)?;
    let own = state.world.user_groups.iter().filter(|group| {
        group.buyer_id == user.affiliation.company_id() && user.group_ids.contains(&group.id)
    });
    let view = |group: &UserGroup| {
        json!({
            "ID": group.id, "Name": group.name, "Description": group.description, "xp": group.xp,
        })
    };
    let listing = Listing { search_on: &["ID", "Name", "Description"], facets: &[] };
    listing::page(own.map(view).collect(), &query, &listing).map(Json)
}
