//! Renewing the access token (RFC 6749 section 6): once, for any number of callers.
//!
//! A network fault never ends a session. Only the server's definite refusal of this very refresh token does, or the
//! shopper.

use super::core::{Client, Wait};
use super::error::{Code, Error};
use super::exchange::Purpose;
use super::notice::Cause;
use super::ports::{CallId, Outcome, Surroundings};
use crate::protocol::grant::Grant;
use crate::protocol::token_response::Issued;
use crate::session::record::{Holding, Live, Record};
use crate::session::state::{Next, is_same_identity, next};
use std::rc::Rc;

impl<S: Surroundings> Client<S> {
    /// Renews now. Without a refresh token: nothing happens while the access token is good, then the session ends.
    pub(super) fn refresh(&mut self, id: CallId) {
        let held = Rc::clone(&self.record);
        let Some(live) = held.live() else { return self.finish(id, Err(Code::SignedOut.into())) };
        if live.can_refresh() {
            self.wait_for_renewal(id, Wait::Renewal(Rc::clone(&held)), &held);
        } else if let Next::End(reason) = next(&held, self.around.now()) {
            self.end(reason);
            self.finish(id, Err(Code::from(reason).into()));
        } else {
            self.finish(id, Ok(Outcome::Session));
        }
    }

    /// Waits for newer tokens than those of `stale`: by the refresh under way, another tab's, or a new one.
    pub(super) fn wait_for_renewal(&mut self, id: CallId, wait: Wait, stale: &Record) {
        let under_way = self.exchanges.iter().any(|(_, purpose)| matches!(purpose, Purpose::Renewal { .. }));
        if !under_way {
            self.catch_up();
            let base = Rc::clone(&self.record);
            let Some(live) = base.live().filter(|_| base.is_same(stale)) else {
                return self.serve(id, wait, None);
            };
            let Some(refresh_token) = live.tokens.refresh_token.clone() else {
                return self.serve(id, wait, None);
            };
            self.exchange(&Grant::Refresh { refresh_token }, Purpose::Renewal { base });
        }
        self.calls.push((id, wait));
    }

    /// Takes the answer to a refresh of `base`.
    pub(super) fn renewed(&mut self, issued: Result<Issued, Error>, base: &Rc<Record>) -> Result<(), Error> {
        if issued.as_ref().is_err_and(|error| error.code == Code::SessionExpired) {
            self.catch_up();
        }
        // Signed out, or somebody else signed in, or another tab was quicker: what is held now is right.
        let Some(live) = base.live().filter(|_| self.record.is_same(base)) else { return Ok(()) };
        match issued {
            Ok(issued) if !is_same_identity(&live.tokens.claims, &issued.claims) => {
                Err(Code::BadResponse.into())
            }
            Ok(issued) => {
                let tokens = live.tokens.succeed(issued, self.around.now());
                let renewed = Live { tokens: tokens.into(), renewable: true, ..(**live).clone() };
                self.commit(Holding::Live(renewed.into()), Cause::Refresh);
                Ok(())
            }
            Err(error) => {
                if matches!(error.code, Code::SessionExpired | Code::AccountBlocked | Code::InsufficientRoles)
                {
                    let token_refused = self.unauthorized == Some(base.generation);
                    let left = live.refused(token_refused, self.around.now());
                    let cause =
                        if matches!(left, Holding::Live(_)) { Cause::Refresh } else { Cause::Expired };
                    self.commit(left, cause);
                }
                Err(error)
            }
        }
    }
}
