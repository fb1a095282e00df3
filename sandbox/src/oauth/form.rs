//! The token request as a form, and nothing but a form: the right content type, each field once, no guessing.
//! What the fields mean is for the grants.

use crate::tokens::TokenError;
use axum::http::{HeaderMap, HeaderValue, header};
use std::collections::BTreeMap;

/// The fields of a request to `/oauth/token`; `None` where it is refused unread. For tests that try any input.
pub fn ordercloud_fields(content_type: &[u8], body: &[u8]) -> Option<BTreeMap<String, String>> {
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_bytes(content_type).ok()?)]);
    TokenRequest::read(&headers, body).ok().map(|request| request.fields)
}

/// The fields of one token request; an empty field counts as absent.
pub(crate) struct TokenRequest {
    fields: BTreeMap<String, String>,
}

impl TokenRequest {
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, TokenError> {
        let content_type =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Err(TokenError::new(
                "invalid_request",
                "Request.InvalidContentType",
                "Invalid content type. Please use x-www-form-urlencoded.",
            ));
        }
        let mut fields = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(body) {
            if fields.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(TokenError::invalid_request(format!(
                    "The field {name:.40} is given more than once."
                )));
            }
        }
        fields.retain(|_, value| !value.is_empty());
        Ok(Self { fields })
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str)
    }

    pub fn require(&self, name: &str) -> Result<&str, TokenError> {
        self.get(name).ok_or_else(|| TokenError::invalid_request(format!("The field {name} is required.")))
    }

    /// The roles asked for; none means all.
    pub fn scope(&self) -> Option<Vec<String>> {
        let roles: Vec<_> = self.get("scope")?.split_ascii_whitespace().map(str::to_owned).collect();
        (!roles.is_empty()).then_some(roles)
    }
}
