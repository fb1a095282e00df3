//! The client's state, and the few ways in which the session may change.
//!
//! Everything that changes the session goes through `Client::commit` (our doing) or `Client::catch_up` (another
//! tab's doing).

use super::config::Config;
use super::error::Error;
use super::event::{Cause, Notice, OrderProblem};
use super::pending::Bound;
use super::pending::Errand;
use super::pending::Keeping;
use super::pending::Purpose;
use super::pending::Wait;
use super::ports::{CallId, Command, Effect, ExchangeId, Input, Mark, Outcome, Surroundings};
use crate::protocol::http::api_request;
use crate::protocol::ordercloud::ONE_TIME_PASSWORD_PATH;
use crate::protocol::time::Millis;
use crate::session::live::{EndReason, Holding};
use crate::session::record::Record;
use crate::session::state::{Alarm, alarm};
use crate::value::Value;
use std::rc::Rc;

/// One shopper's session with one API client.
#[derive(Clone, Debug)]
pub struct Client<S: Surroundings> {
    pub(super) config: Config,
    pub(super) around: S,
    pub(super) effects: Vec<Effect>,
    pub(super) record: Rc<Record>,
    /// The generation by which its access token came here; less than nothing where it has none.
    pub(super) since: f64,
    /// Counts what the shopper does (signs in, signs out): the later deed wins over the answer to an earlier one.
    pub(super) deeds: u32,
    /// The last of these that was a sign-out.
    pub(super) signed_out: u32,
    /// Calls that wait for something here, and what for. One that was sent is the platform's until it is answered.
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
    /// The access token that the API has refused.
    pub(super) unauthorized: Option<Mark>,
    /// The access token that the API refused although it was new: another refresh would not help, for a while.
    pub(super) hopeless: Option<Mark>,
    /// The device has come back on the network since the last try.
    pub(super) is_back_online: bool,
    /// The session whose approaching end was announced.
    announced: Option<f64>,
    pub(super) keeping: Keeping,
}

impl<S: Surroundings> Client<S> {
    /// A client with nothing in it. `Input::Restore` comes next.
    pub fn new(config: Config, around: S) -> Self {
        Self {
            config,
            around,
            effects: Vec::new(),
            record: Rc::new(Record::empty()),
            since: NO_TOKEN,
            deeds: 0,
            signed_out: 0,
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
        }
    }

    /// Takes in what happened, and says what is to be done about it, in this order.
    pub fn handle(&mut self, input: Input) -> Vec<Effect> {
        self.take(input);
        std::mem::take(&mut self.effects)
    }

    /// What the client may ask at once.
    pub fn around(&self) -> &S {
        &self.around
    }

    /// What is held now.
    pub fn record(&self) -> &Rc<Record> {
        &self.record
    }

