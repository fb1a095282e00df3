//! What the client and the host of the page (host.js) say to each other: what happened, and what is to be done about it.

use super::storage::{Place, Store};
use crate::client::error::Error;
use crate::client::notice::{Cause, Notice, OrderProblem};
use crate::client::ports::{
    Command, Destination, Effect, GuestRequest, Input, Mark, Outcome, Route, Sending, Sent, StoreFault,
    WireFault,
};
use crate::protocol::grant::Grant;
use crate::protocol::http::{Reply, Request};
use crate::protocol::value::Value;
use crate::session::record::{EndReason, Holding, Kind, Record, Via};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[expect(missing_docs, reason = "each is explained in host.js and face.js")]
mod imports {
    use super::*;

    #[wasm_bindgen]
    extern "C" {
        pub type Host;
        #[wasm_bindgen(method)]
        pub fn exchange(
            this: &Host,
            id: u32,
            method: &str,
            path: &str,
            guest: &JsValue,
            body: &JsValue,
            is_form: bool,
            bearer: &JsValue,
        );
        #[wasm_bindgen(method)]
        pub fn cancel(this: &Host, id: u32);
        #[wasm_bindgen(method)]
        pub fn send(this: &Host, id: u32, bearer: &JsValue, sid: f64, since: f64, sending: u32);
        #[wasm_bindgen(method)]
        pub fn finish(this: &Host, id: u32, value: &JsValue);
        #[wasm_bindgen(method, js_name = finishWithSession)]
        pub fn finish_with_session(this: &Host, id: u32);
        #[wasm_bindgen(method)]
        pub fn fail(
            this: &Host,
            id: u32,
            code: &str,
            is_retryable: bool,
            status: u32,
            oauth_error: &JsValue,
            server_code: &JsValue,
            retry_after: f64,
        );
        #[wasm_bindgen(method)]
        pub fn save(this: &Host, text: &str);
        #[wasm_bindgen(method)]
        pub fn saved(this: &Host, fault: u32);
        #[wasm_bindgen(method)]
        pub fn seen(this: &Host, generation: f64, is_own: bool);
        #[wasm_bindgen(method, js_name = takeLock)]
        pub fn take_lock(this: &Host, id: u32);
        #[wasm_bindgen(method, js_name = lookAgain)]
        pub fn look_again(this: &Host, id: u32, later: bool);
        #[wasm_bindgen(method)]
        pub fn unlock(this: &Host, id: u32);
        #[wasm_bindgen(method, js_name = wakeAfter)]
        pub fn wake_after(this: &Host, ms: f64);

        #[wasm_bindgen(method, js_name = tellEnded)]
        pub fn tell_ended(this: &Host, cause: &str, reason: &str, last_order_id: &JsValue);
        #[wasm_bindgen(method, js_name = tellLive)]
        pub fn tell_live(
            this: &Host,
            cause: &str,
            kind: &str,
            expires_at: f64,
            can_refresh: bool,
            claims: &JsValue,
            own: &str,
            value: &JsValue,
        );
        #[wasm_bindgen(method, js_name = tellExpiring)]
        pub fn tell_expiring(this: &Host, seconds_left: f64);
        #[wasm_bindgen(method, js_name = tellOrder)]
        pub fn tell_order(this: &Host, problem: &str, from: &JsValue, to: &JsValue);
        #[wasm_bindgen(method, js_name = tellStorage)]
        pub fn tell_storage(this: &Host, problem: &str);
    }
}

pub use imports::Host;

/// What the host tells: a number for what happened (`Told` in host.js), the id it happened to, and a value.
pub fn told(store: &Store, what: u32, id: u32, value: JsValue) -> Input {
    let is_set = value.is_truthy();
    let value = Value::from(value);
    let text = |name| value.text(name);
    let command = match what {
        0 => return Input::Reply(id, reply(&value)),
        1 => return Input::Answer(id, if is_set { sent(&value) } else { None }),
        2 => return Input::GivenUp(id),
        3 => return Input::Saved(outcome(&value)),
        4 => return Input::OtherTab,
        5 => return Input::Awake,
        6 => return Input::Locked(id, number(&value)),
        7 => return Input::NotLocked(id),
        8 => return Input::Found(string(&value)),
        9 => return Input::Online,
        10 => {
            return Input::Restore(match store.place {
                Place::Custom => outcome(&value).map(|()| string(&value)),
                Place::Memory => Ok(None),
                Place::Local | Place::Session => store.read(),
            });
        }
        11 => {
            let grant = Grant::Password {
                username: text("username"),
                password: text("password"),
                scope: text("scope"),
            };
            Command::Login(grant, Kind::User(Via::Password), Cause::Login, value.is_set("transferOrder"))
        }
        12 => Command::LoginAnonymously(GuestRequest {
            anon_user_id: text("anonUserId"),
            scope: text("scope"),
            fresh: value.is_set("fresh"),
        }),
        13 => {
            let grant = Grant::ClientCredentials { scope: text("scope") };
            Command::Login(grant, Kind::Application, Cause::Application, false)
        }
        14 => Command::Adopt(text("accessToken"), text("refreshToken"), value.is_set("isSso")),
        15 => Command::Refresh,
        16 => Command::Logout(value.is_set("everywhere")),
        17 => Command::AccessToken,
        18 => Command::Register(value),
        19 => Command::TransferOrder,
        20 => Command::OneTimePassword(value),
        _ => {
            let (destination, is_urgent) = (destination(what), what == 22);
            Command::Fetch(Route { destination, is_replayable: is_set, is_urgent })
        }
    };
    Input::Command(id, command)
}

