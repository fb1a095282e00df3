//! Sending a browser on to another address.

use super::ApiError;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// An answer that sends the browser on. The next site does not learn which address it came from.
pub(crate) fn redirect(status: StatusCode, url: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(url) else {
        return ApiError::bad_request("ValidationFailure", "The address to go on to is not valid.")
            .into_response();
    };
    let no_store = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let no_referrer = (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    (status, [(header::LOCATION, location), no_store, no_referrer]).into_response()
}

/// A value as it may stand in a query string.
pub(crate) fn encode(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}
