//! The client's state, and the few ways in which the session may change.
//!
//! Everything that changes the session goes through `Client::commit` (our doing) or `Client::sync_from_store` (another
//! tab's doing).

use super::config::Config;
use super::error::Error;
use super::event::{Cause, Event, OrderProblem};
use super::pending::LockedTask;
use super::pending::PendingCall;
use super::pending::Purpose;
use super::pending::StoreHealth;
use super::pending::TokenUse;
use super::ports::{CallId, Command, Effect, Env, Input, Outcome, RequestId, TokenRef};
use crate::protocol::http::api_request;
use crate::protocol::ordercloud::ONE_TIME_PASSWORD_PATH;
use crate::protocol::time::Millis;
use crate::session::live::{EndReason, SessionState};
use crate::session::record::Record;
use crate::session::state::{Alarm, alarm};
use crate::value::Value;
use std::rc::Rc;

/// One shopper's session with one API client.
#[derive(Clone, Debug)]
pub struct Client<S: Env> {
    pub(super) config: Config,
    pub(super) env: S,
    pub(super) effects: Vec<Effect>,
    pub(super) record: Rc<Record>,
    /// The generation by which its access token came here; less than nothing where it has none.
    pub(super) since: f64,
    /// Counts user actions (sign-in, sign-out): a later one wins over the answer to an earlier one.
    pub(super) user_actions: u32,
    /// The last of these that was a sign-out.
    pub(super) last_sign_out: u32,
    /// Calls that wait for something here, and what for. One that was sent is the platform's until it is answered.
    pub(super) calls: Vec<(CallId, PendingCall)>,
    /// Requests of our own under way.
    pub(super) requests_under_way: Vec<(RequestId, Purpose)>,
    pub(super) last_request_id: RequestId,
    /// What locks are wanted or held for.
    pub(super) locked_tasks: Vec<(RequestId, LockedTask)>,
    /// New tokens for the session are on their way.
    pub(super) is_renewing: bool,
    /// While a guest login is in flight: the session id and the user action that it started from. If either has changed, the
    /// answer is dropped.
    pub(super) guest_login_for: Option<(f64, u32)>,
    /// The access token that the API has refused.
    pub(super) rejected_token: Option<TokenRef>,
    /// The access token that the API refused although it was new: another refresh would not help, for a while.
    pub(super) refused_when_new: Option<TokenRef>,
    /// The device has come back on the network since the last try.
    pub(super) is_back_online: bool,
    /// The session whose approaching end was announced.
    announced: Option<f64>,
    pub(super) store_health: StoreHealth,
}

impl<S: Env> Client<S> {
    /// A client with nothing in it. `Input::Restore` comes next.
    pub fn new(config: Config, env: S) -> Self {
        Self {
            config,
            env,
            effects: Vec::new(),
            record: Rc::new(Record::empty()),
            since: NO_TOKEN,
            user_actions: 0,
            last_sign_out: 0,
            calls: Vec::new(),
            requests_under_way: Vec::new(),
            last_request_id: 0,
            locked_tasks: Vec::new(),
            is_renewing: false,
            guest_login_for: None,
            rejected_token: None,
            refused_when_new: None,
            is_back_online: false,
            announced: None,
            store_health: StoreHealth::Kept,
        }
    }

    /// Takes in what happened, and says what is to be done about it, in this order.
    pub fn handle(&mut self, input: Input) -> Vec<Effect> {
        self.take(input);
        std::mem::take(&mut self.effects)
    }

    /// What the client may ask at once.
    pub fn env(&self) -> &S {
        &self.env
    }

    /// What is held now.
    pub fn record(&self) -> &Rc<Record> {
        &self.record
    }

