//! A caller's call, in the platform's own terms: what goes in and comes out is what the platform's fetch takes and gives.

use super::JsObject;
use super::platform::prepare;
use crate::client::ports::{Call, Destination};
use crate::protocol::fields::Fields;
use crate::protocol::secret::Secret;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Where calls go, and how.
pub struct Api {
    /// Where relative URLs start: origin and path prefix of the API, without a slash at the end.
    pub base_url: String,
    /// Origins that may see the token, as the URL standard serializes them; that of the base URL is among them.
    pub allowed: Vec<String>,
    /// The application's own fetch, or undefined.
    pub fetch: JsValue,
}

/// One call, ready to be sent.
pub struct ApiCall {
    prepared: JsObject,
    destination: Destination,
}

impl ApiCall {
    /// Reads `input` and `init` as fetch does. Throws what fetch would throw.
    pub fn new(input: &JsValue, init: &JsValue, api: &Api) -> Result<Self, JsValue> {
        let prepared = JsObject::wrap(prepare(input, init, &api.base_url, &api.fetch)?);
        let origin = prepared.text("origin");
        let destination = if prepared.get("ownAuthorization").is_truthy() {
            Destination::OwnAuthorization
        } else if origin.is_some_and(|origin| api.allowed.contains(&origin)) {
            Destination::Allowed
        } else {
            Destination::Foreign
        };
        Ok(Self { prepared, destination })
    }

    /// The caller's AbortSignal, if any.
    pub fn signal(&self) -> JsValue {
        self.prepared.get("signal")
    }
}

impl Call for ApiCall {
    type Answer = JsValue;
    type Fault = JsValue;

    fn destination(&self) -> Destination {
        self.destination
    }

    fn is_replayable(&self) -> bool {
        self.prepared.get("replayable").is_truthy()
    }

    async fn send(&self, bearer: Option<&Secret>) -> Result<JsValue, JsValue> {
        let bearer = bearer.map_or(JsValue::UNDEFINED, |token| token.expose().into());
        let send: Function = self.prepared.get("send").unchecked_into();
        let sent = send.call1(&JsValue::UNDEFINED, &bearer)?;
        JsFuture::from(Promise::resolve(&sent)).await
    }

    fn is_unauthorized(answer: &JsValue) -> bool {
        JsObject::wrap(answer.clone()).number("status") == Some(401.0)
    }
}
