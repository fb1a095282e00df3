//! `/v1/apiclients/{id}/secrets`: further secrets of an API client, each of which can end by itself.
//! The value is told once, at its creation, and never again.

use super::{
    listing::{self, Listing},
    resource::{self, Resource},
};
use crate::{
    caller::Caller,
    http::{ApiError, Body, Names, Query, check_id, short_guid},
    state::Shared,
    world::{ApiClient, ClientSecret, World},
};
use axum::{
    Json, Router,
    extract::FromRequestParts,
    http::{Method, StatusCode, request::Parts},
    routing::get,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// The most further secrets that a client may have.
const MOST: usize = 10;

/// The secrets of one client, for a caller who may see or change them; and one of them, if the address names one.
struct SecretLookup {
    sandbox: Shared,
    client_id: String,
    id: String,
}

impl FromRequestParts<Shared> for SecretLookup {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, sandbox: &Shared) -> Result<Self, ApiError> {
        let caller = Caller::from_request_parts(parts, sandbox).await?;
        caller.require_seller(if parts.method == Method::GET {
            ApiClient::READERS
        } else {
            ApiClient::WRITERS
        })?;
        let names = Names::from_request_parts(parts, sandbox).await?;
        let client_id = resource::find::<ApiClient>(&sandbox.lock().world, &names.text("id"))?.id.clone();
        Ok(Self { sandbox: sandbox.clone(), client_id, id: names.text("secret") })
    }
}

impl SecretLookup {
    fn holds(&self, secret: &ClientSecret) -> bool {
        secret.api_client_id == self.client_id
    }

    fn is(&self, secret: &ClientSecret) -> bool {
        self.holds(secret) && secret.id == self.id
    }

    fn missing(&self) -> ApiError {
        ApiError::not_found("ApiClientSecret", &self.id)
    }
}

pub(super) fn routes() -> Router<Shared> {
    Router::new()
        .route("/apiclients/{id}/secrets", get(list).post(add))
        .route("/apiclients/{id}/secrets/{secret}", get(read).patch(patch).delete(remove))
}

async fn list(lookup: SecretLookup, query: Query) -> Result<Json<Value>, ApiError> {
    let state = lookup.sandbox.lock();
    let own = state.world.client_secrets.iter().filter(|secret| lookup.holds(secret));
    let items = own.map(|secret| json!(secret)).collect();
    listing::page(items, &query, &Listing { search_on: &["Name"], facets: &[] }).map(Json)
}

async fn add(
    lookup: SecretLookup,
    Body(mut secret): Body<ClientSecret>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let mut state = lookup.sandbox.lock();
    let now = lookup.sandbox.now(&state.settings);
    let World { client_secrets: secrets, .. } = &mut state.world;
    if secrets.iter().filter(|secret| lookup.holds(secret)).count() >= MOST {
        let message = format!("An API client can have at most {MOST} secrets.");
        return Err(ApiError::bad_request("ApiClientSecret.MaximumClientSecretsReached", message));
    }
    check_expiration(&secret, now)?;
    if secret.id.is_empty() {
        secret.id = short_guid();
    }
    check_id(&secret.id)?;
    if secrets.iter().any(|known| lookup.holds(known) && known.id == secret.id) {
        return Err(ApiError::conflict("IdExists", "A secret with this ID already exists."));
    }
    secret.api_client_id.clone_from(&lookup.client_id);
    secret.value = format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
    let mut view = json!(secret);
    view["ClientSecret"] = json!(secret.value);
    secrets.push(secret);
    Ok((StatusCode::CREATED, Json(view)))
}

async fn read(lookup: SecretLookup) -> Result<Json<Value>, ApiError> {
    let state = lookup.sandbox.lock();
    let found = state.world.client_secrets.iter().find(|known| lookup.is(known));
    Ok(Json(json!(found.ok_or_else(|| lookup.missing())?)))
}

/// Name and end can change; ID and value stay.
async fn patch(
    lookup: SecretLookup,
    Body(changes): Body<Map<String, Value>>,
) -> Result<Json<Value>, ApiError> {
    let mut state = lookup.sandbox.lock();
    let now = lookup.sandbox.now(&state.settings);
    let known = state.world.client_secrets.iter_mut().find(|known| lookup.is(known));
    let known = known.ok_or_else(|| lookup.missing())?;
    let has_new_end = changes.contains_key("Expiration");
    let mut whole = json!(known);
    resource::merge(&mut whole, Value::Object(changes));
    let input: ClientSecret = serde_json::from_value(whole).map_err(|error| {
        ApiError::bad_request("ValidationFailure", format!("Not an ApiClientSecret: {error}."))
    })?;
    if has_new_end {
        check_expiration(&input, now)?;
    }
    known.name = input.name;
    known.expiration = input.expiration;
    Ok(Json(json!(known)))
}

async fn remove(lookup: SecretLookup) -> Result<StatusCode, ApiError> {
    let mut state = lookup.sandbox.lock();
    let secrets = &mut state.world.client_secrets;
    let before = secrets.len();
    secrets.retain(|known| !lookup.is(known));
    if secrets.len() == before {
        return Err(lookup.missing());
    }
    Ok(StatusCode::NO_CONTENT)
}

fn check_expiration(secret: &ClientSecret, now: Timestamp) -> Result<(), ApiError> {
    if secret.expiration.is_none_or(|end| now < end) {
        return Ok(());
    }
    let message = "The expiration date must be in the future.";
    Err(ApiError::bad_request("ApiClientSecret.InvalidExpirationDate", message))
}
