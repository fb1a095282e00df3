//! Token requests: which are under way, what for, and what their replies lead to.

use super::core::{Client, Wait};
use super::error::{Code, Error};
use super::notice::Cause;
use super::ports::{CallId, Effect, ExchangeId, Outcome, Surroundings, WireFault};
use crate::protocol::error_response;
use crate::protocol::grant::Grant;
use crate::protocol::http::{Reply, TokenRequest};
use crate::protocol::ordercloud::TOKEN_PATH;
use crate::protocol::token_response::{self, Issued};
use crate::session::record::{Kind, Record};
use std::rc::Rc;

/// What a token request is for.
#[derive(Clone, Debug)]
pub(super) enum Purpose {
    /// One caller's new session, unless the shopper has done something else since this deed.
    Login { call: CallId, deed: u32, kind: Kind, cause: Cause },
    /// A guest for all who wait for one, unless something else has taken the place of this record.
    Guest { before: Rc<Record>, deed: u32 },
    /// New tokens for the session of this record.
    Renewal { base: Rc<Record> },
}

impl<S: Surroundings> Client<S> {
    /// Sends a token request.
    pub(super) fn exchange(&mut self, grant: &Grant, purpose: Purpose) {
        self.last_exchange += 1;
        self.exchanges.push((self.last_exchange, purpose));
        let request = TokenRequest {
            url: [&self.config.base_url, TOKEN_PATH].concat(),
            form: grant.encode(&self.config.client_id, self.config.client_secret.as_ref()),
        };
        self.effects.push(Effect::Exchange(self.last_exchange, request));
    }

    /// Takes a reply, or the lack of one. Replies that nobody waits for are dropped.
    pub(super) fn receive(&mut self, id: ExchangeId, reply: Result<Reply, WireFault>) {
        let Some(at) = self.exchanges.iter().position(|(other, _)| *other == id) else { return };
        let (_, purpose) = self.exchanges.swap_remove(at);
        let is_renewal = matches!(purpose, Purpose::Renewal { .. });
        let issued = read::<S>(reply, is_renewal);
        match purpose {
            Purpose::Login { call, deed, kind, cause } => {
                self.calls.retain(|(other, _)| *other != call);
                let result = self.logged_in(issued, deed, kind, cause);
                self.finish(call, result.map(|()| Outcome::Session));
            }
            Purpose::Guest { before, deed } => {
                let result = self.became_guest(issued, &before, deed);
                self.serve_all(false, result.err().as_ref());
            }
            Purpose::Renewal { base } => {
                let result = self.renewed(issued, &base);
                self.serve_all(true, result.err().as_ref());
            }
        }
    }

    /// Forgets a call, and the request that was made for it alone.
    pub(super) fn give_up(&mut self, id: CallId) {
        self.calls.retain(|(other, _)| *other != id);
        let own = |purpose: &Purpose| matches!(purpose, Purpose::Login { call, .. } if *call == id);
        if let Some(at) = self.exchanges.iter().position(|(_, purpose)| own(purpose)) {
            let (exchange, _) = self.exchanges.swap_remove(at);
            self.effects.push(Effect::Cancel(exchange));
        }
    }

    /// Goes on with every call that waited for a renewal, or for a guest.
    fn serve_all(&mut self, renewal: bool, failed: Option<&Error>) {
        for (id, wait) in std::mem::take(&mut self.calls) {
            let concerned = match &wait {
                Wait::Guest | Wait::Token(None, _) => !renewal,
                Wait::Renewal(_) | Wait::Token(Some(_), _) | Wait::Resend(..) => renewal,
                Wait::Login | Wait::Answer(..) => false,
            };
            if concerned {
                self.serve(id, wait, failed);
            } else {
                self.calls.push((id, wait));
            }
        }
    }
}

fn read<S: Surroundings>(reply: Result<Reply, WireFault>, is_renewal: bool) -> Result<Issued, Error> {
    let reply = reply?;
    if reply.status == 200 {
        return Ok(token_response::parse::<S::Json>(reply.body.expose())?);
    }
    let (refusal, meaning) = error_response::parse::<S::Json>(&reply);
    Err(Error::refused(
        refusal,
        meaning,
        if is_renewal { Code::SessionExpired } else { Code::InvalidCredentials },
    ))
}
