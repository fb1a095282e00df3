//! What happened: from a signal of the bridge, as host.js dispatches it, to an input of the client.

use super::sending::sent;
use super::storage::{Place, Store, fault_of};
use crate::bridge::{command, signal, store_fault};
use crate::client::event::Cause;
use crate::client::ports::{Command, Destination, GuestRequest, Input, Route, StoreFault};
use crate::protocol::grant::Grant;
use crate::protocol::http::Reply;
use crate::protocol::http::WireFault;
use crate::session::live::{Kind, Via};
use crate::value::Value;
use wasm_bindgen::JsValue;

/// The input for a signal, with the id that it happened to and a value.
pub fn decode_input(store: &Store, what: u32, id: u32, value: JsValue) -> Input {
    let is_set = value.is_truthy();
    let value = Value::from(value);
    let text = |name| value.text(name);
    let command = match what {
        signal::REPLY => return Input::Reply(id, reply(&value)),
        signal::ANSWER => return Input::Answer(id, if is_set { sent(&value) } else { None }),
        signal::GIVEN_UP => return Input::GivenUp(id),
        signal::SAVED => return Input::Saved(outcome(&value)),
        signal::OTHER_TAB => return Input::OtherTab,
        signal::AWAKE => return Input::Awake,
        signal::LOCKED => return Input::Locked(id, number(&value)),
        signal::NOT_LOCKED => return Input::NotLocked(id),
        signal::STORE_BEHIND => return Input::StoreBehind(id),
        signal::FOUND => return Input::Found(string(&value)),
        signal::ONLINE => return Input::Online,
        signal::RESTORED => {
            return Input::Restore(match store.place {
                Place::Custom => outcome(&value).map(|()| string(&value)),
                Place::Memory => Ok(None),
                Place::Local | Place::Session => store.read(),
            });
        }
        command::LOGIN => {
            let grant = Grant::Password {
                username: text("username"),
                password: text("password"),
                scope: text("scope"),
            };
            Command::Login(grant, Kind::User(Via::Password), Cause::Login, value.is_set("transferOrder"))
        }
        command::LOGIN_ANONYMOUSLY => Command::LoginAnonymously(GuestRequest {
            anon_user_id: text("anonUserId"),
            scope: text("scope"),
            fresh: value.is_set("fresh"),
        }),
        command::LOGIN_AS_APPLICATION => {
            let grant = Grant::ClientCredentials { scope: text("scope") };
            Command::Login(grant, Kind::Application, Cause::Application, false)
        }
        command::ADOPT => Command::Adopt(text("accessToken"), text("refreshToken"), value.is_set("isSso")),
        command::REFRESH => Command::Refresh,
        command::LOGOUT => Command::Logout(value.is_set("everywhere")),
        command::ACCESS_TOKEN => Command::AccessToken,
        command::REGISTER => Command::Register(value),
        command::TRANSFER_ORDER => Command::TransferOrder,
        command::REQUEST_ONE_TIME_PASSWORD => Command::OneTimePassword(value),
        _ => {
            let (destination, is_urgent) = (destination(what), what == signal::FETCH_URGENT);
            Command::Fetch(Route { destination, is_replayable: is_set, is_urgent })
        }
    };
    Input::Command(id, command)
}

fn destination(what: u32) -> Destination {
    match what {
        signal::FETCH_ALLOWED | signal::FETCH_URGENT => Destination::Allowed,
        signal::FETCH_OWN_AUTHORIZATION => Destination::OwnAuthorization,
        _ => Destination::Foreign,
    }
}

fn string(value: &Value) -> Option<String> {
    value.as_ref().as_string()
}

/// A number is a store fault; anything else is what was read.
fn outcome(given: &Value) -> Result<(), StoreFault> {
    let fault = number(given) as u32;
    if fault == store_fault::NO_FAULT { Ok(()) } else { Err(fault_of(fault)) }
}

/// The number that the value is; 0 where it is no number.
#[inline(never)]
fn number(value: &Value) -> f64 {
    value.as_ref().as_f64().unwrap_or_default()
}

fn reply(given: &Value) -> Result<Reply, WireFault> {
    let status = given.number("status");
    if status.is_nan() {
        return Err(if given.is_set("late") { WireFault::Timeout } else { WireFault::Network });
    }
    Ok(Reply { status: status as u16, body: given.field("body"), retry_after: given.number("retryAfter") })
}
