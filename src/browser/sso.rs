//! The imports of `sso.js`, where each is explained.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[expect(missing_docs, reason = "each method is explained in sso.js")]
mod imports {
    use super::*;

    #[wasm_bindgen(module = "/src/browser/sso.js")]
    extern "C" {
        #[wasm_bindgen(js_name = ssoNames)]
        pub fn sso_names(given: &JsValue) -> JsValue;

        pub type Sso;
        #[wasm_bindgen(constructor)]
        pub fn new(key: &str, names: &JsValue) -> Sso;
        #[wasm_bindgen(method)]
        pub fn leave(
            this: &Sso,
            url: &str,
            client_id: &str,
            connect_id: &str,
            roles: Option<&str>,
            path: &str,
            custom: &JsValue,
        ) -> Option<String>;
        #[wasm_bindgen(method, catch)]
        pub fn arrive(this: &Sso, address: &JsValue) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(method)]
        pub fn clean(this: &Sso, facts: &JsValue);
        #[wasm_bindgen(method)]
        pub fn home(this: &Sso, session: &Promise, facts: &JsValue) -> Promise;
    }
}

pub use imports::{Sso, sso_names};
