//! `/v1/apiclients`: the rules of each application, their bounds, whom they are assigned to, and further secrets.
//! Only the bounds are checked here; the effects show at the token endpoint.

use super::{
    body::{Body, Query},
    caller::Caller,
    error::ApiError,
    listing::{self, Listing},
    resource::{self, Resource, kept_in},
};
use crate::{
    state::Shared,
    world::{Affiliation, ApiClient, Assignment, ClientSecret, World, is_standard},
};
use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    routing::{delete, get},
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

const READERS: &[&str] = &["ApiClientAdmin", "ApiClientReader"];
const WRITERS: &[&str] = &["ApiClientAdmin"];

/// The most further secrets that a client may have.
const MAX_SECRETS: usize = 10;

impl Resource for ApiClient {
    const TYPE: &'static str = "ApiClient";
    const READERS: &'static [&'static str] = READERS;
    const WRITERS: &'static [&'static str] = WRITERS;
    const ID_IS_OURS: bool = true;

    kept_in!(api_clients);

    fn check(&self, world: &World) -> Result<(), ApiError> {
        if self.app_name.trim().is_empty() {
            return Err(ApiError::invalid("AppName", "is required"));
        }
        for (field, minutes, least, most) in [
            ("AccessTokenDuration", self.access_token_duration, 10, 600),
            ("RefreshTokenDuration", self.refresh_token_duration, 0, 524_160),
            ("AnonymousTokenDuration", self.anonymous_token_duration, 10_080, 86_400),
        ] {
            if !(least..=most).contains(&minutes) {
                return Err(ApiError::invalid(field, &format!("must be between {least} and {most} minutes")));
            }
        }
        for (field, roles, standard) in [
            ("MinimumRequiredRoles", &self.minimum_required_roles, true),
            ("MaximumGrantedRoles", &self.maximum_granted_roles, true),
            ("MinimumRequiredCustomRoles", &self.minimum_required_custom_roles, false),
            ("MaximumGrantedCustomRoles", &self.maximum_granted_custom_roles, false),
        ] {
            if let Some(role) = roles.iter().find(|role| is_standard(role) != standard) {
                return Err(ApiError::invalid(field, &format!("cannot hold {role}")));
            }
        }
        let context_user =
            self.default_context_user_name.as_deref().and_then(|username| world.user_named(username));
        if self.default_context_user_name.is_some() && context_user.is_none() {
            return Err(ApiError::invalid("DefaultContextUserName", "must name a user"));
        }
        let is_buyer = context_user.is_some_and(|user| matches!(user.affiliation, Affiliation::Buyer(_)));
        if self.is_anon_buyer && !is_buyer {
            let message = "IsAnonBuyer needs a buyer user as the default context user.";
            return Err(ApiError::bad_request("ApiClient.RequiredNotAnonBuyer", message));
        }
        Ok(())
    }

    fn view(&self, world: &World) -> Value {
        let mut view = serde_json::to_value(self).unwrap_or_default();
        let own =
            || world.api_client_assignments.iter().filter(|assignment| assignment.api_client_id == self.id);
        view["AssignedBuyerCount"] = json!(own().filter(|assignment| assignment.buyer_id.is_some()).count());
        view["AssignedSupplierCount"] =
            json!(own().filter(|assignment| assignment.supplier_id.is_some()).count());
        for name in ["OrderCheckout", "OrderReturn", "AddToCart"] {
            view[format!("{name}IntegrationEventName")] = Value::Null;
        }
        view
    }

    fn forget(world: &mut World, id: &str) {
        world.api_client_assignments.retain(|assignment| assignment.api_client_id != id);
        world.client_secrets.retain(|secret| secret.api_client_id != id);
    }
}

pub(super) fn routes() -> Router<Shared> {
    resource::routes::<ApiClient>("/apiclients")
        .route("/apiclients/assignments", get(assignments).post(assign))
        .route("/apiclients/{id}/secrets", get(secrets).post(add_secret))
        .route(
            "/apiclients/{id}/secrets/{secret}",
            get(read_secret).patch(patch_secret).delete(remove_secret),
        )
        // The vendor's SDK spells these two with capitals.
        .route("/buyers/{buyer}/ApiClients/Assignments/{id}", delete(unassign_buyer))
        .route("/suppliers/{supplier}/ApiClients/Assignments/{id}", delete(unassign_supplier))
}

async fn assignments(
    State(sandbox): State<Shared>,
    caller: Caller,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(READERS)?;
    let items =
        sandbox.lock().world.api_client_assignments.iter().map(|assignment| json!(assignment)).collect();
    listing::page(items, &query, &Listing { search_on: &[], facets: &[] }).map(Json)
}

