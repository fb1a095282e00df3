//! Our error as a JavaScript Error.
//!
//! The class belongs to the loader, which needs it before the wasm is there: so that whatever fails, and whenever, is of
//! one class.

use crate::browser::{failure, on_failure, to_js as to_plain};
use crate::client::error::Error;
use crate::protocol::plain::{Plain, PlainObject};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes the function that makes an AuthError of its facts.
#[wasm_bindgen(js_name = onError)]
pub fn on_error(make: &JsValue) {
    on_failure(make);
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let refusal = error.refusal.as_ref();
        failure(&to_plain(PlainObject(&[
            ("code", Plain::Text(error.code.as_str())),
            ("detail", Plain::Text(error.detail)),
            ("retryable", Plain::Flag(error.code.is_retryable())),
            ("status", refusal.map(|refusal| f64::from(refusal.status)).into()),
            ("oauthError", refusal.and_then(|refusal| refusal.oauth_error.as_deref()).into()),
            ("serverCode", refusal.and_then(|refusal| refusal.server_code.as_deref()).into()),
            ("retryAfterMs", error.retry_after().into()),
        ])))
    }
}
