//! What only one tab at a time may do, under a lock that all tabs share: ask for new tokens, or for a guest.
//!
//! The lock alone is not enough: it can be had before the store shows what its last holder has written. So it comes with
//! the newest generation that any tab knows of, and nothing is decided before the store shows that one.

use super::core::Client;
use super::pending::Errand;

use super::error::Error;
use super::pending::Purpose;
use super::ports::{Effect, ExchangeId, Surroundings};
use crate::protocol::token_response::Issued;
use crate::session::record::Stored;

impl<S: Surroundings> Client<S> {
    /// Does something as soon as the lock is held.
    pub(super) fn errand(&mut self, errand: Errand) {
        let id = self.next_id();
        self.errands.push((id, errand));
        self.effects.push(Effect::Lock(id));
    }

    /// Stores what came of asking, after one more look at what the other tabs know.
    pub(super) fn settle(&mut self, lock: ExchangeId, purpose: Purpose, issued: Result<Issued, Error>) {
        self.errands.push((lock, Errand::Settle(Box::new((purpose, issued)))));
        self.effects.push(Effect::LookAgain(lock, false));
    }

    /// The lock is held; `newest` is the newest generation that any tab knows of.
    pub(super) fn locked(&mut self, id: ExchangeId, newest: f64) {
        if newest > self.record.generation && newest > self.stored_generation() {
            self.effects.push(Effect::LookAgain(id, true));
        } else {
            self.run(id, false);
        }
    }

    /// The lock is held, and the store has had its time to show the newest generation. One that shows nothing for so long
    /// has been cleared.
    pub(super) fn store_behind(&mut self, id: ExchangeId) {
        let is_cleared = matches!(self.stored(), Some(Stored::Nothing));
        self.run(id, !is_cleared);
    }

    /// The lock cannot be had: somebody holds it and does not come to an end. Nothing is asked for then; but what the server
    /// has answered already is stored all the same.
    pub(super) fn not_locked(&mut self, id: ExchangeId) {
        self.run(id, true);
    }

    fn run(&mut self, id: ExchangeId, is_busy: bool) {
        let errand = self.errands.iter().position(|(other, _)| *other == id);
        let errand = errand.map(|at| self.errands.swap_remove(at).1);
        self.catch_up();
        match errand {
            Some(Errand::Renew) => self.begin_renewal(id, is_busy),
            Some(Errand::Guest(request)) => self.begin_guest(id, request, is_busy),
            Some(Errand::Settle(answer)) => {
                let (purpose, issued) = *answer;
                let (renewal, result) = match purpose {
                    Purpose::Renewal { base, doubt, .. } => (true, self.renewed(issued, base, doubt)),
                    _ => (false, self.became_guest(issued)),
                };
                self.conclude(id, renewal, result.err().as_ref());
            }
            Some(Errand::ForgetGuest(sid)) => {
                self.forget_guest(sid);
                self.effects.push(Effect::Unlock(id));
            }
            None => self.effects.push(Effect::Unlock(id)),
        }
    }

    /// The end of asking for tokens, or of wanting to: whoever waited goes on.
    pub(super) fn conclude(&mut self, lock: ExchangeId, renewal: bool, failed: Option<&Error>) {
        if renewal {
            self.is_renewing = false;
        } else {
            self.guest_wish = None;
        }
        self.effects.push(Effect::Unlock(lock));
        self.serve_all(renewal, failed);
    }
}
