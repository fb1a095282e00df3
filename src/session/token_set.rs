//! Tokens together with the moment they end.
//!
//! The lifetime counts from the moment of receipt on this device, by the seconds the server gave. So a wrong clock does no
//! harm. Tokens from elsewhere (`adopt`, single sign-on) are the exception: see client/login.rs.

use crate::protocol::jwt::Claims;
use crate::protocol::time::{Millis, Now};
use crate::protocol::token_response::Issued;
use crate::value::Value;

/// An access token, perhaps a refresh token, and when the access token ends.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenSet {
    /// The access token.
    pub access_token: Value,
    /// The refresh token, where the server gave one, or nothing.
    pub refresh_token: Value,
    /// When the tokens were received.
    pub received: Now,
    /// How long the access token is good from then on; infinite: unknown, it is used until the server refuses it.
    pub lifetime: Millis,
    /// What the access token says of itself.
    pub claims: Claims,
}

/// Longest margin before the end of a token at which it is renewed.
const LONGEST_LEEWAY: Millis = 30_000.0;
/// Of a short life the margin takes one part of so many.
const LEEWAY_PARTS: f64 = 5.0;

impl TokenSet {
    /// Tokens just received.
    pub fn receive(issued: Issued, now: Now) -> Self {
        Self {
            access_token: issued.access_token,
            refresh_token: issued.refresh_token,
            received: now,
            lifetime: issued.lifetime_seconds * 1000.0,
            claims: issued.claims,
        }
    }

    /// Tokens that came out of storage, received at the wall time `received_at`, perhaps by an earlier page.
    ///
    /// The monotonic clock of that page is gone: the time since receipt is taken from the wall clock, as far as that is
    /// believable (never less than nothing).
    pub fn restore(mut self, received_at: Millis, now: Now) -> Self {
        let age = (now.wall - received_at).max(0.0);
        self.received = Now { wall: received_at, monotonic: now.monotonic - age };
        self
    }

    /// The refreshed tokens of the same session: an answer without refresh token keeps the old one (RFC 6749 section 6).
    pub fn succeed(&self, issued: Issued, now: Now) -> Self {
        let mut next = Self::receive(issued, now);
        next.refresh_token = next.refresh_token.or(|| self.refresh_token.clone());
        next
    }

    /// The end of the access token on this device's wall clock; infinite where the lifetime is unknown.
    pub fn expires_at(&self) -> Millis {
        self.received.wall + self.lifetime
    }

    /// Time left until the access token ends; negative afterwards, infinite where unknown.
    ///
    /// The more pessimistic clock counts: the monotonic one may have slept, the wall clock may have been put back.
    pub fn time_left(&self, now: Now) -> Millis {
        self.lifetime - self.age(now)
    }

    /// Time since the tokens were received.
    pub fn age(&self, now: Now) -> Millis {
        (now.wall - self.received.wall).max(now.monotonic - self.received.monotonic)
    }

    /// The margin before its end at which the access token is renewed: 30 seconds, or a fifth of a short life.
    pub fn leeway(&self) -> Millis {
        (self.lifetime / LEEWAY_PARTS).min(LONGEST_LEEWAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Now = Now { wall: 1_000_000.0, monotonic: 500.0 };

    fn tokens(lifetime_seconds: f64) -> TokenSet {
        let issued = Issued {
            access_token: "at".into(),
            refresh_token: "rt".into(),
            lifetime_seconds,
            claims: Claims::default(),
        };
        TokenSet::receive(issued, T0)
    }

    fn after(millis: Millis) -> Now {
        Now { wall: T0.wall + millis, monotonic: T0.monotonic + millis }
    }

    #[test]
    fn lifetime_counts_from_receipt() {
        let tokens = tokens(600.0);
        assert_eq!(tokens.expires_at(), T0.wall + 600_000.0);
        assert_eq!(tokens.time_left(after(599_000.0)), 1_000.0);
        assert_eq!(tokens.time_left(after(601_000.0)), -1_000.0);
    }

    #[test]
    fn leeway_is_thirty_seconds_or_a_fifth() {
        for (lifetime, leeway) in [(1.0, 200.0), (60.0, 12_000.0), (150.0, 30_000.0), (86_400.0, 30_000.0)] {
            assert_eq!(tokens(lifetime).leeway(), leeway);
        }
    }

    #[test]
    fn the_more_pessimistic_clock_counts() {
        let tokens = tokens(600.0);
        let slept = Now { wall: T0.wall + 700_000.0, monotonic: T0.monotonic + 10.0 };
        assert!(tokens.time_left(slept) < 0.0);
        let put_back = Now { wall: T0.wall - 86_400_000.0, monotonic: T0.monotonic + 700_000.0 };
        assert!(tokens.time_left(put_back) < 0.0);
    }

    #[test]
    fn a_constant_error_of_the_clock_does_not_matter_across_pages() {
        let next_page = Now { wall: T0.wall + 100_000.0, monotonic: 3.0 };
        let restored = tokens(600.0).restore(T0.wall, next_page);
        assert_eq!(restored.time_left(next_page), 500_000.0);
    }

    #[test]
    fn a_clock_put_back_between_pages_never_lengthens_a_life() {
        let next_page = Now { wall: T0.wall - 3_600_000.0, monotonic: 3.0 };
        let restored = tokens(600.0).restore(T0.wall, next_page);
        assert_eq!(restored.time_left(next_page), 600_000.0);
    }

    #[test]
    fn unknown_lifetime_never_ends_by_itself() {
        let unknown = tokens(f64::INFINITY);
        assert_eq!(unknown.time_left(after(1e15)), f64::INFINITY);
        assert!(unknown.leeway() < f64::INFINITY);
    }

    #[test]
    fn a_refresh_without_new_refresh_token_keeps_the_old_one() {
        let issued = Issued {
            access_token: "at2".into(),
            refresh_token: Value::nothing(),
            lifetime_seconds: 1.0,
            claims: Claims::default(),
        };
        assert_eq!(tokens(f64::INFINITY).succeed(issued, T0).refresh_token.read(), "rt");
    }
}
