//! The token endpoint's yes (RFC 6749 section 5.1), from body to validated value.

use super::jwt::{self, Claims, plausible_lifetime};
use crate::value::Value;

/// Tokens as the server issued them, every value checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Issued {
    /// `access_token`.
    pub access_token: Value,
    /// `refresh_token`, where one was given, or nothing.
    pub refresh_token: Value,
    /// Seconds from receipt to the token's end: `expires_in`, else what the token says of itself, else infinite.
    pub lifetime_seconds: f64,
    /// The access token's claims; all absent for an opaque token.
    pub claims: Claims,
}

/// Why a success answer cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Not the shape of RFC 6749 section 5.1.
    Shape,
    /// A token that cannot stand in a header field, such as one with a line break.
    Token,
}

/// Validates a success answer.
///
/// Tolerated, because a session is worth more than a protocol point: a missing `token_type`, a blank refresh token (read
/// as none), an `expires_in` that makes no sense (read as absent).
pub fn parse(body: &Value) -> Result<Issued, Unusable> {
    let kind = body.text("token_type");
    let (access_token, refresh_token) = (body.text("access_token"), body.text("refresh_token"));
    if kind.is_some() && !kind.read().eq_ignore_ascii_case("bearer")
        || access_token.read().is_empty()
        || refresh_token.is_nothing() && !body.is_absent("refresh_token")
    {
        return Err(Unusable::Shape);
    }
    Issued::new(access_token, refresh_token, body.number("expires_in"))
}

impl Issued {
    /// Tokens whose lifetime is given by `expires_in` (seconds) or, failing that, by the access token itself. A blank
    /// refresh token counts as no refresh token.
    pub fn new(access_token: Value, refresh_token: Value, expires_in: f64) -> Result<Self, Unusable> {
        let is_blank = refresh_token.read().bytes().all(|byte| byte == b' ');
        let refresh_token = refresh_token.only_if(!is_blank);
        if !access_token.is_token() || refresh_token.is_some() && !refresh_token.is_token() {
            return Err(Unusable::Token);
        }
        let claims = jwt::decode_claims(&access_token).unwrap_or_default();
        let given = plausible_lifetime(expires_in);
        let lifetime_seconds = if given.is_finite() { given } else { claims.lifetime_seconds() };
        Ok(Self { access_token, refresh_token, lifetime_seconds, claims })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<Issued, Unusable> {
        super::parse(&Value::parse(body))
    }

    #[test]
    fn the_documented_answer_is_read() {
        let issued = parse(
            r#"{"access_token":"opaque","token_type":"bearer","expires_in":35999,"refresh_token":"878ca890"}"#,
        )
        .unwrap();
        assert_eq!(issued.access_token.read(), "opaque");
        assert_eq!(issued.refresh_token.read(), "878ca890");
        assert_eq!(issued.lifetime_seconds, 35_999.0);
        assert_eq!(issued.claims, Claims::default());
    }

    #[test]
    fn a_byte_order_mark_and_any_case_of_bearer_are_fine() {
        assert!(parse("\u{feff}{\"access_token\":\"a\",\"token_type\":\"BEARER\"}").is_ok());
        assert!(parse(r#"{"access_token":"a"}"#).is_ok());
    }

    #[test]
    fn wrong_shapes_are_refused() {
        for bad in [
            "",
            "<html>",
            "null",
            "[]",
            "7",
            "{}",
            r#"{"access_token":1}"#,
            r#"{"access_token":""}"#,
            r#"{"access_token":"a","token_type":"mac"}"#,
            r#"{"access_token":"a","refresh_token":[]}"#,
        ] {
            assert_eq!(parse(bad), Err(Unusable::Shape), "{bad}");
        }
    }

    #[test]
    fn a_token_that_would_split_a_header_is_refused() {
        assert_eq!(parse(r#"{"access_token":"a\r\nb"}"#), Err(Unusable::Token));
        assert_eq!(parse(r#"{"access_token":"a","refresh_token":"r\n"}"#), Err(Unusable::Token));
    }

    #[test]
    fn a_blank_refresh_token_is_none() {
        for blank in ["\"\"", "\"  \"", "null"] {
            let body = format!(r#"{{"access_token":"a","refresh_token":{blank}}}"#);
            assert_eq!(parse(&body).unwrap().refresh_token, Value::nothing());
        }
    }

    #[test]
    fn a_senseless_expires_in_falls_back_to_the_token_itself() {
        // {"exp":1600,"nbf":1000}
        let jwt = "h.eyJleHAiOjE2MDAsIm5iZiI6MTAwMH0.s";
        for bad in ["0", "-1", "1e300", "\"600\"", "null"] {
            let body = format!(r#"{{"access_token":"{jwt}","expires_in":{bad}}}"#);
            assert_eq!(parse(&body).unwrap().lifetime_seconds, 600.0, "{bad}");
            let opaque = format!(r#"{{"access_token":"opaque","expires_in":{bad}}}"#);
            assert_eq!(parse(&opaque).unwrap().lifetime_seconds, f64::INFINITY, "{bad}");
        }
    }
}
