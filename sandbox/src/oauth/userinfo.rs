//! `GET /oauth/userinfo`: an identity token about the caller, as other products of the vendor read it.
//! It proves who somebody is and opens nothing: the API refuses it as a bearer token.

use crate::{caller::Caller, http::ApiError, state::Shared};
use axum::{Json, extract::State};
use serde_json::{Value, json};

const SECONDS: i64 = 3_600;

pub(super) async fn read(State(sandbox): State<Shared>, caller: Caller) -> Result<Json<Value>, ApiError> {
    let claims = {
        let state = sandbox.lock();
        let user = state.world.users.get(&caller.user).ok_or_else(ApiError::invalid_token)?;
        let now = sandbox.now(&state.settings).as_second();
        json!({
            "iss": sandbox.base_url, "aud": caller.client_id, "sub": user.number.to_string(),
            "preferred_username": user.username, "given_name": user.first_name, "family_name": user.last_name,
            "email": user.email, "iat": now, "exp": now + SECONDS,
        })
    };
    let identity_token = sandbox.keys.sign_plain(true, &claims).map_err(ApiError::server)?;
    Ok(Json(json!({ "identity_token": identity_token, "expires_in": SECONDS - 1 })))
}
