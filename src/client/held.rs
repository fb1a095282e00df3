//! What is held now, as the rules ask for it.

use super::core::Client;
use super::error::{Code, Error};
use super::ports::{Mark, Surroundings};
use crate::session::live::Holding;
use crate::session::live::Kind;
use crate::value::Value;

impl<S: Surroundings> Client<S> {
    /// The access token that is held now.
    pub(super) fn mark(&self) -> Mark {
        Mark { sid: self.record.sid, since: self.since }
    }

    /// The token of the guest who is about to become somebody else, or nothing.
    pub(super) fn guest_token(&self) -> Value {
        let is_guest = self.record.live().is_some_and(|live| live.kind == Kind::Anonymous);
        self.record.access_token().only_if(is_guest)
    }

    pub(super) fn guest_is_live(&self) -> bool {
        let guest = self.record.live().filter(|live| live.kind == Kind::Anonymous);
        guest.is_some_and(|live| live.can_refresh() || live.tokens.time_left(self.around.now()) > 0.0)
    }

    /// What to tell a caller who needs a session where there is none, or not the right one: why it ended, if by itself.
    pub(super) fn missing(&self) -> Error {
        match self.record.holding {
            Holding::Ended { reason: Some(reason), .. } => Code::from(reason),
            _ => Code::SignedOut,
        }
        .into()
    }

    /// What to tell a caller whose session, or whose wish for one, was overtaken by a later deed or by its end.
    #[inline(never)]
    pub(super) fn overtaken(&self) -> Error {
        match &self.record.holding {
            Holding::Live(_) => Code::SessionReplaced,
            Holding::Ended { reason, .. } => reason.map_or(Code::SessionEnded, Code::from),
        }
        .into()
    }

    /// Fails unless the session is still that of this token.
    pub(super) fn check_session(&self, held: Mark) -> Result<(), Error> {
        if self.record.live().is_some() && self.record.sid == held.sid {
            Ok(())
        } else {
            Err(self.overtaken())
        }
    }

    /// Whether a refresh may be tried.
    pub(super) fn can_refresh(&self) -> bool {
        self.record.live().is_some_and(|live| live.can_refresh())
    }

    pub(super) fn has_time_left(&self) -> bool {
        self.record.live().is_some_and(|live| live.tokens.time_left(self.around.now()) > 0.0)
    }
}
