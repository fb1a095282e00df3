//! The imports of `page.js`.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(module = "/tests/browser/support/page.js")]
extern "C" {
    /// Takes back every stub, also those of a test that failed, and empties the storages. Each test begins with it.
    pub fn tidy();
    /// Whoever looks at this global gets a SecurityError thrown.
    pub fn deny(global: &str);
    /// This global is null.
    pub fn withhold(global: &str);
    /// A method of every storage is another function.
    #[wasm_bindgen(js_name = stubStorage)]
    pub fn stub_storage(method: &str, with: &JsValue);
    /// Fills a storage up to the last character.
    pub fn fill(global: &str);
    /// Makes room again.
    pub fn empty(global: &str);
    /// What was reported as uncaught from now on.
    pub fn reported() -> Array;
    /// What was printed from now on.
    pub fn printed() -> Array;
    /// Counts the listeners that are added to anything, minus those that are removed.
    #[wasm_bindgen(js_name = countListeners)]
    pub fn count_listeners() -> Function;
    /// The only text in a storage, and the same replaced.
    pub fn stored(global: &str) -> Option<String>;
    /// Replaces the only text in a storage.
    pub fn store(global: &str, text: &str);
    /// Tells this page that another tab has changed a key of localStorage; none: that it has cleared it.
    #[wasm_bindgen(js_name = otherTab)]
    pub fn other_tab(key: Option<&str>);
    /// The only key in localStorage.
    #[wasm_bindgen(js_name = onlyKey)]
    pub fn only_key() -> Option<String>;
    /// Dispatches an event.
    pub fn dispatch(global: &str, name: &str);
    /// Resolves after some milliseconds.
    pub fn later(ms: f64) -> Promise;
    /// The same promise, but rejected where it is not settled in reasonable time.
    pub fn within(promise: &Promise) -> Promise;
    /// A function that appends what it is called with.
    pub fn recorder(list: &Array) -> Function;
    /// Everything there is to read on a value, also what is not enumerable.
    #[wasm_bindgen(js_name = everything)]
    pub fn everything(value: &JsValue) -> String;
    /// Whether the object has no prototype.
    #[wasm_bindgen(js_name = isBare)]
    pub fn is_bare(value: &JsValue) -> bool;
}
