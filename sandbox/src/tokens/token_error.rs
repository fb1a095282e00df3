//! The token endpoint's "no", in both dialects of one body: RFC 6749's `error` and OrderCloud's `Errors`.
//! The status is 400 unless the platform documents another one.

use crate::http::ApiError;
use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A refused token request.
#[derive(Debug)]
pub(crate) struct TokenError {
    status: StatusCode,
    oauth: &'static str,
    code: &'static str,
    message: String,
    data: Option<Box<Value>>,
}

impl TokenError {
    /// A refusal with the status that the platform gives to nearly all of them.
    pub fn new(oauth: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, oauth, code, message: message.into(), data: None }
    }

    /// The status documented for a wrong user type and for a missing secret.
    pub fn unauthorized(self) -> Self {
        Self { status: StatusCode::UNAUTHORIZED, ..self }
    }

    pub fn with_data(self, data: Value) -> Self {
        Self { data: Some(Box::new(data)), ..self }
    }

    pub fn wrong_credentials() -> Self {
        Self::new("invalid_grant", "Auth.InvalidUsernameOrPassword", "Username or password not valid.")
    }

    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::new("invalid_request", "Auth.OauthError", message)
    }

    pub fn invalid_client_id() -> Self {
        Self::new("invalid_client", "ApiClient.InvalidClientID", "The client ID is not valid.")
    }

    /// The sentence alone, for places where no body can go.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Only a damaged installation gets here.
    pub fn server(error: impl std::fmt::Display) -> Self {
        let failed = Self::new("server_error", "ServerError", format!("The sandbox failed: {error}."));
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, ..failed }
    }
}

impl From<TokenError> for ApiError {
    fn from(refusal: TokenError) -> Self {
        Self::with_status(refusal.status, refusal.code, refusal.message)
    }
}

impl IntoResponse for TokenError {
    fn into_response(self) -> Response {
        let body = json!({
            "error": self.oauth,
            "error_description": self.message,
            "Errors": [{ "ErrorCode": self.code, "Message": self.message, "Data": self.data }],
        });
        (self.status, Json(body)).into_response()
    }
}
