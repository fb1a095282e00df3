//! What the platform has, looked up by name: nothing is assumed to be there, and a getter may throw.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

/// A global by its name; undefined where there is none or where it may not be touched.
pub fn global(name: &str) -> JsValue {
    Reflect::get(&js_sys::global(), &name.into()).unwrap_or_default()
}

/// Whether a shopper can read what this code is given: a page, or a worker of one. Server runtimes that have the name
/// `WorkerGlobalScope` have no address of their own.
pub fn is_page() -> bool {
    let has = |name| !global(name).is_undefined();
    has("document") || (has("WorkerGlobalScope") && has("location"))
}
