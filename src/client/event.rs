//! What listeners are told, and why.

use crate::protocol::time::Millis;
use crate::session::record::Record;
use crate::value::Value;
use std::rc::Rc;

/// Something that happened to the session.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The session is another one, or has other tokens.
    Session {
        /// What is held now.
        record: Rc<Record>,
        /// Why it changed.
        cause: Cause,
    },
    /// The session ends soon and cannot be renewed.
    Expiring {
        /// Time to its end.
        left: Millis,
    },
    /// Something happened to a guest's order.
    Order {
        /// The guest's order, or nothing.
        from: Value,
        /// The order that counts now, or nothing.
        to: Value,
        /// What is wrong, if anything.
        problem: Option<OrderProblem>,
    },
    /// Something is wrong with the place where the session is kept.
    Storage(StorageProblem),
}

/// What is wrong with a guest's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderProblem {
    /// Another one has taken its place.
    Changed,
    /// It could not be handed over to the user.
    TransferFailed,
}

impl OrderProblem {
    /// The name in `SessionEvent.problem`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::TransferFailed => "transfer_failed",
        }
    }
}

/// Why a session changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Signed in with a password.
    Login,
    /// A guest session began.
    Anonymous,
    /// An application signed in for itself.
    Application,
    /// A return from single sign-on.
    Sso,
    /// The guest registered.
    Register,
    /// Tokens were taken over from elsewhere.
    Adopt,
    /// The tokens were renewed, or cannot be renewed any more.
    Refresh,
    /// Signed out.
    Logout,
    /// The session ended by itself.
    Expired,
    /// Another tab changed it.
    OtherTab,
    /// It was found in storage at the start.
    Restored,
}

impl Cause {
    /// The name in `SessionEvent.cause`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Anonymous => "anonymous",
            Self::Application => "application",
            Self::Sso => "sso",
            Self::Register => "register",
            Self::Adopt => "adopt",
            Self::Refresh => "refresh",
            Self::Logout => "logout",
            Self::Expired => "expired",
            Self::OtherTab => "other-tab",
            Self::Restored => "restored",
        }
    }
}

/// What is wrong with the place where the session is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StorageProblem {
    /// It cannot be used; the session lives in memory.
    Unavailable,
    /// It is full; the session lives in memory until there is room.
    Full,
    /// What was found there is no session.
    Corrupt,
    /// What was found there was written by a newer version of this library, and is left alone.
    NewerVersion,
}

impl StorageProblem {
    /// The name in `SessionEvent.problem`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unavailable => "unavailable",
            Self::Full => "full",
            Self::Corrupt => "corrupt",
            Self::NewerVersion => "newer_version",
        }
    }
}
