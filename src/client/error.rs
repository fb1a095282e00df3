//! The one error type. Holds structure, never prose of others: no token, no password, no body, no URL.

use super::ports::WireFault;
use crate::protocol::error_response::{Meaning, Refusal};
use crate::protocol::time::Millis;
use crate::protocol::token_response::Unusable;
use crate::session::record::EndReason;
use std::ops::Deref;
use std::rc::Rc;

/// The closed list of what can go wrong. Adding one is a minor release, changing a meaning a major one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// An option is missing or makes no sense; the error's detail names it.
    ConfigInvalid,
    /// A client secret in a place where shoppers can read it.
    SecretInBrowser,
    /// The platform lacks something; the error's detail names it.
    UnsupportedEnvironment,
    /// The client object was disposed of.
    Disposed,
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
    /// The name in `AuthError.code`.
    pub fn as_str(self) -> &'static str {
        self.texts().0
    }

    /// One sentence for developers.
    pub fn message(self) -> &'static str {
        self.texts().1
    }

    /// Whether the same call may succeed later without anything being changed.
    pub fn is_retryable(self) -> bool {
        matches!(self, Self::RateLimited | Self::ServerUnavailable | Self::Network | Self::Timeout)
    }

    fn texts(self) -> (&'static str, &'static str) {
        match self {
            Self::ConfigInvalid => ("config_invalid", "Missing or invalid option: "),
            Self::SecretInBrowser => {
                ("secret_in_browser", "A client secret must not be used where shoppers can read it")
            }
            Self::UnsupportedEnvironment => ("unsupported_environment", "This platform lacks: "),
            Self::Disposed => ("disposed", "This client was disposed of"),
            Self::SignedOut => ("signed_out", "There is no session: sign in first"),
            Self::SessionExpired => ("session_expired", "The session has ended: sign in again"),
            Self::SessionEnded => ("session_ended", "The shopper signed out meanwhile"),
            Self::SessionReplaced => {
                ("session_replaced", "Another session took the place of this one meanwhile")
            }
            Self::AnonymousExpired => ("anonymous_expired", "The guest session has ended"),
            Self::InvalidCredentials => ("invalid_credentials", "The user name or the password is wrong"),
            Self::AccountBlocked => {
                ("account_blocked", "The account is locked, inactive, or needs a new password")
            }
            Self::InvalidClient => {
                ("invalid_client", "The API client is unknown, inactive, or may not do this")
            }
            Self::InsufficientRoles => {
                ("insufficient_roles", "The user lacks a role that the API client demands")
            }
            Self::OauthError => {
                ("oauth_error", "The authorization server refused; see oauthError and serverCode")
            }
            Self::RateLimited => ("rate_limited", "Too many requests: wait, then try again"),
            Self::ServerUnavailable => ("server_unavailable", "The authorization server cannot answer now"),
            Self::BadResponse => ("bad_response", "The answer is not one of a token endpoint"),
            Self::BadToken => ("bad_token", "The token is not one that can be read or sent"),
            Self::Network => ("network", "No connection to the authorization server"),
            Self::Timeout => ("timeout", "The authorization server did not answer in time"),
            Self::OriginNotAllowed => {
                ("origin_not_allowed", "This URL is not on an origin that may see the token")
            }
            Self::BodyNotReplayable => (
                "body_not_replayable",
                "The token was renewed, but the body of this call can be read only once",
            ),
        }
    }
}

impl From<EndReason> for Code {
    fn from(reason: EndReason) -> Self {
        match reason {
            EndReason::SessionExpired => Self::SessionExpired,
            EndReason::AnonymousExpired => Self::AnonymousExpired,
        }
    }
}

/// Anything that can go wrong. One pointer wide: it travels through every `?`.
#[derive(Clone, Debug, PartialEq)]
pub struct Error(Rc<Facts>);

/// What is known about it.
#[derive(Debug, PartialEq)]
pub struct Facts {
    /// What went wrong.
    pub code: Code,
    /// Which option is wrong, or what the platform lacks.
    pub detail: &'static str,
    /// What the server said, where it said anything.
    pub refusal: Option<Refusal>,
}

impl Deref for Error {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.0
    }
}

impl Error {
    /// An error about something that has a name.
    pub fn about(code: Code, detail: &'static str) -> Self {
        Self(Rc::new(Facts { code, detail, refusal: None }))
    }

    /// A `config_invalid` that names the option.
    pub fn config(option: &'static str) -> Self {
        Self::about(Code::ConfigInvalid, option)
    }

    /// How long the server asks to wait.
    pub fn retry_after(&self) -> Option<Millis> {
        self.refusal.as_ref()?.retry_after
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
        Self(Rc::new(Facts { code, detail: "", refusal: Some(refusal) }))
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::about(code, "")
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
