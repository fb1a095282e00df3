//! Renewing the access token (RFC 6749 section 6): once, for any number of callers in any number of tabs.
//!
//! A network fault never ends a session. Only the server's definite refusal of this very refresh token does, or the
//! shopper.

use super::core::Client;

use super::error::{Code, Error};
use super::event::Cause;
use super::pending::Errand;
use super::pending::Purpose;
use super::pending::Wait;
use super::ports::{CallId, ExchangeId, Mark, Outcome, Sending, Surroundings};
use crate::protocol::grant::Grant;
use crate::protocol::token_response::Issued;
use crate::session::backoff::Trouble;
use crate::session::live::{EndReason, Holding, Kind, Live};
use crate::session::record::Record;
use crate::session::state::is_same_identity;
use crate::value::Value;
use std::rc::Rc;

impl<S: Surroundings> Client<S> {
    /// Renews now. Without a refresh token: nothing happens while the access token is good, then the session ends.
    pub(super) fn refresh(&mut self, id: CallId) {
        if self.can_refresh() {
            return self.wait_for_renewal(id, Wait::Renewal(self.mark()), self.mark());
        }
        // What is over ends here, should the alarm be late.
        self.look_at_the_clock();
        let result = self.record.live().map(|_| Outcome::Session);
        self.finish(id, result.ok_or_else(|| self.missing()));
    }

    /// Waits for a newer token than `stale`: by the refresh under way, another tab's, or a new one.
    pub(super) fn wait_for_renewal(&mut self, id: CallId, wait: Wait, stale: Mark) {
        if !self.is_renewing {
            self.catch_up();
            if self.mark() != stale || !self.can_refresh() {
                return match wait {
                    // That token was in the store already: where it is refused as well, it can still be renewed.
                    Wait::Resend(refused, sending) if self.check_session(refused).is_ok() => {
                        self.resend(id, refused, sending, Sending::Second);
                    }
                    _ => self.serve(id, wait, None),
                };
            }
            self.is_renewing = true;
            self.errand(Errand::Renew);
        }
        self.calls.push((id, wait));
    }

    /// Asks for new tokens, if they are still wanted now that no other tab can.
    pub(super) fn begin_renewal(&mut self, lock: ExchangeId, is_busy: bool) {
        if !self.can_refresh() || !self.is_wanted(true) {
            return self.conclude(lock, true, None);
        }
        if let Some(error) = self.cooling(is_busy) {
            return self.conclude(lock, true, Some(&error));
        }
        // From here on nobody can tell whether the refresh token is spent, until the answer is stored.
        let trouble = self.record.trouble.as_ref();
        let (tries, doubt) = trouble.map_or((0.0, false), |trouble| (trouble.tries, trouble.doubt));
        let open = Trouble { tries: tries + 1.0, until: 0.0, doubt: true, code: Value::nothing() };
        self.amend(self.record.holding.clone(), Some(open));
        self.ask_renewal(lock, doubt, tries == 0.0);
    }

    pub(super) fn ask_renewal(&mut self, lock: ExchangeId, doubt: bool, again: bool) {
        if let Some(live) = self.record.live() {
            let grant = Grant::Refresh(live.tokens.refresh_token.clone());
            self.exchange(lock, &grant, Purpose::Renewal { base: self.mark(), doubt, again });
        }
    }

    /// Whether to ask again at once with a refresh token that may be spent: not for a session that has ended or been renewed
    /// meanwhile, and, where using one twice ends the session, only if the session is of no use otherwise.
    pub(super) fn may_repeat(&self, base: Mark) -> bool {
        let is_strict = self.config.is_strict;
        self.mark() == base && (!is_strict || !self.has_time_left() || self.is_unauthorized())
    }

    /// Whether the API has refused the access token at hand.
    fn is_unauthorized(&self) -> bool {
        self.unauthorized == Some(self.mark())
    }

    /// Why nothing is asked for now: the lock is not to be had (`is_busy`), or a failure still keeps all tabs from trying again. Whoever asks for a refresh or a guest in so many words gets
    /// one, unless the server itself forbids it for now.
    pub(super) fn cooling(&self, is_busy: bool) -> Option<Error> {
        if is_busy {
            return Some(Code::RefreshBusy.into());
        }
        let name = self.record.cooling(self.around.now())?.read();
        let trouble = self.record.trouble.as_ref()?;
        let code = Code::COOLING.into_iter().find(|code| code.as_str() == name)?;
        if !code.is_retryable() && trouble.tries < 2.0 {
            return None;
        }
        let insists = self.is_back_online
            || self.calls.iter().any(|(_, wait)| matches!(wait, Wait::Renewal(_) | Wait::Guest));
        if code == Code::RateLimited {
            return Some(Error::rate_limited(trouble.until - self.around.now().wall));
        }
        (!insists).then(|| code.into())
    }

    /// Notes a failure, for all tabs.
    pub(super) fn cool_down(&mut self, error: &Error, doubt: bool) {
        self.is_back_online = false;
        let mut open = self.record.trouble.clone().unwrap_or(Trouble {
            tries: 1.0,
            until: 0.0,
            doubt,
            code: Value::nothing(),
        });
        // A renewal is counted when it begins, a guest's try here.
        if open.code.is_some() {
            open.tries += 1.0;
        }
        let chance = self.around.random();
        let trouble = open.after(error.code.as_str(), doubt, error.retry_after(), chance, self.around.now());
        self.amend(self.record.holding.clone(), Some(trouble));
    }

    /// Takes the answer to a refresh of `base`. `doubt`: an earlier try has had none.
    pub(super) fn renewed(
        &mut self,
        issued: Result<Issued, Error>,
        base: Mark,
        doubt: bool,
    ) -> Result<(), Error> {
        // Signed out, or somebody else signed in, or another tab was quicker: what is held now is right.
        let held = Rc::clone(&self.record);
        let Some(live) = held.live().filter(|_| self.mark() == base) else { return Ok(()) };
        let next = |holding, trouble| Record { generation: held.generation + 1.0, holding, trouble, ..*held };
        let error = match issued {
            Ok(issued) if is_same_identity(&live.tokens.claims, &issued.claims) => {
                let tokens = live.tokens.succeed(issued, self.around.now());
                let renewed = Live { tokens: tokens.into(), renewable: true, ..(**live).clone() };
                self.is_back_online = false;
                self.commit(next(Holding::Live(renewed.into()), None), Cause::Refresh);
                return Ok(());
            }
            Ok(_) => Code::BadResponse.into(),
            Err(error) => error,
        };
        if !matches!(error.code, Code::SessionExpired | Code::AccountBlocked | Code::InsufficientRoles) {
            self.cool_down(&error, doubt || error.leaves_doubt());
            return Err(error);
        }
        let unknown = doubt && error.code == Code::SessionExpired;
        let reason = match live.kind {
            Kind::Anonymous => EndReason::AnonymousExpired,
            _ if unknown => EndReason::RefreshOutcomeUnknown,
            _ => EndReason::SessionExpired,
        };
        let left = live.refused(self.is_unauthorized(), reason, self.around.now());
        let cause = if matches!(left, Holding::Live(_)) { Cause::Refresh } else { Cause::Expired };
        self.commit(next(left, held.trouble.clone().filter(|_| unknown)), cause);
        Err(if unknown { Code::RefreshOutcomeUnknown.into() } else { error })
    }
}
