//! Tries at getting new tokens that have brought none, and how long nobody tries again.

use crate::protocol::time::{Millis, Now};
use crate::value::Value;

/// Tries at getting new tokens that have brought none so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// How many there were.
    pub tries: f64,
    /// Nobody tries again before this time of the wall clock.
    pub until: Millis,
    /// One of them has had no answer: the refresh token may have been spent by it.
    pub doubt: bool,
    /// The code of the last failure; nothing while its answer is awaited.
    pub code: Value,
}

impl Trouble {
    /// After one more failed try. The first is repeated whenever somebody asks; from then on nobody does for a second, two,
    /// four, up to a minute, give or take a fifth (`chance` in [0, 1)), or as long as the server says.
    pub fn after(
        &self,
        code: &'static str,
        doubt: bool,
        told: Option<Millis>,
        chance: f64,
        now: Now,
    ) -> Self {
        let doubled = 250.0 * f64::from(1u32 << (self.tries as u32).min(8));
        let own = if self.tries > 1.0 { doubled.min(60_000.0) * (0.8 + 0.4 * chance) } else { 0.0 };
        let until = now.wall + told.unwrap_or(own);
        Self { tries: self.tries, until, doubt, code: code.into() }
    }
}
