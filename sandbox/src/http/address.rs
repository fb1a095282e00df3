//! What an address says besides the route: its query string and its named parts.

use super::ApiError;
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};

/// The query string, in order, repeated keys included.
pub(crate) struct Query(pub Vec<(String, String)>);

impl Query {
    /// The fields of a form, read in the same way.
    pub fn from_form(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

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
        Ok(Self::from_form(query.as_bytes()))
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
