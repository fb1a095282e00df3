//! Single sign-on as OrderCloud plays it: off to an identity provider at `/ocrplogin`, back at `/ocrpcode`, and on to the
//! shop with the tokens in its address. The identity provider itself is next door, in `idp`.

use crate::{
    http::{ApiError, Query, encode, redirect},
    idp,
    state::{SandboxState, Shared},
    stores::PendingLogin,
    tokens::{self, TokenError},
    world::{ApiClient, OpenIdConnect, User},
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::Timestamp;
use serde::Deserialize;

/// What an identity token must say to be believed.
#[derive(Deserialize)]
struct Identity {
    preferred_username: String,
    given_name: String,
    family_name: String,
    email: String,
    nonce: String,
    exp: i64,
}

pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/ocrplogin", get(login)).route("/ocrpcode", get(code_in_query).post(code_in_form))
}

async fn login(State(sandbox): State<Shared>, query: Query) -> Result<Response, ApiError> {
    let id = query.get("id").unwrap_or_default();
    let mut guard = sandbox.lock();
    let now = sandbox.now(&guard.settings);
    let state = &mut *guard;
    let connect = state.world.open_id_connects.iter().find(|connect| connect.id == id).cloned();
    let connect = connect.ok_or_else(|| ApiError::not_found("OpenIdConnect", id))?;
    let client = query.get("cid").and_then(|cid| state.world.api_client(cid));
    let client_fits =
        client.is_some_and(|client| client.active && client.id.eq_ignore_ascii_case(&connect.api_client_id));
    if !client_fits {
        return Ok(refuse(&connect, "The client ID is not valid for this OpenID Connect configuration."));
    }
    let (key, nonce) = (uuid::Uuid::new_v4().to_string(), uuid::Uuid::new_v4().to_string());
    let scope = ["openid", "profile", "email"]
        .into_iter()
        .chain(connect.additional_idp_scopes.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" ");
    let url = format!(
        "{}{}response_type=code&client_id={}&redirect_uri={}&scope={}&state={key}&nonce={nonce}",
        connect.authorization_endpoint,
        if connect.authorization_endpoint.contains('?') { '&' } else { '?' },
        encode(&connect.connect_client_id),
        encode(&idp::redirect_uri(&sandbox.base_url)),
        encode(&scope),
    );
    let login = PendingLogin {
        connect_id: connect.id,
        roles: query.get("roles").filter(|roles| !roles.is_empty()).map(str::to_owned),
        app_start_path: query.get("appstartpath").unwrap_or_default().to_owned(),
        nonce,
    };
    state.pending_logins.begin(key, login, now);
    Ok(redirect(StatusCode::FOUND, &url))
}

async fn code_in_query(State(sandbox): State<Shared>, query: Query) -> Result<Response, ApiError> {
    finish_at_callback(&sandbox, &query)
}

/// `response_mode=form_post`
async fn code_in_form(State(sandbox): State<Shared>, body: Bytes) -> Result<Response, ApiError> {
    finish_at_callback(&sandbox, &Query::from_form(&body))
}

fn finish_at_callback(sandbox: &Shared, answer: &Query) -> Result<Response, ApiError> {
    let (connect, login) = {
        let mut guard = sandbox.lock();
        let now = sandbox.now(&guard.settings);
        let state = &mut *guard;
        let login =
            answer.get("state").and_then(|key| state.pending_logins.take(key, now)).ok_or_else(|| {
                ApiError::bad_request(
                    "Auth.OauthError",
                    "This sign-in was not started here, or has already ended.",
                )
            })?;
        let connect =
            state.world.open_id_connects.iter().find(|connect| connect.id == login.connect_id).cloned();
        (connect.ok_or_else(|| ApiError::not_found("OpenIdConnect", &login.connect_id))?, login)
    };
    if let Some(error) = answer.get("error") {
        return Ok(refuse(&connect, answer.get("error_description").unwrap_or(error)));
    }
    match finish(sandbox, &connect, &login, answer.get("code").unwrap_or_default()) {
        Ok(url) => Ok(redirect(StatusCode::FOUND, &url)),
        Err(reason) => Ok(refuse(&connect, &reason)),
    }
}

