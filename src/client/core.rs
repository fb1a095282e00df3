//! The client's state, and the few ways in which the session may change.
//!
//! Everything that changes the session goes through `Client::commit` (our doing) or `Client::catch_up` (another
//! tab's doing).

use super::config::Config;
use super::errand::Errand;
use super::error::{Code, Error};
use super::exchange::Purpose;
use super::notice::{Cause, Notice, OrderProblem, StorageProblem};
use super::ports::{CallId, Command, Effect, ExchangeId, Input, Outcome, StoreFault, Surroundings};
use crate::protocol::ordercloud::ONE_TIME_PASSWORD_PATH;
use crate::protocol::platform::ORDERCLOUD;
use crate::protocol::time::Millis;
use crate::session::record::{EndReason, Holding, Record, Stored, Trouble};
use crate::session::state::{Alarm, alarm};
use std::rc::Rc;

/// One shopper's session with one API client.
#[derive(Clone, Debug)]
pub struct Client<S: Surroundings> {
    pub(super) config: Config,
    pub(super) around: S,
    pub(super) effects: Vec<Effect>,
    pub(super) record: Rc<Record>,
    /// Counts what the shopper does (signs in, signs out): the later deed wins over the answer to an earlier one.
    pub(super) deeds: u32,
    /// Calls that are not finished, and what each waits for.
    pub(super) calls: Vec<(CallId, Wait)>,
    /// Requests of our own under way.
    pub(super) exchanges: Vec<(ExchangeId, Purpose)>,
    pub(super) last_exchange: ExchangeId,
    /// What locks are wanted or held for.
    pub(super) errands: Vec<(ExchangeId, Errand)>,
    /// New tokens for the session are on their way.
    pub(super) is_renewing: bool,
    /// A guest session is on its way, unless something else takes the place of this session, or the shopper does something
    /// else than this deed.
    pub(super) guest_wish: Option<(f64, u32)>,
    /// The record whose access token the API has refused.
    pub(super) unauthorized: Option<Rc<Record>>,
    /// The record whose access token the API refused although it was new: another refresh would not help, for a while.
    pub(super) hopeless: Option<Rc<Record>>,
    /// The device has come back on the network since the last try.
    pub(super) is_back_online: bool,
    /// The session whose approaching end was announced.
    announced: Option<f64>,
    keeping: Keeping,
    disposed: bool,
}

/// What an unfinished call waits for.
#[derive(Clone, Debug)]
pub(super) enum Wait {
    /// The reply to a request of its own.
    Own,
    /// A guest session.
    Guest,
    /// New tokens for the session of this record; then it is done.
    Renewal(Rc<Record>),
    /// A token: of the renewed session of this record, or of whoever is there by then.
    Token(Option<Rc<Record>>, Bound),
    /// The API's answer to what was sent with the token of this record, or with none of ours.
    Answer(Option<Rc<Record>>, Sending),
    /// A newer token than that of this record, which the API refused.
    Resend(Rc<Record>, Sending),
}

/// What a token is wanted for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Bound {
    /// The caller itself.
    Caller,
    /// A call to the API.
    Api(Sending),
}

/// How often a call may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    /// This is the first time, and there can be a second.
    First,
    /// Its body can be read only once.
    OnlyOnce,
    /// This is the second time, with a token that was at hand by then.
    Second,
    /// This is the second time, after a renewal.
    Renewed,
}

/// How well the place that outlives the page does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeping {
    /// What is held is kept there.
    Kept,
    /// The last write found no room; the next call tries again.
    Full,
    /// It cannot be used, or must be left alone.
    Off,
}

impl<S: Surroundings> Client<S> {
    /// A client with nothing in it. `Input::Restore` comes next.
    pub fn new(config: Config, around: S) -> Self {
        Self {
            config,
            around,
            effects: Vec::new(),
            record: Rc::new(Record::empty()),
            deeds: 0,
            calls: Vec::new(),
            exchanges: Vec::new(),
            last_exchange: 0,
            errands: Vec::new(),
            is_renewing: false,
            guest_wish: None,
            unauthorized: None,
            hopeless: None,
            is_back_online: false,
            announced: None,
            keeping: Keeping::Kept,
            disposed: false,
        }
    }

