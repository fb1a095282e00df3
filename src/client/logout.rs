//! Signing out: at once, everywhere on this device, also without a network.

use super::core::Client;
use super::notice::Cause;
use super::ports::{CallId, Outcome, Surroundings};
use crate::session::record::Holding;

impl<S: Surroundings> Client<S> {
    /// Forgets the session. The record becomes a tombstone: an answer that comes later finds another session and is
    /// dropped.
    pub(super) fn logout(&mut self, id: CallId) {
        self.begin_deed();
        let tombstone = match self.record.live() {
            Some(live) => live.end(None),
            None => Holding::Ended { reason: None, last_order_id: None },
        };
        self.commit(tombstone, Cause::Logout);
        self.finish(id, Ok(Outcome::Session));
    }
}
