//! The imports of `host.js`, where each is explained, and what it tells.

use super::JsObject;
use crate::client::ports::{CallId, ExchangeId, Input, StoreFault, WireFault};
use crate::protocol::fields::Fields;
use crate::protocol::http::Reply;
use crate::protocol::secret::Secret;
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[expect(missing_docs, reason = "each method is explained in host.js")]
mod imports {
    use super::*;

    #[wasm_bindgen(module = "/src/browser/host.js")]
    extern "C" {
        pub type Host;
        #[wasm_bindgen(constructor)]
        pub fn new(options: &JsValue, told: &JsValue) -> Host;
        #[wasm_bindgen(method)]
        pub fn open(this: &Host, id: CallId, signal: &JsValue) -> Promise;
        #[wasm_bindgen(method, js_name = isOpen)]
        pub fn is_open(this: &Host, id: CallId) -> bool;
        #[wasm_bindgen(method, js_name = openFetch)]
        pub fn open_fetch(this: &Host, id: CallId, input: &JsValue, init: &JsValue) -> Promise;
        #[wasm_bindgen(method)]
        pub fn route(this: &Host, id: CallId) -> JsValue;
        #[wasm_bindgen(method)]
        pub fn finish(this: &Host, id: CallId, ok: bool, value: &JsValue);
        #[wasm_bindgen(method)]
        pub fn send(this: &Host, id: CallId, bearer: Option<&str>);
        #[wasm_bindgen(method)]
        pub fn exchange(
            this: &Host,
            id: ExchangeId,
            method: &str,
            url: &str,
            content_type: &str,
            body: &str,
            bearer: Option<&str>,
        );
        #[wasm_bindgen(method)]
        pub fn cancel(this: &Host, id: ExchangeId);
        #[wasm_bindgen(method, js_name = wakeAfter)]
        pub fn wake_after(this: &Host, ms: Option<f64>);
        #[wasm_bindgen(method)]
        pub fn restore(this: &Host, client: &JsValue) -> JsValue;
        #[wasm_bindgen(method)]
        pub fn save(this: &Host, text: &str);
        #[wasm_bindgen(method)]
        pub fn lock(this: &Host, id: ExchangeId);
        #[wasm_bindgen(method, js_name = lookAgain)]
        pub fn look_again(this: &Host, id: ExchangeId, later: bool);
        #[wasm_bindgen(method)]
        pub fn unlock(this: &Host, id: ExchangeId);
        #[wasm_bindgen(method)]
        pub fn seen(this: &Host, generation: f64, is_own: bool);
        #[wasm_bindgen(method, js_name = lockKind)]
        pub fn lock_kind(this: &Host) -> JsValue;
        #[wasm_bindgen(method)]
        pub fn listen(this: &Host);
        #[wasm_bindgen(method)]
        pub fn subscribe(this: &Host, listener: &JsValue) -> JsValue;
        #[wasm_bindgen(method)]
        pub fn emit(this: &Host, event: &JsValue);
        #[wasm_bindgen(method)]
        pub fn stop(this: &Host);
    }
}

pub use imports::Host;

/// What the host tells: a number for what happened, the id it happened to, and a value.
pub fn told(what: u32, id: u32, value: JsValue) -> Option<Input> {
    Some(match what {
        0 => Input::Reply(id, reply(JsObject::wrap(value))),
        1 => Input::Answer(id, value.is_truthy()),
        2 => Input::GivenUp(id),
        3 => Input::Saved(outcome(&value)),
        4 => Input::OtherTab,
        5 => Input::Awake,
        6 => Input::Locked(id, value.as_f64().unwrap_or_default()),
        7 => Input::NotLocked(id),
        8 => Input::Found(value.as_string()),
        9 => Input::Online,
        10 => Input::Restore(outcome(&value).map(|()| value.as_string())),
        _ => return None,
    })
}

/// A number tells a fault.
pub fn outcome(told: &JsValue) -> Result<(), StoreFault> {
    match told.as_f64() {
        None => Ok(()),
        Some(1.0) => Err(StoreFault::Full),
        Some(_) => Err(StoreFault::Unavailable),
    }
}

fn reply(told: JsObject) -> Result<Reply, WireFault> {
    match told.number("status") {
        Some(status) => Ok(Reply {
            status: status as u16,
            body: Secret::new(told.text("body").unwrap_or_default()),
            retry_after: told.number("retryAfter"),
        }),
        None if told.get("late").is_truthy() => Err(WireFault::Timeout),
        None => Err(WireFault::Network),
    }
}
