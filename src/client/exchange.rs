//! Requests of our own: which are under way, what for, and what their replies lead to.

use super::config::Config;
use super::core::{Client, Wait};
use super::error::{Code, Error};
use super::notice::Cause;
use super::ports::{CallId, Effect, ExchangeId, Outcome, Surroundings, WireFault};
use crate::protocol::error_response;
use crate::protocol::grant::{Grant, percent_encode};
use crate::protocol::http::{Reply, Request};
use crate::protocol::secret::Secret;
use crate::protocol::token_response;
use crate::session::record::{Kind, Record};
use std::rc::Rc;

/// What a request is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    /// One caller's new session, unless the shopper has done something else since this deed.
    Login { call: CallId, deed: u32, kind: Kind, cause: Cause, transfer: bool },
    /// A guest for all who wait for one.
    Guest,
    /// New tokens for the session of this record. `doubt`: a try before this one has had no answer. `again`: if this one has
    /// none either, it is repeated at once, because the first thing to be lost is a connection that has gone stale.
    Renewal { base: Rc<Record>, doubt: bool, again: bool },
    /// A user in the place of this record's guest.
    Register { call: CallId, guest: Rc<Record> },
    /// The order of a guest to the user of this record; `at_login`: the caller asked for a session above all.
    Transfer { call: CallId, user: Rc<Record>, at_login: bool },
    /// Whatever its reply, it changes nothing here.
    Message { call: CallId },
}

impl Purpose {
    /// The caller who alone waits for it.
    fn caller(&self) -> Option<CallId> {
        match self {
            Self::Login { call, .. }
            | Self::Register { call, .. }
            | Self::Transfer { call, .. }
            | Self::Message { call } => Some(*call),
            Self::Guest | Self::Renewal { .. } => None,
        }
    }

    /// What it means that the grant itself does not hold. Guests and applications have no credentials of their own: it is
    /// the API client that may not do this.
    fn when_refused(&self) -> Code {
        match self {
            Self::Renewal { .. } => Code::SessionExpired,
            Self::Login { kind: Kind::User(_), .. } => Code::InvalidCredentials,
            Self::Login { .. } | Self::Guest => Code::InvalidClient,
            Self::Register { .. } | Self::Transfer { .. } | Self::Message { .. } => Code::OauthError,
        }
    }
}

impl<S: Surroundings> Client<S> {
    /// Sends a token request (RFC 6749 section 3.2).
    pub(super) fn exchange(&mut self, id: ExchangeId, grant: &Grant, purpose: Purpose) {
        let Config { platform, client_id, client_secret, base_url, .. } = &self.config;
        let guest = self.guest_token().filter(|_| matches!(purpose, Purpose::Login { transfer: true, .. }));
        let (content_type, body) =
            grant.encode::<S::Json>(platform, client_id, client_secret.as_ref(), guest.as_ref());
        let url = Secret::new([base_url, platform.token_path].concat());
        let request = Request { method: "POST", url, body, content_type, bearer: None };
        self.send(id, request, purpose);
    }

    /// A request to the API; `guest`: the token to put behind the path.
    pub(super) fn api_request(
        &self,
        method: &'static str,
        path: &str,
        guest: Option<&Secret>,
        body: Secret,
        bearer: Option<Secret>,
    ) -> Request {
        let mut url = [&self.config.base_url, path].concat();
        if let Some(guest) = guest {
            percent_encode(guest.expose(), &mut url);
        }
        Request { method, url: Secret::new(url), body, content_type: "application/json", bearer }
    }

    /// Sends a request that one caller waits for.
    pub(super) fn ask(&mut self, call: CallId, request: Request, purpose: Purpose) {
        self.calls.push((call, Wait::Own));
        let id = self.next_id();
        self.send(id, request, purpose);
    }

    fn send(&mut self, id: ExchangeId, request: Request, purpose: Purpose) {
        self.exchanges.push((id, purpose));
        self.effects.push(Effect::Exchange(id, request));
    }

    pub(super) fn next_id(&mut self) -> ExchangeId {
        self.last_exchange = self.last_exchange.wrapping_add(1);
        self.last_exchange
    }

    /// Takes a reply, or the lack of one. Replies that nobody waits for are dropped.
    pub(super) fn receive(&mut self, id: ExchangeId, reply: Result<Reply, WireFault>) {
        let Some(at) = self.exchanges.iter().position(|(other, _)| *other == id) else { return };
        let (_, purpose) = self.exchanges.swap_remove(at);
        if let Some(call) = purpose.caller() {
            self.calls.retain(|(other, _)| *other != call);
        }
        let body = accept::<S>(reply, purpose.when_refused());
        let issued = |body: Result<Secret, Error>| Ok(token_response::parse::<S::Json>(body?.expose())?);
        match purpose {
            Purpose::Login { call, deed, kind, cause, transfer } => {
                match self.logged_in(issued(body), deed, kind, cause, transfer) {
                    Ok(()) if self.record.live().is_some_and(|live| live.guest.is_some()) => {
                        self.transfer(call, true);
                    }
                    result => self.finish(call, result.map(|()| Outcome::Session)),
                }
            }
            Purpose::Renewal { base, again: true, .. } if has_broken_off(&body) && self.may_repeat(&base) => {
                self.ask_renewal(id, base, true, false);
            }
            Purpose::Guest | Purpose::Renewal { .. } => self.settle(id, purpose, issued(body)),
            Purpose::Register { call, guest } => {
                let result = self.registered(issued(body), &guest);
                self.finish(call, result.map(|()| Outcome::Session));
            }
            Purpose::Transfer { call, user, at_login } => self.transferred(call, body, &user, at_login),
            Purpose::Message { call } => self.finish(call, body.map(|_| Outcome::Nothing)),
        }
    }

    /// Forgets a call, and the request that was made for it alone.
    pub(super) fn give_up(&mut self, id: CallId) {
        self.calls.retain(|(other, _)| *other != id);
        if let Some(at) = self.exchanges.iter().position(|(_, purpose)| purpose.caller() == Some(id)) {
            let (exchange, _) = self.exchanges.swap_remove(at);
            self.effects.push(Effect::Cancel(exchange));
        }
    }

    /// Goes on with every call that waited for a renewal, or for a guest.
    pub(super) fn serve_all(&mut self, renewal: bool, failed: Option<&Error>) {
        for (id, wait) in std::mem::take(&mut self.calls) {
            let concerned = match &wait {
                Wait::Guest | Wait::Token(None, _) => !renewal,
                Wait::Renewal(_) | Wait::Token(Some(_), _) | Wait::Resend(..) => renewal,
                Wait::Own | Wait::Answer(..) => false,
            };
            if concerned {
                self.serve(id, wait, failed);
            } else {
                self.calls.push((id, wait));
            }
        }
    }
}

/// A connection that has broken off may be tried again at once; one that is slow has had its time.
fn has_broken_off<T>(result: &Result<T, Error>) -> bool {
    result.as_ref().is_err_and(|error| error.code == Code::Network)
}

/// The body of a success; anything else as an error. `refused`: the code where the grant itself does not hold.
fn accept<S: Surroundings>(reply: Result<Reply, WireFault>, refused: Code) -> Result<Secret, Error> {
    let reply = reply?;
    if (200..300).contains(&reply.status) {
        return Ok(reply.body);
    }
    let (refusal, meaning) = error_response::parse::<S::Json>(&reply);
    Err(Error::refused(refusal, meaning, refused))
}
