//! The imports of `platform.js`, where each is explained.

use js_sys::{Array, Function};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};

#[expect(missing_docs, reason = "each function is explained in platform.js")]
#[wasm_bindgen(module = "/src/browser/platform.js")]
extern "C" {
    #[wasm_bindgen(js_name = isPage)]
    pub fn is_page() -> bool;
    pub fn has(name: &str) -> bool;
    pub fn monotonic() -> f64;
    pub fn split(address: &JsValue) -> Option<Array>;
    pub fn post(fetch: &Function, url: &str, body: &str, timeout: f64) -> JsValue;
    #[wasm_bindgen(catch)]
    pub fn prepare(
        input: &JsValue,
        init: &JsValue,
        base: &str,
        own_fetch: &JsValue,
    ) -> Result<JsValue, JsValue>;
    fn later(ms: f64, run: &JsValue) -> Function;
    #[wasm_bindgen(js_name = onAbort)]
    fn on_abort(signal: &JsValue, told: &JsValue) -> Function;
    #[wasm_bindgen(js_name = onNews)]
    fn on_news(told: &JsValue) -> Function;
    pub fn freeze(object: &JsValue);
    pub fn bare(object: &JsValue);
    pub fn report(error: &JsValue);
}

/// Something that goes on until this value is dropped.
pub struct Watch {
    stop: Function,
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

    fn begin(told: impl FnMut(JsValue) + 'static, begin: impl FnOnce(&JsValue) -> Function) -> Self {
        let told = Closure::<dyn FnMut(JsValue)>::new(told);
        Self { stop: begin(told.as_ref()), _told: told }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        drop(self.stop.call0(&JsValue::UNDEFINED));
    }
}
