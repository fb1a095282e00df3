//! What a server said when it refused, and what that means for a session.

use super::time::Millis;
use crate::value::Value;

/// What the server said when it refused.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Refusal {
    /// HTTP status code.
    pub status: u16,
    /// RFC 6749 section 5.2 `error`, unchanged, or nothing.
    pub oauth_error: Value,
    /// OrderCloud's `Errors[0].ErrorCode`, unchanged, or nothing.
    pub server_code: Value,
    /// How long the server asks to wait.
    pub retry_after: Option<Millis>,
}

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// The grant does not hold: wrong user name or password, or a refresh token that is spent, expired or revoked.
    InvalidGrant,
    /// The user or the company is locked, inactive, or must change the password first.
    AccountBlocked,
    /// The client is unknown, inactive, lacks its secret, or may not use this grant.
    InvalidClient,
    /// The user has none of the roles that the client demands.
    InsufficientRoles,
    /// Another well-formed OAuth error.
    OAuth,
    /// Too many requests.
    RateLimited,
    /// The server cannot answer now.
    Unavailable,
    /// Not an answer of a token endpoint.
    NotUnderstood,
}