    /// Takes in what happened, and says what is to be done about it, in this order.
    pub fn handle(&mut self, input: Input) -> Vec<Effect> {
        if !self.disposed {
            self.take(input);
        } else if let Input::Command(id, _) = input {
            self.finish(id, Err(Code::Disposed.into()));
        }
        std::mem::take(&mut self.effects)
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Fails where the platform has no API for what is wanted.
    pub fn check_ordercloud(&self) -> Result<(), Error> {
        if self.is_ordercloud() { Ok(()) } else { Err(Error::config("platform")) }
    }

    pub(super) fn is_ordercloud(&self) -> bool {
        self.config.platform == ORDERCLOUD
    }

    /// What is held now.
    pub fn record(&self) -> &Rc<Record> {
        &self.record
    }

    /// Whether the session outlives the page at present.
    pub fn is_kept(&self) -> bool {
        self.keeping == Keeping::Kept
    }

    /// Fails once the client was disposed of.
    pub fn check_alive(&self) -> Result<(), Error> {
        if self.disposed { Err(Code::Disposed.into()) } else { Ok(()) }
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Restore(stored) => self.restore(stored),
            Input::Command(id, command) => self.obey(id, command),
            Input::GivenUp(id) => self.give_up(id),
            Input::Reply(id, reply) => self.receive(id, reply),
            Input::Answer(id, unauthorized) => self.answered(id, unauthorized),
            Input::Saved(Ok(())) => self.keeping = Keeping::Kept,
            Input::Saved(Err(fault)) => self.save_failed(fault),
            Input::Locked(id, newest) => self.locked(id, newest),
            Input::NotLocked(id) => self.not_locked(id),
            Input::Found(text) => self.find(text.as_deref()),
            Input::Online => self.is_back_online = true,
            Input::OtherTab => {
                self.catch_up();
                self.look_at_the_clock();
            }
            Input::Awake => self.look_at_the_clock(),
            Input::Dispose => self.dispose(),
        }
    }

    fn obey(&mut self, id: CallId, command: Command) {
        match command {
            Command::Login(grant, kind, cause, transfer) => self.login(id, &grant, kind, cause, transfer),
            Command::Adopt(access_token, refresh_token) => {
                let result = self.adopt(access_token, refresh_token, false);
                self.finish(id, result.map(|()| Outcome::Session));
            }
            Command::Sso(access_token, refresh_token) => {
                let result = self.adopt(access_token, refresh_token, true);
                self.finish(id, result.map(|()| Outcome::Session));
            }
            Command::Idle => self.finish(id, Ok(Outcome::Nothing)),
            Command::Register(profile) => self.register(id, profile),
            Command::TransferOrder => self.transfer_order(id),
            Command::OneTimePassword(body) => {
                let request = self.api_request("POST", ONE_TIME_PASSWORD_PATH, None, body, None);
                self.ask(id, request, Purpose::Message { call: id });
            }
            Command::LoginAnonymously(request) => self.login_anonymously(id, request),
            Command::Refresh => self.refresh(id),
            Command::Logout(everywhere) => self.logout(id, everywhere),
            Command::AccessToken => self.need_token(id, Bound::Caller),
            Command::Fetch(route) => self.fetch(id, route),
        }
    }

    fn restore(&mut self, stored: Result<Option<String>, StoreFault>) {
        let now = self.around.now();
        match stored.map(|text| Record::parse::<S::Json>(text.as_deref(), now)) {
            Ok(Stored::Nothing) => {}
            Ok(Stored::Record(record)) => self.replace(record, Cause::Restored),
            Ok(Stored::Corrupt) => self.tell(Notice::Storage(StorageProblem::Corrupt)),
            Ok(Stored::Newer) => self.stop_keeping(StorageProblem::NewerVersion),
            Err(fault) => self.save_failed(fault),
        }
        self.look_at_the_clock();
    }

    /// Announces an approaching end once, ends what is over, and asks to be woken again.
    fn look_at_the_clock(&mut self) {
        let told = self.announced == Some(self.record.sid);
        let delay = match alarm(&self.record, told, self.around.now()) {
            Alarm::None => None,
            Alarm::After(delay) => Some(delay),
            Alarm::Expiring { left } => {
                self.announced = Some(self.record.sid);
                self.tell(Notice::Expiring { left });
                Some(left)
            }
            Alarm::End(reason) => return self.end(reason),
        };
        self.effects.push(Effect::WakeAfter(delay.map(|delay| delay.clamp(0.0, LONGEST_NAP))));
    }

    /// Ends the session for a reason that is not the shopper's: its time is up. That is not written down: every tab can
    /// read it off the same record, and a tab that wrote might overwrite what another tab has just begun.
    pub(super) fn end(&mut self, reason: EndReason) {
        if let Some(live) = self.record.live() {
            let holding = live.end(Some(reason));
            self.replace(Record { holding, ..(*self.record).clone() }, Cause::Expired);
        }
    }

    /// Replaces what is held by the shopper's doing. The generation leaps: whatever other tabs began before comes after it
    /// in time and before it in rank, and cannot stand against it.
    pub(super) fn deed(&mut self, holding: Holding, cause: Cause) {
        let generation = ((self.newest() / LEAP).floor() + 1.0) * LEAP;
        self.begin(generation, holding, cause);
    }

    /// Replaces what is held by another session.
    pub(super) fn begin(&mut self, generation: f64, holding: Holding, cause: Cause) {
        let sid = self.around.random();
        self.commit(Record { sid, generation, holding, trouble: None }, cause);
    }

