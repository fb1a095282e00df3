//! What only one tab at a time may do, under a lock that all tabs share: ask for new tokens, or for a guest.
//!
//! The lock alone is not enough: it can be had before the store shows what its last holder has written. So it comes with
//! the newest generation that any tab knows of, and nothing is decided before the store shows that one.

use super::core::Client;
use super::pending::LockedTask;

use super::error::Error;
use super::pending::Purpose;
use super::ports::{Effect, Env, RequestId};
use crate::protocol::token_response::Issued;
use crate::session::record::Stored;

impl<S: Env> Client<S> {
    /// Does something as soon as the lock is held.
    pub(super) fn with_lock(&mut self, task: LockedTask) {
        let id = self.next_request_id();
        self.locked_tasks.push((id, task));
        self.effects.push(Effect::Lock(id));
    }

    /// Stores what came of asking, after one more look at what the other tabs know.
    pub(super) fn recheck_then_store(
        &mut self,
        lock: RequestId,
        purpose: Purpose,
        issued: Result<Issued, Error>,
    ) {
        self.locked_tasks.push((lock, LockedTask::Store(Box::new((purpose, issued)))));
        self.effects.push(Effect::RecheckLock(lock, false));
    }

    /// The lock is held; `newest` is the newest generation that any tab knows of.
    pub(super) fn locked(&mut self, id: RequestId, newest: f64) {
        if newest > self.record.generation && newest > self.stored_generation() {
            self.effects.push(Effect::RecheckLock(id, true));
        } else {
            self.run_locked(id, false);
        }
    }

    /// The lock is held, and the store has had its time to show the newest generation. One that shows nothing for so long
    /// has been cleared.
    pub(super) fn store_behind(&mut self, id: RequestId) {
        let is_cleared = matches!(self.stored(), Some(Stored::Nothing));
        self.run_locked(id, !is_cleared);
    }

    /// The lock cannot be had: somebody holds it and does not come to an end. Nothing is asked for then; but what the server
    /// has answered already is stored all the same.
    pub(super) fn not_locked(&mut self, id: RequestId) {
        self.run_locked(id, true);
    }

    fn run_locked(&mut self, id: RequestId, is_busy: bool) {
        let task = self.locked_tasks.iter().position(|(other, _)| *other == id);
        let task = task.map(|at| self.locked_tasks.swap_remove(at).1);
        self.sync_from_store();
        match task {
            Some(LockedTask::Renew) => self.begin_renewal(id, is_busy),
            Some(LockedTask::Guest(request)) => self.begin_guest(id, request, is_busy),
            Some(LockedTask::Store(answer)) => {
                let (purpose, issued) = *answer;
                let (renewal, result) = match purpose {
                    Purpose::Renewal { base, in_doubt, .. } => (true, self.renewed(issued, base, in_doubt)),
                    _ => (false, self.became_guest(issued)),
                };
                self.finish_asking(id, renewal, result.err().as_ref());
            }
            Some(LockedTask::ForgetGuest(sid)) => {
                self.forget_guest(sid);
                self.effects.push(Effect::Unlock(id));
            }
            None => self.effects.push(Effect::Unlock(id)),
        }
    }

    /// The end of asking for tokens, or of wanting to: every call that waited goes on.
    pub(super) fn finish_asking(&mut self, lock: RequestId, renewal: bool, failed: Option<&Error>) {
        if renewal {
            self.is_renewing = false;
        } else {
            self.guest_login_for = None;
        }
        self.effects.push(Effect::Unlock(lock));
        self.resume_all(renewal, failed);
    }
}
