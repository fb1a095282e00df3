//! What a server says, and what a shop hands over: tokens, answers of the token endpoint, header values.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use serde_json::Value;
use std::str;
use storefront_auth::protocol::error_response::{self, Meaning};
use storefront_auth::protocol::http::{LONGEST_WAIT, Reply};
use storefront_auth::protocol::jwt::{decode_claims, plausible_lifetime};
use storefront_auth::protocol::secret::Secret;
use storefront_auth::protocol::token_response;

/// Any text as a token: claims or none, and none without three parts.
pub fn claims(bytes: &[u8]) {
    let Ok(token) = str::from_utf8(bytes) else { return };
    let Ok(claims) = decode_claims::<Value>(token) else { return };
    assert_eq!(token.bytes().filter(|byte| *byte == b'.').count(), 2);
    assert!(claims.lifetime_seconds().is_none_or(|seconds| plausible_lifetime(seconds).is_some()));
}

/// Any bytes as a token's payload: claims exactly where it is an object in JSON, and each text as it stands there.
pub fn payload(bytes: &[u8]) {
    let read = decode_claims::<Value>(&format!("h.{}.s", URL_SAFE_NO_PAD.encode(bytes)));
    let json = serde_json::from_slice::<Value>(bytes).ok().filter(Value::is_object);
    assert_eq!(read.is_ok(), json.is_some());
    if let (Ok(claims), Some(json)) = (read, json) {
        // Known: a claim whose name is empty stands in for each text that is absent.
        let text = |name: &str| json.get(name).and_then(Value::as_str).or_else(|| first_text(json.get("")));
        assert_eq!(claims.identity()[0].as_deref(), text("usr"));
        assert_eq!(claims.order_id().map(String::as_str), text("orderid"));
    }
}

/// A text, or the first of a list of texts.
fn first_text(value: Option<&Value>) -> Option<&str> {
    let value = value?;
    let texts = value.as_array().filter(|list| list.iter().all(Value::is_string));
    value.as_str().or_else(|| texts?.first()?.as_str())
}

/// Any text as the token endpoint's yes: tokens that can stand in a header and a lifetime that can be believed, or refused.
pub fn token_response(bytes: &[u8]) {
    let Ok(body) = str::from_utf8(bytes) else { return };
    let Ok(issued) = token_response::parse::<Value>(body) else { return };
    for token in [Some(&issued.access_token), issued.refresh_token.as_ref()].into_iter().flatten() {
        assert!(HeaderValue::from_str(token.expose()).is_ok() && !token.expose().is_empty());
        assert!(!format!("{token:?}").contains(token.expose()) || "[redacted]".contains(token.expose()));
    }
    assert!(issued.lifetime_seconds.is_none_or(|seconds| plausible_lifetime(seconds).is_some()));
}

/// Any status, wait and text as its no: a meaning that goes with the status, and a wait of five minutes at most.
pub fn error_response(bytes: &[u8]) {
    let Some((&[a, b, c, d, ref wait @ ..], body)) = bytes.split_first_chunk::<12>() else { return };
    let status = 300 + u16::from_le_bytes([a, b]) % 300;
    let retry_after = (c != b'0' || d != b'0').then(|| f64::from_le_bytes(*wait));
    let body = Secret::new(String::from_utf8_lossy(body).into_owned());
    let (refusal, meaning) = error_response::parse::<Value>(&Reply { status, body, retry_after });
    assert_eq!(refusal.status, status);
    assert_eq!(meaning == Meaning::RateLimited, status == 429);
    assert!((status != 408 && status < 500) || meaning == Meaning::Unavailable);
    assert!(refusal.retry_after.is_none_or(|wait| (0.0..=LONGEST_WAIT).contains(&wait)));
}

/// Any text as a token from elsewhere: taken exactly where it is visible ASCII, and then every header can carry it.
pub fn header(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let taken = Secret::token(text.to_owned());
    let carried = HeaderValue::from_str(&format!("Bearer {text}"));
    // A header can carry blanks and tabs as well; a token cannot (RFC 6750 section 2.1).
    let is_token = carried.is_ok() && text.is_ascii() && !text.is_empty() && !text.contains([' ', '\t']);
    assert_eq!(taken.is_some(), is_token);
    assert!(taken.is_none_or(|token| token.expose() == text));
}
