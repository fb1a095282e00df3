//! What an administrator does to a user of a company: end the sessions, lift a lockout, or act as that user.
//! Creating and editing users from outside is out of scope.

use super::{account, body::Body, caller::Caller, error::ApiError};
use crate::{
    oauth::{self, Subject},
    state::Shared,
    world::{Affiliation, User, World},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;

/// The roles to act with; none means all that the rule gives.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Impersonation {
    #[serde(rename = "ClientID")]
    client_id: Option<String>,
    roles: Vec<String>,
    custom_roles: Vec<String>,
}

pub(super) async fn revoke_of_buyer(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(&["BuyerUserAdmin"])?;
    revoke(&sandbox, &Affiliation::Buyer(company), &id)
}

pub(super) async fn revoke_of_supplier(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(&["SupplierUserAdmin"])?;
    revoke(&sandbox, &Affiliation::Supplier(company), &id)
}

pub(super) async fn revoke_of_seller(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(&["AdminUserAdmin"])?;
    revoke(&sandbox, &Affiliation::Seller, &id)
}

pub(super) async fn unlock_of_buyer(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(&["BuyerUserAdmin"])?;
    unlock(&sandbox, &Affiliation::Buyer(company), &id)
}

pub(super) async fn unlock_of_supplier(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(&["SupplierUserAdmin"])?;
    unlock(&sandbox, &Affiliation::Supplier(company), &id)
}

pub(super) async fn unlock_of_seller(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(&["AdminUserAdmin"])?;
    unlock(&sandbox, &Affiliation::Seller, &id)
}

/// `POST /buyers/{b}/users/{u}/accesstoken`: a token of the user's, marked with who is behind it.
pub(super) async fn impersonate(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
    Body(wish): Body<Impersonation>,
) -> Result<Json<oauth::Success>, ApiError> {
    caller.require_seller(&["BuyerImpersonation"])?;
    let mut ticket = {
        let mut guard = sandbox.lock();
        let now = sandbox.now(&guard.settings);
        let state = &mut *guard;
        let world = &state.world;
        let user = find(world, &Affiliation::Buyer(company.clone()), &id)?.clone();
        let client =
            wish.client_id.as_deref().and_then(|id| world.api_client(id)).cloned().ok_or_else(|| {
                ApiError::bad_request(
                    "Impersonation.ClientIDNotFound",
                    "There is no API client with this ClientID.",
                )
            })?;
        oauth::admit(world, &client, &user)
            .map_err(|refusal| ApiError::bad_request("Impersonation.BadApiClient", refusal.message()))?;
        let impersonator = world.users.get(&caller.user).map(|user| user.id.as_str()).unwrap_or_default();
        let rule = world
            .impersonation_configs
            .iter()
            .find(|rule| rule.covers(&client.id, impersonator, &company, &id));
        let profile = rule.and_then(|rule| {
            world.security_profiles.iter().find(|profile| profile.id == rule.security_profile_id)
        });
        let profile = profile.ok_or_else(|| {
            ApiError::bad_request("Impersonation.ConfigError", "No impersonation config allows this.")
        })?;
        let wished: Vec<&String> = wish.roles.iter().chain(&wish.custom_roles).collect();
        let given = profile.roles.iter().chain(&profile.custom_roles);
        let roles = given.filter(|role| wished.is_empty() || wished.contains(role)).cloned().collect();
        oauth::access_ticket(state, client, user, roles, now)
    };
    ticket.subject = Subject::User { impersonator: Some(caller.user) };
    Ok(Json(oauth::sign(&sandbox, &ticket, None)?))
}

fn find<'a>(world: &'a World, affiliation: &Affiliation, id: &str) -> Result<&'a User, ApiError> {
    world.user_at(affiliation, id).ok_or_else(|| ApiError::not_found("User", id))
}

fn revoke(sandbox: &Shared, affiliation: &Affiliation, id: &str) -> Result<StatusCode, ApiError> {
    let mut state = sandbox.lock();
    let number = find(&state.world, affiliation, id)?.number;
    let now = sandbox.now(&state.settings);
    account::end_sessions(&mut state, number, now);
    Ok(StatusCode::NO_CONTENT)
}

fn unlock(sandbox: &Shared, affiliation: &Affiliation, id: &str) -> Result<StatusCode, ApiError> {
    let mut state = sandbox.lock();
    let number = find(&state.world, affiliation, id)?.number;
    if let Some(user) = state.world.users.get_mut(&number) {
        user.guard.open();
    }
    Ok(StatusCode::NO_CONTENT)
}
