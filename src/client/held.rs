//! What is held now, as the rules ask for it.

use super::core::Client;
use super::error::{Code, Error};
use super::ports::{Env, TokenRef};
use crate::session::live::Kind;
use crate::session::live::SessionState;
use crate::value::Value;

impl<S: Env> Client<S> {
    /// The access token that is held now.
    pub(super) fn token_ref(&self) -> TokenRef {
        TokenRef { sid: self.record.sid, since: self.since }
    }

    /// The token of the guest who is about to become somebody else, or nothing.
    pub(super) fn guest_token(&self) -> Value {
        let is_guest = self.record.live().is_some_and(|live| live.kind == Kind::Anonymous);
        self.record.access_token().only_if(is_guest)
    }

    pub(super) fn guest_is_live(&self) -> bool {
        let guest = self.record.live().filter(|live| live.kind == Kind::Anonymous);
        guest.is_some_and(|live| live.can_refresh() || live.tokens.time_left(self.env.now()) > 0.0)
    }

    /// The error for a caller who needs a session that is not there, or not the right one: why it ended, if by itself.
    pub(super) fn no_session(&self) -> Error {
        match self.record.state {
            SessionState::SignedOut { reason: Some(reason), .. } => Code::from(reason),
            _ => Code::SignedOut,
        }
        .into()
    }

    /// The error for a caller whose session, or whose login, was superseded by a later user action or by the session's end.
    #[inline(never)]
    pub(super) fn superseded(&self) -> Error {
        match &self.record.state {
            SessionState::Live(_) => Code::SessionReplaced,
            SessionState::SignedOut { reason, .. } => reason.map_or(Code::SessionEnded, Code::from),
        }
        .into()
    }

    /// Fails unless the session is still that of this token.
    pub(super) fn check_session(&self, held: TokenRef) -> Result<(), Error> {
        if self.record.live().is_some() && self.record.sid == held.sid {
            Ok(())
        } else {
            Err(self.superseded())
        }
    }

    /// Whether a refresh may be tried.
    pub(super) fn can_refresh(&self) -> bool {
        self.record.live().is_some_and(|live| live.can_refresh())
    }

    pub(super) fn has_time_left(&self) -> bool {
        self.record.live().is_some_and(|live| live.tokens.time_left(self.env.now()) > 0.0)
    }
}
