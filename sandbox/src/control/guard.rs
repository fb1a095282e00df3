//! Keeps real credentials out of the sandbox, and web pages out of the control calls. The listener is on loopback only, but a page can point a name of its own at
//! 127.0.0.1 (DNS rebinding) or simply post there: the name it used, and the origin it came from, give it away.

use crate::http::ApiError;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Lets a request through if its `Host`, and its `Origin` where it has one, name this machine.
pub(super) async fn loopback_only(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host_ok = text(headers, header::HOST).is_none_or(is_loopback);
    let origin_ok = text(headers, header::ORIGIN)
        .is_none_or(|origin| origin.split_once("://").is_some_and(|(_, host)| is_loopback(host)));
    if host_ok && origin_ok {
        next.run(request).await
    } else {
        ApiError::forbidden("Auth.UnauthorizedRole", "Control calls answer on loopback only.").into_response()
    }
}

/// Turns away whoever takes the sandbox for the platform itself, by way of a hosts file or a proxy: real passwords and
/// secrets have no business here.
pub(crate) async fn no_production_host(request: Request, next: Next) -> Response {
    if text(request.headers(), header::HOST).is_some_and(is_production) {
        let message = "This is a sandbox, not the platform. Take its own address, and its own users.";
        return ApiError::with_status(StatusCode::MISDIRECTED_REQUEST, "Auth.OauthError", message)
            .into_response();
    }
    next.run(request).await
}

fn is_production(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    name == "ordercloud.io" || name.ends_with(".ordercloud.io")
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

fn is_loopback(host: &str) -> bool {
    let without_port = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(without_port, "localhost" | "127.0.0.1" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in ["localhost", "localhost:7401", "127.0.0.1", "127.0.0.1:1", "[::1]", "[::1]:7401"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in
            ["", "evil.example", "evil.example:7401", "127.0.0.1.evil.example", "localhost.evil.example:7401"]
        {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
