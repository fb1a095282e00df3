//! What is to be done: from an effect of the client to a call of host.js.

use super::claims::claims_to_js;
use super::sending::{NO_TOKEN_OF_OURS, number_of};
use super::storage::{Place, Store};
use crate::bridge::{NEVER, sending, store_fault};
use crate::client::error::Error;
use crate::client::event::{Event, OrderProblem};
use crate::client::ports::{Effect, Outcome, Sent, StoreFault};
use crate::protocol::http::Request;
use crate::session::live::{EndReason, Kind, SessionState};
use crate::session::record::Record;
use crate::value::Value;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[expect(missing_docs, reason = "each is explained in host.js")]
mod imports {
    use super::*;

    #[wasm_bindgen]
    extern "C" {
        pub type Host;
        #[wasm_bindgen(method)]
        pub fn request(
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
        pub fn announce(this: &Host, generation: f64, is_own: bool);
        #[wasm_bindgen(method, js_name = takeLock)]
        pub fn take_lock(this: &Host, id: u32);
        #[wasm_bindgen(method, js_name = recheckLock)]
        pub fn recheck_lock(this: &Host, id: u32, later: bool);
        #[wasm_bindgen(method)]
        pub fn unlock(this: &Host, id: u32);
        #[wasm_bindgen(method, js_name = wakeAfter)]
        pub fn wake_after(this: &Host, ms: f64);

        #[wasm_bindgen(method, js_name = emitSignedOut)]
        pub fn emit_signed_out(this: &Host, cause: &str, reason: &str, last_order_id: &JsValue);
        #[wasm_bindgen(method, js_name = emitSession)]
        pub fn emit_session(
            this: &Host,
            cause: &str,
            kind: &str,
            expires_at: f64,
            can_refresh: bool,
            claims: &JsValue,
            own: &str,
            value: &JsValue,
        );
        #[wasm_bindgen(method, js_name = emitExpiring)]
        pub fn emit_expiring(this: &Host, seconds_left: f64);
        #[wasm_bindgen(method, js_name = emitOrder)]
        pub fn emit_order(this: &Host, problem: &str, from: &JsValue, to: &JsValue);
        #[wasm_bindgen(method, js_name = emitStorage)]
        pub fn emit_storage(this: &Host, problem: &str);
    }
}

pub use imports::Host;

/// Has the host do what the client has decided.
pub fn perform(host: &Host, store: &Store, effect: Effect) {
    match effect {
        Effect::OwnRequest(id, Request { method, path, guest, body, is_form, bearer }) => {
            host.request(id, method, path, guest.as_ref(), body.as_ref(), is_form, bearer.as_ref());
        }
        Effect::Cancel(id) => host.cancel(id),
        Effect::ApiCall(id, bearer, sent) => {
            let (sid, since, sending) = sent
                .map_or((NO_TOKEN_OF_OURS, 0.0, sending::FIRST), |Sent { token, sending }| {
                    (token.sid, token.since, number_of(sending))
                });
            host.send(id, bearer.as_ref(), sid, since, sending);
        }
        Effect::Finish(id, Ok(Outcome::Session)) => host.finish_with_session(id),
        Effect::Finish(id, Ok(Outcome::AccessToken(token))) => host.finish(id, token.as_ref()),
        Effect::Finish(id, Ok(Outcome::Answer | Outcome::Nothing)) => host.finish(id, &JsValue::UNDEFINED),
        Effect::Finish(id, Ok(Outcome::Done(done))) => host.finish(id, &done.into()),
        Effect::Finish(id, Err(error)) => fail(host, id, &error),
        Effect::Save(text, generation) => save(host, store, &text, generation),
        Effect::Announce(generation) => host.announce(generation, false),
        Effect::Lock(id) => host.take_lock(id),
        Effect::RecheckLock(id, later) => host.recheck_lock(id, later),
        Effect::Unlock(id) => host.unlock(id),
        Effect::WakeAfter(delay) => host.wake_after(delay.unwrap_or(NEVER)),
        Effect::Emit(event) => emit(host, event),
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
                host.announce(generation, true);
            }
            host.saved(match saved {
                Ok(()) => store_fault::NO_FAULT,
                Err(StoreFault::Full) => store_fault::FULL,
                Err(StoreFault::Unavailable) => store_fault::UNAVAILABLE,
            });
        }
    }
}

fn emit(host: &Host, event: Event) {
    match event {
        Event::Session { record, cause } => emit_session_event(host, &record, cause.as_str()),
        Event::Expiring { left } => host.emit_expiring((left / 1000.0).floor()),
        Event::Order { from, to, problem } => {
            host.emit_order(problem.map_or("", OrderProblem::as_str), from.as_ref(), to.as_ref());
        }
        Event::Storage(problem) => host.emit_storage(problem.as_str()),
    }
}

fn emit_session_event(host: &Host, record: &Record, cause: &str) {
    match &record.state {
        SessionState::SignedOut { reason, last_order_id } => {
            host.emit_signed_out(cause, reason.map_or("", EndReason::as_str), last_order_id.as_ref());
        }
        SessionState::Live(live) => {
            let tokens = &live.tokens;
            let (own, value) = match live.kind {
                Kind::Anonymous => ("orderId", live.order_id()),
                Kind::User(_) => ("via", live.kind.stored_name().into()),
                Kind::Application => ("", Value::nothing()),
            };
            host.emit_session(
                cause,
                live.kind.as_str(),
                tokens.expires_at(),
                live.can_refresh(),
                &claims_to_js(&tokens.claims),
                own,
                value.as_ref(),
            );
        }
    }
}
