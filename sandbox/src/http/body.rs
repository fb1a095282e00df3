//! A JSON body, with the platform's own error where it cannot be read. What the fields mean is for the handlers.

use super::ApiError;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// A JSON body; anything else is `Request.InvalidRequestBody`, 400.
pub(crate) struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        check_content_type(request.headers())?;
        let bytes =
            Bytes::from_request(request, state).await.map_err(|_| unreadable("the body broke off"))?;
        // Through an object first: serde would take an array for a record whose fields are all optional.
        let object: Map<String, Value> = serde_json::from_slice(&bytes).map_err(unreadable)?;
        serde_json::from_value(Value::Object(object)).map(Self).map_err(unreadable)
    }
}

fn check_content_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(content_type) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let is_json = content_type.to_str().is_ok_and(|value| value.to_ascii_lowercase().contains("json"));
    if is_json {
        return Ok(());
    }
    Err(ApiError::bad_request(
        "Request.InvalidContentType",
        "Invalid content type. Please use application/json.",
    ))
}

fn unreadable(error: impl std::fmt::Display) -> ApiError {
    ApiError::bad_request("Request.InvalidRequestBody", format!("The request body is not valid: {error}."))
}
