//! The grants of the league server, as OroCommerce sets it up: client credentials for the back office; password, guests
//! and rotating refresh tokens for the storefront.

use super::{error::Refusal, request::TokenRequest};
use crate::{
    clock::after,
    settings::{LeagueVersion, Settings},
    state::{Sandbox, SandboxState},
    stores::{OroRefreshToken, RequestDetails},
    world::{Affiliation, password_matches},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// The storefront's public client, and the back office's confidential one.
pub(super) const STOREFRONT: &str = "oro-storefront";
pub(super) const BACK_OFFICE: &str = "oro-backoffice";
const BACK_OFFICE_SECRET: &str = "sandbox-oro-secret";

const ACCESS_SECONDS: i64 = 3_600;
const REFRESH_SECONDS: i64 = 2_592_000;
const VISITOR: &str = "visitor:";

/// The body of a granted request.
#[derive(Serialize)]
pub(super) struct Success {
    token_type: &'static str,
    expires_in: i64,
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

/// The claims of a league token; times may have a fractional part.
#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    pub aud: String,
    pub jti: String,
    pub iat: Number,
    pub nbf: Number,
    pub exp: Number,
    pub sub: String,
    pub scopes: Vec<String>,
}

/// What has been decided and only needs to be written and signed.
struct GrantedToken {
    client_id: &'static str,
    subject: String,
    access_id: String,
    scopes: Vec<String>,
    refresh_token: Option<String>,
    issued_at: Timestamp,
    seconds: i64,
}

pub(super) fn answer(
    sandbox: &Sandbox,
    request: &TokenRequest,
    details: &RequestDetails,
) -> Result<Success, Refusal> {
    let grant = request.require("grant_type")?;
    if !matches!(grant, "password" | "client_credentials" | "refresh_token") {
        return Err(Refusal::UnsupportedGrantType);
    }
    let client_id = match (request.client()?, grant) {
        ((STOREFRONT, _), "password" | "refresh_token") => STOREFRONT,
        ((BACK_OFFICE, Some(BACK_OFFICE_SECRET)), "client_credentials" | "refresh_token") => BACK_OFFICE,
        _ => return Err(Refusal::InvalidClient),
    };
    let requested = || request.scopes().unwrap_or_default();
    let (subject, scopes) = match grant {
        "client_credentials" => (application(sandbox), requested()),
        "refresh_token" => refresh(sandbox, client_id, request)?,
        _ => (password(sandbox, request)?, requested()),
    };
    let granted = grant_token(sandbox, client_id, subject, scopes, grant != "client_credentials");
    details.client(client_id);
    details.subject(&granted.subject);
    let success = sign(sandbox, granted)?;
    details.token(&success.access_token);
    Ok(success)
}

/// The subject of a token for an application itself: nobody, or in the 9.x line the client.
fn application(sandbox: &Sandbox) -> String {
    match sandbox.lock().settings.league_version {
        LeagueVersion::V8 => String::new(),
        LeagueVersion::V9 => BACK_OFFICE.to_owned(),
    }
}

fn password(sandbox: &Sandbox, request: &TokenRequest) -> Result<String, Refusal> {
    let (username, password) = (request.require("username")?, request.require("password")?);
    if (username, password) == ("guest", "guest") {
        return Ok(format!("{VISITOR}{}", uuid::Uuid::new_v4().simple()));
    }
    let user = sandbox.lock().world.user_named(username).cloned().ok_or(Refusal::WrongCredentials)?;
    let is_customer = matches!(user.affiliation, Affiliation::Buyer(_));
    let matches = user.password_hash.is_some_and(|hash| password_matches(password, &hash));
    if !is_customer || !matches {
        return Err(Refusal::WrongCredentials);
    }
    if !user.active {
        return Err(Refusal::AccountDisabled);
    }
    // A visitor token that does not work is ignored: the sign-in matters more than the list.
    if let Some(visitor) =
        request.get("visitor_access_token").and_then(|token| subject_of(sandbox, token, STOREFRONT))
        && visitor.starts_with(VISITOR)
    {
        sandbox.lock().shopping_lists.move_items(&visitor, &user.username);
    }
    Ok(user.username)
}

/// Ends the presented token and its access token; the successor comes with the answer, with fewer scopes if that is asked.
fn refresh(
    sandbox: &Sandbox,
    client_id: &str,
    request: &TokenRequest,
) -> Result<(String, Vec<String>), Refusal> {
    let token = request.require("refresh_token")?;
    let mut guard = sandbox.lock();
    let now = sandbox.now(&guard.settings);
    let tokens = &mut guard.oro_tokens;
    let refresh = tokens.refresh(token).ok_or(Refusal::RefreshToken("Cannot decrypt the refresh token"))?;
    if refresh.client_id != client_id {
        return Err(Refusal::RefreshToken("Token is not linked to client"));
    }
    if now >= refresh.expires_at {
        return Err(Refusal::RefreshToken("Token has expired"));
    }
    if refresh.revoked {
        return Err(Refusal::RefreshToken("Token has been revoked"));
    }
    let scopes = request.scopes().unwrap_or_else(|| refresh.scopes.clone());
    if let Some(more) = scopes.iter().find(|scope| !refresh.scopes.contains(scope)) {
        return Err(Refusal::InvalidScope(more.clone()));
    }
    let subject = refresh.subject.clone();
    tokens.end(token);
    Ok((subject, scopes))
}

fn grant_token(
    sandbox: &Sandbox,
    client_id: &'static str,
    subject: String,
    scopes: Vec<String>,
    with_refresh: bool,
) -> GrantedToken {
    let mut guard = sandbox.lock();
    let now = sandbox.now(&guard.settings);
    let serial = guard.next_serial(now);
    let SandboxState { settings, oro_tokens, .. } = &mut *guard;
    let random = || uuid::Uuid::new_v4().simple();
    // The serial number first, so that expiry on demand reaches these tokens as well.
    let access_id = format!("{serial:016x}{}{}", random(), random());
    let refresh_token = with_refresh.then(|| {
        // Real ones are encrypted and start like this.
        let token = format!("def50200{}{}{}", random(), random(), random());
        let seconds = settings.refresh_token_seconds.unwrap_or(REFRESH_SECONDS);
        let refresh = OroRefreshToken {
            client_id: client_id.to_owned(),
            subject: subject.clone(),
            access_id: access_id.clone(),
            scopes: scopes.clone(),
            expires_at: after(now, seconds),
            revoked: false,
        };
        oro_tokens.keep(token.clone(), refresh);
        token
    });
    GrantedToken {
        client_id,
        seconds: lifetime(settings, &subject),
        subject,
        access_id,
        scopes,
        refresh_token,
        issued_at: now,
    }
}

fn lifetime(settings: &Settings, subject: &str) -> i64 {
    let of_visitors = settings.anonymous_token_seconds.filter(|_| subject.starts_with(VISITOR));
    of_visitors.or(settings.access_token_seconds).unwrap_or(ACCESS_SECONDS)
}

fn sign(sandbox: &Sandbox, granted: GrantedToken) -> Result<Success, Refusal> {
    let fractional = sandbox.lock().settings.fractional_times;
    let time = |at: Timestamp| match Number::from_f64(at.as_microsecond() as f64 / 1e6).filter(|_| fractional)
    {
        Some(number) => number,
        None => Number::from(at.as_second()),
    };
    let claims = Claims {
        aud: granted.client_id.to_owned(),
        jti: granted.access_id,
        iat: time(granted.issued_at),
        nbf: time(granted.issued_at),
        exp: time(after(granted.issued_at, granted.seconds)),
        sub: granted.subject,
        scopes: granted.scopes,
    };
    let access_token =
        sandbox.keys.sign_plain(false, &claims).map_err(|error| Refusal::Server(error.to_string()))?;
    Ok(Success {
        token_type: "Bearer",
        expires_in: granted.seconds,
        access_token,
        refresh_token: granted.refresh_token,
    })
}

/// Who a good token of this client speaks for.
pub(super) fn subject_of(sandbox: &Sandbox, token: &str, client_id: &str) -> Option<String> {
    let claims = sandbox.keys.verify::<Claims>(token)?.claims;
    let serial = i64::from_str_radix(claims.jti.get(..16)?, 16).ok()?;
    let state = sandbox.lock();
    let now = sandbox.now(&state.settings).as_second() as f64;
    let in_time = claims.exp.as_f64().is_some_and(|exp| now < exp);
    let refused = state.oro_tokens.is_revoked(&claims.jti)
        || state.access_cutoffs.refuse(serial, &[&claims.sub]).is_some();
    // The back office's tokens are an application's; a storefront's are a visitor's or a user's, who may be gone by now.
    let is_there = claims.aud == BACK_OFFICE
        || claims.sub.starts_with(VISITOR)
        || state.world.user_named(&claims.sub).is_some_and(|user| user.active);
    (claims.aud == client_id && in_time && !refused && is_there).then_some(claims.sub)
}