/// Code to identity, identity to user, user to tokens, tokens into the shop's address.
fn finish(
    sandbox: &Shared,
    connect: &OpenIdConnect,
    login: &PendingLogin,
    code: &str,
) -> Result<String, String> {
    if connect.token_endpoint != idp::token_endpoint(&sandbox.base_url) {
        return Err("The sandbox only talks to its own identity provider.".to_owned());
    }
    let id_token = idp::exchange(
        sandbox,
        code,
        &connect.connect_client_id,
        &connect.connect_client_secret,
        &idp::redirect_uri(&sandbox.base_url),
    )?;
    let issuer = idp::issuer(&sandbox.base_url);
    let identity: Identity = sandbox
        .keys
        .verify_identity(&id_token, &issuer, &connect.connect_client_id)
        .ok_or("The identity token is not valid.")?;
    let (granted, refresh_token) = {
        let mut guard = sandbox.lock();
        let now = sandbox.now(&guard.settings);
        let state = &mut *guard;
        if identity.nonce != login.nonce || now.as_second() >= identity.exp {
            return Err("The identity token does not belong to this sign-in.".to_owned());
        }
        let client = state
            .world
            .api_client(&connect.api_client_id)
            .cloned()
            .ok_or("The API client does not exist.")?;
        let user = user_for(state, &client, &identity, now)?;
        let text = |refusal: TokenError| refusal.message().to_owned();
        tokens::admit(&state.world, &client, &user).map_err(text)?;
        let roles: Option<Vec<String>> =
            login.roles.as_ref().map(|roles| roles.split_whitespace().map(str::to_owned).collect());
        let roles = tokens::grant_roles(&state.world, &state.settings, &client, &user, roles.as_deref())
            .map_err(text)?;
        tokens::grant_user_tokens(state, client, user, roles, now)
    };
    let success =
        tokens::sign(sandbox, &granted, refresh_token).map_err(|refusal| refusal.message().to_owned())?;
    let values = [
        &success.access_token,
        &id_token,
        &login.app_start_path,
        success.refresh_token.as_deref().unwrap_or_default(),
    ];
    Ok(fill(&connect.app_start_url, &values))
}

/// The user with the identity's name; a new one joins the company of the shop's guests.
fn user_for(
    state: &mut SandboxState,
    client: &ApiClient,
    identity: &Identity,
    now: Timestamp,
) -> Result<User, String> {
    if let Some(user) = state.world.user_named(&identity.preferred_username) {
        return Ok(user.clone());
    }
    let template =
        client.default_context_user_name.as_deref().and_then(|name| state.world.user_named(name)).cloned();
    let template = template.ok_or("There is no user for this identity, and no company to create one in.")?;
    let user = User {
        id: identity.preferred_username.clone(),
        username: identity.preferred_username.clone(),
        first_name: identity.given_name.clone(),
        last_name: identity.family_name.clone(),
        email: identity.email.clone(),
        ..User::blank(template.affiliation, template.group_ids, now)
    };
    let number = state.world.add_user(user);
    state.world.users.get(&number).cloned().ok_or_else(|| "The user could not be created.".to_owned())
}

fn refuse(connect: &OpenIdConnect, reason: &str) -> Response {
    match connect.custom_error_url.as_deref().filter(|url| !url.is_empty()) {
        Some(url) => redirect(StatusCode::FOUND, &fill(url, &[reason])),
        None => ApiError::bad_request("Auth.OauthError", reason).into_response(),
    }
}

/// Puts values into the places `{0}`, `{1}` and so on; always encoded, so that none can add a parameter.
fn fill(url: &str, values: &[&str]) -> String {
    values
        .iter()
        .enumerate()
        .fold(url.to_owned(), |url, (place, value)| url.replace(&format!("{{{place}}}"), &encode(value)))
}
