//! Renewing the access token (RFC 6749 section 6): once, for any number of callers.
//!
//! A network fault never ends a session. Only the server's definite refusal of this very refresh token does, or the
//! shopper.

use super::core::{Client, Errand};
use super::error::{Code, Error};
use super::flight::Flight;
use super::notice::Cause;
use super::ports::Ports;
use crate::protocol::grant::Grant;
use crate::session::record::{Holding, Live, Record};
use crate::session::state::{Next, is_same_identity, next};
use std::rc::Rc;

impl<P: Ports> Client<P> {
    /// Renews now. Without a refresh token: nothing happens while the access token is good, then the session ends.
    pub(super) async fn refresh(self: &Rc<Self>) -> Result<(), Error> {
        let held = self.record();
        let Some(live) = held.live() else { return Err(Code::SignedOut.into()) };
        if live.can_refresh() {
            self.renewal(held.generation).await?;
        } else if let Next::End(reason) = next(&held, self.ports.now()) {
            self.end(reason);
            return Err(Code::from(reason).into());
        }
        self.check_session(held.sid)
    }

    /// Replaces the tokens of generation `stale`, or joins whoever is at it.
    pub(super) fn renewal(self: &Rc<Self>, stale: f64) -> Flight<Result<(), Error>> {
        if let Some(under_way) = &self.state.borrow().renewal {
            return under_way.clone();
        }
        let flight = self.run(Errand::Renewal(stale));
        self.state.borrow_mut().renewal = Some(flight.clone());
        flight
    }

    pub(super) async fn renew(&self, stale: f64) -> Result<(), Error> {
        // Another tab may have done it already.
        self.catch_up();
        let base = self.record();
        let Some(live) = base.live() else { return Err(self.overtaken()) };
        let refresh_token = live.tokens.refresh_token.clone().filter(|_| live.renewable);
        let Some(refresh_token) = refresh_token.filter(|_| base.generation == stale) else { return Ok(()) };

        let answer = self.exchange(&Grant::Refresh { refresh_token }).await;

        if answer.as_ref().is_err_and(|error| error.code == Code::SessionExpired) {
            self.catch_up();
        }
        // Signed out, or somebody else signed in, or another tab was quicker: what is held now is right.
        if !self.record().is_same(&base) {
            return self.check_session(base.sid);
        }
        match answer {
            Ok(issued) if !is_same_identity(&live.tokens.claims, &issued.claims) => {
                Err(Code::BadResponse.into())
            }
            Ok(issued) => {
                let tokens = live.tokens.succeed(issued, self.ports.now());
                let renewed = Live { kind: live.kind, tokens, renewable: true };
                self.commit(Holding::Live(renewed.into()), Cause::Refresh);
                Ok(())
            }
            Err(error) => {
                if matches!(error.code, Code::SessionExpired | Code::AccountBlocked | Code::InsufficientRoles)
                {
                    self.accept_refusal(&base, live);
                }
                Err(error)
            }
        }
    }

    fn accept_refusal(&self, base: &Record, live: &Live) {
        let token_refused = self.state.borrow().unauthorized == Some(base.generation);
        let left = live.refused(token_refused, self.ports.now());
        let cause = if matches!(left, Holding::Live(_)) { Cause::Refresh } else { Cause::Expired };
        self.commit(left, cause);
    }

    /// Fails unless the session is still the one named.
    pub(super) fn check_session(&self, sid: f64) -> Result<(), Error> {
        self.check_alive()?;
        let held = self.record();
        if held.live().is_some() && held.sid == sid { Ok(()) } else { Err(self.overtaken()) }
    }
}
