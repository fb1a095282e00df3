//! What is under way: what calls wait for, what requests are for, what the lock is wanted for.

use super::error::{Code, Error};
use super::event::Cause;
use super::ports::{CallId, GuestRequest, Sending, TokenRef};
use crate::protocol::token_response::Issued;
use crate::session::live::Kind;
use crate::value::Value;

/// What a call waits for.
#[derive(Clone, Copy, Debug)]
pub(super) enum PendingCall {
    /// The reply to a request of its own.
    Own,
    /// A guest session.
    Guest,
    /// A newer token than this; then it is done.
    Renewal(TokenRef),
    /// A newer token than this, in the same session; or, with `None`, the token of any session that is there by then.
    Token(Option<TokenRef>, TokenUse),
    /// A newer token than this, which the API refused.
    Resend(TokenRef, Sending),
}

/// What a token is wanted for.
#[derive(Clone, Copy, Debug)]
pub(super) enum TokenUse {
    /// The caller itself.
    Caller,
    /// A call to the API.
    Api(Sending),
    /// The hand-over of a guest's order.
    Transfer,
}

/// How well the place that outlives the page does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StoreHealth {
    /// What is held is kept there.
    Kept,
    /// The last write found no room; the next call tries again.
    Full,
    /// The last write failed; the next one is tried all the same.
    Failed,
    /// It could not be read: nothing but a sign-out is to take the place of what may be there.
    Unread,
    /// It must be left alone.
    Off,
}

/// What a request is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    /// One caller's new session, unless there was another user action since this one.
    Login { call: CallId, user_action: u32, kind: Kind, cause: Cause, transfer: bool },
    /// A guest for all who wait for one.
    Guest,
    /// A newer token than this. `doubt`: a try before this one has had no answer. `again`: if this one has
    /// none either, it is repeated at once, because the first thing to be lost is a connection that has gone stale.
    Renewal { base: TokenRef, in_doubt: bool, repeat_once: bool },
    /// A user in the place of the guest of this session, and of this generation of it.
    Register { call: CallId, guest: (f64, f64) },
    /// The order of a guest to the user of this session; `at_login`: the caller asked for a session above all.
    Transfer { call: CallId, user: f64, at_login: bool },
    /// Its reply changes nothing in the session. `spare`: the refresh token to get another bearer by, if this one is
    /// refused; or nothing.
    NoSessionChange { call: CallId, spare: Value },
    /// A bearer to sign out everywhere with; nothing else comes of it.
    RenewForRevoke { call: CallId },
}

impl Purpose {
    /// The caller who alone waits for it.
    pub(super) fn caller(&self) -> Option<CallId> {
        match self {
            Self::Login { call, .. }
            | Self::Register { call, .. }
            | Self::Transfer { call, .. }
            | Self::NoSessionChange { call, .. }
            | Self::RenewForRevoke { call } => Some(*call),
            Self::Guest | Self::Renewal { .. } => None,
        }
    }

    /// What it means that the grant itself does not hold. Guests and applications have no credentials of their own: it is
    /// the API client that may not do this.
    pub(super) fn when_refused(&self) -> Code {
        match self {
            Self::Renewal { .. } | Self::RenewForRevoke { .. } => Code::SessionExpired,
            Self::Login { kind: Kind::User(_), .. } => Code::InvalidCredentials,
            Self::Login { .. } | Self::Guest => Code::InvalidClient,
            Self::Register { .. } | Self::Transfer { .. } | Self::NoSessionChange { .. } => Code::OauthError,
        }
    }
}

/// What the lock is wanted for.
#[derive(Clone, Debug)]
pub(super) enum LockedTask {
    /// Ask for new tokens for the session.
    Renew,
    /// Ask for a guest session.
    Guest(GuestRequest),
    /// Store what came of asking; the lock is held already.
    Store(Box<(Purpose, Result<Issued, Error>)>),
    /// Forget the token of the guest that the user of this session was.
    ForgetGuest(f64),
}
