//! The token request as OroCommerce reads it: JSON or form, client credentials in the body or by HTTP Basic.
//! Unlike OrderCloud's endpoint it takes what it gets: the last of repeated fields wins.

use super::error::Refusal;
use crate::http::basic;
use axum::http::{HeaderMap, HeaderValue, header};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The fields of a request to `/oauth2-token`; `None` where it is refused unread. For tests that try any input.
pub fn orocommerce_fields(content_type: &[u8], body: &[u8]) -> Option<BTreeMap<String, String>> {
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_bytes(content_type).ok()?)]);
    TokenRequest::read(&headers, body).ok().map(|request| request.fields)
}

/// The fields of one token request.
pub(super) struct TokenRequest {
    fields: BTreeMap<String, String>,
    basic: Option<(String, String)>,
}

impl TokenRequest {
    pub fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        let content_type =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let fields = if content_type.to_ascii_lowercase().contains("json") {
            let object: Map<String, Value> =
                serde_json::from_slice(body).map_err(|_| Refusal::UnreadableBody)?;
            object.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
        } else {
            url::form_urlencoded::parse(body).into_owned().collect()
        };
        Ok(Self { fields, basic: basic(headers) })
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub fn require(&self, name: &'static str) -> Result<&str, Refusal> {
        self.get(name).ok_or(Refusal::MissingParameter(name))
    }

    /// Client id and secret, each from the body or else from the header.
    pub fn client(&self) -> Result<(&str, Option<&str>), Refusal> {
        let (id, secret) = match &self.basic {
            Some((id, secret)) => (Some(id.as_str()), Some(secret.as_str())),
            None => (None, None),
        };
        let id = self.get("client_id").or(id).ok_or(Refusal::MissingParameter("client_id"))?;
        Ok((id, self.get("client_secret").or(secret)))
    }

    /// The scopes asked for, each once; the parameter being absent is not the same as none.
    pub fn scopes(&self) -> Option<Vec<String>> {
        let mut scopes: Vec<String> = Vec::new();
        for scope in self.get("scope")?.split_ascii_whitespace() {
            if !scopes.iter().any(|known| known == scope) {
                scopes.push(scope.to_owned());
            }
        }
        Some(scopes)
    }
}
