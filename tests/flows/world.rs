//! The scripted platform: a clock, a store that tabs may share, and what the client has asked for so far.

use serde_json::{Value as Json, json};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::Rc;
use storefront_auth::client::config::Config;
use storefront_auth::client::core::Client;
use storefront_auth::client::error::{Code, Error};
use storefront_auth::client::event::{Cause, Event, StorageProblem};
use storefront_auth::client::ports::{
    CallId, Command, Destination, Effect, Env, GuestRequest, Input, Outcome, RequestId, Route, Sent,
    StoreFault,
};
use storefront_auth::protocol::grant::Grant;
use storefront_auth::protocol::http::WireFault;
use storefront_auth::protocol::http::{Reply, Request};
use storefront_auth::protocol::time::Now;
use storefront_auth::session::live::{Kind, Live, SessionState, Via};
use storefront_auth::session::record::Record;
use storefront_auth::value::Value;

/// Where the clocks stand at the beginning.
pub const START: f64 = 1_800_000_000_000.0;

/// What several tabs of one browser share.
#[derive(Clone, Default)]
pub struct Disk {
    pub text: Rc<RefCell<Option<String>>>,
    pub fault: Rc<Cell<Option<StoreFault>>>,
    chance: Rc<Cell<u32>>,
}

#[derive(Clone)]
pub struct FakeEnv {
    pub now: Rc<Cell<Now>>,
    pub disk: Disk,
}

impl Env for FakeEnv {
    fn now(&self) -> Now {
        self.now.get()
    }

    fn random(&self) -> f64 {
        self.disk.chance.set(self.disk.chance.get() + 1);
        f64::from(self.disk.chance.get()) / 1024.0
    }

    fn peek(&self) -> Option<Option<String>> {
        (self.disk.fault.get() != Some(StoreFault::Unavailable)).then(|| self.disk.text.borrow().clone())
    }
}

/// One tab: a client, and everything it has asked of its platform.
pub struct Tab {
    pub client: Client<FakeEnv>,
    pub env: FakeEnv,
    last_call: CallId,
    /// Requests that have no reply yet, with their body as it is sent.
    pub asked: Vec<(RequestId, String)>,
    /// Token requests that the client has called off.
    pub cancelled: Vec<RequestId>,
    /// Calls on their way to the API, with their token.
    pub sent: Vec<(CallId, Option<String>)>,
    /// What each of them is to be told again where the API refuses its token.
    sent_with: HashMap<CallId, Option<Sent>>,
    pub finished: Vec<(CallId, Result<Outcome, Error>)>,
    pub events: Vec<Event>,
    pub alarm: Option<f64>,
    /// How many requests there have been in all.
    pub requests: usize,
    last_request: Option<Request>,
    /// Whether another tab holds the lock.
    pub lock_is_taken: bool,
    /// The newest generation that other tabs know of.
    pub newest: f64,
    /// Locks that are waited for, or held while the store is behind.
    pub waiting: Vec<RequestId>,
    /// Locks that were let go of.
    pub let_go: Vec<RequestId>,
    /// The newest generation that the other tabs were told of beside the store.
    pub seen: f64,
}

pub fn options() -> Json {
    json!({"clientId": "shop"})
}

impl Tab {
    /// A tab of a fresh browser.
    pub fn new() -> Self {
        Self::open(&options(), Disk::default())
    }

    /// A tab of somebody for whom API calls alone make a guest.
    pub fn automatic() -> Self {
        Self::open(&json!({"clientId": "shop", "anonymous": "automatic"}), Disk::default())
    }

    /// A tab with its session restored from what the browser has stored.
    pub fn open(options: &Json, disk: Disk) -> Self {
        let now = Now { wall: START, monotonic: 0.0 };
        Self::open_at(options, disk, now)
    }

    pub fn open_at(options: &Json, disk: Disk, now: Now) -> Self {
        let env = FakeEnv { now: Rc::new(Cell::new(now)), disk };
        let mut options = options.clone();
        options
            .as_object_mut()
            .expect("options are an object")
            .entry("platform")
            .or_insert("ordercloud".into());
        let config = Config::new(&options.into()).expect("a known platform");
        let mut tab = Self {
            client: Client::new(config, env.clone()),
            env,
            last_call: 0,
            asked: Vec::new(),
            cancelled: Vec::new(),
            sent: Vec::new(),
            sent_with: HashMap::new(),
            finished: Vec::new(),
            events: Vec::new(),
            alarm: None,
            requests: 0,
            last_request: None,
            lock_is_taken: false,
            newest: 0.0,
            waiting: Vec::new(),
            let_go: Vec::new(),
            seen: 0.0,
        };
        let stored = match tab.env.disk.fault.get() {
            Some(StoreFault::Unavailable) => Err(StoreFault::Unavailable),
            _ => Ok(tab.env.disk.text.borrow().clone()),
        };
        tab.feed(Input::Restore(stored));
        tab
    }

