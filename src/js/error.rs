//! Our error as a JavaScript Error: error.js of the browser room has the class.

use crate::client::error::Error;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/browser/error.js")]
extern "C" {
    type StorefrontAuthError;
    #[wasm_bindgen(constructor)]
    fn new(
        code: &str,
        detail: &str,
        retryable: bool,
        status: Option<f64>,
        oauth_error: Option<&str>,
        server_code: Option<&str>,
        retry_after_ms: Option<f64>,
    ) -> StorefrontAuthError;
}

impl From<Error> for JsValue {
    fn from(error: Error) -> Self {
        let refusal = error.refusal.as_ref();
        StorefrontAuthError::new(
            error.code.as_str(),
            error.detail,
            error.code.is_retryable(),
            refusal.map(|refusal| refusal.status.into()),
            refusal.and_then(|refusal| refusal.oauth_error.as_deref()),
            refusal.and_then(|refusal| refusal.server_code.as_deref()),
            error.retry_after(),
        )
        .into()
    }
}
