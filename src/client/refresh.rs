//! Renewing the access token (RFC 6749 section 6): once, for any number of callers in any number of tabs.
//!
//! A network fault never ends a session. Only the server's definite refusal of this very refresh token does, or the
//! shopper.

use super::core::Client;

use super::error::{Code, Error};
use super::event::Cause;
use super::pending::LockedTask;
use super::pending::PendingCall;
use super::pending::Purpose;
use super::ports::{CallId, Env, Outcome, RequestId, Sending, TokenRef};
use crate::protocol::grant::Grant;
use crate::protocol::token_response::Issued;
use crate::session::backoff::TokenFailures;
use crate::session::live::{EndReason, Kind, Live, SessionState};
use crate::session::record::Record;
use crate::session::state::is_same_identity;
use crate::value::Value;
use std::rc::Rc;

impl<S: Env> Client<S> {
    /// Renews now. Without a refresh token: nothing happens while the access token is good, then the session ends.
    pub(super) fn refresh(&mut self, id: CallId) {
        if self.can_refresh() {
            return self.wait_for_renewal(id, PendingCall::Renewal(self.token_ref()), self.token_ref());
        }
        // What is over ends here, should the alarm be late.
        self.check_expiry();
        let result = self.record.live().map(|_| Outcome::Session);
        self.finish(id, result.ok_or_else(|| self.no_session()));
    }

    /// Waits for a newer token than `stale`: by the refresh under way, another tab's, or a new one.
    pub(super) fn wait_for_renewal(&mut self, id: CallId, pending: PendingCall, stale: TokenRef) {
        if !self.is_renewing {
            self.sync_from_store();
            if self.token_ref() != stale || !self.can_refresh() {
                return match pending {
                    // That token was in the store already: where it is refused as well, it can still be renewed.
                    PendingCall::Resend(refused, sending) if self.check_session(refused).is_ok() => {
                        self.resend(id, refused, sending, Sending::Second);
                    }
                    _ => self.resume(id, pending, None),
                };
            }
            self.is_renewing = true;
            self.with_lock(LockedTask::Renew);
        }
        self.calls.push((id, pending));
    }

    /// Asks for new tokens, if they are still wanted now that no other tab can.
    pub(super) fn begin_renewal(&mut self, lock: RequestId, is_busy: bool) {
        if !self.can_refresh() || !self.is_wanted(true) {
            return self.finish_asking(lock, true, None);
        }
        if let Some(error) = self.backoff(is_busy) {
            return self.finish_asking(lock, true, Some(&error));
        }
        // From here on nobody can know whether the refresh token is spent, until the answer is stored.
        let failures = self.record.failures.as_ref();
        let (tries, in_doubt) =
            failures.map_or((0.0, false), |failures| (failures.attempts, failures.in_doubt));
        let open =
            TokenFailures { attempts: tries + 1.0, retry_at: 0.0, in_doubt: true, code: Value::nothing() };
        self.update_record(self.record.state.clone(), Some(open));
        self.ask_renewal(lock, in_doubt, tries == 0.0);
    }

    pub(super) fn ask_renewal(&mut self, lock: RequestId, in_doubt: bool, repeat_once: bool) {
        if let Some(live) = self.record.live() {
            let grant = Grant::Refresh(live.tokens.refresh_token.clone());
            self.request_tokens(
                lock,
                &grant,
                Purpose::Renewal { base: self.token_ref(), in_doubt, repeat_once },
            );
        }
    }

    /// Whether to ask again at once with a refresh token that may be spent: not for a session that has ended or been renewed
    /// meanwhile, and, where using one twice ends the session, only if the session is of no use otherwise.
    pub(super) fn may_repeat(&self, base: TokenRef) -> bool {
        let is_strict = self.config.is_strict;
        self.token_ref() == base && (!is_strict || !self.has_time_left() || self.is_rejected())
    }

    /// Whether the API has refused the access token at hand.
    fn is_rejected(&self) -> bool {
        self.rejected_token == Some(self.token_ref())
    }

    /// Why nothing is asked for now: the lock is not to be had (`is_busy`), or a failure still keeps all tabs from trying
    /// again. An explicit `refresh()` or `loginAnonymously()`, and the first try after coming online, ignore the back-off; a
    /// 429 is never ignored.
    pub(super) fn backoff(&self, is_busy: bool) -> Option<Error> {
        if is_busy {
            return Some(Code::RefreshBusy.into());
        }
        let name = self.record.backoff(self.env.now())?.read();
        let failures = self.record.failures.as_ref()?;
        let code = Code::BACKOFF.into_iter().find(|code| code.as_str() == name)?;
        if !code.is_retryable() && failures.attempts < 2.0 {
            return None;
        }
        let insists = self.is_back_online
            || self
                .calls
                .iter()
                .any(|(_, pending)| matches!(pending, PendingCall::Renewal(_) | PendingCall::Guest));
        if code == Code::RateLimited {
            return Some(Error::rate_limited(failures.retry_at - self.env.now().wall));
        }
        (!insists).then(|| code.into())
    }

    /// Notes a failure, for all tabs.
    pub(super) fn start_backoff(&mut self, error: &Error, in_doubt: bool) {
        self.is_back_online = false;
        let mut open = self.record.failures.clone().unwrap_or(TokenFailures {
            attempts: 1.0,
            retry_at: 0.0,
            in_doubt,
            code: Value::nothing(),
        });
        // A renewal is counted when it begins, a guest's try here.
        if open.code.is_some() {
            open.attempts += 1.0;
        }
        let chance = self.env.random();
        let failures = open.after(error.code.as_str(), in_doubt, error.retry_after(), chance, self.env.now());
        self.update_record(self.record.state.clone(), Some(failures));
    }

    /// Takes the answer to a refresh of `base`. `doubt`: an earlier try has had none.
    pub(super) fn renewed(
        &mut self,
        issued: Result<Issued, Error>,
        base: TokenRef,
        in_doubt: bool,
    ) -> Result<(), Error> {
        // Signed out, or somebody else signed in, or another tab was quicker: what is held now is right.
        let held = Rc::clone(&self.record);
        let Some(live) = held.live().filter(|_| self.token_ref() == base) else { return Ok(()) };
        let next = |state, failures| Record { generation: held.generation + 1.0, state, failures, ..*held };
        let error = match issued {
            Ok(issued) if is_same_identity(&live.tokens.claims, &issued.claims) => {
                let tokens = live.tokens.succeed(issued, self.env.now());
                let renewed = Live { tokens: tokens.into(), renewable: true, ..(**live).clone() };
                self.is_back_online = false;
                self.commit(next(SessionState::Live(renewed.into()), None), Cause::Refresh);
                return Ok(());
            }
            Ok(_) => Code::BadResponse.into(),
            Err(error) => error,
        };
        if !matches!(error.code, Code::SessionExpired | Code::AccountBlocked | Code::InsufficientRoles) {
            self.start_backoff(&error, in_doubt || error.leaves_doubt());
            return Err(error);
        }
        let unknown = in_doubt && error.code == Code::SessionExpired;
        let reason = match live.kind {
            Kind::Anonymous => EndReason::AnonymousExpired,
            _ if unknown => EndReason::RefreshOutcomeUnknown,
            _ => EndReason::SessionExpired,
        };
        let left = live.refused(self.is_rejected(), reason, self.env.now());
        let cause = if matches!(left, SessionState::Live(_)) { Cause::Refresh } else { Cause::Expired };
        self.commit(next(left, held.failures.clone().filter(|_| unknown)), cause);
        Err(if unknown { Code::RefreshOutcomeUnknown.into() } else { error })
    }
}
