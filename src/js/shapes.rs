//! The imports of `shapes.js`, where each is explained.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/src/js/shapes.js")]
extern "C" {
    #[wasm_bindgen(js_name = signedOut)]
    pub fn signed_out(reason: Option<&str>, last_order_id: Option<&str>) -> JsValue;
    pub fn live(
        kind: &str,
        expires_at: f64,
        can_refresh: bool,
        claims: &JsValue,
        extra: &str,
        value: Option<&str>,
    ) -> JsValue;
    #[wasm_bindgen(js_name = withRaw)]
    pub fn with_raw(claims: &JsValue, raw: &JsValue) -> JsValue;

    #[wasm_bindgen(js_name = sessionEvent)]
    pub fn session_event(cause: &str, session: &JsValue, previous: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = expiringEvent)]
    pub fn expiring_event(seconds_left: f64, session: &JsValue) -> JsValue;
    #[wasm_bindgen(js_name = orderEvent)]
    pub fn order_event(problem: Option<&str>, from: Option<&str>, to: Option<&str>) -> JsValue;
    #[wasm_bindgen(js_name = storageEvent)]
    pub fn storage_event(problem: &str) -> JsValue;
}
