//! Time and chance, from the platform.

use super::Browser;
use super::global::global;
use crate::client::ports::Clock;
use crate::protocol::time::Now;
use js_sys::{Date, Function, Math, Reflect};
use wasm_bindgen::JsCast;

impl Clock for Browser {
    fn now(&self) -> Now {
        let wall = Date::now();
        Now { wall, monotonic: monotonic().unwrap_or(wall) }
    }

    fn random(&self) -> f64 {
        Math::random()
    }
}

/// `performance.now()`, where there is such a thing.
fn monotonic() -> Option<f64> {
    let performance = global("performance");
    let now = Reflect::get(&performance, &"now".into()).ok()?;
    now.dyn_ref::<Function>()?.call0(&performance).ok()?.as_f64()
}