    /// The newest generation, here or in the store. Where there is none the count begins at the clock: the storage may have
    /// been cleared, and what another tab remembers of it must not come before what begins now.
    pub(super) fn newest(&mut self) -> f64 {
        if let Some(Stored::Newer) = self.stored() {
            self.stop_keeping(StorageProblem::NewerVersion);
        }
        let newest = self.record.generation.max(self.stored_generation());
        if newest > 0.0 { newest } else { (self.around.now().wall / 1000.0).floor() * LEAP }
    }

    /// Replaces what is held, tells everybody, and has it written.
    pub(super) fn commit(&mut self, record: Record, cause: Cause) {
        self.replace(record, cause);
        self.write();
        self.look_at_the_clock();
    }

    /// What is stored, where the store can be read at once.
    pub(super) fn stored(&self) -> Option<Stored> {
        let text = self.around.peek()?;
        Some(Record::parse::<S::Json>(text.as_deref(), self.around.now()))
    }

    /// The generation that the store shows.
    pub(super) fn stored_generation(&self) -> f64 {
        if let Some(Stored::Record(stored)) = self.stored() { stored.generation } else { 0.0 }
    }

    /// Takes over what another tab has stored, where the store can be read at once and it is news; and writes again what is
    /// held, where the store shows less. So the highest rank prevails, whatever the order of writes.
    pub(super) fn catch_up(&mut self) {
        let Some(stored) = self.stored().filter(|_| self.is_kept()) else { return };
        match stored {
            Stored::Record(stored) if stored.rank() < self.record.rank() => self.write(),
            Stored::Record(stored) => self.take_over(stored),
            // Somebody cleared the storage: that is a sign-out, and is not undone from memory.
            Stored::Nothing => {
                if let Some(live) = self.record.live() {
                    let (generation, holding) = (self.record.generation + 1.0, live.end(None));
                    self.take_over(Record { sid: 0.0, generation, holding, trouble: None });
                }
            }
            Stored::Newer => self.stop_keeping(StorageProblem::NewerVersion),
            Stored::Corrupt => {}
        }
    }

    /// Takes over a text that was found under the key, if it is news.
    fn find(&mut self, text: Option<&str>) {
        if let Stored::Record(stored) = Record::parse::<S::Json>(text, self.around.now()) {
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
            self.record = Rc::new(news);
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

    #[inline(never)]
    pub(super) fn finish(&mut self, id: CallId, result: Result<Outcome, Error>) {
        self.effects.push(Effect::Finish(id, result));
    }

    fn dispose(&mut self) {
        self.disposed = true;
        self.errands.clear();
        for (id, _) in std::mem::take(&mut self.calls) {
            self.finish(id, Err(Code::Disposed.into()));
        }
        for (id, _) in std::mem::take(&mut self.exchanges) {
            self.effects.push(Effect::Cancel(id));
        }
        self.effects.push(Effect::WakeAfter(None));
    }

    fn replace(&mut self, record: Record, cause: Cause) {
        let record = Rc::new(record);
        let before = std::mem::replace(&mut self.record, Rc::clone(&record));
        let order_id = |record: &Record| record.live().and_then(|live| live.order_id().cloned());
        let (from, to) = (order_id(&before), order_id(&record));
        self.tell(Notice::Session { record, cause });
        // At a sign-out the order id stays on the tombstone; a user may be about to get the order.
        if from.is_some() && from != to && self.record.live().is_some_and(|live| live.guest.is_none()) {
            self.tell(Notice::Order { from, to, problem: Some(OrderProblem::Changed) });
        }
    }

    /// Replaces what is held by the same session with something changed that does not show.
    pub(super) fn amend(&mut self, holding: Holding, trouble: Option<Trouble>) {
        let generation = self.newest() + 1.0;
        self.record = Rc::new(Record { sid: self.record.sid, generation, holding, trouble });
        self.write();
    }

    pub(super) fn write(&mut self) {
        if self.keeping != Keeping::Off {
            self.effects.push(Effect::Save(self.record.encode::<S::Json>(), self.record.generation));
        }
    }

    fn save_failed(&mut self, fault: StoreFault) {
        match fault {
            StoreFault::Unavailable => self.stop_keeping(StorageProblem::Unavailable),
            StoreFault::Full if self.keeping == Keeping::Kept => {
                self.keeping = Keeping::Full;
                self.tell(Notice::Storage(StorageProblem::Full));
            }
            StoreFault::Full => {}
        }
    }

    fn stop_keeping(&mut self, problem: StorageProblem) {
        if self.keeping != Keeping::Off {
            self.keeping = Keeping::Off;
            self.tell(Notice::Storage(problem));
        }
    }

    #[inline(never)]
    pub(super) fn tell(&mut self, notice: Notice) {
        self.effects.push(Effect::Tell(notice));
    }
}

/// The distance between the generations of two deeds. Refreshes count by one in between.
const LEAP: f64 = 1_048_576.0;

/// Longest time asked of the platform's timers, which cannot count beyond 2^31 - 1 milliseconds.
const LONGEST_NAP: Millis = 2_000_000_000.0;
