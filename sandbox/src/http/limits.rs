//! Bounds on what a client may send and how long it may take, so that memory stays flat whatever comes in.
//! Rules about content are elsewhere; this only decides whether there is anything to read.

use super::ApiError;
use axum::{
    body::{Body, Bytes, HttpBody},
    http::StatusCode,
};
use http_body_util::{BodyExt, Limited};
use std::time::Duration;

/// More than any call of a shop needs.
const MAX_BODY: usize = 1_000_000;

/// How long a whole body may take.
const BODY_TIME: Duration = Duration::from_secs(10);

/// How long the request line and headers may take; an idle connection waits for its next request as long.
pub(crate) const HEADER_TIME: Duration = Duration::from_secs(30);

/// The whole body: 413 if it is too large, 408 if it is too slow, 400 if it breaks off.
pub(crate) async fn read_body(body: Body) -> Result<Bytes, ApiError> {
    let too_large = || {
        let message = format!("The request body must not exceed {MAX_BODY} bytes.");
        ApiError::with_status(StatusCode::PAYLOAD_TOO_LARGE, "Request.InvalidRequestBody", message)
    };
    if body.size_hint().lower() > MAX_BODY as u64 {
        return Err(too_large());
    }
    match tokio::time::timeout(BODY_TIME, Limited::new(body, MAX_BODY).collect()).await {
        Err(_) => {
            let message = "The request body took too long.";
            Err(ApiError::with_status(StatusCode::REQUEST_TIMEOUT, "Request.InvalidRequestBody", message))
        }
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(ApiError::bad_request("Request.InvalidRequestBody", "The request body broke off.")),
        Ok(Ok(body)) => Ok(body.to_bytes()),
    }
}
