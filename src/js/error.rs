//! Our error as a JavaScript Error.
//!
//! The class belongs to the loader, which needs it before the wasm is there: so that whatever fails, and whenever, is of
//! one class.

use crate::browser::{call, put, to_js as to_plain};
use crate::client::error::{Code, Error};
use crate::protocol::plain::{Plain, PlainObject};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static MAKE: RefCell<JsValue> = const { RefCell::new(JsValue::UNDEFINED) };
}

/// Takes the function that makes an AuthError of its facts.
#[wasm_bindgen(js_name = onError)]
pub fn on_error(make: JsValue) {
    MAKE.replace(make);
}

/// The AuthError for an error, with the API's own 401 answer where there is one.
pub fn to_js(error: &Error, response: &JsValue) -> JsValue {
    let refusal = error.refusal.as_ref();
    let message = [error.code.message(), error.detail].concat();
    let facts = to_plain(PlainObject(&[
        ("code", Plain::Text(error.code.as_str())),
        ("message", Plain::Text(&message)),
        ("retryable", Plain::Flag(error.code.is_retryable())),
        ("status", refusal.map(|refusal| f64::from(refusal.status)).into()),
        ("oauthError", refusal.and_then(|refusal| refusal.oauth_error.as_deref()).into()),
        ("serverCode", refusal.and_then(|refusal| refusal.server_code.as_deref()).into()),
        ("retryAfterMs", error.retry_after().into()),
    ]));
    put(&facts, "response", response);
    MAKE.with_borrow(|make| if make.is_undefined() { facts } else { call(make, &facts) })
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        to_js(&error, &JsValue::NULL)
    }
}

/// The AuthError for a platform that lacks something.
pub fn unsupported(what: &'static str) -> JsValue {
    Error::about(Code::UnsupportedEnvironment, what).into()
}

/// The AuthError for a bare code.
pub fn of(code: Code) -> JsValue {
    Error::from(code).into()
}
