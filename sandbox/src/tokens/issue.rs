//! Giving out tokens: first the decision, under the lock, then the signature, outside it.

use super::{GrantedToken, Lifetime, Subject, TokenError};
use crate::{
    state::{Sandbox, SandboxState},
    world::{ApiClient, User},
};
use jiff::Timestamp;
use serde::Serialize;

/// The body of a granted request.
#[derive(Serialize)]
pub(crate) struct Success {
    pub access_token: String,
    token_type: &'static str,
    expires_in: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
}

/// Writes and signs what has been decided.
pub(crate) fn sign(
    sandbox: &Sandbox,
    granted: &GrantedToken,
    refresh_token: Option<String>,
) -> Result<Success, TokenError> {
    let claims = {
        let state = sandbox.lock();
        granted.claims(&sandbox.base_url, &state.settings)
    };
    let access_token = sandbox.keys.sign(granted.serial, &claims).map_err(TokenError::server)?;
    Ok(Success { access_token, token_type: "bearer", expires_in: granted.lifetime.expires_in, refresh_token })
}

/// An access token for a signed-in user, with a refresh token if the client gives any.
pub(crate) fn grant_user_tokens(
    state: &mut SandboxState,
    client: ApiClient,
    user: User,
    roles: Vec<String>,
    now: Timestamp,
) -> (GrantedToken, Option<String>) {
    let refresh = Lifetime::of(client.refresh_token_duration, state.settings.refresh_token_seconds);
    let gives_refresh = client.refresh_token_duration > 0 && refresh.seconds > 0;
    let refresh_token = gives_refresh
        .then(|| state.refresh_tokens.open(user.number, &client.id, &roles, refresh.seconds, now));
    (grant_access_token(state, client, user, roles, now), refresh_token)
}

/// An access token alone.
pub(crate) fn grant_access_token(
    state: &mut SandboxState,
    client: ApiClient,
    user: User,
    roles: Vec<String>,
    now: Timestamp,
) -> GrantedToken {
    let lifetime = Lifetime::of(client.access_token_duration, state.settings.access_token_seconds);
    let serial = state.next_serial(now);
    if let Some(user) = state.world.users.get_mut(&user.number) {
        user.last_active = Some(now);
    }
    let subject = Subject::User { impersonator: None };
    GrantedToken { client, user, subject, roles, lifetime, issued_at: now, serial }
}
