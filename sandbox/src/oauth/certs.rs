//! `GET /oauth/certs/{kid}`: the public half of the signing key, one JWK and not a list, as the platform has it.
//! There is no list of keys and no discovery document, because the platform has none.

use crate::{caller::Caller, http::ApiError, state::Shared};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
};
use serde_json::{Value, json};

pub(super) async fn public_key(
    State(sandbox): State<Shared>,
    Path(kid): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, ApiError> {
    if sandbox.lock().settings.certs_need_token {
        Caller::from_headers(&sandbox, &headers)?;
    }
    let key = sandbox.keys.public(&kid).ok_or_else(|| ApiError::not_found("PublicKey", &kid))?;
    Ok(Json(json!(key)))
}
