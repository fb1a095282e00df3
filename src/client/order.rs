//! A guest becomes a user, and the order comes along.
//!
//! The guest's token is the only key to the order. It is kept with the user's session until the order has been handed
//! over, also across reloads.

use super::pending::TokenUse;
use crate::session::live::Live;
use crate::session::live::SessionState;

use super::core::Client;
use super::error::Error;
use super::event::{Cause, Event, OrderProblem};
use super::pending::LockedTask;
use super::pending::Purpose;
use super::ports::{CallId, Env, Outcome};
use super::requests::has_status;
use crate::protocol::http::api_request;
use crate::protocol::jwt::decode_claims;
use crate::protocol::ordercloud::{REGISTER_PATH, TRANSFER_PATH};
use crate::protocol::token_response::Issued;
use crate::session::live::{Kind, Via};
use crate::value::Value;

impl<S: Env> Client<S> {
    /// Repeats a hand-over that failed; `false` where there is nothing to hand over.
    pub(super) fn transfer_order(&mut self, id: CallId) {
        if self.has_order() {
            self.need_token(id, TokenUse::Transfer);
        } else {
            self.transfer(id, false);
        }
    }

    /// Whether there is a guest's order for the user who is signed in.
    fn has_order(&self) -> bool {
        self.record.live().is_some_and(|live| live.guest.is_some()) && !self.is_handed_over()
    }

    /// Hands the guest's order, if there is one, to the user who is signed in.
    pub(super) fn transfer(&mut self, call: CallId, at_login: bool) {
        let Some(live) = self.record.live().filter(|_| self.has_order()) else {
            return self.finish(call, Ok(if at_login { Outcome::Session } else { Outcome::Done(false) }));
        };
        let mut request =
            api_request("PUT", TRANSFER_PATH, Value::nothing(), live.tokens.access_token.clone());
        request.guest = live.guest.clone();
        self.request_for(call, request, Purpose::Transfer { call, user: self.record.sid, at_login });
    }

    /// Takes the answer. A user who signed in stays signed in, also where it is a refusal.
    pub(super) fn transferred(
        &mut self,
        call: CallId,
        answer: Result<Value, Error>,
        user: f64,
        at_login: bool,
    ) {
        let Some(live) = self.record.live().filter(|_| self.record.sid == user) else {
            return self.finish(call, Err(self.superseded()));
        };
        let order = decode_claims(&live.guest).unwrap_or_default().order_id();
        // The guest never put anything into the cart: there is no such order.
        let nothing = has_status(&answer, 404);
        let result = match answer {
            Err(error) if !nothing => {
                let problem = Some(OrderProblem::TransferFailed);
                self.emit(Event::Order { from: order, to: Value::nothing(), problem });
                Err(error)
            }
            _ => {
                self.with_lock(LockedTask::ForgetGuest(user));
                if !nothing {
                    self.emit(Event::Order { from: order.clone(), to: order, problem: None });
                }
                Ok(Outcome::Done(!nothing))
            }
        };
        self.finish(call, if at_login { Ok(Outcome::Session) } else { result });
    }

    /// Turns the live guest into a user.
    pub(super) fn register(&mut self, call: CallId, profile: Value) {
        if !self.guest_is_live() {
            self.check_expiry();
            return self.finish(call, Err(self.no_session()));
        }
        self.begin_user_action();
        let token = self.record.access_token();
        let mut request = api_request("PUT", REGISTER_PATH, profile, token.clone());
        request.guest = token;
        self.request_for(call, request, Purpose::Register { call, guest: self.record.rank() });
    }

    /// Takes the answer: an access token and nothing else.
    pub(super) fn registered(
        &mut self,
        issued: Result<Issued, Error>,
        guest: (f64, f64),
    ) -> Result<(), Error> {
        let issued = issued?;
        if self.record.rank() != guest {
            return Err(self.superseded());
        }
        let order = self.record.live().map(|live| live.order_id()).unwrap_or_default();
        // With the token on it, the change of hands is no loss of the order; a moment later it is known to be done.
        let token = self.record.access_token();
        self.begin_session(issued, Kind::User(Via::Register), Cause::Register, token);
        self.forget_guest(self.record.sid);
        self.emit(Event::Order { from: order.clone(), to: order, problem: None });
        Ok(())
    }

    /// Whether the guest's order has been handed over, and only the writing down of it waits for the lock.
    pub(super) fn is_handed_over(&self) -> bool {
        self.locked_tasks
            .iter()
            .any(|(_, task)| matches!(task, LockedTask::ForgetGuest(sid) if *sid == self.record.sid))
    }

    /// The order of the guest that the user of this session was has been handed over.
    pub(super) fn forget_guest(&mut self, sid: f64) {
        if let Some(live) = self.record.live().filter(|_| self.record.sid == sid) {
            let live = Live { guest: Value::nothing(), ..(**live).clone() };
            self.update_record(SessionState::Live(live.into()), self.record.failures.clone());
        }
    }
}
