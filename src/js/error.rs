//! Our error as a JavaScript Error.
//!
//! The class comes from the loader, which needs it before the wasm is there: so that whatever fails, and whenever, is of
//! one class.

use super::claims::set;
use crate::browser::to_js as to_plain;
use crate::client::error::{Code, Error};
use crate::protocol::plain::{Plain, PlainObject};
use js_sys::{Array, Function, Reflect};
use std::cell::RefCell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static CLASS: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Takes the class: `new (code, message, facts)`.
#[wasm_bindgen]
pub fn set_error_class(class: Function) {
    CLASS.replace(Some(class));
}

/// The AuthError for an error, with the API's own 401 answer where there is one.
pub fn to_js(error: &Error, response: JsValue) -> JsValue {
    let refusal = error.refusal.as_deref();
    let facts = to_plain(PlainObject(&[
        ("retryable", Plain::Flag(error.code.is_retryable())),
        ("status", refusal.map(|refusal| f64::from(refusal.status)).into()),
        ("oauthError", refusal.and_then(|refusal| refusal.oauth_error.as_deref()).into()),
        ("serverCode", refusal.and_then(|refusal| refusal.server_code.as_deref()).into()),
        ("retryAfterMs", error.retry_after().into()),
    ]));
    set(&facts, "response", &response);
    let message = [error.code.message(), error.detail.unwrap_or_default()].concat();
    let arguments = Array::of3(&error.code.as_str().into(), &message.into(), &facts);
    let class = CLASS.with_borrow(Clone::clone);
    class.and_then(|class| Reflect::construct(&class, &arguments).ok()).unwrap_or_else(|| arguments.into())
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        to_js(&error, JsValue::NULL)
    }
}

/// The AuthError for a platform that lacks something.
pub fn unsupported(what: &'static str) -> JsValue {
    Error { detail: Some(what), ..Code::UnsupportedEnvironment.into() }.into()
}

/// The AuthError for a bare code.
pub fn of(code: Code) -> JsValue {
    Error::from(code).into()
}
