//! The one source of time. Everything that expires asks this clock, so a test can move hours in a microsecond.
//! It refuses to sleep: waiting is the network's business (see `control::faults`).

use jiff::{SignedDuration, Timestamp};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Where "now" comes from: the machine, or a hand.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    hand: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's own time.
    pub fn system() -> Self {
        Self::default()
    }

    /// A clock that stands still at `start` until [`Clock::advance`] moves it; clones share the hand.
    pub fn manual(start: Timestamp) -> Self {
        Self { hand: Some(Arc::new(AtomicI64::new(start.as_microsecond()))) }
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        match &self.hand {
            None => Timestamp::now(),
            Some(hand) => Timestamp::from_microsecond(hand.load(Ordering::SeqCst)).unwrap_or(Timestamp::MAX),
        }
    }

    /// Moves a manual clock forward; the machine's clock stays as it is.
    pub fn advance(&self, seconds: i64) {
        if let Some(hand) = &self.hand {
            hand.fetch_add(seconds.saturating_mul(1_000_000), Ordering::SeqCst);
        }
    }
}

/// `from` plus whole seconds, held at the end of time rather than failing.
pub(crate) fn after(from: Timestamp, seconds: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}

/// ISO 8601 with milliseconds and an explicit offset, as OrderCloud prints dates.
pub(crate) fn iso(at: Timestamp) -> String {
    format!("{}+00:00", at.strftime("%Y-%m-%dT%H:%M:%S.%3f"))
}

/// The same, for records that go out as they are.
pub(crate) fn serialize_iso<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&iso(*at))
}
