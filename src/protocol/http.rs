//! Plain values for the requests_under_way that the library makes itself: a small request, read to its end.

use super::time::Millis;
use crate::value::Value;

/// A small request. Much of it may be a token or a password: those are [`Value`]s, which do not print.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// HTTP method.
    pub method: &'static str,
    /// Path below the base URL.
    pub path: &'static str,
    /// The token that goes behind the path, percent-encoded; or nothing.
    pub guest: Value,
    /// An object, or nothing.
    pub body: Value,
    /// Whether the body goes as a form (RFC 6749 appendix B) rather than as JSON.
    pub is_form: bool,
    /// The bearer token to send along (RFC 6750 section 2.1), or nothing.
    pub bearer: Value,
}

/// A request to the API, in JSON.
pub fn api_request(method: &'static str, path: &'static str, body: Value, bearer: Value) -> Request {
    Request { method, path, guest: Value::nothing(), body, is_form: false, bearer }
}

/// What a server answered, before anybody looked into it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// HTTP status code.
    pub status: u16,
    /// The object that the whole body is in JSON; nothing where it is no object.
    pub body: Value,
    /// `Retry-After`, in milliseconds from now, unchecked (RFC 9110 section 10.2.3); NaN where the header is missing.
    pub retry_after: Millis,
}

/// Why a token request got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WireFault {
    /// No connection, or it broke.
    Network,
    /// The deadline for the whole exchange passed.
    Timeout,
}

/// Longest wait that a server may impose on us.
pub const LONGEST_WAIT: Millis = 300_000.0;

impl Reply {
    /// How long the server asks to wait: nothing sensible reads as `None`, anything longer than 5 minutes as 5 minutes.
    pub fn wait(&self) -> Option<Millis> {
        (self.retry_after >= 0.0).then(|| self.retry_after.min(LONGEST_WAIT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_waits_are_capped_or_ignored() {
        let reply = |retry_after| Reply { status: 429, body: Value::nothing(), retry_after }.wait();
        assert_eq!(reply(3_000.0), Some(3_000.0));
        assert_eq!(reply(1e12), Some(300_000.0));
        assert_eq!(reply(-1.0), None);
        assert_eq!(reply(f64::NAN), None);
    }
}
