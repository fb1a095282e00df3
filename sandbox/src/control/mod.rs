//! `/_sandbox`: the strings that tests pull. Reset, watch, set, break, expire, revoke. Never part of OrderCloud.
//! They answer to this machine only (`guard`) and leave no trace in the log that they show.

mod guard;
mod record;

pub(crate) use guard::no_production_host;
pub(crate) use record::record;

use crate::{
    faults::{FaultOrder, Faults},
    http::{ApiError, Body},
    settings::Settings,
    state::{SandboxState, Shared},
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    middleware,
    routing::{get, post, put},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub(crate) fn routes() -> Router<Shared> {
    let control = Router::new()
        .route("/reset", post(reset))
        .route("/requests", get(requests))
        .route("/counts", get(counts))
        .route("/outbox", get(outbox))
        .route("/settings", put(settings).get(read_settings))
        .route("/faults", put(faults))
        .route("/expire", post(expire))
        .route("/revoke", post(revoke))
        .fallback(|| async { ApiError::not_found("Endpoint", "") })
        .layer(middleware::from_fn(guard::loopback_only));
    Router::new().nest("/_sandbox", control)
}

async fn reset(State(sandbox): State<Shared>) -> Result<StatusCode, ApiError> {
    sandbox.reset().map_err(ApiError::server)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn requests(State(sandbox): State<Shared>) -> Json<Value> {
    Json(json!(sandbox.lock().request_log.entries()))
}

async fn counts(State(sandbox): State<Shared>) -> Json<Value> {
    let state = sandbox.lock();
    Json(state.request_log.counts(state.refresh_tokens.revoked_families))
}

async fn outbox(State(sandbox): State<Shared>) -> Json<Value> {
    Json(json!(sandbox.lock().world.outbox.messages()))
}

async fn read_settings(State(sandbox): State<Shared>) -> Json<Settings> {
    Json(sandbox.lock().settings.clone())
}

/// Only the named settings change.
async fn settings(
    State(sandbox): State<Shared>,
    Body(changes): Body<Map<String, Value>>,
) -> Result<Json<Settings>, ApiError> {
    let mut state = sandbox.lock();
    let mut all = serde_json::to_value(&state.settings).map_err(ApiError::server)?;
    if let Value::Object(all) = &mut all {
        all.extend(changes);
    }
    let settings: Settings = serde_json::from_value(all)
        .map_err(|error| ApiError::bad_request("ValidationFailure", format!("Not a setting: {error}.")))?;
    state.settings = settings.clone();
    Ok(Json(settings))
}

async fn faults(
    State(sandbox): State<Shared>,
    Body(order): Body<FaultOrder>,
) -> Result<StatusCode, ApiError> {
    let faults = Faults::from_order(order)?;
    sandbox.lock().faults = faults;
    Ok(StatusCode::NO_CONTENT)
}

/// Narrows `expire` and `revoke` to one user name or one guest order.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Narrowing {
    subject: Option<String>,
}

/// The subject, if a body names one; these two calls work without a body as well.
fn subject(body: &[u8]) -> Result<Option<String>, ApiError> {
    if body.is_empty() {
        return Ok(None);
    }
    let narrowing: Narrowing = serde_json::from_slice(body).map_err(|error| {
        ApiError::bad_request("Request.InvalidRequestBody", format!("Not a subject: {error}."))
    })?;
    Ok(narrowing.subject)
}

async fn expire(State(sandbox): State<Shared>, body: Bytes) -> Result<StatusCode, ApiError> {
    let subject = subject(&body)?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let newest = state.close_serials(now);
    state.access_cutoffs.expire(subject.as_deref(), newest);
    Ok(StatusCode::NO_CONTENT)
}

async fn revoke(State(sandbox): State<Shared>, body: Bytes) -> Result<StatusCode, ApiError> {
    let subject = subject(&body)?;
    let mut guard = sandbox.lock();
    let now = sandbox.now(&guard.settings);
    let newest = guard.close_serials(now);
    let SandboxState { access_cutoffs, refresh_tokens, world, oro_tokens, .. } = &mut *guard;
    oro_tokens.revoke(subject.as_deref());
    access_cutoffs.revoke(subject.as_deref(), newest);
    match &subject {
        None => refresh_tokens.revoke(None),
        Some(subject) => {
            if let Some(user) = world.user_named(subject) {
                refresh_tokens.revoke(Some(user.number));
            }
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
