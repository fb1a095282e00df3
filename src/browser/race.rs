//! Waiting that can be given up: by the caller's AbortSignal, or because the client was disposed of.
//!
//! Giving up drops the work, and dropped work cleans up after itself.

use super::platform::Watch;
use crate::client::flight::Flight;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use wasm_bindgen::JsValue;

/// How the wait ended.
pub enum Ended<T> {
    /// The work is done.
    Done(T),
    /// The caller's signal aborted, for this reason.
    Aborted(JsValue),
    /// The client was disposed of.
    Disposed,
}

/// Waits for `work`, for the caller's signal (anything but an object: none), and for the end of the client, whichever
/// comes first.
pub async fn race<T>(work: impl Future<Output = T>, signal: JsValue, end: Flight<()>) -> Ended<T> {
    let aborted = Flight::take_off();
    let _watch = signal.is_object().then(|| {
        let landing = aborted.clone();
        Watch::abort(&signal, move |reason| landing.land(reason))
    });
    let mut aborted = pin!(aborted);
    let mut end = pin!(end);
    let mut work = pin!(work);
    poll_fn(move |context| {
        if let Poll::Ready(reason) = aborted.as_mut().poll(context) {
            return Poll::Ready(Ended::Aborted(reason));
        }
        if end.as_mut().poll(context).is_ready() {
            return Poll::Ready(Ended::Disposed);
        }
        work.as_mut().poll(context).map(Ended::Done)
    })
    .await
}
