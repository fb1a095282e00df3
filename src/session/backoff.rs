//! Back-off: tries at getting new tokens that have failed, and how long no tab tries again.

use crate::protocol::time::{Millis, Now};
use crate::value::Value;

/// Tries at getting new tokens that have failed so far, since the last one that did not.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenFailures {
    /// How many there were.
    pub attempts: f64,
    /// Nobody tries again before this time of the wall clock.
    pub retry_at: Millis,
    /// One of them has had no answer: the refresh token may have been spent by it.
    pub in_doubt: bool,
    /// The code of the last failure; nothing while its answer is awaited.
    pub code: Value,
}

/// The pause is this, doubled with each attempt.
const QUARTER_SECOND: Millis = 250.0;
const MOST_DOUBLINGS: u32 = 8;
const LONGEST_PAUSE: Millis = 60_000.0;
/// By this part of it a pause may be shorter or longer, so that many devices do not try at the same moment.
const SPREAD: f64 = 0.2;

impl TokenFailures {
    /// After one more failed try. The next try may come at once after the first failure. Then no tab tries for a second, two,
    /// four, up to a minute, give or take a fifth (`chance` in [0, 1)). Where the server says how long to wait, that counts.
    pub fn after(
        &self,
        code: &'static str,
        in_doubt: bool,
        asked_by_server: Option<Millis>,
        chance: f64,
        now: Now,
    ) -> Self {
        let doubled = QUARTER_SECOND * f64::from(1u32 << (self.attempts as u32).min(MOST_DOUBLINGS));
        let spread = 1.0 - SPREAD + 2.0 * SPREAD * chance;
        let own = if self.attempts > 1.0 { doubled.min(LONGEST_PAUSE) * spread } else { 0.0 };
        let retry_at = now.wall + asked_by_server.unwrap_or(own);
        Self { attempts: self.attempts, retry_at, in_doubt, code: code.into() }
    }
}
