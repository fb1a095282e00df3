//! An identity provider of the sandbox's own, so that single sign-on works without the internet: a login page, codes,
//! identity tokens. It knows the marketplace's users by their passwords, and a few people the shop has yet to meet.

mod page;

use crate::{
    clock::after,
    http::{Query, encode, redirect},
    state::Shared,
    stores::CodeGrant,
    world::password_matches,
};
use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

/// How long an identity token is good for.
const SECONDS: i64 = 300;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/idp/authorize", get(authorize))
        .route("/idp/login", post(login))
        .route("/idp/token", post(token))
        .route("/idp/style.css", get(page::style))
}

/// The claim `iss` of its tokens.
pub(crate) fn issuer(base_url: &str) -> String {
    format!("{base_url}/idp")
}

/// The one address that it sends people back to: single sign-on's.
pub(crate) fn redirect_uri(base_url: &str) -> String {
    format!("{base_url}/ocrpcode")
}

/// Where codes are exchanged.
pub(crate) fn token_endpoint(base_url: &str) -> String {
    format!("{base_url}/idp/token")
}

async fn authorize(State(sandbox): State<Shared>, query: Query) -> Response {
    match refuse(&sandbox, &query) {
        Some(refusal) => refusal,
        None => page::login(&query, None),
    }
}

async fn login(State(sandbox): State<Shared>, body: Bytes) -> Response {
    let form = Query::from_form(&body);
    if let Some(refusal) = refuse(&sandbox, &form) {
        return refusal;
    }
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let back = |answer: String| {
        let url = format!("{}?{answer}&state={}", text("redirect_uri"), encode(&text("state")));
        redirect(StatusCode::SEE_OTHER, &url)
    };
    if form.get("deny").is_some() {
        return back("error=access_denied&error_description=The%20sign-in%20was%20cancelled.".to_owned());
    }
    let known = sandbox.lock().world.identity(&text("username"));
    let matching = known.filter(|person| password_matches(&text("password"), &person.password_hash));
    let Some(person) = matching else {
        return page::login(&form, Some("This username and password do not belong together."));
    };
    let code = uuid::Uuid::new_v4().simple().to_string();
    let grant = CodeGrant {
        username: person.username,
        client_id: text("client_id"),
        redirect_uri: text("redirect_uri"),
        nonce: text("nonce"),
    };
    let mut state = sandbox.lock();
    let now = sandbox.now(&state.settings);
    state.pending_logins.issue_code(code.clone(), grant, now);
    back(format!("code={code}"))
}

/// The exchange over HTTP, for clients other than `/ocrpcode`.
async fn token(
    State(sandbox): State<Shared>,
    body: Bytes,
) -> (StatusCode, [(header::HeaderName, &'static str); 1], Json<Value>) {
    let form = Query::from_form(&body);
    let text = |name: &str| form.get(name).unwrap_or_default().to_owned();
    let exchanged =
        exchange(&sandbox, &text("code"), &text("client_id"), &text("client_secret"), &text("redirect_uri"));
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    match exchanged {
        Ok(id_token) => {
            let body = json!({
                "id_token": id_token, "access_token": uuid::Uuid::new_v4().to_string(), "token_type": "Bearer",
                "expires_in": SECONDS,
            });
            (StatusCode::OK, no_store, Json(body))
        }
        Err(reason) => {
            let body = json!({ "error": "invalid_grant", "error_description": reason });
            (StatusCode::BAD_REQUEST, no_store, Json(body))
        }
    }
}

/// A code for an identity token: once, in time, by the client it was made for, for the address it was sent to.
pub(crate) fn exchange(
    sandbox: &Shared,
    code: &str,
    client_id: &str,
    client_secret: &str,
    redirect_uri: &str,
) -> Result<String, String> {
    let claims = {
        let mut guard = sandbox.lock();
        let now = sandbox.now(&guard.settings);
        let state = &mut *guard;
        let known = state.world.open_id_connects.iter().any(|connect| {
            connect.connect_client_id == client_id && connect.connect_client_secret == client_secret
        });
        if !known {
            return Err("The client is not known, or its secret is wrong.".to_owned());
        }
        let grant =
            state.pending_logins.redeem_code(code, now).ok_or("The code is not valid, or has been used.")?;
        if grant.client_id != client_id || grant.redirect_uri != redirect_uri {
            return Err("The code was made for somebody else.".to_owned());
        }
        let person = state.world.identity(&grant.username).ok_or("The person is gone.")?;
        json!({
            "iss": issuer(&sandbox.base_url), "aud": client_id, "sub": person.username,
            "preferred_username": person.username, "given_name": person.first_name,
            "family_name": person.last_name, "email": person.email, "nonce": grant.nonce,
            "iat": now.as_second(), "exp": after(now, SECONDS).as_second(),
        })
    };
    sandbox
        .keys
        .sign_plain(true, &claims)
        .map_err(|error| format!("The identity token could not be signed: {error}."))
}

/// A plain page instead of a redirect: an address that is not ours must not be sent anything.
fn refuse(sandbox: &Shared, query: &Query) -> Option<Response> {
    let client_id = query.get("client_id").unwrap_or_default();
    let state = sandbox.lock();
    let known = state.world.open_id_connects.iter().any(|connect| connect.connect_client_id == client_id);
    let ours = query.get("redirect_uri") == Some(&redirect_uri(&sandbox.base_url));
    if known && ours {
        return None;
    }
    Some((StatusCode::BAD_REQUEST, "This sign-in request does not come from a known shop.").into_response())
}
