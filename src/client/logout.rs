//! Signing out: at once, everywhere on this device, also without a network.

use super::core::Client;
use super::event::Cause;
use super::pending::Purpose;
use super::ports::{CallId, Outcome, Surroundings};
use crate::protocol::grant::Grant;
use crate::protocol::http::api_request;
use crate::protocol::ordercloud::TOKENS_PATH;
use crate::session::live::{Holding, Kind};
use crate::session::state::{Next, next};
use crate::value::Value;
use std::rc::Rc;

impl<S: Surroundings> Client<S> {
    /// Forgets the session. The record becomes a tombstone: an answer that comes later finds another session and is
    /// dropped. `everywhere`: then has the server revoke all of the user's tokens, never a guest's (guests share one
    /// user); the shopper is signed out here whatever comes of it. An access token whose time is up is good for that no
    /// more: the refresh token, which nobody else needs now, gets another.
    pub(super) fn logout(&mut self, id: CallId, everywhere: bool) {
        self.signed_out = self.begin_deed();
        let held = Rc::clone(&self.record);
        let live = held.live();
        let nothing = || Holding::Ended { reason: None, last_order_id: Value::nothing() };
        self.deed(live.map_or_else(nothing, |live| live.end(None)), Cause::Logout);
        let can_revoke = everywhere && self.config.platform.features.revoke;
        let Some(live) = live.filter(|live| can_revoke && matches!(live.kind, Kind::User(_))) else {
            return self.finish(id, Ok(Outcome::Nothing));
        };
        let spare = live.tokens.refresh_token.clone();
        if next(&held, self.around.now()) == Next::Renew {
            self.renew_farewell(id, spare);
        } else {
            self.revoke(id, live.tokens.access_token.clone(), spare);
        }
    }

    /// Has the server revoke all of the user's tokens. `spare`: the refresh token, while it has not been used for this.
    pub(super) fn revoke(&mut self, call: CallId, bearer: Value, spare: Value) {
        let request = api_request("DELETE", TOKENS_PATH, Value::nothing(), bearer);
        self.ask(call, request, Purpose::Message { call, spare });
    }

    /// Asks for an access token once more, though the session is gone here.
    pub(super) fn renew_farewell(&mut self, call: CallId, refresh_token: Value) {
        self.ask_tokens(call, &Grant::Refresh(refresh_token), Purpose::Farewell { call });
    }
}
