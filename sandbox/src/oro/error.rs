//! The league server's "no": RFC 6749's fields, a hint, and in its 8.x line the description once more as `message`.
//! OrderCloud's `Errors` array has no place here.

use crate::settings::LeagueVersion;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

/// A refused token request.
#[derive(Debug)]
pub(super) enum Refusal {
    InvalidClient,
    MissingParameter(&'static str),
    UnreadableBody,
    UnsupportedGrantType,
    WrongCredentials,
    AccountDisabled,
    /// A refresh token that does not work, with the reason as a hint.
    RefreshToken(&'static str),
    /// A scope that the refreshed token did not have.
    InvalidScope(String),
    Server(String),
}

impl Refusal {
    /// The answer as this version of the league server gives it.
    pub fn respond(self, version: LeagueVersion, had_authorization: bool) -> Response {
        let bad_parameter = "The request is missing a required parameter, includes an invalid parameter value, \
                             includes a parameter more than once, or is otherwise malformed.";
        let bad_request = StatusCode::BAD_REQUEST;
        let (status, error, description, hint) = match &self {
            Self::InvalidClient => {
                (StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed", None)
            }
            Self::MissingParameter(name) => {
                (bad_request, "invalid_request", bad_parameter, Some(format!("Check the `{name}` parameter")))
            }
            Self::UnreadableBody => (bad_request, "invalid_request", bad_parameter, None),
            Self::UnsupportedGrantType => (
                bad_request,
                "unsupported_grant_type",
                "The authorization grant type is not supported by the authorization server.",
                Some("Check that all required parameters have been provided".to_owned()),
            ),
            Self::WrongCredentials => {
                (bad_request, "invalid_grant", "The user credentials were incorrect.", None)
            }
            Self::AccountDisabled => (
                bad_request,
                "invalid_grant",
                "The user credentials were incorrect.",
                Some("Account is disabled.".to_owned()),
            ),
            Self::RefreshToken(hint) => {
                let (status, error) = match version {
                    LeagueVersion::V8 => (StatusCode::UNAUTHORIZED, "invalid_request"),
                    LeagueVersion::V9 => (bad_request, "invalid_grant"),
                };
                (status, error, "The refresh token is invalid.", Some((*hint).to_owned()))
            }
            Self::InvalidScope(scope) => (
                bad_request,
                "invalid_scope",
                "The requested scope is invalid, unknown, or malformed",
                Some(format!("Check the `{scope:.40}` scope")),
            ),
            Self::Server(reason) => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                "The sandbox failed.",
                Some(reason.clone()),
            ),
        };
        let mut body = json!({ "error": error, "error_description": description });
        if let Some(hint) = hint {
            body["hint"] = json!(hint);
        }
        if version == LeagueVersion::V8 {
            body["message"] = json!(description);
        }
        let mut response = (status, Json(body)).into_response();
        if had_authorization && matches!(self, Self::InvalidClient) {
            let challenge = HeaderValue::from_static("Basic realm=\"OAuth\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
