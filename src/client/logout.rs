//! Signing out: at once, everywhere on this device, also without a network.

use super::core::Client;
use super::event::Cause;
use super::pending::Purpose;
use super::ports::{CallId, Env, Outcome};
use crate::protocol::grant::Grant;
use crate::protocol::http::api_request;
use crate::protocol::ordercloud::TOKENS_PATH;
use crate::session::live::{Kind, SessionState};
use crate::session::state::{Next, next};
use crate::value::Value;
use std::rc::Rc;

impl<S: Env> Client<S> {
    /// Forgets the session. The record becomes a tombstone: an answer that comes later finds another session and is
    /// dropped. `everywhere`: then has the server revoke all of the user's tokens, never a guest's (guests share one
    /// user); the shopper is signed out here, also where that fails. An access token whose time is up cannot
    /// revoke: the refresh token, which nobody else needs now, gets another one.
    pub(super) fn logout(&mut self, id: CallId, everywhere: bool) {
        self.last_sign_out = self.begin_user_action();
        let held = Rc::clone(&self.record);
        let live = held.live();
        let nothing = || SessionState::SignedOut { reason: None, last_order_id: Value::nothing() };
        self.commit_user_action(live.map_or_else(nothing, |live| live.end(None)), Cause::Logout);
        let can_revoke = everywhere && self.config.platform.features.revoke;
        let Some(live) = live.filter(|live| can_revoke && matches!(live.kind, Kind::User(_))) else {
            return self.finish(id, Ok(Outcome::Nothing));
        };
        let spare = live.tokens.refresh_token.clone();
        if next(&held, self.env.now()) == Next::Renew {
            self.renew_for_revoke(id, spare);
        } else {
            self.revoke(id, live.tokens.access_token.clone(), spare);
        }
    }

    /// Has the server revoke all of the user's tokens. `spare`: the refresh token, while it has not been used for this.
    pub(super) fn revoke(&mut self, call: CallId, bearer: Value, spare: Value) {
        let request = api_request("DELETE", TOKENS_PATH, Value::nothing(), bearer);
        self.request_for(call, request, Purpose::NoSessionChange { call, spare });
    }

    /// Asks for an access token once more, though the session is gone here.
    pub(super) fn renew_for_revoke(&mut self, call: CallId, refresh_token: Value) {
        self.request_tokens_for(call, &Grant::Refresh(refresh_token), Purpose::RenewForRevoke { call });
    }
}
