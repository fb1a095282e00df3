//! What the shopper has: a session with tokens, or none and why.

use super::token_set::TokenSet;
use crate::protocol::time::Now;
use crate::value::Value;
use std::rc::Rc;

/// What the shopper has.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionState {
    /// No session. Written at sign-out as well (a tombstone), so that nothing late can bring the old session back.
    SignedOut {
        /// Why, where it ended without the shopper's doing.
        reason: Option<EndReason>,
        /// The order of the guest session that ended, or nothing.
        last_order_id: Value,
    },
    /// A session with tokens.
    Live(Rc<Live>),
}

/// A session with tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Live {
    /// Whose session it is.
    pub kind: Kind,
    /// The tokens and their end.
    pub tokens: Rc<TokenSet>,
    /// False once the server has refused the refresh token: the access token is then used up to its own end.
    pub renewable: bool,
    /// The token of the guest that this user was, while that guest's order is yet to be handed over; or nothing.
    pub guest: Value,
}

/// Whose session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A shopper without account.
    Anonymous,
    /// A user, and how the session began.
    User(Via),
    /// An application acting for itself.
    Application,
}

/// How a user's session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    /// User name and password.
    Password,
    /// Single sign-on.
    Sso,
    /// A guest who registered.
    Register,
    /// Tokens that were obtained elsewhere.
    Adopted,
}

/// Why a session ended without the shopper's doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The access token ended and could not be renewed.
    SessionExpired,
    /// A guest's token ended; guests are not renewed.
    AnonymousExpired,
    /// The refresh token was refused after a try whose answer never came: that one may have been granted.
    RefreshOutcomeUnknown,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Anonymous,
        Self::Application,
        Self::User(Via::Password),
        Self::User(Via::Sso),
        Self::User(Via::Register),
        Self::User(Via::Adopted),
    ];

    /// The name in `Session.kind`.
    pub fn as_str(self) -> &'static str {
        if let Self::User(_) = self { "user" } else { self.stored_name() }
    }

    /// The name in storage, and in `UserSession.via`.
    pub fn stored_name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Application => "application",
            Self::User(Via::Password) => "password",
            Self::User(Via::Sso) => "sso",
            Self::User(Via::Register) => "register",
            Self::User(Via::Adopted) => "adopted",
        }
    }
}

impl EndReason {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::SessionExpired, Self::AnonymousExpired, Self::RefreshOutcomeUnknown];

    /// The name in storage, in `SignedOut.reason` and as an error code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SessionExpired => "session_expired",
            Self::AnonymousExpired => "anonymous_expired",
            Self::RefreshOutcomeUnknown => "refresh_outcome_unknown",
        }
    }
}

impl Live {
    /// Whether a refresh may be tried.
    pub fn can_refresh(&self) -> bool {
        self.renewable && self.tokens.refresh_token.is_some()
    }

    /// The order of a guest, or nothing.
    pub fn order_id(&self) -> Value {
        self.tokens.claims.order_id().only_if(self.kind == Kind::Anonymous)
    }

    /// The tombstone of this session. A guest's order id stays on it: a cart is never lost without a word.
    pub fn end(&self, reason: Option<EndReason>) -> SessionState {
        SessionState::SignedOut { reason, last_order_id: self.order_id() }
    }

    /// What is left when the server has refused the refresh token: the access token up to its end, or, where that is
    /// over or was refused as well, nothing.
    pub fn refused(&self, access_token_refused: bool, reason: EndReason, now: Now) -> SessionState {
        if access_token_refused || self.tokens.time_left(now) <= 0.0 {
            self.end(Some(reason))
        } else {
            SessionState::Live(Self { renewable: false, ..self.clone() }.into())
        }
    }
}
