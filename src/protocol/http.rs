//! Plain values for the exchanges that the library makes itself: a small request, read to its end.

use super::secret::Secret;
use super::time::Millis;

/// A small request. Address and body may hold tokens or passwords, so they do not print.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// HTTP method.
    pub method: &'static str,
    /// Absolute address.
    pub url: Secret,
    /// The body, and its `Content-Type`; empty for none.
    pub body: Secret,
    /// `Content-Type` of the body.
    pub content_type: &'static str,
    /// The bearer token to send along (RFC 6750 section 2.1).
    pub bearer: Option<Secret>,
}

/// What a server answered, before anybody looked into it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// HTTP status code.
    pub status: u16,
    /// The whole body as text.
    pub body: Secret,
    /// `Retry-After`, in milliseconds from now, unchecked (RFC 9110 section 10.2.3).
    pub retry_after: Option<Millis>,
}

/// Longest wait that a server may impose on us.
pub const LONGEST_WAIT: Millis = 300_000.0;

impl Reply {
    /// How long the server asks to wait: nothing sensible reads as `None`, anything longer than 5 minutes as 5 minutes.
    pub fn wait(&self) -> Option<Millis> {
        self.retry_after.filter(|wait| *wait >= 0.0).map(|wait| wait.min(LONGEST_WAIT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_waits_are_capped_or_ignored() {
        let reply = |retry_after| Reply { status: 429, body: Secret::new(String::new()), retry_after }.wait();
        assert_eq!(reply(Some(3_000.0)), Some(3_000.0));
        assert_eq!(reply(Some(1e12)), Some(300_000.0));
        assert_eq!(reply(Some(-1.0)), None);
        assert_eq!(reply(Some(f64::NAN)), None);
        assert_eq!(reply(None), None);
    }
}
