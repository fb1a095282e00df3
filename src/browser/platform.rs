//! The imports of `platform.js`, where each is explained.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

mod imports {
    use super::*;

    #[wasm_bindgen(module = "/src/browser/platform.js")]
    extern "C" {
        pub fn has(name: &str) -> bool;
        pub fn monotonic() -> f64;

        pub fn fault(error: &JsValue) -> u32;
    }
}

pub use imports::*;
