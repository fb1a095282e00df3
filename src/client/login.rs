//! Getting a session: with a grant of the caller's, or as a guest.

use super::core::Client;

use super::error::{Code, Error};
use super::event::Cause;
use super::pending::LockedTask;
use super::pending::PendingCall;
use super::pending::Purpose;
use super::ports::{CallId, Env, GuestRequest, Outcome, RequestId};
use crate::protocol::grant::Grant;
use crate::protocol::token_response::Issued;
use crate::session::live::{Kind, Live, SessionState, Via};
use crate::session::token_set::TokenSet;
use crate::value::Value;

impl<S: Env> Client<S> {
    /// Asks for tokens to make them the session. What is held stays until then, and for good if this fails.
    pub(super) fn login(&mut self, call: CallId, grant: &Grant, kind: Kind, cause: Cause, transfer: bool) {
        let user_action = self.begin_user_action();
        self.request_tokens_for(call, grant, Purpose::Login { call, user_action, kind, cause, transfer });
    }

    /// A later user action wins over the answer to an earlier one.
    pub(super) fn logged_in(
        &mut self,
        issued: Result<Issued, Error>,
        user_action: u32,
        kind: Kind,
        cause: Cause,
        transfer: bool,
    ) -> Result<(), Error> {
        let issued = issued?;
        if self.user_actions != user_action {
            // Where nobody has signed out since, it is another sign-in that goes before, if only by beginning later.
            let signed_out = self.last_sign_out > user_action;
            return Err(if signed_out { self.superseded() } else { Code::SessionReplaced.into() });
        }
        let guest = self.guest_token().only_if(transfer && self.config.platform.guest_field.is_none());
        self.begin_session(issued, kind, cause, guest);
        Ok(())
    }

    /// The guest session: the live one, or a new one, asked for once by any number of callers.
    pub(super) fn login_anonymously(&mut self, call: CallId, request: GuestRequest) {
        if request.fresh {
            let grant = Grant::from(request);
            self.login(call, &grant, Kind::Anonymous, Cause::Anonymous, false);
        } else if self.guest_is_live() {
            self.finish(call, Ok(Outcome::Session));
        } else {
            self.begin_user_action();
            self.wait_for_guest(call, PendingCall::Guest, request);
        }
    }

    /// Waits for the guest session that is beginning, or begins one.
    pub(super) fn wait_for_guest(&mut self, call: CallId, pending: PendingCall, request: GuestRequest) {
        self.sync_from_store();
        if self.guest_is_live() {
            return self.resume(call, pending, None);
        }
        self.calls.push((call, pending));
        // A caller who joins wants it as well.
        if self.guest_login_for.replace((self.record.sid, self.user_actions)).is_none() {
            self.with_lock(LockedTask::Guest(request));
        }
    }

    /// Asks for a guest session, if one is still wanted now that no other tab can.
    pub(super) fn begin_guest(&mut self, lock: RequestId, request: GuestRequest, is_busy: bool) {
        if self.guest_is_live() || !self.is_wanted(false) || !self.is_guest_login_wanted() {
            return self.finish_asking(lock, false, None);
        }
        if let Some(error) = self.backoff(is_busy) {
            return self.finish_asking(lock, false, Some(&error));
        }
        let grant = Grant::from(request);
        self.request_tokens(lock, &grant, Purpose::Guest);
    }

    /// Who signed in or out meanwhile, here or in another tab, meant it; the guest would have been a makeshift.
    pub(super) fn became_guest(&mut self, issued: Result<Issued, Error>) -> Result<(), Error> {
        if !self.is_guest_login_wanted() {
            return Err(self.superseded());
        }
        match issued {
            // A small step: what the shopper does in another tab at this moment has the higher rank.
            Ok(issued) => {
                let guest = self.live_state(issued, Kind::Anonymous, Value::nothing());
                let generation = self.newest() + 1.0;
                self.start_session(generation, guest, Cause::Anonymous);
            }
            Err(error) => {
                if self.record.live().is_none() {
                    self.start_backoff(&error, false);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn is_guest_login_wanted(&self) -> bool {
        self.guest_login_for == Some((self.record.sid, self.user_actions))
    }

    /// Takes over tokens that no reply of the token endpoint came with. Nothing of the session before is kept with them,
    /// unless it is single sign-on that brings them: then the guest's token stays at hand, so that what was in the cart can
    /// be handed over, and they have to be a user's, of this API client.
    ///
    /// We do not know when they were issued. They end at `exp` by this device's clock, and at most one full lifetime from
    /// now: the only place where the server's clock is compared with ours. If that is over, a refresh token still makes them
    /// a session, which is renewed at its first use. A return from single sign-on that is so late is refused.
    pub(super) fn adopt(
        &mut self,
        access_token: Value,
        refresh_token: Value,
        is_sso: bool,
    ) -> Result<(), Error> {
        let mut issued = Issued::new(access_token, refresh_token, f64::NAN)?;
        let is_guest = issued.claims.is_guest();
        if issued.claims.0.is_nothing()
            || is_sso && (is_guest || !issued.claims.is_for_client(&self.config.client.id))
        {
            return Err(Code::BadToken.into());
        }
        let left = issued.claims.expires_at() - self.env.now().wall / 1000.0;
        if left <= 0.0 && (is_sso || issued.refresh_token.is_nothing()) {
            return Err(if is_sso { Code::BadToken } else { Code::SessionExpired }.into());
        }
        // Where the token names no end, `min` keeps the other.
        issued.lifetime_seconds = issued.lifetime_seconds.min(left).max(0.0);
        self.begin_user_action();
        let (kind, cause) = match (is_sso, is_guest) {
            (true, _) => (Kind::User(Via::Sso), Cause::Sso),
            (false, true) => (Kind::Anonymous, Cause::Adopt),
            (false, false) => (Kind::User(Via::Adopted), Cause::Adopt),
        };
        let guest = self.guest_token().only_if(is_sso);
        self.begin_session(issued, kind, cause, guest);
        Ok(())
    }

    pub(super) fn begin_session(&mut self, issued: Issued, kind: Kind, cause: Cause, guest: Value) {
        let state = self.live_state(issued, kind, guest);
        self.commit_user_action(state, cause);
    }

    fn live_state(&self, issued: Issued, kind: Kind, guest: Value) -> SessionState {
        let tokens = TokenSet::receive(issued, self.env.now());
        SessionState::Live(Live { kind, tokens: tokens.into(), renewable: true, guest }.into())
    }
}
