//! Getting a session: with a grant of the caller's, or as a guest.

use super::core::Client;

use super::error::{Code, Error};
use super::event::Cause;
use super::pending::Errand;
use super::pending::Purpose;
use super::pending::Wait;
use super::ports::{CallId, ExchangeId, GuestRequest, Outcome, Surroundings};
use crate::protocol::grant::Grant;
use crate::protocol::token_response::Issued;
use crate::session::live::{Holding, Kind, Live, Via};
use crate::session::token_set::TokenSet;
use crate::value::Value;

impl<S: Surroundings> Client<S> {
    /// Asks for tokens to make them the session. Whatever is held stays until then, and for good if this fails.
    pub(super) fn login(&mut self, call: CallId, grant: &Grant, kind: Kind, cause: Cause, transfer: bool) {
        let deed = self.begin_deed();
        self.ask_tokens(call, grant, Purpose::Login { call, deed, kind, cause, transfer });
    }

    /// A later deed of the shopper's wins over the answer to an earlier one.
    pub(super) fn logged_in(
        &mut self,
        issued: Result<Issued, Error>,
        deed: u32,
        kind: Kind,
        cause: Cause,
        transfer: bool,
    ) -> Result<(), Error> {
        let issued = issued?;
        if self.deeds != deed {
            // Where nobody has signed out since, it is another sign-in that goes before, if only by beginning later.
            let signed_out = self.signed_out > deed;
            return Err(if signed_out { self.overtaken() } else { Code::SessionReplaced.into() });
        }
        let guest = self.guest_token().only_if(transfer && self.config.platform.guest_field.is_none());
        self.open(issued, kind, cause, guest);
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
            self.begin_deed();
            self.wait_for_guest(call, Wait::Guest, request);
        }
    }

    /// Waits for the guest session that is beginning, or begins one.
    pub(super) fn wait_for_guest(&mut self, call: CallId, wait: Wait, request: GuestRequest) {
        self.catch_up();
        if self.guest_is_live() {
            return self.serve(call, wait, None);
        }
        self.calls.push((call, wait));
        // Whoever joins means it as well.
        if self.guest_wish.replace((self.record.sid, self.deeds)).is_none() {
            self.errand(Errand::Guest(request));
        }
    }

    /// Asks for a guest session, if one is still wanted now that no other tab can.
    pub(super) fn begin_guest(&mut self, lock: ExchangeId, request: GuestRequest, is_busy: bool) {
        if self.guest_is_live() || !self.is_wanted(false) || !self.is_guest_wished() {
            return self.conclude(lock, false, None);
        }
        if let Some(error) = self.cooling(is_busy) {
            return self.conclude(lock, false, Some(&error));
        }
        let grant = Grant::from(request);
        self.exchange(lock, &grant, Purpose::Guest);
    }

    /// Who signed in or out meanwhile, here or in another tab, meant it; the guest would have been a makeshift.
    pub(super) fn became_guest(&mut self, issued: Result<Issued, Error>) -> Result<(), Error> {
        if !self.is_guest_wished() {
            return Err(self.overtaken());
        }
        match issued {
            // No leap: what the shopper does in another tab at this moment goes before.
            Ok(issued) => {
                let guest = self.holding(issued, Kind::Anonymous, Value::nothing());
                let generation = self.newest() + 1.0;
                self.begin(generation, guest, Cause::Anonymous);
            }
            Err(error) => {
                if self.record.live().is_none() {
                    self.cool_down(&error, false);
                }
                return Err(error);
            }
        }
        Ok(())
    }

    fn is_guest_wished(&self) -> bool {
        self.guest_wish == Some((self.record.sid, self.deeds))
    }

    /// Takes over tokens that no reply of the token endpoint came with. Nothing of the session before is kept with them,
    /// unless it is single sign-on that brings them: then the guest's token stays at hand, so that what was in the cart can
    /// be handed over, and they have to be a user's, of this API client.
    ///
    /// How long ago they were issued nobody says: their end is told by the device's clock, and is no later than their
    /// whole life from now. If that is over, a refresh token still makes them a session, which is renewed at its first use; a
    /// return from single sign-on that is so late is none.
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
        let left = issued.claims.expires_at() - self.around.now().wall / 1000.0;
        if left <= 0.0 && (is_sso || issued.refresh_token.is_nothing()) {
            return Err(if is_sso { Code::BadToken } else { Code::SessionExpired }.into());
        }
        // Where the token names no end, `min` keeps the other.
        issued.lifetime_seconds = issued.lifetime_seconds.min(left).max(0.0);
        self.begin_deed();
        let (kind, cause) = match (is_sso, is_guest) {
            (true, _) => (Kind::User(Via::Sso), Cause::Sso),
            (false, true) => (Kind::Anonymous, Cause::Adopt),
            (false, false) => (Kind::User(Via::Adopted), Cause::Adopt),
        };
        let guest = self.guest_token().only_if(is_sso);
        self.open(issued, kind, cause, guest);
        Ok(())
    }

    pub(super) fn open(&mut self, issued: Issued, kind: Kind, cause: Cause, guest: Value) {
        let holding = self.holding(issued, kind, guest);
        self.deed(holding, cause);
    }

    fn holding(&self, issued: Issued, kind: Kind, guest: Value) -> Holding {
        let tokens = TokenSet::receive(issued, self.around.now());
        Holding::Live(Live { kind, tokens: tokens.into(), renewable: true, guest }.into())
    }
}
