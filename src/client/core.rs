//! The client's shared inner state, and the few ways in which it may change.
//!
//! Everything that changes the session goes through [`Client::commit`] (our doing) or [`Client::take_over`] (another
//! tab's doing). Neither awaits, so that no other task ever sees half a change.

use super::config::Config;
use super::error::{Code, Error};
use super::flight::Flight;
use super::login::GuestRequest;
use super::notice::{Cause, Notice, StorageProblem};
use super::ports::{Ports, StoreFault, Writing};
use crate::protocol::time::Millis;
use crate::session::record::{EndReason, Holding, Record, Stored};
use crate::session::state::{Alarm, alarm};
use std::cell::RefCell;
use std::rc::Rc;

/// Work that many may wait for, and that changes the session if it succeeds.
pub(super) type Shared = Flight<Result<(), Error>>;

/// One shopper's session with one API client.
pub struct Client<P: Ports> {
    pub(super) config: Config,
    pub(super) ports: P,
    pub(super) state: RefCell<State>,
}

pub(super) struct State {
    pub record: Rc<Record>,
    /// Counts what the shopper does (signs in, signs out): the later deed wins over the answer to an earlier one.
    pub deeds: u32,
    /// The refresh under way.
    pub renewal: Option<Shared>,
    /// The guest session under way.
    pub guest: Option<Shared>,
    /// Generation whose access token the API has refused.
    pub unauthorized: Option<f64>,
    /// Generation whose access token the API refused although it was new: another refresh would not help.
    pub hopeless: Option<f64>,
    /// Generation whose approaching end was announced.
    pub announced: Option<f64>,
    pub keeping: Keeping,
    /// The last write, until somebody has seen how it ended.
    pub writing: Option<Writing>,
    pub disposed: bool,
}

/// How well the place that outlives the page does its work.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// What is held is kept there.
    Kept,
    /// The last write found no room; the next call tries again.
    Full,
    /// It cannot be used, or must be left alone.
    Off,
}

/// Work that goes on whoever waits for it.
pub(super) enum Errand {
    /// Replace the tokens of this generation.
    Renewal(f64),
    /// Begin a guest session.
    Guest(GuestRequest),
}

impl<P: Ports> Client<P> {
    /// A client with nothing in it. `Command::Restore` comes next.
    pub fn new(config: Config, ports: P) -> Rc<Self> {
        let state = State {
            record: Rc::new(Record::empty()),
            deeds: 0,
            renewal: None,
            guest: None,
            unauthorized: None,
            hopeless: None,
            announced: None,
            keeping: Keeping::Kept,
            writing: None,
            disposed: false,
        };
        Rc::new(Self { config, ports, state: RefCell::new(state) })
    }

    /// Takes up the stored session. Never fails: a place that cannot be read leaves the client in memory.
    pub(super) async fn restore(&self) {
        let loaded = self.ports.load().await;
        let now = self.ports.now();
        match loaded.map(|text| Record::parse::<P::Json>(text.as_deref(), now)) {
            Ok(Stored::Nothing) => {}
            Ok(Stored::Record(record)) => self.replace(record, Cause::Restored),
            Ok(Stored::Corrupt) => self.ports.hear(Notice::Storage(StorageProblem::Corrupt)),
            Ok(Stored::Newer) => self.stop_keeping(StorageProblem::NewerVersion),
            Err(fault) => self.save_failed(fault),
        }
        self.wake();
    }

    /// The platform this client runs on.
    pub fn ports(&self) -> &P {
        &self.ports
    }

    /// What is held now.
    pub fn record(&self) -> Rc<Record> {
        Rc::clone(&self.state.borrow().record)
    }

    /// Whether the session outlives the page at present.
    pub fn is_kept(&self) -> bool {
        self.state.borrow().keeping == Keeping::Kept
    }

    /// Looks at the clock: announces an approaching end once, ends what is over, and asks to be woken again.
    pub fn wake(&self) {
        let now = self.ports.now();
        let decision = {
            let state = self.state.borrow();
            if state.disposed {
                return;
            }
            alarm(&state.record, state.announced == Some(state.record.generation), now)
        };
        let delay = match decision {
            Alarm::None => None,
            Alarm::After(delay) => Some(delay),
            Alarm::Expiring { left } => {
                let mut state = self.state.borrow_mut();
                state.announced = Some(state.record.generation);
                drop(state);
                self.ports.hear(Notice::Expiring { left });
                Some(left)
            }
            Alarm::End(reason) => return self.end(reason),
        };
        self.ports.wake_after(delay.map(|delay| delay.clamp(0.0, LONGEST_NAP)));
    }

    /// Ends the session for a reason that is not the shopper's.
    pub(super) fn end(&self, reason: EndReason) {
        let tombstone = self.record().live().map(|live| live.end(Some(reason)));
        if let Some(tombstone) = tombstone {
            self.commit(tombstone, Cause::Expired);
        }
    }

