//! A token that is good now, and who gets it.

use super::core::{Bound, Client, Wait};
use super::error::{Code, Error};
use super::ports::{CallId, Effect, GuestRequest, Mark, Outcome, Sending, Sent, Surroundings};
use crate::session::state::{Next, next};

impl<S: Surroundings> Client<S> {
    /// A token that is good now: the one at hand, a renewed one, or, where the configuration says so, a new guest's.
    pub(super) fn need_token(&mut self, id: CallId, bound: Bound) {
        self.retry_write();
        match next(&self.record, self.around.now()) {
            Next::Use => self.hand_out(id, bound),
            Next::Renew => self.wait_for_renewal(id, Wait::Token(Some(self.mark()), bound), self.mark()),
            Next::End(reason) => {
                self.end(reason);
                self.finish(id, Err(Code::from(reason).into()));
            }
            Next::SignedOut if self.config.automatic_guest => {
                self.wait_for_guest(id, Wait::Token(None, bound), GuestRequest::default());
            }
            Next::SignedOut => self.finish(id, Err(Code::SignedOut.into())),
        }
    }

    /// Goes on with a call whose wait is over. `failed`: what it waited for did not succeed.
    pub(super) fn serve(&mut self, id: CallId, wait: Wait, failed: Option<&Error>) {
        match self.after(wait, failed) {
            Err(error) => self.finish(id, Err(error)),
            Ok(()) => match wait {
                Wait::Token(_, bound) => self.hand_out(id, bound),
                Wait::Resend(refused, sending) => self.resend(id, refused, sending, Sending::Renewed),
                Wait::Guest | Wait::Renewal(_) | Wait::Own => {
                    self.finish(id, Ok(Outcome::Session));
                }
            },
        }
    }

    /// Whether a call may go on.
    fn after(&self, wait: Wait, failed: Option<&Error>) -> Result<(), Error> {
        let failed = failed.cloned();
        match wait {
            Wait::Guest if self.guest_is_live() => Ok(()),
            // Nobody was signed in when this call was made: whoever is by now may make it.
            Wait::Token(None, _) if self.record.live().is_some() => Ok(()),
            Wait::Guest | Wait::Token(None, _) => Err(failed.unwrap_or_else(|| self.overtaken())),
            Wait::Token(Some(held), _) => {
                let same = self.check_session(held);
                // The refusal says more than that there is no session any more. And while the network is down, the old
                // token may have some seconds left.
                match failed {
                    Some(error) if same.is_err() || !self.has_time_left() => Err(error),
                    _ => same,
                }
            }
            Wait::Renewal(held) | Wait::Resend(held, _) => match failed {
                Some(error) => Err(error),
                None => self.check_session(held),
            },
            Wait::Own => Ok(()),
        }
    }

    /// Gives the token at hand to whom it was wanted for.
    pub(super) fn hand_out(&mut self, id: CallId, bound: Bound) {
        let Some(live) = self.record.live() else {
            return self.finish(id, Err(self.overtaken()));
        };
        let token = live.tokens.access_token.clone();
        match bound {
            Bound::Caller => self.finish(id, Ok(Outcome::AccessToken(token))),
            Bound::Transfer => self.transfer(id, false),
            Bound::Api(sending) => {
                let sent = Sent { token: self.mark(), sending };
                self.effects.push(Effect::Send(id, token, Some(sent)));
            }
        }
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