    /// Whether the session outlives the page at present.
    pub fn is_kept(&self) -> bool {
        self.store_health == StoreHealth::Kept
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Restore(stored) => self.restore(stored),
            Input::Command(id, command) => self.run_command(id, command),
            Input::GivenUp(id) => self.give_up(id),
            Input::Reply(id, reply) => self.receive(id, reply),
            Input::Answer(id, refused) => self.answered(id, refused),
            Input::Saved(Ok(())) => self.store_health = StoreHealth::Kept,
            Input::Saved(Err(fault)) => self.save_failed(fault),
            Input::Locked(id, newest) => self.locked(id, newest),
            Input::StoreBehind(id) => self.store_behind(id),
            Input::NotLocked(id) => self.not_locked(id),
            Input::Found(text) => self.found_in_store(text.as_deref()),
            Input::Online => self.is_back_online = true,
            Input::OtherTab => {
                self.sync_from_store();
                self.check_expiry();
            }
            Input::Awake => self.check_expiry(),
        }
    }

    fn run_command(&mut self, id: CallId, command: Command) {
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
                self.request_for(id, request, Purpose::NoSessionChange { call: id, spare: Value::nothing() });
            }
            Command::LoginAnonymously(request) => self.login_anonymously(id, request),
            Command::Refresh => self.refresh(id),
            Command::Logout(everywhere) => self.logout(id, everywhere),
            Command::AccessToken => self.need_token(id, TokenUse::Caller),
            Command::Fetch(route) => self.fetch(id, route),
        }
    }

    /// Announces an approaching end once, ends what is over, and asks to be woken again.
    pub(super) fn check_expiry(&mut self) {
        let was_announced = self.announced == Some(self.record.sid);
        let delay = match alarm(&self.record, was_announced, self.env.now()) {
            Alarm::None => None,
            Alarm::After(delay) => Some(delay),
            Alarm::Expiring { left } => {
                self.announced = Some(self.record.sid);
                self.emit(Event::Expiring { left });
                Some(left)
            }
            Alarm::End(reason) => return self.end(reason),
        };
        self.effects.push(Effect::WakeAfter(delay.map(|delay| delay.clamp(0.0, LONGEST_TIMER))));
    }

    /// Ends the session for a reason that is not the shopper's: its time is up. That is not written down: every tab can
    /// read it off the same record, and a tab that wrote might overwrite what another tab has just begun.
    pub(super) fn end(&mut self, reason: EndReason) {
        if let Some(live) = self.record.live() {
            let state = live.end(Some(reason));
            self.replace(Record { state, ..(*self.record).clone() }, Cause::Expired);
        }
    }

    /// Counts an action of the shopper's: the answer to an earlier one is dropped then.
    pub(super) fn begin_user_action(&mut self) -> u32 {
        self.user_actions = self.user_actions.wrapping_add(1);
        self.user_actions
    }

    /// Replaces what is held by an action of the shopper's. The generation takes a large step: what another tab began before
    /// gets a lower rank, and cannot replace this.
    pub(super) fn commit_user_action(&mut self, state: SessionState, cause: Cause) {
        if self.store_health == StoreHealth::Unread && cause == Cause::Logout {
            self.store_health = StoreHealth::Failed;
        }
        let generation = ((self.newest() / USER_ACTION_STEP).floor() + 1.0) * USER_ACTION_STEP;
        self.start_session(generation, state, cause);
    }

    /// Replaces what is held by another session.
    pub(super) fn start_session(&mut self, generation: f64, state: SessionState, cause: Cause) {
        let sid = self.env.random();
        self.commit(Record { sid, generation, state, failures: None }, cause);
    }

    /// Replaces what is held, emits the event, and has it written.
    pub(super) fn commit(&mut self, record: Record, cause: Cause) {
        self.replace(record, cause);
        self.write();
        self.check_expiry();
    }

    /// Replaces what is held, and emits the event.
    pub(super) fn replace(&mut self, record: Record, cause: Cause) {
        let order_id = |record: &Record| record.live().map(|live| live.order_id()).unwrap_or_default();
        let from = order_id(&self.record);
        self.set_record(record);
        let to = order_id(&self.record);
        self.emit(Event::Session { record: Rc::clone(&self.record), cause });
        // At a sign-out the order id stays on the tombstone; a user may be about to get the order.
        if from.is_some() && from != to && self.record.live().is_some_and(|live| live.guest.is_nothing()) {
            self.emit(Event::Order { from, to, problem: Some(OrderProblem::Changed) });
        }
    }

    /// The one place where what is held becomes something else.
    pub(super) fn set_record(&mut self, record: Record) {
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
    pub(super) fn emit(&mut self, event: Event) {
        self.effects.push(Effect::Emit(event));
    }
}

/// The distance between the generations of two user actions. Renewals count by one in between.
pub(super) const USER_ACTION_STEP: f64 = 1_048_576.0;

/// By which generation no token came.
const NO_TOKEN: f64 = -1.0;

/// Longest time asked of the platform's timers, which cannot count beyond 2^31 - 1 milliseconds.
const LONGEST_TIMER: Millis = 2_000_000_000.0;