    /// Replaces what is held, tells everybody, and has it written. [`Client::settle`] waits for the write.
    pub(super) fn commit(&self, holding: Holding, cause: Cause) {
        // Another tab may have counted on meanwhile. Its record is about to be replaced, its numbers are not used again.
        let now = self.ports.now();
        let stored = match self.ports.peek().map(|text| Record::parse::<P::Json>(text.as_deref(), now)) {
            Some(Stored::Record(record)) => record.generation,
            _ => 0.0,
        };
        let held = self.record();
        let sid = if cause == Cause::Refresh { held.sid } else { self.ports.random() };
        let generation = held.generation.max(stored) + 1.0;
        self.replace(Record { sid, generation, holding }, cause);
        self.write();
        self.wake();
    }

    /// Takes over what another tab has stored, where that is news.
    pub fn take_over(&self, text: Option<&str>) {
        let held = self.record();
        match Record::parse::<P::Json>(text, self.ports.now()) {
            Stored::Record(record) => {
                let older = record.generation < held.generation;
                if !older && !record.is_same(&held) {
                    self.replace(record, Cause::OtherTab);
                    self.wake();
                }
            }
            // Somebody cleared the storage: that is a sign-out, and is not undone from memory.
            Stored::Nothing => {
                if let Some(live) = held.live().filter(|_| self.is_kept()) {
                    let generation = held.generation + 1.0;
                    self.replace(Record { sid: 0.0, generation, holding: live.end(None) }, Cause::OtherTab);
                    self.wake();
                }
            }
            Stored::Corrupt | Stored::Newer => {}
        }
    }

    /// Looks whether another tab has stored something new, where the store can be read at once.
    pub fn catch_up(&self) {
        if let Some(text) = self.ports.peek()
            && self.is_kept()
        {
            self.take_over(text.as_deref());
        }
    }

    /// Sends an errand on its way. Only one of each kind is under way at a time; its asker keeps the flight.
    pub(super) fn run(self: &Rc<Self>, errand: Errand) -> Shared {
        let flight = Flight::take_off();
        let (client, landing) = (Rc::clone(self), flight.clone());
        self.ports.spawn(Box::pin(async move {
            let outcome = match errand {
                Errand::Renewal(stale) => {
                    let outcome = client.renew(stale).await;
                    client.state.borrow_mut().renewal = None;
                    outcome
                }
                Errand::Guest(request) => {
                    let outcome = client.open_guest(request).await;
                    client.state.borrow_mut().guest = None;
                    outcome
                }
            };
            client.settle().await;
            landing.land(outcome);
        }));
        flight
    }

    /// Waits until what was written is written, and takes note if it was not.
    pub(super) async fn settle(&self) {
        let writing = self.state.borrow_mut().writing.take();
        let Some(writing) = writing else { return };
        match writing.await {
            Ok(()) => self.state.borrow_mut().keeping = Keeping::Kept,
            Err(fault) => self.save_failed(fault),
        }
    }

    /// Tries again to write what found no room.
    pub(super) fn retry_write(&self) {
        if self.state.borrow().keeping == Keeping::Full {
            self.write();
        }
    }

    /// Ends this object's work. What is stored stays.
    pub fn dispose(&self) {
        self.state.borrow_mut().disposed = true;
        self.ports.wake_after(None);
    }

    /// Fails once the client was disposed of.
    pub fn check_alive(&self) -> Result<(), Error> {
        if self.state.borrow().disposed { Err(Code::Disposed.into()) } else { Ok(()) }
    }

    fn replace(&self, record: Record, cause: Cause) {
        let record = Rc::new(record);
        let before = std::mem::replace(&mut self.state.borrow_mut().record, Rc::clone(&record));
        let order_id = |record: &Record| record.live().and_then(|live| live.order_id().cloned());
        let (from, to) = (order_id(&before), order_id(&record));
        self.ports.hear(Notice::Session { record, cause });
        if from.is_some() && to.is_some() && from != to {
            self.ports.hear(Notice::Order { from, to });
        }
    }

    fn write(&self) {
        if self.state.borrow().keeping != Keeping::Off {
            let writing = self.ports.save(&self.record().encode::<P::Json>());
            self.state.borrow_mut().writing = Some(writing);
        }
    }

    fn save_failed(&self, fault: StoreFault) {
        match fault {
            StoreFault::Unavailable => self.stop_keeping(StorageProblem::Unavailable),
            StoreFault::Full => {
                let before = std::mem::replace(&mut self.state.borrow_mut().keeping, Keeping::Full);
                if before == Keeping::Kept {
                    self.ports.hear(Notice::Storage(StorageProblem::Full));
                }
            }
        }
    }

    fn stop_keeping(&self, problem: StorageProblem) {
        self.state.borrow_mut().keeping = Keeping::Off;
        self.ports.hear(Notice::Storage(problem));
    }
}

/// Longest time asked of the platform's timers, which cannot count beyond 2^31 - 1 milliseconds.
const LONGEST_NAP: Millis = 2_000_000_000.0;
