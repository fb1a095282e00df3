//! Request bodies, query strings and parts of addresses, with the platform's own error where they cannot be read.
//! They read and refuse; what the fields mean is for the handlers.

use super::error::ApiError;
use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, RawPathParams, Request},
    http::{HeaderMap, header, request::Parts},
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

/// The query string, in order, repeated keys included.
pub(crate) struct Query(pub Vec<(String, String)>);

impl Query {
    /// The last value given for `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The same query without these, for lists where they are no filters by a property.
    pub fn without(&self, names: &[&str]) -> Self {
        let stays = |(key, _): &&(String, String)| !names.iter().any(|name| key.eq_ignore_ascii_case(name));
        Self(self.0.iter().filter(stays).cloned().collect())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()))
    }
}

/// The named parts of an address.
pub(crate) struct Names(Vec<(String, String)>);

impl Names {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The part, or nothing where the address does not have it.
    pub fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Names {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let names = RawPathParams::from_request_parts(parts, state).await;
        let names = names.map_err(|_| ApiError::not_found("Endpoint", ""))?;
        Ok(Self(names.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()))
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
