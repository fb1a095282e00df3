//! The one error type. Holds structure, never prose of others: no token, no password, no body, no URL.

use crate::protocol::http::WireFault;
use crate::protocol::refusal::{Meaning, Refusal};
use crate::protocol::time::Millis;
use crate::protocol::token_response::Unusable;
use crate::session::live::EndReason;
use std::rc::Rc;

/// What can go wrong here; the rest of the closed list belongs to the loader, to options.js and to sso.js. Adding one is a
/// minor release, changing a meaning a major one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// There is no session.
    SignedOut,
    /// The session has ended and could not be renewed.
    SessionExpired,
    /// The shopper signed out while the call waited.
    SessionEnded,
    /// Somebody else signed in while the call waited.
    SessionReplaced,
    /// The guest session has ended; guests cannot be renewed.
    AnonymousExpired,
    /// Another tab is asking for new tokens and does not come to an end.
    RefreshBusy,
    /// The refresh token was refused after a try whose answer never came.
    RefreshOutcomeUnknown,
    /// Wrong user name or password.
    InvalidCredentials,
    /// The account is locked, inactive, or needs a new password.
    AccountBlocked,
    /// The API client is unknown, inactive, or may not do this.
    InvalidClient,
    /// The user lacks the roles that the API client demands.
    InsufficientRoles,
    /// Another OAuth error; see `oauth_error`.
    OauthError,
    /// Too many requests.
    RateLimited,
    /// The server cannot answer now.
    ServerUnavailable,
    /// The answer is not one of a token endpoint.
    BadResponse,
    /// The token cannot be decoded, or cannot be sent.
    BadToken,
    /// No connection, or it broke.
    Network,
    /// No whole answer in time.
    Timeout,
    /// The URL is on an origin that must not see the access token.
    OriginNotAllowed,
    /// The API refused the token, and the body could be read only once.
    BodyNotReplayable,
}

impl Code {
    /// The name in `AuthError.code`. Its words, with spaces, begin the error's message: what to do about each is in
    /// types.d.ts, where it costs a shopper nothing.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::SessionExpired => "session_expired",
            Self::SessionEnded => "session_ended",
            Self::SessionReplaced => "session_replaced",
            Self::AnonymousExpired => "anonymous_expired",
            Self::RefreshBusy => "refresh_busy",
            Self::RefreshOutcomeUnknown => "refresh_outcome_unknown",
            Self::InvalidCredentials => "invalid_credentials",
            Self::AccountBlocked => "account_blocked",
            Self::InvalidClient => "invalid_client",
            Self::InsufficientRoles => "insufficient_roles",
            Self::OauthError => "oauth_error",
            Self::RateLimited => "rate_limited",
            Self::ServerUnavailable => "server_unavailable",
            Self::BadResponse => "bad_response",
            Self::BadToken => "bad_token",
            Self::Network => "network",
            Self::Timeout => "timeout",
            Self::OriginNotAllowed => "origin_not_allowed",
            Self::BodyNotReplayable => "body_not_replayable",
        }
    }

    /// Whether the same call may succeed later without anything being changed.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::RefreshBusy | Self::Network | Self::Timeout | Self::RateLimited | Self::ServerUnavailable
        )
    }

    /// Failures after which nobody tries again for a while; those that no time heals, once they have come twice.
    pub const BACKOFF: [Self; 8] = [
        Self::Network,
        Self::Timeout,
        Self::RateLimited,
        Self::ServerUnavailable,
        Self::BadResponse,
        Self::BadToken,
        Self::OauthError,
        Self::InvalidClient,
    ];
}

impl From<EndReason> for Code {
    fn from(reason: EndReason) -> Self {
        match reason {
            EndReason::SessionExpired => Self::SessionExpired,
            EndReason::AnonymousExpired => Self::AnonymousExpired,
            EndReason::RefreshOutcomeUnknown => Self::RefreshOutcomeUnknown,
        }
    }
}

/// Anything that can go wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct Error {
    /// What went wrong.
    pub code: Code,
    /// What the server said, where it said anything.
    pub refusal: Option<Rc<Refusal>>,
}

impl Error {
    /// How long the server asks to wait.
    pub fn retry_after(&self) -> Option<Millis> {
        self.refusal.as_ref()?.retry_after
    }

    /// Whether the request may have been carried out all the same: there was no answer, it could not be read, or a gateway gave
    /// one that knows as little.
    pub fn leaves_doubt(&self) -> bool {
        matches!(self.code, Code::Network | Code::Timeout | Code::BadResponse)
            || self.refusal.as_ref().is_some_and(|said| matches!(said.status, 502 | 504))
    }

    /// The server has asked for patience, and this much of it is left.
    pub fn rate_limited(left: Millis) -> Self {
        let refusal = Refusal { retry_after: Some(left), ..Refusal::default() };
        Self { code: Code::RateLimited, refusal: Some(refusal.into()) }
    }

    /// What a refusal means. `invalid_grant`: the code where it is the grant itself that does not hold.
    pub fn refused(refusal: Refusal, meaning: Meaning, invalid_grant: Code) -> Self {
        let code = match meaning {
            Meaning::InvalidGrant => invalid_grant,
            Meaning::AccountBlocked => Code::AccountBlocked,
            Meaning::InvalidClient => Code::InvalidClient,
            Meaning::InsufficientRoles => Code::InsufficientRoles,
            Meaning::OAuth => Code::OauthError,
            Meaning::RateLimited => Code::RateLimited,
            Meaning::Unavailable => Code::ServerUnavailable,
            Meaning::NotUnderstood => Code::BadResponse,
        };
        Self { code, refusal: Some(Rc::new(refusal)) }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self { code, refusal: None }
    }
}

impl From<WireFault> for Error {
    fn from(fault: WireFault) -> Self {
        match fault {
            WireFault::Network => Code::Network,
            WireFault::Timeout => Code::Timeout,
        }
        .into()
    }
}

impl From<Unusable> for Error {
    fn from(unusable: Unusable) -> Self {
        match unusable {
            Unusable::Shape => Code::BadResponse,
            Unusable::Token => Code::BadToken,
        }
        .into()
    }
}
