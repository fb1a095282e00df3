//! The store's side: what is read from it and written to it, and which of two records stands.
//!
//! Of two records the one with the higher rank prevails, in whatever order they were written: whoever sees the store below
//! what it holds writes again.

use super::core::{Client, LEAP};

use super::event::{Cause, Notice, StorageProblem};
use super::pending::Keeping;
use super::ports::{Effect, StoreFault, Surroundings};
use crate::session::backoff::Trouble;
use crate::session::live::Holding;
use crate::session::record::{Record, Stored};

impl<S: Surroundings> Client<S> {
    pub(super) fn restore(&mut self, stored: Result<Option<String>, StoreFault>) {
        let now = self.around.now();
        match stored.map(|text| Record::parse(text.as_deref(), now)) {
            Ok(Stored::Nothing) => {}
            Ok(Stored::Record(record)) => self.replace(record, Cause::Restored),
            Ok(Stored::Corrupt) => self.tell(Notice::Storage(StorageProblem::Corrupt)),
            Ok(Stored::Newer) => self.stop_keeping(Keeping::Off, StorageProblem::NewerVersion),
            Err(_) => self.stop_keeping(Keeping::Unread, StorageProblem::Unavailable),
        }
        self.look_at_the_clock();
    }

    /// The newest generation, here or in the store. Where there is none the count begins at the clock: the storage may have
    /// been cleared, and what another tab remembers of it must not come before what begins now.
    pub(super) fn newest(&mut self) -> f64 {
        if let Some(Stored::Newer) = self.stored() {
            self.stop_keeping(Keeping::Off, StorageProblem::NewerVersion);
        }
        let newest = self.record.generation.max(self.stored_generation());
        if newest > 0.0 { newest } else { (self.around.now().wall / 1000.0).floor() * LEAP }
    }

    /// What is stored, where the store can be read at once.
    pub(super) fn stored(&self) -> Option<Stored> {
        let text = self.around.peek()?;
        Some(Record::parse(text.as_deref(), self.around.now()))
    }

    /// The generation that the store shows.
    pub(super) fn stored_generation(&self) -> f64 {
        if let Some(Stored::Record(stored)) = self.stored() { stored.generation } else { 0.0 }
    }

    /// Takes over what another tab has stored, where the store can be read at once and it is news; and writes again what is
    /// held, where the store shows less.
    pub(super) fn catch_up(&mut self) {
        let Some(stored) = self.stored().filter(|_| self.keeping != Keeping::Off) else { return };
        match stored {
            Stored::Record(stored) if stored.rank() < self.record.rank() => self.write(),
            Stored::Record(stored) => self.take_over(stored),
            // Somebody cleared the storage: that is a sign-out, and is not undone from memory.
            Stored::Nothing => {
                if let Some(live) = self.record.live().filter(|_| self.is_kept()) {
                    let (generation, holding) = (self.record.generation + 1.0, live.end(None));
                    self.take_over(Record { sid: 0.0, generation, holding, trouble: None });
                }
            }
            Stored::Newer => self.stop_keeping(Keeping::Off, StorageProblem::NewerVersion),
            Stored::Corrupt => {}
        }
    }

    /// Takes over a text that was found under the key, if it is news.
    pub(super) fn find(&mut self, text: Option<&str>) {
        if let Stored::Record(stored) = Record::parse(text, self.around.now()) {
            self.take_over(stored);
        }
        self.catch_up();
    }

    fn take_over(&mut self, news: Record) {
        if news.rank() <= self.record.rank() {
            return;
        }
        self.effects.push(Effect::Seen(news.generation));
        if news.looks_like(&self.record) {
            self.hold(news);
        } else {
            self.replace(news, Cause::OtherTab);
            self.look_at_the_clock();
        }
    }

    /// Tries again to write what found no room.
    pub(super) fn retry_write(&mut self) {
        if self.keeping == Keeping::Full && self.stored_generation() < self.record.generation {
            self.write();
        }
    }

    /// Replaces what is held by the same session with something changed that does not show.
    pub(super) fn amend(&mut self, holding: Holding, trouble: Option<Trouble>) {
        let generation = self.newest() + 1.0;
        self.hold(Record { sid: self.record.sid, generation, holding, trouble });
        self.write();
    }

    pub(super) fn write(&mut self) {
        if !matches!(self.keeping, Keeping::Off | Keeping::Unread) {
            self.effects.push(Effect::Save(self.record.encode(), self.record.generation));
            self.tell_unwritten();
        }
    }

    /// Has the other tabs know that the store, which is full, shows an older state of this session: they would renew it once
    /// more with a refresh token that is spent.
    fn tell_unwritten(&mut self) {
        let is_same =
            |stored| matches!(stored, Some(Stored::Record(stored)) if stored.sid == self.record.sid);
        if self.keeping == Keeping::Full && is_same(self.stored()) {
            self.effects.push(Effect::Seen(self.record.generation));
        }
    }

    pub(super) fn save_failed(&mut self, fault: StoreFault) {
        let (keeping, problem) = match fault {
            StoreFault::Full => (Keeping::Full, StorageProblem::Full),
            StoreFault::Unavailable => (Keeping::Failed, StorageProblem::Unavailable),
        };
        if self.is_kept() {
            self.tell(Notice::Storage(problem));
        }
        if self.keeping != keeping {
            self.keeping = keeping;
            self.tell_unwritten();
        }
    }

    fn stop_keeping(&mut self, keeping: Keeping, problem: StorageProblem) {
        if self.keeping != Keeping::Off {
            self.keeping = keeping;
            self.tell(Notice::Storage(problem));
        }
    }
}
