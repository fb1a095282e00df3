//! The imports of `sso.js`, where each is explained.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[expect(missing_docs, reason = "each method is explained in sso.js")]
mod imports {
    use super::*;

    #[wasm_bindgen(module = "/src/browser/sso.js")]
    extern "C" {
        pub fn sso(host: &JsValue, given: &JsValue) -> Option<Sso>;

        pub type Sso;
        #[wasm_bindgen(method, catch)]
        pub fn leave(this: &Sso, options: &JsValue, roles: Option<&str>) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(method)]
        pub fn arrive(this: &Sso, address: &JsValue) -> JsValue;
        #[wasm_bindgen(method)]
        pub fn home(this: &Sso, signed_in: &Promise, facts: &JsValue) -> Promise;
    }
}

pub use imports::{Sso, sso};
