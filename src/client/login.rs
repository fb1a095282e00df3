//! Getting a session: with a password, or as a guest.

use super::core::{Client, Errand};
use super::error::{Code, Error};
use super::flight::Flight;
use super::notice::Cause;
use super::ports::Ports;
use crate::protocol::error_response;
use crate::protocol::grant::Grant;
use crate::protocol::http::TokenRequest;
use crate::protocol::ordercloud::TOKEN_PATH;
use crate::protocol::scope::Scope;
use crate::protocol::token_response::{self, Issued};
use crate::session::record::{Holding, Kind, Live};
use crate::session::token_set::TokenSet;
use std::rc::Rc;

/// What a guest asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GuestRequest {
    /// The caller's own id for this visitor.
    pub anon_user_id: Option<String>,
    /// Roles asked for; empty: those of the configuration.
    pub scope: Scope,
    /// A new guest even while one is live.
    pub fresh: bool,
}

impl<P: Ports> Client<P> {
    /// Asks for tokens and, if it gets them, makes them the session. Whatever was held stays until then, and for good
    /// if this fails. A later deed of the shopper's wins over the answer to this one.
    pub(super) async fn login(&self, grant: Grant, kind: Kind, cause: Cause) -> Result<(), Error> {
        let deed = self.begin_deed();
        let issued = self.exchange(&grant).await?;
        if self.state.borrow().deeds != deed {
            return Err(self.overtaken());
        }
        self.open(issued, kind, cause);
        Ok(())
    }

    /// The guest session: the live one, or a new one, asked for once by any number of callers.
    pub(super) async fn login_anonymously(self: &Rc<Self>, request: GuestRequest) -> Result<(), Error> {
        if request.fresh {
            let grant = self.guest_grant(request);
            return self.login(grant, Kind::Anonymous, Cause::Anonymous).await;
        }
        if self.guest_is_live() {
            return Ok(());
        }
        self.begin_deed();
        self.become_guest(request).await?;
        if self.guest_is_live() { Ok(()) } else { Err(self.overtaken()) }
    }

    /// Begins a guest session, or joins the one that is beginning.
    pub(super) fn become_guest(self: &Rc<Self>, request: GuestRequest) -> Flight<Result<(), Error>> {
        if let Some(under_way) = &self.state.borrow().guest {
            return under_way.clone();
        }
        let flight = self.run(Errand::Guest(request));
        self.state.borrow_mut().guest = Some(flight.clone());
        flight
    }

    pub(super) async fn open_guest(&self, request: GuestRequest) -> Result<(), Error> {
        self.catch_up();
        if self.guest_is_live() {
            return Ok(());
        }
        let before = self.record();
        let deeds = self.state.borrow().deeds;
        let grant = self.guest_grant(request);
        let issued = self.exchange(&grant).await?;
        // Who signed in or out meanwhile, here or in another tab, meant it; the guest would have been a makeshift.
        if !self.record().is_same(&before) || self.state.borrow().deeds != deeds {
            return Err(self.overtaken());
        }
        self.open(issued, Kind::Anonymous, Cause::Anonymous);
        Ok(())
    }

    fn open(&self, issued: Issued, kind: Kind, cause: Cause) {
        let tokens = TokenSet::receive(issued, self.ports.now());
        self.commit(Holding::Live(Live { kind, tokens, renewable: true }.into()), cause);
    }

    /// One token request, from grant to validated answer.
    pub(super) async fn exchange(&self, grant: &Grant) -> Result<Issued, Error> {
        let request = TokenRequest {
            url: [&self.config.base_url, TOKEN_PATH].concat(),
            form: grant.encode(&self.config.client_id, self.config.client_secret.as_ref()),
        };
        let reply = self.ports.exchange(request).await?;
        self.check_alive()?;
        if reply.status == 200 {
            return Ok(token_response::parse::<P::Json>(reply.body.expose())?);
        }
        let (refusal, meaning) = error_response::parse::<P::Json>(&reply);
        Err(Error::refused(refusal, meaning, grant))
    }

    /// The roles to ask for: the caller's, or else those of the configuration.
    pub fn scope_or_default(&self, scope: Scope) -> Scope {
        if scope.is_empty() { self.config.scope.clone() } else { scope }
    }

    fn guest_grant(&self, request: GuestRequest) -> Grant {
        Grant::Anonymous { anon_user_id: request.anon_user_id, scope: self.scope_or_default(request.scope) }
    }

    fn guest_is_live(&self) -> bool {
        let now = self.ports.now();
        let state = self.state.borrow();
        let guest = state.record.live().filter(|live| live.kind == Kind::Anonymous);
        guest.is_some_and(|live| live.tokens.time_left(now) > 0.0)
    }

    pub(super) fn begin_deed(&self) -> u32 {
        let mut state = self.state.borrow_mut();
        state.deeds = state.deeds.wrapping_add(1);
        state.deeds
    }

    /// What to tell a caller whose session, or whose wish for one, was overtaken by a later deed.
    pub(super) fn overtaken(&self) -> Error {
        let live = self.state.borrow().record.live().is_some();
        if live { Code::SessionReplaced } else { Code::SessionEnded }.into()
    }
}
