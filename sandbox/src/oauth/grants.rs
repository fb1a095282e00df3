//! The grants. Each turns a request into a [`GrantedToken`] under the lock; hashing and signing happen outside it.
//! A grant that needs a person at a keyboard does not exist here; single sign-on is in `sso`.

use super::{form::TokenRequest, password};
use crate::{
    http::{basic, short_guid},
    state::{Sandbox, SandboxState},
    stores::RequestDetails,
    tokens::{
        self, Credentials, GrantedToken, Lifetime, Subject, Success, TokenError, grant_access_token,
        grant_user_tokens, sign,
    },
    world::{Affiliation, ApiClient, User},
};
use axum::http::HeaderMap;

/// Answers one token request.
pub(crate) fn answer(
    sandbox: &Sandbox,
    request: &TokenRequest,
    headers: &HeaderMap,
    details: &RequestDetails,
) -> Result<Success, TokenError> {
    let grant = request.require("grant_type")?;
    let credentials = credentials(sandbox, request, headers);
    let (granted, refresh_token) = match grant {
        "password" => password::grant(sandbox, request, &credentials)?,
        "client_credentials" if credentials.secret.is_none() => anonymous(sandbox, request, &credentials)?,
        "client_credentials" => application(sandbox, request, &credentials)?,
        "refresh_token" => refresh(sandbox, request, &credentials)?,
        _ => {
            let refusal = TokenError::new(
                "unsupported_grant_type",
                "Auth.OauthError",
                "The grant type is not supported. Use password, client_credentials or refresh_token.",
            );
            return Err(refusal);
        }
    };
    let success = sign(sandbox, &granted, refresh_token)?;
    details.subject(&granted.user.username);
    details.token(&success.access_token);
    Ok(success)
}

fn credentials(sandbox: &Sandbox, request: &TokenRequest, headers: &HeaderMap) -> Credentials {
    let mut credentials = Credentials {
        client_id: request.get("client_id").map(str::to_owned),
        secret: request.get("client_secret").map(str::to_owned),
    };
    if credentials.client_id.is_none()
        && sandbox.lock().settings.basic_auth
        && let Some((id, secret)) = basic(headers)
    {
        credentials = Credentials { client_id: Some(id), secret: Some(secret) };
    }
    credentials
}

/// The user that an API client acts as without anybody signing in.
fn context_user(state: &SandboxState, client: &ApiClient) -> Result<User, TokenError> {
    let required = || {
        TokenError::new(
            "invalid_grant",
            "Auth.UserNotFound",
            "Default context user required for client credentials grant",
        )
    };
    let username = client.default_context_user_name.as_deref().ok_or_else(required)?;
    state.world.user_named(username).cloned().ok_or_else(required)
}

fn application(
    sandbox: &Sandbox,
    request: &TokenRequest,
    credentials: &Credentials,
) -> Result<(GrantedToken, Option<String>), TokenError> {
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let client = tokens::authenticate(&state.world, credentials, now)?.clone();
    if !state.world.has_secret(&client) {
        let refusal =
            TokenError::new("invalid_client", "Auth.OauthError", "The API client has no secret to check.");
        return Err(refusal.unauthorized());
    }
    let user = context_user(&state, &client)?;
    tokens::admit(&state.world, &client, &user)?;
    let roles =
        tokens::grant_roles(&state.world, &state.settings, &client, &user, request.scope().as_deref())?;
    Ok(grant_user_tokens(&mut state, client, user, roles, now))
}

fn anonymous(
    sandbox: &Sandbox,
    request: &TokenRequest,
    credentials: &Credentials,
) -> Result<(GrantedToken, Option<String>), TokenError> {
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let client = tokens::authenticate(&state.world, credentials, now)?.clone();
    let user = context_user(&state, &client)?;
    if !client.is_anon_buyer {
        let refusal = TokenError::new(
            "invalid_client",
            "Auth.OauthError",
            "The API client does not allow anonymous shoppers; a client secret is required.",
        );
        return Err(refusal.unauthorized());
    }
    if !matches!(user.affiliation, Affiliation::Buyer(_)) {
        let refusal = TokenError::new(
            "invalid_grant",
            "ApiClient.RequiredNotAnonBuyer",
            "Anonymous shopping needs a buyer as the default context user.",
        );
        return Err(refusal);
    }
    tokens::admit(&state.world, &client, &user)?;
    let roles =
        tokens::grant_roles(&state.world, &state.settings, &client, &user, request.scope().as_deref())?;
    let lifetime = Lifetime::of(client.anonymous_token_duration, state.settings.anonymous_token_seconds);
    let serial = state.next_serial(now);
    let subject =
        Subject::Guest { order_id: short_guid(), anon_user_id: request.get("anonuserid").map(str::to_owned) };
    Ok((GrantedToken { client, user, subject, roles, lifetime, issued_at: now, serial }, None))
}

fn refresh(
    sandbox: &Sandbox,
    request: &TokenRequest,
    credentials: &Credentials,
) -> Result<(GrantedToken, Option<String>), TokenError> {
    let token = request.require("refresh_token")?;
    let dead =
        || TokenError::new("invalid_grant", "Auth.OauthError", "The refresh token is invalid or expired.");
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let client = tokens::authenticate(&state.world, credentials, now)?.clone();
    let family = state.refresh_tokens.family(token, now).cloned().ok_or_else(dead)?;
    if family.client_id != client.id {
        return Err(dead());
    }
    let user = state.world.users.get(&family.user).cloned().ok_or_else(dead)?;
    tokens::admit(&state.world, &client, &user)?;
    let settings = state.settings.clone();
    let successor = state.refresh_tokens.rotate(token, &settings, now).ok_or_else(dead)?;
    Ok((grant_access_token(&mut state, client, user, family.roles, now), Some(successor)))
}
