//! Our error as a JavaScript Error.
//!
//! The class belongs to the loader, which needs it before the wasm is there: so that whatever fails, and whenever, is of
//! one class.

use crate::browser::to_js as to_plain;
use crate::client::error::Error;
use crate::protocol::plain::{Plain, PlainObject};
use js_sys::Function;
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static MAKE: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Takes the function that makes an AuthError of its facts.
#[wasm_bindgen(js_name = onError)]
pub fn on_error(make: Function) {
    MAKE.replace(Some(make));
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let refusal = error.refusal.as_ref();
        let facts = to_plain(PlainObject(&[
            ("code", Plain::Text(error.code.as_str())),
            ("detail", Plain::Text(error.detail)),
            ("retryable", Plain::Flag(error.code.is_retryable())),
            ("status", refusal.map(|refusal| f64::from(refusal.status)).into()),
            ("oauthError", refusal.and_then(|refusal| refusal.oauth_error.as_deref()).into()),
            ("serverCode", refusal.and_then(|refusal| refusal.server_code.as_deref()).into()),
            ("retryAfterMs", error.retry_after().into()),
        ]));
        let made = MAKE.with_borrow(|make| make.as_ref()?.call1(&Self::UNDEFINED, &facts).ok());
        made.unwrap_or(facts)
    }
}
