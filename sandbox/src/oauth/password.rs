//! The password grant, which also takes one-time passwords, counts failures, and knows when a password must be changed.
//! It never tells a wrong user name from a wrong password.

use super::form::TokenRequest;
use crate::{
    state::{Sandbox, SandboxState},
    tokens::{self, Credentials, GrantedToken, TokenError},
    world::{User, password_matches},
};
use jiff::Timestamp;

pub(super) fn grant(
    sandbox: &Sandbox,
    request: &TokenRequest,
    credentials: &Credentials,
) -> Result<(GrantedToken, Option<String>), TokenError> {
    let (Some(username), Some(password)) = (request.get("username"), request.get("password")) else {
        let message = "Username and password are required.";
        return Err(TokenError::new("invalid_request", "Auth.UsernameAndPasswordRequired", message));
    };
    let (number, hash) = {
        let state = sandbox.lock();
        let now = sandbox.now(&state.settings);
        tokens::authenticate(&state.world, credentials, now)?;
        let user = state.world.user_named(username).ok_or_else(TokenError::wrong_credentials)?;
        refuse_locked_out(user, now)?;
        (user.number, user.password_hash.clone())
    };
    // Between the two locks, because it is slow on purpose.
    let matches = hash.is_some_and(|hash| password_matches(password, &hash));

    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let client = tokens::authenticate(&state.world, credentials, now)?.clone();
    let user = state.world.users.get_mut(&number).ok_or_else(TokenError::wrong_credentials)?;
    // Again, because parallel guesses must not get more tries than guesses one after the other.
    refuse_locked_out(user, now)?;
    let one_time = user.one_time_password.as_ref().is_some_and(|code| code.is(password, now));
    if !matches && !one_time {
        user.lockout.count_failure(now);
        return Err(TokenError::wrong_credentials());
    }
    user.lockout.lift();
    if one_time {
        user.one_time_password = None;
    }
    let user = user.clone();
    tokens::admit(&state.world, &client, &user)?;
    let requested = request.scope();
    if user.password_expired && !one_time && requested.as_deref() != Some(&["PasswordReset".to_owned()]) {
        let message = "The password has expired and must be reset.";
        return Err(TokenError::new("invalid_grant", "Auth.PasswordExpired", message));
    }
    let SandboxState { world, settings, .. } = &*state;
    let roles = tokens::grant_roles(world, settings, &client, &user, requested.as_deref())?;
    Ok(tokens::grant_user_tokens(&mut state, client, user, roles, now))
}

fn refuse_locked_out(user: &User, now: Timestamp) -> Result<(), TokenError> {
    if user.lockout.is_active(now) {
        let message = "The user is locked out after too many failed attempts. Try again in a few minutes.";
        return Err(TokenError::new("invalid_grant", "Auth.LockedOut", message));
    }
    Ok(())
}
