//! The import of `lock.js`, where it is explained.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[expect(missing_docs, reason = "it is explained in lock.js")]
mod imports {
    use super::*;

    #[wasm_bindgen(module = "/src/browser/lock.js")]
    extern "C" {
        #[wasm_bindgen(js_name = makeLock)]
        pub fn make_lock(options: &JsValue, own: &JsValue) -> JsValue;
    }
}

pub use imports::make_lock;
