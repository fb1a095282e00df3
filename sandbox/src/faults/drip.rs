//! A body that arrives one byte a second, for clients whose deadline should cover bodies too.
//! It changes the pace and nothing else: the bytes are those of the body inside.

use axum::body::{Body, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Interval, MissedTickBehavior, interval};

/// Wraps a body and lets it through byte by byte.
pub(super) struct Drip {
    inner: Body,
    pending: Bytes,
    pace: Interval,
}

impl Drip {
    pub fn new(inner: Body) -> Self {
        let mut pace = interval(Duration::from_secs(1));
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { inner, pending: Bytes::new(), pace }
    }
}

impl HttpBody for Drip {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        while self.pending.is_empty() {
            match ready!(Pin::new(&mut self.inner).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => self.pending = frame.into_data().unwrap_or_default(),
            }
        }
        ready!(self.pace.poll_tick(cx));
        Poll::Ready(Some(Ok(Frame::data(self.pending.split_to(1)))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
