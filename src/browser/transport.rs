//! Token requests over the platform's fetch, with one deadline for headers and body.

use super::platform::{call, post};
use super::{Browser, JsObject};
use crate::client::ports::{Transport, WireFault};
use crate::protocol::fields::Fields;
use crate::protocol::http::{Reply, TokenRequest};
use crate::protocol::secret::Secret;
use crate::protocol::time::Millis;
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// How token requests go out.
pub struct Wire {
    /// The fetch to use, captured when the client was made: scripts that wrap fetch later never see a refresh token.
    pub fetch: JsValue,
    /// Deadline for one whole exchange.
    pub timeout: Millis,
}

impl Transport for Browser {
    async fn exchange(&self, request: TokenRequest) -> Result<Reply, WireFault> {
        let Wire { fetch, timeout } = &self.wire;
        let exchange = Exchange(JsObject::wrap(post(fetch, &request.url, request.form.expose(), *timeout)));
        let answer: Promise = exchange.0.get("answer").unchecked_into();
        let answer = JsObject::wrap(JsFuture::from(answer).await.unwrap_or_default());
        match answer.number("status") {
            Some(status) => Ok(Reply {
                status: status as u16,
                body: Secret::new(answer.text("body").unwrap_or_default()),
                retry_after: answer.number("retryAfter"),
            }),
            None if answer.get("late").is_truthy() => Err(WireFault::Timeout),
            None => Err(WireFault::Network),
        }
    }
}

/// An exchange under way. Dropping it ends a request that nobody waits for any more.
struct Exchange(JsObject);

impl Drop for Exchange {
    fn drop(&mut self) {
        call(&self.0.get("stop"), &JsValue::UNDEFINED);
    }
}
