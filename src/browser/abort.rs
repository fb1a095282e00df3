//! Waiting that can be given up: by the caller's AbortSignal, or because the client was disposed of.
//!
//! Giving up drops the work, and dropped work cleans up after itself.

use crate::client::flight::Flight;
use js_sys::Reflect;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

/// How the wait ended.
pub enum Ended<T> {
    /// The work is done.
    Done(T),
    /// The caller's signal aborted, for this reason.
    Aborted(JsValue),
    /// The client was disposed of.
    Disposed,
}

/// Waits for `work`, for the caller's signal, and for the end of the client, whichever comes first.
pub async fn race<T>(
    work: impl Future<Output = T>,
    signal: Option<AbortSignal>,
    end: Flight<()>,
) -> Ended<T> {
    let abort = signal.map(Abort::watch);
    let mut end = pin!(end);
    let mut aborted = pin!(abort.as_ref().map(|abort| abort.told.clone()));
    let mut work = pin!(work);
    poll_fn(move |context| {
        if let Some(flight) = aborted.as_mut().as_pin_mut()
            && let Poll::Ready(reason) = flight.poll(context)
        {
            return Poll::Ready(Ended::Aborted(reason));
        }
        if end.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ended::Disposed);
        }
        work.as_mut().poll(context).map(Ended::Done)
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
