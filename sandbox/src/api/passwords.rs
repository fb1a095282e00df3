//! Passwords: forgotten, expired, or used once. Nothing here tells whether an account exists.
//! Counting wrong guesses is the business of the password grant.

use super::{account, profile};
use crate::{
    caller::Caller,
    clock::iso,
    http::{ApiError, Body, Query},
    state::{SandboxState, Shared},
    world::{self, Code, Message, User, World},
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

/// Who wants a one-time password or a reset mail.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Request {
    #[serde(rename = "ClientID")]
    client_id: Option<String>,
    username: Option<String>,
    email: Option<String>,
    #[serde(rename = "URL")]
    url: Option<String>,
}

/// The answer to a reset mail.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct Reset {
    #[serde(rename = "ClientID")]
    client_id: Option<String>,
    username: Option<String>,
    password: Option<String>,
}

/// A new password from somebody who is signed in.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct TokenReset {
    new_password: Option<String>,
}

/// `POST /password/onetimepassword`
pub(super) async fn one_time_password(
    State(sandbox): State<Shared>,
    Body(request): Body<Request>,
) -> Result<StatusCode, ApiError> {
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    check_client(&state.world, request.client_id.as_deref())?;
    if request.username.is_none() && request.email.is_none() {
        let message = "Username or e-mail is required.";
        return Err(ApiError::bad_request("OneTimePasswordRequest.UsernameOrEmailRequired", message));
    }
    let code = Code::digits(now);
    send(&mut state.world, &request, "oneTimePassword", now, Some(&code), |user| {
        user.one_time_password = Some(code.clone())
    });
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /username/retrieve?clientID=&email=`: a mail with the usernames that belong to an address.
pub(super) async fn retrieve_username(
    State(sandbox): State<Shared>,
    query: Query,
) -> Result<StatusCode, ApiError> {
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    let text = |name: &str| query.get(name).filter(|value| !value.is_empty()).map(str::to_owned);
    let (client_id, email) = (text("clientID"), text("email"));
    let is_active = |id: &String| state.world.api_client(id).is_some_and(|client| client.active);
    if !client_id.as_ref().is_some_and(is_active) || email.is_none() {
        let message = "ClientID and e-mail are required.";
        return Err(ApiError::bad_request("Auth.ClientIDAndEmailRequired", message));
    }
    let request = Request { client_id, email, ..Request::default() };
    send(&mut state.world, &request, "username", now, None, |_| {});
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /password/reset`
pub(super) async fn request_reset(
    State(sandbox): State<Shared>,
    Body(request): Body<Request>,
) -> Result<Json<Value>, ApiError> {
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    check_client(&state.world, request.client_id.as_deref())?;
    if request.username.is_none() && request.email.is_none() {
        let message = "Username or e-mail is required.";
        return Err(ApiError::bad_request("PasswordReset.MissingUsernameOrEmail", message));
    }
    let code = Code::guid(now);
    send(&mut state.world, &request, "passwordReset", now, Some(&code), |user| {
        user.reset_code = Some(code.clone())
    });
    Ok(Json(json!({})))
}

/// `PUT /password/reset/{verificationCode}`
pub(super) async fn reset(
    State(sandbox): State<Shared>,
    Path(code): Path<String>,
    Body(reset): Body<Reset>,
) -> Result<StatusCode, ApiError> {
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    check_client(&state.world, reset.client_id.as_deref())?;
    let username = reset
        .username
        .ok_or_else(|| ApiError::bad_request("PasswordReset.MissingUsername", "Username is required."))?;
    let verified = state
        .world
        .user_named(&username)
        .filter(|user| user.reset_code.as_ref().is_some_and(|expected| expected.is(&code, now)));
    let number = verified.map(|user| user.number).ok_or_else(|| {
        ApiError::bad_request("PasswordReset.InvalidVerification", "The verification code is not valid.")
    })?;
    change(&mut state, number, reset.password.as_deref().unwrap_or_default(), now)?;
    account::end_sessions(&mut state, number, now);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /me/password`: the way on for a token that can do nothing else.
pub(super) async fn reset_by_token(
    State(sandbox): State<Shared>,
    caller: Caller,
    Body(reset): Body<TokenReset>,
) -> Result<StatusCode, ApiError> {
    caller.refuse_guest()?;
    caller.require(&["PasswordReset"])?;
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    change(&mut state, caller.user, reset.new_password.as_deref().unwrap_or_default(), now)?;
    Ok(StatusCode::NO_CONTENT)
}

fn check_client(world: &World, client_id: Option<&str>) -> Result<(), ApiError> {
    let known = client_id.and_then(|id| world.api_client(id)).is_some_and(|client| client.active);
    if known {
        return Ok(());
    }
    Err(ApiError::bad_request("PasswordReset.MissingOrInvalidClientID", "ClientID is missing or not valid."))
}

/// Writes to every user that the request means; one that does not fit together means nobody.
fn send(
    world: &mut World,
    request: &Request,
    kind: &'static str,
    now: Timestamp,
    code: Option<&Code>,
    keep: impl Fn(&mut User),
) {
    let meant = |user: &&mut User| {
        user.active
            && user.password_hash.is_some()
            && request.username.as_ref().is_none_or(|name| name.eq_ignore_ascii_case(&user.username))
            && request.email.as_ref().is_none_or(|email| email.eq_ignore_ascii_case(&user.email))
    };
    for user in world.users.values_mut().filter(meant) {
        keep(user);
        world.outbox.send(Message {
            at: iso(now),
            kind,
            to: user.email.clone(),
            username: user.username.clone(),
            code: code.map(|code| code.secret().to_owned()).unwrap_or_default(),
            url: request.url.clone(),
        });
    }
}

fn change(state: &mut SandboxState, user: u64, password: &str, now: Timestamp) -> Result<(), ApiError> {
    let user = state.world.users.get_mut(&user).ok_or_else(ApiError::invalid_token)?;
    if !world::is_strong(password) {
        return Err(profile::insecure("PasswordReset.InsecurePassword"));
    }
    if user.password_hash.as_ref().is_some_and(|hash| world::password_matches(password, hash)) {
        let message = "The new password must differ from the present one.";
        return Err(ApiError::bad_request("PasswordReset.CannotReusePassword", message));
    }
    user.password_hash = Some(world::hash_password(password, &user.username).map_err(ApiError::server)?);
    user.password_set = Some(now);
    user.password_expired = false;
    user.reset_code = None;
    user.lockout.lift();
    Ok(())
}
