//! Changes of identity: a guest becomes a user, a guest's order finds its user, and all tokens of a user end.
//! What a user may change without becoming somebody else is in `me`.

use super::profile::{self, Profile};
use crate::{
    caller::Caller,
    http::{ApiError, Body, Query},
    state::{SandboxState, Shared},
    tokens,
    world::{FromUser, Owner, Status, User, World},
};
use axum::{Json, extract::State, http::StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};

/// `DELETE /me/tokens`: every token of this user, here and elsewhere.
pub(super) async fn revoke_tokens(
    State(sandbox): State<Shared>,
    caller: Caller,
) -> Result<StatusCode, ApiError> {
    caller.refuse_guest()?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    end_sessions(&mut state, caller.user, now);
    Ok(StatusCode::NO_CONTENT)
}

/// Ends every session of a user; signing in anew is the only way on.
pub(super) fn end_sessions(state: &mut SandboxState, user: u64, now: Timestamp) {
    let serial = state.close_serials(now);
    let username = state.world.users.get(&user).map(|user| user.username.clone());
    state.access_cutoffs.revoke(username.as_deref(), serial);
    state.refresh_tokens.revoke(Some(user));
}

/// `PUT /me/orders?anonUserToken=`: the guest's order becomes the caller's.
pub(super) async fn transfer_order(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<StatusCode, ApiError> {
    caller.refuse_guest()?;
    caller.require_shopper()?;
    let guest = guest_of(&sandbox, &query)?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    transfer_to_user(&mut state, &guest, caller.user, now);
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /me/register?anonUserToken=`: the guest becomes a user of the template user's company, order and all.
pub(super) async fn register(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
    Body(input): Body<Profile>,
) -> Result<Json<Value>, ApiError> {
    caller.require_shopper()?;
    if caller.order_id.is_none() {
        return Err(ApiError::bad_request("User.IsNotTemp", "Only an anonymous user can be registered."));
    }
    let guest = guest_of(&sandbox, &query)?;
    let granted = {
        let mut guard = sandbox.lock();
        let now = sandbox.now(&guard.settings);
        let state = &mut *guard;
        let template = state.world.users.get(&guest.user).cloned().ok_or_else(ApiError::invalid_token)?;
        let blank = User::blank(template.affiliation, template.group_ids, now);
        let client = state.world.api_client(&guest.client_id).cloned().ok_or_else(ApiError::invalid_token)?;
        let number = profile::add(&mut state.world, blank, input, now)?;
        let user = state.world.users.get(&number).cloned().ok_or_else(ApiError::invalid_token)?;
        let roles = tokens::grant_roles(&state.world, &state.settings, &client, &user, Some(&guest.roles))?;
        transfer_to_user(state, &guest, number, now);
        tokens::grant_access_token(state, client, user, roles, now)
    };
    let success = tokens::sign(&sandbox, &granted, None)?;
    Ok(Json(json!({ "access_token": success.access_token })))
}

/// The guest whose token is in the query. Whatever is wrong with it, the caller's own token is not, hence no 401.
fn guest_of(sandbox: &Shared, query: &Query) -> Result<Caller, ApiError> {
    let refusal = |message| ApiError::bad_request("Auth.MustPassAnonUserToken", message);
    let token = query.get("anonUserToken").ok_or_else(|| refusal("anonUserToken is required."))?;
    let guest =
        Caller::from_token(sandbox, token).map_err(|_| refusal("anonUserToken is invalid or expired."))?;
    match guest.order_id {
        Some(_) => Ok(guest),
        None => Err(refusal("anonUserToken must be the token of an anonymous user.")),
    }
}

fn transfer_to_user(state: &mut SandboxState, guest: &Caller, user: u64, now: Timestamp) {
    let Some(order_id) = &guest.order_id else { return };
    let World { orders, users, products, .. } = &mut state.world;
    if let (Some(order), Some(user)) = (orders.get_mut(order_id), users.get(&user))
        && order.owner == Owner::Guest
        && order.status == Status::Unsubmitted
    {
        order.owner = Owner::User(user.number);
        order.from_user = FromUser::of(user);
        order.from_company_id = user.affiliation.company_id().to_owned();
        order.updated = now;
        for line in &mut order.lines {
            let product = products.iter().find(|product| product.id == line.product_id);
            line.unit_price = product.map_or(line.unit_price, |product| product.price);
        }
    }
    if !state.settings.transferred_token_usable {
        let serial = state.close_serials(now);
        state.access_cutoffs.revoke(Some(order_id), serial);
    }
}
