//! Claims as the application sees them.

use crate::protocol::jwt::Claims;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/browser/claims.js")]
extern "C" {
    #[wasm_bindgen(js_name = freezeClaims)]
    fn freeze_claims(view: &JsValue) -> JsValue;
}

/// A frozen plain object.
pub fn claims_to_js(claims: &Claims) -> JsValue {
    freeze_claims(claims.view().as_ref())
}
