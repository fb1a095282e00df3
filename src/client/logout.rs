//! Signing out: at once, everywhere on this device, also without a network.

use super::core::Client;
use super::exchange::{Purpose, api_request};
use super::notice::Cause;
use super::ports::{CallId, Outcome, Surroundings};
use crate::protocol::ordercloud::TOKENS_PATH;
use crate::protocol::value::Value;
use crate::session::record::{Holding, Kind};

impl<S: Surroundings> Client<S> {
    /// Forgets the session. The record becomes a tombstone: an answer that comes later finds another session and is
    /// dropped. `everywhere`: then has the server revoke all of the user's tokens, never a guest's (guests share one
    /// user); the shopper is signed out here whatever comes of it.
    pub(super) fn logout(&mut self, id: CallId, everywhere: bool) {
        self.begin_deed();
        let mut token = Value::nothing();
        let mut tombstone = Holding::Ended { reason: None, last_order_id: Value::nothing() };
        if let Some(live) = self.record.live() {
            tombstone = live.end(None);
            if everywhere && matches!(live.kind, Kind::User(_)) && self.is_ordercloud() {
                token = live.tokens.access_token.clone();
            }
        }
        self.deed(tombstone, Cause::Logout);
        if token.is_some() {
            let request = api_request("DELETE", TOKENS_PATH, Value::nothing(), token);
            self.ask(id, request, Purpose::Message { call: id });
        } else {
            self.finish(id, Ok(Outcome::Nothing));
        }
    }
}
