//! The caller's own calls, with the bearer token.
//!
//! A 401 renews the token and sends the call once more, and once only. The second 401, and every other status, is the
//! caller's. The token goes to allowed origins and nowhere else.

use super::pending::{PendingCall, TokenUse};

use super::core::Client;
use super::error::Code;
use super::ports::{CallId, Destination, Effect, Env, Outcome, Route, Sending, Sent, TokenRef};
use crate::protocol::time::Millis;
use crate::value::Value;

impl<S: Env> Client<S> {
    /// Sends a call, with the bearer token where that may go.
    pub(super) fn fetch(&mut self, id: CallId, route: Route) {
        let sending = if route.is_replayable { Sending::First } else { Sending::OnlyOnce };
        match route.destination {
            // A token request that goes with the page would lose the session, where tokens are good once.
            Destination::Allowed if route.is_urgent && self.has_time_left() => {
                self.deliver_token(id, TokenUse::Api(Sending::Second));
            }
            Destination::Allowed if route.is_urgent && self.record.live().is_some() => {
                self.finish(id, Err(Code::RefreshBusy.into()));
            }
            Destination::Allowed => self.need_token(id, TokenUse::Api(sending)),
            Destination::OwnAuthorization => {
                self.effects.push(Effect::ApiCall(id, Value::nothing(), None));
            }
            Destination::Foreign => self.finish(id, Err(Code::OriginNotAllowed.into())),
        }
    }

    /// Takes the API's answer.
    pub(super) fn answered(&mut self, id: CallId, refused: Option<Sent>) {
        let Some(Sent { token: sent, sending }) = refused else {
            return self.finish(id, Ok(Outcome::Answer));
        };
        match sending {
            Sending::First | Sending::OnlyOnce => {}
            Sending::Second => return self.finish(id, Ok(Outcome::Answer)),
            Sending::Renewed => {
                self.refused_when_new = Some(sent);
                return self.finish(id, Ok(Outcome::Answer));
            }
        }
        if let Err(error) = self.check_session(sent) {
            return self.finish(id, Err(error));
        }
        if self.token_ref() != sent {
            return self.resend(id, sent, sending, Sending::Second);
        }
        if self.was_refused_when_new() || !self.can_refresh() {
            return self.finish(id, Ok(Outcome::Answer));
        }
        self.rejected_token = Some(sent);
        self.wait_for_renewal(id, PendingCall::Resend(sent, sending), sent);
    }

    /// Sends a call again with a newer token than the refused one, if there is one by now.
    pub(super) fn resend(&mut self, id: CallId, refused: TokenRef, sending: Sending, next: Sending) {
        if self.token_ref() == refused {
            self.finish(id, Ok(Outcome::Answer));
        } else if sending == Sending::OnlyOnce {
            self.finish(id, Err(Code::BodyNotReplayable.into()));
        } else {
            self.deliver_token(id, TokenUse::Api(next));
        }
    }

    /// Whether the token at hand was refused when it was new, so that a newer one would be refused as well. A minute later it
    /// is worth a try.
    fn was_refused_when_new(&self) -> bool {
        let age = self.record.live().map_or(0.0, |live| live.tokens.age(self.env.now()));
        age < TRY_AGAIN_AFTER && self.refused_when_new == Some(self.token_ref())
    }
}

/// A token that was refused when it was new may be renewed once it is this old.
const TRY_AGAIN_AFTER: Millis = 60_000.0;
