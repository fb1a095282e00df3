//! Signing out: at once, everywhere on this device, also without a network.

use super::core::Client;
use super::exchange::Purpose;
use super::notice::Cause;
use super::ports::{CallId, Outcome, Surroundings};
use crate::protocol::ordercloud::TOKENS_PATH;
use crate::protocol::secret::Secret;
use crate::session::record::{Holding, Kind};

impl<S: Surroundings> Client<S> {
    /// Forgets the session. The record becomes a tombstone: an answer that comes later finds another session and is
    /// dropped. `everywhere`: then has the server revoke all of the user's tokens, never a guest's (guests share one
    /// user); the shopper is signed out here whatever comes of it.
    pub(super) fn logout(&mut self, id: CallId, everywhere: bool) {
        self.begin_deed();
        let (tombstone, user) = match self.record.live() {
            Some(live) => {
                let user = everywhere && matches!(live.kind, Kind::User(_)) && self.is_ordercloud();
                (live.end(None), user.then(|| live.tokens.access_token.clone()))
            }
            None => (Holding::Ended { reason: None, last_order_id: None }, None),
        };
        self.deed(tombstone, Cause::Logout);
        if user.is_some() {
            let request = self.api_request("DELETE", TOKENS_PATH, None, Secret::new(String::new()), user);
            self.ask(id, request, Purpose::Message { call: id });
        } else {
            self.finish(id, Ok(Outcome::Nothing));
        }
    }
}
