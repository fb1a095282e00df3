//! The imports of `platform.js`, where each is explained.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};

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
        pub fn texts(object: &JsValue, name: &str) -> Option<Vec<String>>;
        pub fn first(object: &JsValue, name: &str) -> JsValue;
        pub fn absent(object: &JsValue, name: &str) -> bool;
        #[wasm_bindgen(js_name = asObject)]
        pub fn as_object(value: &JsValue) -> JsValue;
        pub fn parse(text: &str) -> JsValue;
        pub fn print(object: &JsValue) -> String;

        pub fn split(address: &JsValue) -> JsValue;
        pub fn post(fetch: &JsValue, url: &str, body: &str, timeout: f64) -> JsValue;
        pub fn keeper(store: &JsValue, key: &str) -> JsValue;
        pub fn fault(error: &JsValue) -> u32;
        #[wasm_bindgen(catch)]
        pub fn prepare(
            input: &JsValue,
            init: &JsValue,
            base: &str,
            own_fetch: &JsValue,
        ) -> Result<JsValue, JsValue>;
        pub fn deferred() -> JsValue;
        pub fn settle(ends: &JsValue, end: &str, value: &JsValue);
        pub fn later(ms: f64, run: &JsValue) -> JsValue;
        #[wasm_bindgen(js_name = onAbort)]
        pub fn on_abort(signal: &JsValue, told: &JsValue) -> JsValue;
        #[wasm_bindgen(js_name = onNews)]
        pub fn on_news(told: &JsValue) -> JsValue;
        pub fn put(object: &JsValue, name: &str, value: &JsValue);
        pub fn call(function: &JsValue, argument: &JsValue) -> JsValue;
        pub fn freeze(object: &JsValue);
        pub fn bare(object: &JsValue);
        pub fn report(error: &JsValue);
    }
}

pub use imports::*;

/// Something that goes on until this value is dropped.
pub struct Watch {
    stop: JsValue,
    _told: Closure<dyn FnMut(JsValue)>,
}

impl Watch {
    /// Runs `run` once after `ms`.
    pub fn timer(ms: f64, run: impl FnMut(JsValue) + 'static) -> Self {
        Self::begin(run, |told| later(ms, told))
    }

    /// Tells the reason for which a signal aborts.
    pub fn abort(signal: &JsValue, told: impl FnMut(JsValue) + 'static) -> Self {
        Self::begin(told, |told| on_abort(signal, told))
    }

    /// Tells that another tab wrote, or that the page came back.
    pub fn news(told: impl FnMut(JsValue) + 'static) -> Self {
        Self::begin(told, on_news)
    }

    fn begin(told: impl FnMut(JsValue) + 'static, begin: impl FnOnce(&JsValue) -> JsValue) -> Self {
        let told = Closure::<dyn FnMut(JsValue)>::new(told);
        Self { stop: begin(told.as_ref()), _told: told }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        call(&self.stop, &JsValue::UNDEFINED);
    }
}

/// A promise that is yet to be settled.
pub struct Deferred(JsValue);

impl Deferred {
    /// A pending promise.
    pub fn pending() -> Self {
        Self(deferred())
    }

    /// The promise.
    pub fn promise(&self) -> Promise {
        get(&self.0, "promise").into()
    }

    /// Fulfils or rejects it.
    pub fn settle(self, result: Result<JsValue, JsValue>) {
        match result {
            Ok(value) => settle(&self.0, "resolve", &value),
            Err(reason) => settle(&self.0, "reject", &reason),
        }
    }
}
