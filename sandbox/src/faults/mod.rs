//! Faults to order: late, wrong, broken or endless answers, for the token endpoint or for the API.
//! They are ordered over `/_sandbox/faults`; `control::record` puts them into effect.

mod drip;

use crate::http::ApiError;
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use drip::Drip;
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// Put on a response to say: do not send it, break the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BreakConnection;

/// The body of `PUT /_sandbox/faults`; what is not named is healed.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct FaultOrder {
    token: Option<Fault>,
    api: Option<Fault>,
}

/// One fault, in force for `times` requests; -1 is for ever.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(crate) struct Fault {
    times: i64,
    delay_ms: u64,
    status: Option<u16>,
    body: Option<Value>,
    content_type: Option<String>,
    retry_after: Option<Value>,
    pub drop_before_handling: bool,
    pub drop_after_handling: bool,
    drip: bool,
}

impl Default for Fault {
    fn default() -> Self {
        Self {
            times: 1,
            delay_ms: 0,
            status: None,
            body: None,
            content_type: None,
            retry_after: None,
            drop_before_handling: false,
            drop_after_handling: false,
            drip: false,
        }
    }
}

/// The part of the sandbox that a fault befalls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndpointKind {
    Token,
    Api,
    Other,
}

/// The faults in force.
#[derive(Default)]
pub(crate) struct Faults {
    token: Option<Fault>,
    api: Option<Fault>,
}

impl Faults {
    /// The faults ordered, or a sentence about what is wrong with the order.
    pub fn from_order(order: FaultOrder) -> Result<Self, ApiError> {
        for fault in [&order.token, &order.api].into_iter().flatten() {
            let status_ok = fault.status.is_none_or(|status| (200..600).contains(&status));
            let type_ok =
                fault.content_type.as_ref().is_none_or(|value| HeaderValue::from_str(value).is_ok());
            if !status_ok || !type_ok {
                return Err(ApiError::bad_request(
                    "ValidationFailure",
                    "Not a final status, or not a content type, of HTTP.",
                ));
            }
        }
        Ok(Self { token: order.token, api: order.api })
    }

    /// The fault that befalls the next request, used up once.
    pub fn take(&mut self, kind: EndpointKind) -> Option<Fault> {
        let slot = match kind {
            EndpointKind::Token => &mut self.token,
            EndpointKind::Api => &mut self.api,
            EndpointKind::Other => return None,
        };
        let fault = slot.as_mut().filter(|fault| fault.times != 0)?;
        if fault.times > 0 {
            fault.times -= 1;
        }
        Some(fault.clone())
    }
}

impl Fault {
    pub fn delay(&self) -> Duration {
        Duration::from_millis(self.delay_ms)
    }

    /// The answer that stands in for the real one, if the fault brings its own.
    pub fn answer(&self, kind: EndpointKind, offline_status: u16) -> Option<Response> {
        if self.status.is_none() && self.body.is_none() {
            return None;
        }
        let status =
            self.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
        let text = match &self.body {
            Some(Value::String(text)) => text.clone(),
            Some(body) => body.to_string(),
            None => default_body(status, kind, offline_status).to_string(),
        };
        let mut response = (status, text).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Some(response)
    }

    /// What the fault does to a finished answer, its own or the real one.
    pub fn modify(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        if let Some(value) = self.content_type.as_ref().and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        let retry_after = self.retry_after.as_ref().map(|value| match value {
            Value::String(date) => date.clone(),
            seconds => seconds.to_string(),
        });
        if let Some(value) = retry_after.and_then(|value| HeaderValue::from_str(&value).ok()) {
            headers.insert(header::RETRY_AFTER, value);
        }
        if self.drip {
            headers.remove(header::CONTENT_LENGTH);
            response = response.map(|body| Body::new(Drip::new(body)));
        }
        if self.drop_after_handling {
            response.extensions_mut().insert(BreakConnection);
        }
        response
    }
}

fn default_body(status: StatusCode, kind: EndpointKind, offline_status: u16) -> Value {
    let (code, message) = match status.as_u16() {
        401 => ("InvalidToken", "Access token is invalid or expired.".to_owned()),
        code if code == offline_status => {
            ("Api.Offline", "The API is briefly down. Retry in a few seconds.".to_owned())
        }
        code => ("ServerError", format!("The sandbox was told to answer {code}.")),
    };
    let errors = json!([{ "ErrorCode": code, "Message": message, "Data": null }]);
    match kind {
        EndpointKind::Token if status.is_client_error() => {
            json!({ "error": "invalid_request", "error_description": message, "Errors": errors })
        }
        EndpointKind::Token => {
            json!({ "error": "server_error", "error_description": message, "Errors": errors })
        }
        EndpointKind::Api | EndpointKind::Other => json!({ "Errors": errors }),
    }
}
