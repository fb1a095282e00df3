//! Waiting that can be given up: by the caller's AbortSignal, or because the client was disposed of.
//!
//! Giving up drops the work, and dropped work cleans up after itself.

use crate::client::flight::Flight;
use js_sys::Reflect;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

/// What a method gives its caller, in the platform's terms.
pub type Work = Pin<Box<dyn Future<Output = Result<JsValue, JsValue>>>>;

/// Runs `work`. Rejects with the caller's own reason when its signal aborts, with `disposed()` when the client ends.
pub async fn race(
    mut work: Work,
    signal: Option<AbortSignal>,
    end: Flight<()>,
    disposed: fn() -> JsValue,
) -> Result<JsValue, JsValue> {
    let abort = signal.map(Abort::watch);
    let mut end = pin!(end);
    let mut aborted = pin!(abort.as_ref().map(|abort| abort.told.clone()));
    poll_fn(move |context| {
        if let Some(flight) = aborted.as_mut().as_pin_mut()
            && let Poll::Ready(reason) = flight.poll(context)
        {
            return Poll::Ready(Err(reason));
        }
        if end.as_mut().poll(context).is_ready() {
            return Poll::Ready(Err(disposed()));
        }
        work.as_mut().poll(context)
    })
    .await
}

/// A watched AbortSignal. Dropping it stops watching.
struct Abort {
    signal: AbortSignal,
    told: Flight<JsValue>,
    listener: Closure<dyn FnMut()>,
}

impl Abort {
    fn watch(signal: AbortSignal) -> Self {
        let told = Flight::take_off();
        if signal.aborted() {
            told.land(reason(&signal));
        }
        let (landing, source) = (told.clone(), signal.clone());
        let listener = Closure::<dyn FnMut()>::new(move || landing.land(reason(&source)));
        drop(signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref()));
        Self { signal, told, listener }
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        let callback = self.listener.as_ref().unchecked_ref();
        drop(self.signal.remove_event_listener_with_callback("abort", callback));
    }
}

fn reason(signal: &AbortSignal) -> JsValue {
    Reflect::get(signal, &"reason".into()).unwrap_or_default()
}
