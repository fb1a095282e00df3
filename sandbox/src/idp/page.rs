//! The login page: plain HTML, one style sheet, no script, nothing from elsewhere.
//! What people type is escaped on its way back into the page, and passwords never come back at all.

use crate::http::Query;
use axum::{
    http::{HeaderName, header},
    response::{Html, IntoResponse, Response},
};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("style.css");

/// Fields of the request that the form carries along.
const CARRIED: &[&str] = &["client_id", "redirect_uri", "state", "nonce", "scope", "response_type"];

/// The page, with a sentence about the last attempt if there was one.
pub(super) fn login(request: &Query, problem: Option<&str>) -> Response {
    let carried: String = CARRIED
        .iter()
        .filter_map(|name| request.get(name).map(|value| (name, value)))
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", escape(value)))
        .collect();
    let problem =
        problem.map(|text| format!("<p class=\"problem\" role=\"alert\">{text}</p>")).unwrap_or_default();
    let username = escape(request.get("username").unwrap_or_default());
    let page =
        PAGE.replace("{carried}", &carried).replace("{problem}", &problem).replace("{username}", &username);
    let headers: [(HeaderName, &str); 5] = [
        // No form-action: the form's answer redirects to the shop, wherever that is.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    (headers, Html(page)).into_response()
}

pub(super) async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], STYLE).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
