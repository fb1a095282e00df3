//! What a server says, and what a shop hands over: tokens, answers of the token endpoint, header values.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use serde_json::Value as Json;
use std::str;
use storefront_auth::protocol::error_response;
use storefront_auth::protocol::http::{LONGEST_WAIT, Reply};
use storefront_auth::protocol::jwt::{decode_claims, plausible_lifetime};
use storefront_auth::protocol::refusal::Meaning;
use storefront_auth::protocol::token_response;
use storefront_auth::value::Value;

/// Any text as a token: claims or none, and none without three parts.
pub fn claims(bytes: &[u8]) {
    let Ok(token) = str::from_utf8(bytes) else { return };
    let Ok(claims) = decode_claims(&token.into()) else { return };
    assert_eq!(token.bytes().filter(|byte| *byte == b'.').count(), 2);
    let seconds = claims.lifetime_seconds();
    assert_eq!(plausible_lifetime(seconds), seconds);
}

/// Any bytes as a token's payload: claims exactly where it is an object in JSON, and each text as it stands there.
pub fn payload(bytes: &[u8]) {
    let read = decode_claims(&format!("h.{}.s", URL_SAFE_NO_PAD.encode(bytes)).as_str().into());
    let json = serde_json::from_slice::<Json>(bytes).ok().filter(Json::is_object);
    assert_eq!(read.is_ok(), json.is_some());
    if let (Ok(claims), Some(json)) = (read, json) {
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(Value::from).unwrap_or_default();
        assert_eq!(claims.identity()[0], text("usr"));
        assert_eq!(claims.order_id(), text("orderid"));
    }
}

/// Any text as the token endpoint's yes: tokens that can stand in a header and a lifetime that can be believed, or refused.
pub fn token_response(bytes: &[u8]) {
    let Ok(body) = str::from_utf8(bytes) else { return };
    let Ok(issued) = token_response::parse(&Value::parse(body)) else { return };
    assert!(issued.access_token.is_some());
    for token in [&issued.access_token, &issued.refresh_token].into_iter().filter(|token| token.is_some()) {
        let text = token.read();
        assert!(HeaderValue::from_str(&text).is_ok() && !text.is_empty());
        assert!(!format!("{token:?}").contains(&text) || "[redacted]".contains(&text));
    }
    assert_eq!(plausible_lifetime(issued.lifetime_seconds), issued.lifetime_seconds);
}

/// Any status, wait and text as its no: a meaning that goes with the status, and a wait of five minutes at most.
pub fn error_response(bytes: &[u8]) {
    let Some((&[a, b, c, d, ref wait @ ..], body)) = bytes.split_first_chunk::<12>() else { return };
    let status = 300 + u16::from_le_bytes([a, b]) % 300;
    let retry_after = if (c, d) == (b'0', b'0') { f64::NAN } else { f64::from_le_bytes(*wait) };
    let body = Value::parse(&String::from_utf8_lossy(body));
    let (refusal, meaning) = error_response::parse(&Reply { status, body, retry_after });
    assert_eq!(refusal.status, status);
    assert_eq!(meaning == Meaning::RateLimited, status == 429);
    assert!((status != 408 && status < 500) || meaning == Meaning::Unavailable);
    assert!(refusal.retry_after.is_none_or(|wait| (0.0..=LONGEST_WAIT).contains(&wait)));
}

/// Any text as a token from elsewhere: taken exactly where it is visible ASCII, and then every header can carry it.
pub fn header(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let carried = HeaderValue::from_str(&format!("Bearer {text}"));
    // A header can carry blanks and tabs as well; a token cannot (RFC 6750 section 2.1).
    let is_token = carried.is_ok() && text.is_ascii() && !text.is_empty() && !text.contains([' ', '\t']);
    assert_eq!(Value::from(text).is_token(), is_token);
}
