//! A token that is good now, and who gets it.

use super::pending::{PendingCall, TokenUse};

use super::core::Client;
use super::error::{Code, Error};
use super::ports::{CallId, Effect, Env, GuestRequest, Outcome, Sending, Sent};
use crate::session::state::{Next, next};

impl<S: Env> Client<S> {
    /// A token that is good now: the one at hand, a renewed one, or, where the configuration says so, a new guest's.
    pub(super) fn need_token(&mut self, id: CallId, token_use: TokenUse) {
        self.retry_write();
        match next(&self.record, self.env.now()) {
            Next::Use => self.deliver_token(id, token_use),
            Next::Renew => self.wait_for_renewal(
                id,
                PendingCall::Token(Some(self.token_ref()), token_use),
                self.token_ref(),
            ),
            Next::End(reason) => {
                self.end(reason);
                self.finish(id, Err(Code::from(reason).into()));
            }
            Next::SignedOut if self.config.automatic_guest => {
                self.wait_for_guest(id, PendingCall::Token(None, token_use), GuestRequest::default());
            }
            Next::SignedOut => self.finish(id, Err(Code::SignedOut.into())),
        }
    }

    /// Goes on with a call whose wait is over. `failed`: what it waited for did not succeed.
    pub(super) fn resume(&mut self, id: CallId, pending: PendingCall, failed: Option<&Error>) {
        match self.after(pending, failed) {
            Err(error) => self.finish(id, Err(error)),
            Ok(()) => match pending {
                PendingCall::Token(_, token_use) => self.deliver_token(id, token_use),
                PendingCall::Resend(refused, sending) => self.resend(id, refused, sending, Sending::Renewed),
                PendingCall::Guest | PendingCall::Renewal(_) | PendingCall::Own => {
                    self.finish(id, Ok(Outcome::Session));
                }
            },
        }
    }

    /// Whether a call may go on.
    fn after(&self, pending: PendingCall, failed: Option<&Error>) -> Result<(), Error> {
        let failed = failed.cloned();
        match pending {
            PendingCall::Guest if self.guest_is_live() => Ok(()),
            // Nobody was signed in when this call was made: any session that is there by now may make it.
            PendingCall::Token(None, _) if self.record.live().is_some() => Ok(()),
            PendingCall::Guest | PendingCall::Token(None, _) => {
                Err(failed.unwrap_or_else(|| self.superseded()))
            }
            PendingCall::Token(Some(held), _) => {
                let same = self.check_session(held);
                // The refusal says more than that there is no session any more. And while the network is down, the old
                // token may have some seconds left.
                match failed {
                    Some(error) if same.is_err() || !self.has_time_left() => Err(error),
                    _ => same,
                }
            }
            PendingCall::Renewal(held) | PendingCall::Resend(held, _) => match failed {
                Some(error) => Err(error),
                None => self.check_session(held),
            },
            PendingCall::Own => Ok(()),
        }
    }

    /// Gives the token at hand to whom it was wanted for.
    pub(super) fn deliver_token(&mut self, id: CallId, token_use: TokenUse) {
        let Some(live) = self.record.live() else {
            return self.finish(id, Err(self.superseded()));
        };
        let token = live.tokens.access_token.clone();
        match token_use {
            TokenUse::Caller => self.finish(id, Ok(Outcome::AccessToken(token))),
            TokenUse::Transfer => self.transfer(id, false),
            TokenUse::Api(sending) => {
                let sent = Sent { token: self.token_ref(), sending };
                self.effects.push(Effect::ApiCall(id, token, Some(sent)));
            }
        }
    }

    /// Goes on with every call that waited for a renewal, or for a guest.
    pub(super) fn resume_all(&mut self, renewal: bool, failed: Option<&Error>) {
        for (id, pending) in std::mem::take(&mut self.calls) {
            let concerned = match pending {
                PendingCall::Guest | PendingCall::Token(None, _) => !renewal,
                PendingCall::Renewal(_) | PendingCall::Token(Some(_), _) | PendingCall::Resend(..) => renewal,
                PendingCall::Own => false,
            };
            if concerned {
                self.resume(id, pending, failed);
            } else {
                self.calls.push((id, pending));
            }
        }
    }

    /// Whether anybody still waits for newer tokens than those at hand, or for a guest.
    pub(super) fn is_wanted(&self, renewal: bool) -> bool {
        self.calls.iter().any(|(_, pending)| match *pending {
            PendingCall::Guest | PendingCall::Token(None, _) => !renewal,
            PendingCall::Renewal(stale)
            | PendingCall::Token(Some(stale), _)
            | PendingCall::Resend(stale, _) => renewal && stale == self.token_ref(),
            PendingCall::Own => false,
        })
    }
}
