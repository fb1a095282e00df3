//! A token that is good now, and who gets it.

use super::pending::{Bound, Wait};

use super::core::Client;
use super::error::{Code, Error};
use super::ports::{CallId, Effect, GuestRequest, Outcome, Sending, Sent, Surroundings};
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

    /// Goes on with every call that waited for a renewal, or for a guest.
    pub(super) fn serve_all(&mut self, renewal: bool, failed: Option<&Error>) {
        for (id, wait) in std::mem::take(&mut self.calls) {
            let concerned = match wait {
                Wait::Guest | Wait::Token(None, _) => !renewal,
                Wait::Renewal(_) | Wait::Token(Some(_), _) | Wait::Resend(..) => renewal,
                Wait::Own => false,
            };
            if concerned {
                self.serve(id, wait, failed);
            } else {
                self.calls.push((id, wait));
            }
        }
    }

    /// Whether anybody still waits for newer tokens than those at hand, or for a guest.
    pub(super) fn is_wanted(&self, renewal: bool) -> bool {
        self.calls.iter().any(|(_, wait)| match *wait {
            Wait::Guest | Wait::Token(None, _) => !renewal,
            Wait::Renewal(stale) | Wait::Token(Some(stale), _) | Wait::Resend(stale, _) => {
                renewal && stale == self.mark()
            }
            Wait::Own => false,
        })
    }
}