    pub fn command(&mut self, command: Command) -> CallId {
        self.last_call += 1;
        self.feed(Input::Command(self.last_call, command));
        self.last_call
    }

    pub fn feed(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.client.handle(input) {
                match effect {
                    Effect::OwnRequest(id, request) => {
                        self.requests += 1;
                        self.last_request = Some(request.clone());
                        self.asked.push((id, body_of(&request)));
                    }
                    Effect::Cancel(id) => self.cancelled.push(id),
                    Effect::ApiCall(id, token, sent) => {
                        self.sent.push((id, token.is_some().then(|| token.read())));
                        self.sent_with.insert(id, sent);
                    }
                    Effect::Finish(id, result) => self.finished.push((id, result)),
                    Effect::Save(text, _) => {
                        inputs.push_back(Input::Saved(match self.env.disk.fault.get() {
                            Some(fault) => Err(fault),
                            None => {
                                self.env.disk.text.replace(Some(text));
                                Ok(())
                            }
                        }))
                    }
                    Effect::Lock(id) if self.lock_is_taken => self.waiting.push(id),
                    Effect::Lock(id) | Effect::RecheckLock(id, false) => {
                        inputs.push_back(Input::Locked(id, self.newest));
                    }
                    Effect::RecheckLock(id, true) => self.waiting.push(id),
                    Effect::Unlock(id) => self.let_go.push(id),
                    Effect::Announce(generation) => self.seen = generation,
                    Effect::WakeAfter(delay) => self.alarm = delay,
                    Effect::Emit(event) => self.events.push(event),
                }
            }
        }
    }

    /// Lets time pass, for this tab.
    pub fn pass(&mut self, millis: f64) {
        let now = self.env.now.get();
        self.env.now.set(Now { wall: now.wall + millis, monotonic: now.monotonic + millis });
    }

    /// Lets time pass until the alarm that the client asked for, and rings it.
    pub fn ring(&mut self) {
        let delay = self.alarm.take().expect("no alarm is set");
        self.pass(delay);
        self.feed(Input::Awake);
    }

    /// How a call ended; `None` while it goes on.
    pub fn result(&self, id: CallId) -> Option<Result<Outcome, Error>> {
        self.finished.iter().find(|(other, _)| *other == id).map(|(_, result)| result.clone())
    }

    pub fn code(&self, id: CallId) -> Option<Code> {
        self.result(id)?.err().map(|error| error.code)
    }

    pub fn succeeded(&self, id: CallId) -> bool {
        matches!(self.result(id), Some(Ok(_)))
    }

    /// The form of the one token request under way.
    pub fn form(&self) -> &str {
        assert_eq!(self.asked.len(), 1, "token requests under way: {:?}", self.asked);
        &self.asked[0].1
    }

    /// The request that was made last.
    pub fn last_request(&self) -> Request {
        self.last_request.clone().expect("there was no request")
    }

    /// Answers the one token request under way.
    pub fn reply(&mut self, reply: Result<Reply, WireFault>) {
        assert_eq!(self.asked.len(), 1, "token requests under way: {:?}", self.asked);
        let (id, _) = self.asked.remove(0);
        self.feed(Input::Reply(id, reply));
    }

    /// The API's answer to the call that was sent first and is not answered yet.
    pub fn answer(&mut self, rejected_token: bool) -> (CallId, Option<String>) {
        let (id, token) = self.sent.remove(0);
        let sent = self.sent_with.remove(&id).flatten();
        self.feed(Input::Answer(id, sent.filter(|_| rejected_token)));
        (id, token)
    }

    pub fn start_login(&mut self, username: &str) -> CallId {
        self.sign_in(username, false)
    }

    /// Signs in and wants the guest's order to come along.
    pub fn start_login_with_order(&mut self, username: &str) -> CallId {
        self.sign_in(username, true)
    }

    fn sign_in(&mut self, username: &str, transfer: bool) -> CallId {
        let grant =
            Grant::Password { username: username.into(), password: "pw".into(), scope: Value::nothing() };
        self.command(Command::Login(grant, Kind::User(Via::Password), Cause::Login, transfer))
    }

    /// Signs in; the tokens live for `seconds`.
    pub fn login(&mut self, username: &str, seconds: u32) {
        let id = self.start_login(username);
        self.reply(tokens(username, 1, seconds, true));
        assert!(self.succeeded(id));
    }

    pub fn start_guest(&mut self) -> CallId {
        self.command(Command::LoginAnonymously(GuestRequest::default()))
    }

    /// Becomes a guest; the token lives for `seconds`.
    pub fn guest(&mut self, order: &str, seconds: u32) {
        let id = self.start_guest();
        self.reply(guest_token(order, seconds));
        assert!(self.succeeded(id));
    }

    pub fn fetch(&mut self) -> CallId {
        self.command(Command::Fetch(Route {
            destination: Destination::Allowed,
            is_replayable: true,
            is_urgent: false,
        }))
    }

    pub fn token(&mut self) -> CallId {
        self.command(Command::AccessToken)
    }

    pub fn live(&self) -> Option<Rc<Live>> {
        self.client.record().live().cloned()
    }

    /// The name in the token that is held.
    pub fn user(&self) -> Option<String> {
        Some(self.live()?.tokens.claims.identity()[0].read())
    }

    pub fn order(&self) -> Option<String> {
        let order = self.live()?.order_id();
        order.is_some().then(|| order.read())
    }

    pub fn ended(&self) -> Option<&SessionState> {
        Some(&self.client.record().state).filter(|state| matches!(state, SessionState::SignedOut { .. }))
    }

    /// What is stored, as another page would read it.
    pub fn stored(&self) -> String {
        self.env.disk.text.borrow().clone().unwrap_or_default()
    }

    pub fn causes(&self) -> Vec<Cause> {
        self.events
            .iter()
            .filter_map(|n| if let Event::Session { cause, .. } = n { Some(*cause) } else { None })
            .collect()
    }

    pub fn problems(&self) -> Vec<StorageProblem> {
        self.events.iter().filter_map(|n| if let Event::Storage(p) = n { Some(*p) } else { None }).collect()
    }

    pub fn record(&self) -> Rc<Record> {
        Rc::clone(self.client.record())
    }
}

