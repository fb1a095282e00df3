//! The rules of the API client: which application may ask at all, whom it lets in, and with which roles.
//! Questions only: nothing here changes anything or gives anything out.

use super::TokenError;
use crate::{
    settings::Settings,
    world::{ApiClient, User, World},
};
use jiff::Timestamp;
use serde_json::json;

/// How the application says who it is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials {
    pub client_id: Option<String>,
    pub secret: Option<String>,
}

/// The active API client behind the credentials; a client with a secret must show it on every grant.
pub(crate) fn authenticate<'a>(
    world: &'a World,
    credentials: &Credentials,
    now: Timestamp,
) -> Result<&'a ApiClient, TokenError> {
    let client = credentials
        .client_id
        .as_deref()
        .and_then(|id| world.api_client(id))
        .ok_or_else(TokenError::invalid_client_id)?;
    if !client.active {
        return Err(TokenError::new(
            "invalid_client",
            "Auth.ClientNotActive",
            "The API client is not active.",
        ));
    }
    if !world.proves(client, credentials.secret.as_deref(), now) {
        let refusal = TokenError::new(
            "invalid_client",
            "Auth.OauthError",
            "The client secret is missing or not valid.",
        );
        return Err(refusal.unauthorized());
    }
    Ok(client)
}

/// Whether this user may come in through this client at all.
pub(crate) fn admit(world: &World, client: &ApiClient, user: &User) -> Result<(), TokenError> {
    if !world.admits(client, user) {
        let refusal = TokenError::new(
            "unauthorized_client",
            "Auth.UnauthorizedRole",
            "The user is not authorized to use this API client.",
        );
        return Err(refusal.unauthorized());
    }
    if !user.active {
        return Err(TokenError::new("invalid_grant", "Auth.UserNotActive", "The user is not active."));
    }
    if !world.company_is_active(user) {
        return Err(TokenError::new(
            "invalid_grant",
            "Auth.CompanyNotActive",
            "The user's company is not active.",
        ));
    }
    Ok(())
}

/// Requested ∩ available, within the client's bounds. Surplus roles are dropped without a word.
pub(crate) fn grant_roles(
    world: &World,
    settings: &Settings,
    client: &ApiClient,
    user: &User,
    requested: Option<&[String]>,
) -> Result<Vec<String>, TokenError> {
    let available = world.available_roles(user);
    let required = client.minimum_required_roles.iter().chain(&client.minimum_required_custom_roles);
    let missing: Vec<_> = required.filter(|role| !available.contains(role)).collect();
    if settings.enforce_minimum_roles && !missing.is_empty() {
        return Err(insufficient(json!({ "MissingRoles": missing, "AssignedRoles": available })));
    }
    let bounded = !client.maximum_granted_roles.is_empty() || !client.maximum_granted_custom_roles.is_empty();
    let within_bounds = |role: &String| {
        !bounded
            || client.maximum_granted_roles.contains(role)
            || client.maximum_granted_custom_roles.contains(role)
    };
    let asked_for = |role: &String| requested.is_none_or(|roles| roles.contains(role));
    let granted: Vec<_> =
        available.iter().filter(|role| within_bounds(role) && asked_for(role)).cloned().collect();
    if granted.is_empty() && !settings.allow_empty_roles {
        return Err(insufficient(json!({ "RequestedRoles": requested, "AssignedRoles": available })));
    }
    Ok(granted)
}

fn insufficient(data: serde_json::Value) -> TokenError {
    TokenError::new("invalid_scope", "Auth.InsufficientRoles", "User does not have the role(s) required.")
        .with_data(data)
}
