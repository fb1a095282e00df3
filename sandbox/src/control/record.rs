//! The middleware around everything that OrderCloud has: reads the body within bounds, counts, applies faults, writes
//! the log. Control calls stay outside, so that watching changes nothing.

use crate::{
    clock::iso,
    faults::{BreakConnection, EndpointKind},
    http::{bearer, read_body},
    state::Shared,
    stores::{Entry, RequestDetails},
};
use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};

pub(crate) async fn record(State(sandbox): State<Shared>, request: Request, next: Next) -> Response {
    if request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    let method = request.method().to_string();
    let path = request.uri().path().to_owned();
    let kind = endpoint_kind(&path);
    let shown_path = without_secrets(&path);
    let details = RequestDetails::default();
    let (mut parts, body) = request.into_parts();
    let outcome = match read_body(body).await {
        Err(refusal) => refusal.into_response(),
        Ok(bytes) => {
            if kind == EndpointKind::Token {
                peek(&details, &path, &bytes);
            }
            if let Some(token) = bearer(&parts.headers) {
                details.token(token);
            }
            count(&sandbox, kind, &details);
            parts.extensions.insert(details.clone());
            answer(&sandbox, kind, Request::from_parts(parts, Body::from(bytes)), next).await
        }
    };
    let dropped_unhandled = outcome.extensions().get::<Unhandled>().is_some();
    let status = (!dropped_unhandled).then(|| outcome.status().as_u16());
    let found = details.found();
    let mut state = sandbox.lock();
    if kind == EndpointKind::Token && !outcome.status().is_success() {
        state.request_log.count_refused();
    }
    let at = iso(sandbox.now(&state.settings));
    state.request_log.write(Entry {
        n: 0,
        at,
        method,
        path: shown_path,
        grant: found.grant,
        client_id: found.client_id,
        subject: found.subject,
        token_id: found.token_id,
        status,
    });
    outcome
}

/// Marks an answer to a request that nobody has looked at.
#[derive(Clone, Copy)]
struct Unhandled;

async fn answer(sandbox: &Shared, kind: EndpointKind, request: Request, next: Next) -> Response {
    let (fault, offline_status) = {
        let mut state = sandbox.lock();
        (state.faults.take(kind), state.settings.offline_status)
    };
    let Some(fault) = fault else { return next.run(request).await };
    tokio::time::sleep(fault.delay()).await;
    if fault.drop_before_handling {
        let mut nothing = StatusCode::BAD_GATEWAY.into_response();
        nothing.extensions_mut().insert(BreakConnection);
        nothing.extensions_mut().insert(Unhandled);
        return nothing;
    }
    let response = match fault.answer(kind, offline_status) {
        Some(response) => response,
        None => next.run(request).await,
    };
    fault.modify(response)
}

fn endpoint_kind(path: &str) -> EndpointKind {
    if matches!(path, "/oauth/token" | "/oauth2-token") {
        EndpointKind::Token
    } else if ["/v1/", "/api/", "/admin/api/"].iter().any(|prefix| path.starts_with(prefix)) {
        EndpointKind::Api
    } else {
        EndpointKind::Other
    }
}

/// The one address that holds a secret in its path.
fn without_secrets(path: &str) -> String {
    const RESET: &str = "/v1/password/reset/";
    if path.starts_with(RESET) { format!("{RESET}{{code}}") } else { path.to_owned() }
}

fn count(sandbox: &Shared, kind: EndpointKind, details: &RequestDetails) {
    let mut state = sandbox.lock();
    match kind {
        EndpointKind::Token => state.request_log.count_token_request(details.found().grant.as_deref()),
        EndpointKind::Api => state.request_log.count_api_request(),
        EndpointKind::Other => {}
    }
}

/// Finds grant and client in a token request before anybody decides on it, so that refused ones are told apart too.
fn peek(details: &RequestDetails, path: &str, body: &Bytes) {
    let fields: Vec<(String, String)> =
        match serde_json::from_slice::<serde_json::Map<_, serde_json::Value>>(body) {
            Ok(object) => object.into_iter().filter_map(|(k, v)| Some((k, v.as_str()?.to_owned()))).collect(),
            Err(_) => url::form_urlencoded::parse(body).into_owned().collect(),
        };
    let field = |name: &str| {
        fields.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, v)| v.as_str())
    };
    if let Some(client_id) = field("client_id").filter(|id| id.len() <= 100) {
        details.client(client_id);
    }
    let is_oro = path == "/oauth2-token";
    let is_guest = field("username") == Some("guest") && field("password") == Some("guest");
    match field("grant_type") {
        Some("password") if is_oro && is_guest => details.grant("anonymous"),
        Some("client_credentials") if !is_oro && field("client_secret").is_none() => {
            details.grant("anonymous")
        }
        Some(grant @ ("password" | "client_credentials" | "refresh_token")) => details.grant(grant),
        _ => {}
    }
}