    /// Whether the session outlives the page at present.
    pub fn is_kept(&self) -> bool {
        self.keeping == Keeping::Kept
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Restore(stored) => self.restore(stored),
            Input::Command(id, command) => self.obey(id, command),
            Input::GivenUp(id) => self.give_up(id),
            Input::Reply(id, reply) => self.receive(id, reply),
            Input::Answer(id, refused) => self.answered(id, refused),
            Input::Saved(Ok(())) => self.keeping = Keeping::Kept,
            Input::Saved(Err(fault)) => self.save_failed(fault),
            Input::Locked(id, newest) => self.locked(id, newest),
            Input::StoreBehind(id) => self.store_behind(id),
            Input::NotLocked(id) => self.not_locked(id),
            Input::Found(text) => self.find(text.as_deref()),
            Input::Online => self.is_back_online = true,
            Input::OtherTab => {
                self.catch_up();
                self.look_at_the_clock();
            }
            Input::Awake => self.look_at_the_clock(),
        }
    }

    fn obey(&mut self, id: CallId, command: Command) {
        match command {
            Command::Login(grant, kind, cause, transfer) => self.login(id, &grant, kind, cause, transfer),
            Command::Adopt(access_token, refresh_token, is_sso) => {
                let result = self.adopt(access_token, refresh_token, is_sso);
                self.finish(id, result.map(|()| Outcome::Session));
            }
            Command::Register(profile) => self.register(id, profile),
            Command::TransferOrder => self.transfer_order(id),
            Command::OneTimePassword(body) => {
                let request = api_request("POST", ONE_TIME_PASSWORD_PATH, body, Value::nothing());
                self.ask(id, request, Purpose::Message { call: id, spare: Value::nothing() });
            }
            Command::LoginAnonymously(request) => self.login_anonymously(id, request),
            Command::Refresh => self.refresh(id),
            Command::Logout(everywhere) => self.logout(id, everywhere),
            Command::AccessToken => self.need_token(id, Bound::Caller),
            Command::Fetch(route) => self.fetch(id, route),
        }
    }

    /// Announces an approaching end once, ends what is over, and asks to be woken again.
    pub(super) fn look_at_the_clock(&mut self) {
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

    /// Counts an action of the shopper's: the answer to an earlier one is dropped then.
    pub(super) fn begin_deed(&mut self) -> u32 {
        self.deeds = self.deeds.wrapping_add(1);
        self.deeds
    }

    /// Replaces what is held by the shopper's doing. The generation leaps: whatever other tabs began before comes after it
    /// in time and before it in rank, and cannot stand against it.
    pub(super) fn deed(&mut self, holding: Holding, cause: Cause) {
        if self.keeping == Keeping::Unread && cause == Cause::Logout {
            self.keeping = Keeping::Failed;
        }
        let generation = ((self.newest() / LEAP).floor() + 1.0) * LEAP;
        self.begin(generation, holding, cause);
    }

    /// Replaces what is held by another session.
    pub(super) fn begin(&mut self, generation: f64, holding: Holding, cause: Cause) {
        let sid = self.around.random();
        self.commit(Record { sid, generation, holding, trouble: None }, cause);
    }

    /// Replaces what is held, tells everybody, and has it written.
    pub(super) fn commit(&mut self, record: Record, cause: Cause) {
        self.replace(record, cause);
        self.write();
        self.look_at_the_clock();
    }

    /// Replaces what is held, and tells everybody.
    pub(super) fn replace(&mut self, record: Record, cause: Cause) {
        let order_id = |record: &Record| record.live().map(|live| live.order_id()).unwrap_or_default();
        let from = order_id(&self.record);
        self.hold(record);
        let to = order_id(&self.record);
        self.tell(Notice::Session { record: Rc::clone(&self.record), cause });
        // At a sign-out the order id stays on the tombstone; a user may be about to get the order.
        if from.is_some() && from != to && self.record.live().is_some_and(|live| live.guest.is_nothing()) {
            self.tell(Notice::Order { from, to, problem: Some(OrderProblem::Changed) });
        }
    }

    /// The one place where what is held becomes something else.
    pub(super) fn hold(&mut self, record: Record) {
        if !record.has_token_of(&self.record) {
            self.since = if record.live().is_some() { record.generation } else { NO_TOKEN };
        }
        self.record = Rc::new(record);
    }

    #[inline(never)]
    pub(super) fn finish(&mut self, id: CallId, result: Result<Outcome, Error>) {
        self.effects.push(Effect::Finish(id, result));
    }

    #[inline(never)]
    pub(super) fn tell(&mut self, notice: Notice) {
        self.effects.push(Effect::Tell(notice));
    }
}

/// The distance between the generations of two deeds. Refreshes count by one in between.
pub(super) const LEAP: f64 = 1_048_576.0;

/// By which generation no token came.
const NO_TOKEN: f64 = -1.0;

/// Longest time asked of the platform's timers, which cannot count beyond 2^31 - 1 milliseconds.
const LONGEST_NAP: Millis = 2_000_000_000.0;
