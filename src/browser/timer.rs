//! A timer that ends with its value, and that keeps no server process alive.

use super::global::global;
use crate::protocol::time::Millis;
use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// One run of something, later. Dropping it calls it off.
pub struct Timer {
    id: JsValue,
    _run: Closure<dyn FnMut()>,
}

impl Timer {
    /// Runs `run` once after `delay`.
    pub fn start(delay: Millis, run: impl FnMut() + 'static) -> Self {
        let run = Closure::<dyn FnMut()>::new(run);
        let id = call("setTimeout", run.as_ref(), &delay.into());
        // Node's timers are objects: a session that ends next week is no reason to keep a script running.
        if let Ok(unref) = Reflect::get(&id, &"unref".into())
            && let Some(unref) = unref.dyn_ref::<Function>()
        {
            drop(unref.call0(&id));
        }
        Self { id, _run: run }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        call("clearTimeout", &self.id, &JsValue::UNDEFINED);
    }
}

fn call(name: &str, first: &JsValue, second: &JsValue) -> JsValue {
    global(name)
        .dyn_ref::<Function>()
        .and_then(|function| function.call2(&JsValue::UNDEFINED, first, second).ok())
        .unwrap_or_default()
}