async fn assign(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(assignment): Body<Assignment>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(WRITERS)?;
    let mut state = sandbox.lock();
    let world = &mut state.world;
    let client_id = resource::find::<ApiClient>(world, &assignment.api_client_id)?.id.clone();
    match (&assignment.buyer_id, &assignment.supplier_id) {
        (Some(id), None) => world.buyer(id).map(drop).ok_or_else(|| ApiError::not_found("Buyer", id))?,
        (None, Some(id)) => {
            world.supplier(id).map(drop).ok_or_else(|| ApiError::not_found("Supplier", id))?
        }
        _ => return Err(ApiError::invalid("BuyerID", "or SupplierID is required, and not both")),
    }
    let assignment = Assignment { api_client_id: client_id, ..assignment };
    if !world.api_client_assignments.contains(&assignment) {
        world.api_client_assignments.push(assignment);
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn unassign_buyer(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(WRITERS)?;
    unassign(&mut sandbox.lock().world, &id, |assignment| assignment.buyer_id.as_ref() == Some(&company));
    Ok(StatusCode::NO_CONTENT)
}

async fn unassign_supplier(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((company, id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(WRITERS)?;
    unassign(&mut sandbox.lock().world, &id, |assignment| assignment.supplier_id.as_ref() == Some(&company));
    Ok(StatusCode::NO_CONTENT)
}

fn unassign(world: &mut World, id: &str, of_company: impl Fn(&Assignment) -> bool) {
    world
        .api_client_assignments
        .retain(|assignment| !assignment.api_client_id.eq_ignore_ascii_case(id) || !of_company(assignment));
}

async fn secrets(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(READERS)?;
    let state = sandbox.lock();
    let world = &state.world;
    let client = resource::find::<ApiClient>(world, &id)?;
    let own = world.client_secrets.iter().filter(|secret| secret.api_client_id == client.id);
    listing::page(
        own.map(|secret| json!(secret)).collect(),
        &query,
        &Listing { search_on: &["Name"], facets: &[] },
    )
    .map(Json)
}

/// The one time that the value is told.
async fn add_secret(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path(id): Path<String>,
    Body(mut secret): Body<ClientSecret>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    caller.require_seller(WRITERS)?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let world = &mut state.world;
    let client_id = resource::find::<ApiClient>(world, &id)?.id.clone();
    if world.client_secrets.iter().filter(|secret| secret.api_client_id == client_id).count() >= MAX_SECRETS {
        let message = format!("An API client can have at most {MAX_SECRETS} secrets.");
        return Err(ApiError::bad_request("ApiClientSecret.MaximumClientSecretsReached", message));
    }
    check_expiration(&secret, now)?;
    if secret.id.is_empty() {
        secret.id = crate::oauth::short_guid();
    }
    super::check_id(&secret.id)?;
    if world.client_secrets.iter().any(|known| known.api_client_id == client_id && known.id == secret.id) {
        return Err(ApiError::conflict("IdExists", "A secret with this ID already exists."));
    }
    secret.api_client_id = client_id;
    secret.value = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    let mut view = json!(secret);
    view["ClientSecret"] = json!(secret.value);
    world.client_secrets.push(secret);
    Ok((StatusCode::CREATED, Json(view)))
}

async fn read_secret(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((id, secret)): Path<(String, String)>,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(READERS)?;
    let state = sandbox.lock();
    let world = &state.world;
    let client = resource::find::<ApiClient>(world, &id)?;
    let found =
        world.client_secrets.iter().find(|known| known.api_client_id == client.id && known.id == secret);
    Ok(Json(json!(found.ok_or_else(|| ApiError::not_found("ApiClientSecret", &secret))?)))
}

/// Name and end can change; ID and value stay.
async fn patch_secret(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((id, secret)): Path<(String, String)>,
    Body(changes): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    caller.require_seller(WRITERS)?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let world = &mut state.world;
    let client_id = resource::find::<ApiClient>(world, &id)?.id.clone();
    let known = world
        .client_secrets
        .iter_mut()
        .find(|known| known.api_client_id == client_id && known.id == secret)
        .ok_or_else(|| ApiError::not_found("ApiClientSecret", &secret))?;
    let has_new_end = changes.contains_key("Expiration");
    let mut whole = json!(known);
    resource::merge(&mut whole, Value::Object(changes));
    let wish: ClientSecret = serde_json::from_value(whole).map_err(|error| {
        ApiError::bad_request("ValidationFailure", format!("Not an ApiClientSecret: {error}."))
    })?;
    if has_new_end {
        check_expiration(&wish, now)?;
    }
    known.name = wish.name;
    known.expiration = wish.expiration;
    Ok(Json(json!(known)))
}

fn check_expiration(secret: &ClientSecret, now: Timestamp) -> Result<(), ApiError> {
    if secret.expiration.is_none_or(|end| now < end) {
        return Ok(());
    }
    let message = "The expiration date must be in the future.";
    Err(ApiError::bad_request("ApiClientSecret.InvalidExpirationDate", message))
}

async fn remove_secret(
    State(sandbox): State<Shared>,
    caller: Caller,
    Path((id, secret)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    caller.require_seller(WRITERS)?;
    let mut state = sandbox.lock();
    let world = &mut state.world;
    let client_id = resource::find::<ApiClient>(world, &id)?.id.clone();
    let before = world.client_secrets.len();
    world.client_secrets.retain(|known| known.api_client_id != client_id || known.id != secret);
    if world.client_secrets.len() == before {
        return Err(ApiError::not_found("ApiClientSecret", &secret));
    }
    Ok(StatusCode::NO_CONTENT)
}
