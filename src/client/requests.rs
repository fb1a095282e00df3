//! Requests of our own: which are under way, what for, and what their replies lead to.

use super::config::Config;
use super::core::Client;
use super::error::{Code, Error};
use super::pending::PendingCall;
use super::pending::Purpose;
use super::ports::{CallId, Effect, Env, Outcome, RequestId};
use crate::protocol::error_response;
use crate::protocol::grant::Grant;
use crate::protocol::http::WireFault;
use crate::protocol::http::{Reply, Request};
use crate::protocol::token_response;
use crate::value::Value;

impl<S: Env> Client<S> {
    /// Sends a token request (RFC 6749 section 3.2).
    pub(super) fn request_tokens(&mut self, id: RequestId, grant: &Grant, purpose: Purpose) {
        let Config { platform, client, .. } = &self.config;
        let guest = self.guest_token().only_if(matches!(purpose, Purpose::Login { transfer: true, .. }));
        let request = Request {
            method: "POST",
            path: platform.token_path,
            guest: Value::nothing(),
            body: grant.fields(platform, client, &guest),
            is_form: grant.is_form(platform),
            bearer: Value::nothing(),
        };
        self.start_request(id, request, purpose);
    }

    /// Sends a token request that one caller waits for.
    #[inline(never)]
    pub(super) fn request_tokens_for(&mut self, call: CallId, grant: &Grant, purpose: Purpose) {
        self.calls.push((call, PendingCall::Own));
        let id = self.next_request_id();
        self.request_tokens(id, grant, purpose);
    }

    /// Sends a request that one caller waits for.
    #[inline(never)]
    pub(super) fn request_for(&mut self, call: CallId, request: Request, purpose: Purpose) {
        self.calls.push((call, PendingCall::Own));
        let id = self.next_request_id();
        self.start_request(id, request, purpose);
    }

    fn start_request(&mut self, id: RequestId, request: Request, purpose: Purpose) {
        self.requests_under_way.push((id, purpose));
        self.effects.push(Effect::OwnRequest(id, request));
    }

    pub(super) fn next_request_id(&mut self) -> RequestId {
        self.last_request_id = self.last_request_id.wrapping_add(1);
        self.last_request_id
    }

    /// Takes a reply, or the lack of one. Replies that nobody waits for are dropped.
    pub(super) fn receive(&mut self, id: RequestId, reply: Result<Reply, WireFault>) {
        let Some(at) = self.requests_under_way.iter().position(|(other, _)| *other == id) else { return };
        let (_, purpose) = self.requests_under_way.swap_remove(at);
        if let Some(call) = purpose.caller() {
            self.calls.retain(|(other, _)| *other != call);
        }
        let body = accept(reply, purpose.when_refused());
        let issued = |body: Result<Value, Error>| Ok(token_response::parse(&body?)?);
        match purpose {
            Purpose::Login { call, user_action, kind, cause, transfer } => {
                match self.logged_in(issued(body), user_action, kind, cause, transfer) {
                    Ok(()) => self.transfer(call, true),
                    Err(error) => self.finish(call, Err(error)),
                }
            }
            Purpose::Renewal { base, repeat_once: true, .. }
                if has_broken_off(&body) && self.may_repeat(base) =>
            {
                self.ask_renewal(id, true, false);
            }
            Purpose::Guest | Purpose::Renewal { .. } => self.recheck_then_store(id, purpose, issued(body)),
            Purpose::Register { call, guest } => {
                let result = self.registered(issued(body), guest);
                self.finish(call, result.map(|()| Outcome::Session));
            }
            Purpose::Transfer { call, user, at_login } => self.transferred(call, body, user, at_login),
            Purpose::NoSessionChange { call, spare } if spare.is_some() && has_status(&body, 401) => {
                self.renew_for_revoke(call, spare);
            }
            Purpose::NoSessionChange { call, .. } => self.finish(call, body.map(|_| Outcome::Nothing)),
            Purpose::RenewForRevoke { call } => match issued(body) {
                Ok(issued) => self.revoke(call, issued.access_token, Value::nothing()),
                Err(error) => self.finish(call, Err(error)),
            },
        }
    }

    /// Forgets a call, and the request that was made for it alone.
    pub(super) fn give_up(&mut self, id: CallId) {
        self.calls.retain(|(other, _)| *other != id);
        if let Some(at) = self.requests_under_way.iter().position(|(_, purpose)| purpose.caller() == Some(id))
        {
            let (exchange, _) = self.requests_under_way.swap_remove(at);
            self.effects.push(Effect::Cancel(exchange));
        }
    }
}

/// A connection that has broken off may be tried again at once; one that is slow has had its time.
fn has_broken_off<T>(result: &Result<T, Error>) -> bool {
    result.as_ref().is_err_and(|error| error.code == Code::Network)
}

/// Whether a request was refused with this status.
pub(super) fn has_status(body: &Result<Value, Error>, status: u16) -> bool {
    body.as_ref().is_err_and(|error| error.refusal.as_ref().is_some_and(|it| it.status == status))
}

/// The body of a success; anything else as an error. `refused`: the code where the grant itself does not hold.
fn accept(reply: Result<Reply, WireFault>, refused: Code) -> Result<Value, Error> {
    let reply = reply?;
    if (200..300).contains(&reply.status) {
        return Ok(reply.body);
    }
    let (refusal, meaning) = error_response::parse(&reply);
    Err(Error::refused(refusal, meaning, refused))
}
