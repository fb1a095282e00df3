//! The imports of `platform.js`, where each is explained.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[expect(missing_docs, reason = "each function is explained in platform.js")]
mod imports {
    use super::*;

    #[wasm_bindgen(module = "/src/browser/platform.js")]
    extern "C" {
        #[wasm_bindgen(js_name = isPage)]
        pub fn is_page() -> bool;
        pub fn has(name: &str) -> bool;
        pub fn monotonic() -> f64;

        pub fn get(object: &JsValue, name: &str) -> JsValue;
        pub fn text(object: &JsValue, name: &str) -> Option<String>;
        pub fn number(object: &JsValue, name: &str) -> Option<f64>;
        pub fn count(object: &JsValue, name: &str) -> Option<f64>;
        pub fn item(object: &JsValue, name: &str, index: u32) -> Option<String>;
        pub fn first(object: &JsValue, name: &str) -> JsValue;
        pub fn absent(object: &JsValue, name: &str) -> bool;
        #[wasm_bindgen(js_name = asObject)]
        pub fn as_object(value: &JsValue) -> JsValue;
        pub fn parse(text: &str) -> JsValue;
        #[wasm_bindgen(js_name = parseUtf8)]
        pub fn parse_utf8(bytes: &[u8]) -> JsValue;
        pub fn print(object: &JsValue) -> String;
        pub fn recipient(who: &JsValue, client_id: &str) -> String;
        #[wasm_bindgen(js_name = printWith)]
        pub fn print_with(object: &JsValue, flag: &str) -> String;

        pub fn split(address: &JsValue) -> JsValue;
        pub fn fault(error: &JsValue) -> u32;
        pub fn put(object: &JsValue, name: &str, value: &JsValue);
        pub fn capabilities(storage: &str, lock: &JsValue) -> JsValue;
    }
}

pub use imports::*;
