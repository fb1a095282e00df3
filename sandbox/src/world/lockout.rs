//! What stands between a guesser and a user: the count of failures, and codes that work once and not for long.
//! Nothing waits or sleeps here: time comes in as an argument.

use crate::clock::after;
use jiff::Timestamp;

/// The platform's default: ten failures close the door for two minutes.
const MOST_FAILURES: u32 = 10;
const LOCKOUT_SECONDS: i64 = 120;

/// How long a one-time password or a reset code works.
const CODE_SECONDS: i64 = 600;

/// Counts wrong passwords of one user.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lockout {
    failures: u32,
    until: Option<Timestamp>,
}

impl Lockout {
    pub fn is_active(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| now < until)
    }

    pub fn count_failure(&mut self, now: Timestamp) {
        self.failures += 1;
        if self.failures >= MOST_FAILURES {
            *self = Self { failures: 0, until: Some(after(now, LOCKOUT_SECONDS)) };
        }
    }

    /// Forgets everything: after a success, or by the hand of an administrator.
    pub fn lift(&mut self) {
        *self = Self::default();
    }
}

/// A secret sent to a user; it works once.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    secret: String,
    expires_at: Timestamp,
}

impl Code {
    /// Six digits, for typing.
    pub fn digits(now: Timestamp) -> Self {
        let secret = format!("{:06}", uuid::Uuid::new_v4().as_u128() % 1_000_000);
        Self { secret, expires_at: after(now, CODE_SECONDS) }
    }

    /// A GUID, for links.
    pub fn guid(now: Timestamp) -> Self {
        Self { secret: uuid::Uuid::new_v4().to_string(), expires_at: after(now, CODE_SECONDS) }
    }

    pub fn secret(&self) -> &str {
        &self.secret
    }

    pub fn is(&self, guess: &str, now: Timestamp) -> bool {
        guess == self.secret && now < self.expires_at
    }
}
