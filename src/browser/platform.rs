//! The imports of `platform.js`, where each is explained.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

mod imports {
    use super::*;

    #[wasm_bindgen(module = "/src/browser/platform.js")]
    extern "C" {
        pub fn has(name: &str) -> bool;
        pub fn monotonic() -> f64;

        pub fn get(object: &JsValue, name: &str) -> JsValue;
        pub fn text(object: &JsValue, name: &str) -> JsValue;
        pub fn number(object: &JsValue, name: &str) -> f64;
        pub fn texts(object: &JsValue, name: &str) -> JsValue;
        pub fn first(object: &JsValue, name: &str) -> JsValue;
        #[wasm_bindgen(js_name = isSet)]
        pub fn is_set(object: &JsValue, name: &str) -> bool;
        #[wasm_bindgen(js_name = isAbsent)]
        pub fn is_absent(object: &JsValue, name: &str) -> bool;
        #[wasm_bindgen(js_name = isNothing)]
        pub fn is_nothing(value: &JsValue) -> bool;
        pub fn parse(text: &str) -> JsValue;
        #[wasm_bindgen(js_name = parseUtf8)]
        pub fn parse_utf8(bytes: &[u8]) -> JsValue;
        pub fn print(object: &JsValue) -> String;
        pub fn put(object: &JsValue, name: &str, value: &JsValue);

        pub fn fault(error: &JsValue) -> u32;
    }
}

pub use imports::*;
