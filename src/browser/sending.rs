//! What a call was sent with, as the numbers that the host keeps with it.

use crate::bridge::sending;
use crate::client::ports::{Sending, Sent, TokenRef};
use crate::value::Value;

pub(super) fn number_of(sending: Sending) -> u32 {
    match sending {
        Sending::First => sending::FIRST,
        Sending::OnlyOnce => sending::ONLY_ONCE,
        Sending::Second => sending::SECOND,
        Sending::Renewed => sending::RENEWED,
    }
}

/// In the place of a session id: the call was sent as the application made it.
pub(super) const NO_TOKEN_OF_OURS: f64 = f64::NAN;

/// What a call was sent with, as it was handed out with it.
pub(super) fn sent(given: &Value) -> Option<Sent> {
    let token = TokenRef { sid: given.number("sid"), since: given.number("since") };
    let sending = match given.number("sending") as u32 {
        sending::FIRST => Sending::First,
        sending::ONLY_ONCE => Sending::OnlyOnce,
        sending::SECOND => Sending::Second,
        _ => Sending::Renewed,
    };
    (!token.sid.is_nan()).then_some(Sent { token, sending })
}
