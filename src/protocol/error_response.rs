//! The token endpoint's no (RFC 6749 section 5.2), in both dialects that OrderCloud speaks.
//!
//! A body may hold `error` and `error_description`, or `Errors: [{ErrorCode}]`, or both, or be no JSON at all. What the
//! server said is passed on unchanged; what it means for a session is told by [`Meaning`].

use super::fields::Fields;
use super::http::Reply;
use super::ordercloud;
use super::time::Millis;
use super::token_response::strip_mark;

/// What the server said when it refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// HTTP status code.
    pub status: u16,
    /// RFC 6749 section 5.2 `error`, unchanged.
    pub oauth_error: Option<String>,
    /// OrderCloud's `Errors[0].ErrorCode`, unchanged.
    pub server_code: Option<String>,
    /// How long the server asks to wait.
    pub retry_after: Option<Millis>,
}

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The grant does not hold: wrong user name or password, or a refresh token that is spent, expired or revoked.
    InvalidGrant,
    /// The user or the company is locked, inactive, or must change the password first.
    AccountBlocked,
    /// The client is unknown, inactive, lacks its secret, or may not use this grant.
    InvalidClient,
    /// The user has none of the roles that the client demands.
    InsufficientRoles,
    /// Another well-formed OAuth error.
    OAuth,
    /// Too many requests.
    RateLimited,
    /// The server cannot answer now.
    Unavailable,
    /// Not an answer of a token endpoint.
    NotUnderstood,
}

/// Reads any answer that is not a success.
pub fn parse<F: Fields>(reply: &Reply) -> (Refusal, Meaning) {
    let body = F::parse(strip_mark(reply.body.expose()));
    let refusal = Refusal {
        status: reply.status,
        oauth_error: body.as_ref().and_then(|body| body.text("error")),
        server_code: body.as_ref().and_then(|body| body.first("Errors")?.text("ErrorCode")),
        retry_after: reply.wait(),
    };
    let meaning = meaning(&refusal);
    (refusal, meaning)
}

fn meaning(refusal: &Refusal) -> Meaning {
    match refusal.status {
        429 => return Meaning::RateLimited,
        408 | 500.. => return Meaning::Unavailable,
        _ => {}
    }
    // OrderCloud's own code is the more exact of the two dialects.
    if let Some(known) = refusal.server_code.as_deref().and_then(ordercloud::meaning_of) {
        return known;
    }
    match refusal.oauth_error.as_deref() {
        Some("invalid_grant" | "invalid_credentials") => Meaning::InvalidGrant,
        // A dead refresh token, as league/oauth2-server 8.5 tells it (OroCommerce); a malformed request is 400.
        Some("invalid_request") if refusal.status == 401 => Meaning::InvalidGrant,
        Some("invalid_client" | "unauthorized_client") => Meaning::InvalidClient,
        Some("temporarily_unavailable" | "server_error") => Meaning::Unavailable,
        Some(_) => Meaning::OAuth,
        None if refusal.server_code.is_some() => Meaning::OAuth,
        None => Meaning::NotUnderstood,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::secret::Secret;
    use serde_json::Value;

    fn refused(status: u16, body: &str) -> (Refusal, Meaning) {
        parse::<Value>(&Reply { status, body: Secret::new(body.into()), retry_after: None })
    }

    #[test]
    fn both_dialects_pass_through_unchanged() {
        let (refusal, meaning) = refused(
            400,
            r#"{"error":"invalid_grant","error_description":"no","Errors":[{"ErrorCode":"Auth.InvalidUsernameOrPassword","Message":"no","Data":null}]}"#,
        );
        assert_eq!(refusal.oauth_error.as_deref(), Some("invalid_grant"));
        assert_eq!(refusal.server_code.as_deref(), Some("Auth.InvalidUsernameOrPassword"));
        assert_eq!(meaning, Meaning::InvalidGrant);
    }

    #[test]
    fn each_dialect_alone_is_enough() {
        assert_eq!(refused(400, r#"{"error":"invalid_grant"}"#).1, Meaning::InvalidGrant);
        assert_eq!(refused(400, r#"{"Errors":[{"ErrorCode":"Auth.LockedOut"}]}"#).1, Meaning::AccountBlocked);
        assert_eq!(refused(401, "\u{feff}{\"error\":\"invalid_client\"}").1, Meaning::InvalidClient);
    }

    #[test]
    fn the_exact_code_wins_over_the_general_one() {
        let (_, meaning) =
            refused(400, r#"{"error":"invalid_grant","Errors":[{"ErrorCode":"Auth.UserNotActive"}]}"#);
        assert_eq!(meaning, Meaning::AccountBlocked);
    }

    #[test]
    fn a_server_in_trouble_is_told_by_its_status_whatever_the_body() {
        for status in [408, 500, 502, 503, 504] {
            assert_eq!(refused(status, "<>").1, Meaning::Unavailable);
            assert_eq!(refused(status, r#"{"error":"invalid_grant"}"#).1, Meaning::Unavailable);
        }
        assert_eq!(refused(429, "").1, Meaning::RateLimited);
    }

    #[test]
    fn what_is_no_error_of_a_token_endpoint_is_not_taken_for_one() {
        for (status, body) in [
            (404, "<html>"),
            (400, ""),
            (302, ""),
            (401, "{}"),
            (403, "[]"),
            (400, r#"{"error":7,"Errors":[]}"#),
        ] {
            assert_eq!(refused(status, body).1, Meaning::NotUnderstood, "{status} {body}");
        }
    }

    #[test]
    fn an_unknown_code_is_still_an_oauth_error() {
        assert_eq!(refused(400, r#"{"Errors":[{"ErrorCode":"Auth.SomethingNew"}]}"#).1, Meaning::OAuth);
        assert_eq!(refused(400, r#"{"error":"invalid_scope"}"#).1, Meaning::OAuth);
    }
}
