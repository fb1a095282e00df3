//! The token endpoint's yes (RFC 6749 section 5.1), from body to validated value.

use super::fields::Fields;
use super::jwt::{self, Claims, plausible_lifetime};
use super::secret::Secret;

/// Tokens as the server issued them, every value checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Issued {
    /// `access_token`.
    pub access_token: Secret,
    /// `refresh_token`, where one was given.
    pub refresh_token: Option<Secret>,
    /// Seconds from receipt to the token's end: `expires_in`, else what the token says of itself, else unknown.
    pub lifetime_seconds: Option<f64>,
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
pub fn parse<F: Fields>(body: &str) -> Result<Issued, Unusable> {
    let body = F::parse(strip_mark(body)).ok_or(Unusable::Shape)?;
    let token_type = body.text("token_type");
    if token_type.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(Unusable::Shape);
    }
    let access_token = body.text("access_token").filter(|token| !token.is_empty()).ok_or(Unusable::Shape)?;
    let access_token = Secret::token(access_token).ok_or(Unusable::Token)?;
    let refresh_token = match body.text("refresh_token") {
        Some(blank) if blank.bytes().all(|byte| byte == b' ') => None,
        Some(token) => Some(Secret::token(token).ok_or(Unusable::Token)?),
        None if body.is_absent("refresh_token") => None,
        None => return Err(Unusable::Shape),
    };
    Ok(Issued::new::<F>(access_token, refresh_token, body.number("expires_in")))
}

/// The body without a byte order mark, which some OrderCloud hosts have been seen to send.
pub fn strip_mark(body: &str) -> &str {
    body.strip_prefix('\u{feff}').unwrap_or(body)
}

impl Issued {
    /// Tokens whose lifetime is told by `expires_in` (seconds) or, failing that, by the access token itself.
    pub fn new<F: Fields>(
        access_token: Secret,
        refresh_token: Option<Secret>,
        expires_in: Option<f64>,
    ) -> Self {
        let claims = jwt::decode_claims::<F>(access_token.expose()).unwrap_or_default();
        let lifetime_seconds = expires_in.and_then(plausible_lifetime).or_else(|| claims.lifetime_seconds());
        Self { access_token, refresh_token, lifetime_seconds, claims }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn parse(body: &str) -> Result<Issued, Unusable> {
        super::parse::<Value>(body)
    }

    #[test]
    fn the_documented_answer_is_read() {
        let issued = parse(
            r#"{"access_token":"opaque","token_type":"bearer","expires_in":35999,"refresh_token":"878ca890"}"#,
        )
        .unwrap();
        assert_eq!(issued.access_token.expose(), "opaque");
        assert_eq!(issued.refresh_token.unwrap().expose(), "878ca890");
        assert_eq!(issued.lifetime_seconds, Some(35_999.0));
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
            assert_eq!(parse(&body).unwrap().refresh_token, None);
        }
    }

    #[test]
    fn a_senseless_expires_in_falls_back_to_the_token_itself() {
        // {"exp":1600,"nbf":1000}
        let jwt = "h.eyJleHAiOjE2MDAsIm5iZiI6MTAwMH0.s";
        for bad in ["0", "-1", "1e300", "\"600\"", "null"] {
            let body = format!(r#"{{"access_token":"{jwt}","expires_in":{bad}}}"#);
            assert_eq!(parse(&body).unwrap().lifetime_seconds, Some(600.0), "{bad}");
            let opaque = format!(r#"{{"access_token":"opaque","expires_in":{bad}}}"#);
            assert_eq!(parse(&opaque).unwrap().lifetime_seconds, None, "{bad}");
        }
    }
}
