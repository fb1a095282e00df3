//! The API's "no": always the `Errors` array, always one of the published codes.
//! The token endpoint has a form of its own, in `oauth::error`.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// A refused API call.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
    data: Value,
}

impl ApiError {
    /// A broken business rule or an unreadable request.
    pub fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into(), data: Value::Null }
    }

    pub fn with_data(self, data: Value) -> Self {
        Self { data, ..self }
    }

    /// A field that breaks a rule; `rule` goes on after its name.
    pub fn invalid(field: &str, rule: &str) -> Self {
        Self::bad_request("ValidationFailure", format!("{field} {rule}."))
            .with_data(json!({ "Field": field }))
    }

    /// The very words that clients in the wild compare with.
    pub fn invalid_token() -> Self {
        let message = "Access token is invalid or expired.".to_owned();
        Self { status: StatusCode::UNAUTHORIZED, code: "InvalidToken", message, data: Value::Null }
    }

    pub fn token_revoked() -> Self {
        let message = "Access token has been revoked. Please authenticate again.".to_owned();
        Self { status: StatusCode::UNAUTHORIZED, code: "Auth.TokenRevoked", message, data: Value::Null }
    }

    pub fn insufficient_roles(sufficient: &[&str], assigned: &[String]) -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            code: "Auth.InsufficientRoles",
            message: "User does not have role(s) required to perform this action.".to_owned(),
            data: json!({ "SufficientRoles": sufficient, "AssignedRoles": assigned }),
        }
    }

    pub fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::FORBIDDEN, code, message: message.into(), data: Value::Null }
    }

    pub fn anonymous_prohibited() -> Self {
        Self::forbidden("Auth.AnonUserProhibited", "Anonymous users may not perform this action.")
    }

    pub fn not_found(object_type: &str, object_id: &str) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            code: "NotFound",
            message: "Object not found.".to_owned(),
            data: json!({ "ObjectType": object_type, "ObjectID": object_id }),
        }
    }

    pub fn method_not_allowed() -> Self {
        let message = "The resource does not support this method.".to_owned();
        // The vendor's SDK reads `Data.ObjectType` of every NotFound.
        let data = json!({ "ObjectType": "Endpoint", "ObjectID": "" });
        Self { status: StatusCode::METHOD_NOT_ALLOWED, code: "NotFound", message, data }
    }

    pub fn conflict(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::CONFLICT, code, message: message.into(), data: Value::Null }
    }

    /// Only a damaged installation gets here.
    pub fn server(error: impl std::fmt::Display) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            code: "ServerError",
            message: format!("The sandbox failed: {error}."),
            data: Value::Null,
        }
    }

    /// An answer that no rule of the shop decides, such as a body over the limit.
    pub fn with_status(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), data: Value::Null }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let errors =
            json!({ "Errors": [{ "ErrorCode": self.code, "Message": self.message, "Data": self.data }] });
        let mut response = (self.status, Json(errors)).into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
