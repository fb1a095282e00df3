//! The token endpoint's no (RFC 6749 section 5.2), in both dialects that OrderCloud speaks.
//!
//! A body may hold `error` and `error_description`, or `Errors: [{ErrorCode}]`, or both, or be no JSON at all. What the
//! server said is passed on unchanged; what it means for a session is a [`Meaning`].

use super::http::Reply;
use super::ordercloud;
use super::refusal::{Meaning, Refusal};

/// Reads any answer that is not a success.
pub fn parse(reply: &Reply) -> (Refusal, Meaning) {
    let refusal = Refusal {
        status: reply.status,
        oauth_error: reply.body.text("error"),
        server_code: reply.body.first("Errors").text("ErrorCode"),
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
    if let Some(known) = ordercloud::meaning_of(&refusal.server_code.read()) {
        return known;
    }
    match refusal.oauth_error.read().as_str() {
        "invalid_grant" | "invalid_credentials" => Meaning::InvalidGrant,
        // A dead refresh token, as league/oauth2-server 8.5 reports it (OroCommerce); a malformed request is 400.
        "invalid_request" if refusal.status == 401 => Meaning::InvalidGrant,
        "invalid_client" | "unauthorized_client" => Meaning::InvalidClient,
        "temporarily_unavailable" | "server_error" => Meaning::Unavailable,
        _ if refusal.oauth_error.is_nothing() && refusal.server_code.is_nothing() => Meaning::NotUnderstood,
        _ => Meaning::OAuth,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Value;

    fn refused(status: u16, body: &str) -> (Refusal, Meaning) {
        parse(&Reply { status, body: Value::parse(body), retry_after: f64::NAN })
    }

    #[test]
    fn both_dialects_pass_through_unchanged() {
        let (refusal, meaning) = refused(
            400,
            r#"{"error":"invalid_grant","error_description":"no","Errors":[{"ErrorCode":"Auth.InvalidUsernameOrPassword","Message":"no","Data":null}]}"#,
        );
        assert_eq!(refusal.oauth_error.read(), "invalid_grant");
        assert_eq!(refusal.server_code.read(), "Auth.InvalidUsernameOrPassword");
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