/// The address of a request, as host.js makes it.
pub fn url_of(request: &Request) -> String {
    ["https://api.example", request.path, &escape(&request.guest.read())].concat()
}

/// The body of a request, as host.js writes it: a form, or JSON. Empty for none.
pub fn body_of(request: &Request) -> String {
    if request.body.is_nothing() {
        return String::new();
    }
    let text = request.body.print();
    if !request.is_form {
        return text;
    }
    let fields: BTreeMap<String, String> = serde_json::from_str(&text).expect("texts by name");
    // The order of the fields does not matter; that of a test's eye does.
    const FIRST: [&str; 5] = ["client_id", "client_secret", "grant_type", "username", "password"];
    let rank = |name: &str| FIRST.iter().position(|first| *first == name);
    let mut fields: Vec<_> = fields.into_iter().collect();
    fields.sort_by_key(|(name, _)| rank(name).unwrap_or(usize::MAX));
    let field = |(name, value): &(String, String)| format!("{name}={}", escape(value));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}

/// Everything escaped but the unreserved characters of RFC 3986 section 2.3.
fn escape(text: &str) -> String {
    let escape = |byte: u8| match byte {
        b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

pub fn json_reply(status: u16, body: &Json) -> Result<Reply, WireFault> {
    text_reply(status, &body.to_string())
}

pub fn text_reply(status: u16, body: &str) -> Result<Reply, WireFault> {
    Ok(Reply { status, body: Value::parse(body), retry_after: f64::NAN })
}

/// A JWT with these claims; nobody here checks its signature.
pub fn jwt(claims: &Json) -> String {
    use base64::Engine;
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("eyJhbGciOiJub25lIn0.{payload}.s")
}

/// A user's tokens. `turn` tells one token from the next.
pub fn tokens(user: &str, turn: u32, seconds: u32, refresh: bool) -> Result<Reply, WireFault> {
    let mut body = json!({
        "access_token": jwt(&json!({"usr": user, "cid": "shop", "turn": turn, "role": "Shopper"})),
        "token_type": "bearer",
        "expires_in": seconds,
    });
    if refresh {
        body["refresh_token"] = json!(format!("{user}-refresh-{turn}"));
    }
    json_reply(200, &body)
}

pub fn guest_token(order: &str, seconds: u32) -> Result<Reply, WireFault> {
    let token = jwt(&json!({"usr": "guest-template", "cid": "shop", "orderid": order}));
    json_reply(200, &json!({"access_token": token, "token_type": "bearer", "expires_in": seconds}))
}

/// The server refuses the grant.
pub fn invalid_grant() -> Result<Reply, WireFault> {
    json_reply(400, &json!({"error": "invalid_grant"}))
}