fn destination(what: u32) -> Destination {
    match what {
        21 | 22 => Destination::Allowed,
        23 => Destination::OwnAuthorization,
        _ => Destination::Foreign,
    }
}

fn string(value: &Value) -> Option<String> {
    value.as_ref().as_string()
}

/// What a call was sent with, as it was handed out with it.
fn sent(told: &Value) -> Option<Sent> {
    let token = Mark { sid: told.number("sid"), since: told.number("since") };
    let sending = match told.number("sending") as u32 {
        0 => Sending::First,
        1 => Sending::OnlyOnce,
        2 => Sending::Second,
        _ => Sending::Renewed,
    };
    (!token.sid.is_nan()).then_some(Sent { token, sending })
}

/// A number tells a fault.
fn outcome(told: &Value) -> Result<(), StoreFault> {
    let fault = number(told);
    if fault == 0.0 { Ok(()) } else { Err(fault_of(fault as u32)) }
}

/// The number that the value is; 0 where it is none.
#[inline(never)]
fn number(value: &Value) -> f64 {
    value.as_ref().as_f64().unwrap_or_default()
}

pub(super) fn fault_of(number: u32) -> StoreFault {
    if number == 1 { StoreFault::Full } else { StoreFault::Unavailable }
}

fn reply(told: &Value) -> Result<Reply, WireFault> {
    let status = told.number("status");
    if status.is_nan() {
        return Err(if told.is_set("late") { WireFault::Timeout } else { WireFault::Network });
    }
    Ok(Reply { status: status as u16, body: told.field("body"), retry_after: told.number("retryAfter") })
}

/// Has the host do what the client has decided.
pub fn carry_out(host: &Host, store: &Store, effect: Effect) {
    match effect {
        Effect::Exchange(id, Request { method, path, guest, body, is_form, bearer }) => {
            host.exchange(id, method, path, guest.as_ref(), body.as_ref(), is_form, bearer.as_ref());
        }
        Effect::Cancel(id) => host.cancel(id),
        Effect::Send(id, bearer, sent) => {
            let (sid, since, sending) = sent.map_or((f64::NAN, 0.0, 0), |Sent { token, sending }| {
                (token.sid, token.since, sending as u32)
            });
            host.send(id, bearer.as_ref(), sid, since, sending);
        }
        Effect::Finish(id, Ok(Outcome::Session)) => host.finish_with_session(id),
        Effect::Finish(id, Ok(Outcome::AccessToken(token))) => host.finish(id, token.as_ref()),
        Effect::Finish(id, Ok(Outcome::Answer | Outcome::Nothing)) => host.finish(id, &JsValue::UNDEFINED),
        Effect::Finish(id, Ok(Outcome::Done(done))) => host.finish(id, &done.into()),
        Effect::Finish(id, Err(error)) => fail(host, id, &error),
        Effect::Save(text, generation) => save(host, store, &text, generation),
        Effect::Seen(generation) => host.seen(generation, false),
        Effect::Lock(id) => host.take_lock(id),
        Effect::LookAgain(id, later) => host.look_again(id, later),
        Effect::Unlock(id) => host.unlock(id),
        Effect::WakeAfter(delay) => host.wake_after(delay.unwrap_or(-1.0)),
        Effect::Tell(notice) => tell(host, notice),
    }
}

fn fail(host: &Host, id: u32, error: &Error) {
    let (code, is_retryable) = (error.code.as_str(), error.code.is_retryable());
    let retry_after = error.retry_after().unwrap_or(f64::NAN);
    match &error.refusal {
        Some(said) => {
            let (oauth_error, server_code) = (said.oauth_error.as_ref(), said.server_code.as_ref());
            host.fail(id, code, is_retryable, said.status.into(), oauth_error, server_code, retry_after);
        }
        None => {
            host.fail(id, code, is_retryable, 0, &JsValue::UNDEFINED, &JsValue::UNDEFINED, retry_after);
        }
    }
}

fn save(host: &Host, store: &Store, text: &str, generation: f64) {
    match store.place {
        Place::Memory => {}
        Place::Custom => host.save(text),
        Place::Local | Place::Session => {
            let saved = store.write(text);
            if saved.is_ok() {
                host.seen(generation, true);
            }
            host.saved(match saved {
                Ok(()) => 0,
                Err(StoreFault::Full) => 1,
                Err(StoreFault::Unavailable) => 2,
            });
        }
    }
}

fn tell(host: &Host, notice: Notice) {
    match notice {
        Notice::Session { record, cause } => tell_session(host, &record, cause.as_str()),
        Notice::Expiring { left } => host.tell_expiring((left / 1000.0).floor()),
        Notice::Order { from, to, problem } => {
            host.tell_order(problem.map_or("", OrderProblem::as_str), from.as_ref(), to.as_ref());
        }
        Notice::Storage(problem) => host.tell_storage(problem.as_str()),
    }
}

fn tell_session(host: &Host, record: &Record, cause: &str) {
    match &record.holding {
        Holding::Ended { reason, last_order_id } => {
            host.tell_ended(cause, reason.map_or("", EndReason::as_str), last_order_id.as_ref());
        }
        Holding::Live(live) => {
            let tokens = &live.tokens;
            let (own, value) = match live.kind {
                Kind::Anonymous => ("orderId", live.order_id()),
                Kind::User(_) => ("via", live.kind.mark().into()),
                Kind::Application => ("", Value::nothing()),
            };
            host.tell_live(
                cause,
                live.kind.as_str(),
                tokens.expires_at(),
                live.can_refresh(),
                &crate::js::to_js(&tokens.claims),
                own,
                value.as_ref(),
            );
        }
    }
}
