//! The store's side: what is read from it and written to it, and which of two records stands.
//!
//! Of two records the one with the higher rank prevails, in either order of writing: a tab that sees the store below
//! what it holds writes again.

use super::core::{Client, USER_ACTION_STEP};

use super::event::{Cause, Event, StorageProblem};
use super::pending::StoreHealth;
use super::ports::{Effect, Env, StoreFault};
use crate::session::backoff::TokenFailures;
use crate::session::live::SessionState;
use crate::session::record::{Record, Stored};

impl<S: Env> Client<S> {
    pub(super) fn restore(&mut self, stored: Result<Option<String>, StoreFault>) {
        let now = self.env.now();
        match stored.map(|text| Record::parse(text.as_deref(), now)) {
            Ok(Stored::Nothing) => {}
            Ok(Stored::Record(record)) => self.replace(record, Cause::Restored),
            Ok(Stored::Corrupt) => self.emit(Event::Storage(StorageProblem::Corrupt)),
            Ok(Stored::Newer) => self.stop_storing(StoreHealth::Off, StorageProblem::NewerVersion),
            Err(_) => self.stop_storing(StoreHealth::Unread, StorageProblem::Unavailable),
        }
        self.check_expiry();
    }

    /// The newest generation, here or in the store. Where there is no record the count begins at the clock: the storage may have
    /// been cleared, and what another tab remembers of it must not come before what begins now.
    pub(super) fn newest(&mut self) -> f64 {
        if let Some(Stored::Newer) = self.stored() {
            self.stop_storing(StoreHealth::Off, StorageProblem::NewerVersion);
        }
        let newest = self.record.generation.max(self.stored_generation());
        if newest > 0.0 { newest } else { (self.env.now().wall / 1000.0).floor() * USER_ACTION_STEP }
    }

    /// What is stored, where the store can be read at once.
    pub(super) fn stored(&self) -> Option<Stored> {
        let text = self.env.peek()?;
        Some(Record::parse(text.as_deref(), self.env.now()))
    }

    /// The generation that the store shows.
    pub(super) fn stored_generation(&self) -> f64 {
        if let Some(Stored::Record(stored)) = self.stored() { stored.generation } else { 0.0 }
    }

    /// Takes over what another tab has stored, where the store can be read at once and it is news; and writes again what is
    /// held, where the store shows less.
    pub(super) fn sync_from_store(&mut self) {
        let Some(stored) = self.stored().filter(|_| self.store_health != StoreHealth::Off) else { return };
        match stored {
            Stored::Record(stored) if stored.rank() < self.record.rank() => self.write(),
            Stored::Record(stored) => self.take_over(stored),
            // Somebody cleared the storage: that is a sign-out, and is not undone from memory.
            Stored::Nothing => {
                if let Some(live) = self.record.live().filter(|_| self.is_kept()) {
                    let (generation, state) = (self.record.generation + 1.0, live.end(None));
                    self.take_over(Record { sid: 0.0, generation, state, failures: None });
                }
            }
            Stored::Newer => self.stop_storing(StoreHealth::Off, StorageProblem::NewerVersion),
            Stored::Corrupt => {}
        }
    }

    /// Takes over a text that was found under the key, if it is news.
    pub(super) fn found_in_store(&mut self, text: Option<&str>) {
        if let Stored::Record(stored) = Record::parse(text, self.env.now()) {
            self.take_over(stored);
        }
        self.sync_from_store();
    }

    fn take_over(&mut self, news: Record) {
        if news.rank() <= self.record.rank() {
            return;
        }
        self.effects.push(Effect::Announce(news.generation));
        if news.looks_like(&self.record) {
            self.set_record(news);
        } else {
            self.replace(news, Cause::OtherTab);
            self.check_expiry();
        }
    }

    /// Tries again to write what found no room.
    pub(super) fn retry_write(&mut self) {
        if self.store_health == StoreHealth::Full && self.stored_generation() < self.record.generation {
            self.write();
        }
    }

    /// Replaces what is held by the same session with something changed that does not show.
    pub(super) fn update_record(&mut self, state: SessionState, failures: Option<TokenFailures>) {
        let generation = self.newest() + 1.0;
        self.set_record(Record { sid: self.record.sid, generation, state, failures });
        self.write();
    }

    pub(super) fn write(&mut self) {
        if !matches!(self.store_health, StoreHealth::Off | StoreHealth::Unread) {
            self.effects.push(Effect::Save(self.record.encode(), self.record.generation));
            self.announce_unwritten();
        }
    }

    /// Has the other tabs know that the store, which is full, shows an older state of this session: they would renew it once
    /// more with a refresh token that is spent.
    fn announce_unwritten(&mut self) {
        let is_same =
            |stored| matches!(stored, Some(Stored::Record(stored)) if stored.sid == self.record.sid);
        if self.store_health == StoreHealth::Full && is_same(self.stored()) {
            self.effects.push(Effect::Announce(self.record.generation));
        }
    }

    pub(super) fn save_failed(&mut self, fault: StoreFault) {
        let (store_health, problem) = match fault {
            StoreFault::Full => (StoreHealth::Full, StorageProblem::Full),
            StoreFault::Unavailable => (StoreHealth::Failed, StorageProblem::Unavailable),
        };
        if self.is_kept() {
            self.emit(Event::Storage(problem));
        }
        if self.store_health != store_health {
            self.store_health = store_health;
            self.announce_unwritten();
        }
    }

    fn stop_storing(&mut self, store_health: StoreHealth, problem: StorageProblem) {
        if self.store_health != StoreHealth::Off {
            self.store_health = store_health;
            self.emit(Event::Storage(problem));
        }
    }
}
