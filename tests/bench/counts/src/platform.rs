//! A platform that is the same each time: clocks that stand still until moved, chance that is none, a store in memory.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use storefront_auth::client::config::Config;
use storefront_auth::client::core::Client;
use storefront_auth::client::event::Cause;
use storefront_auth::client::ports::{CallId, Command, Destination, Effect, Env, Input, RequestId, Route};
use storefront_auth::protocol::grant::Grant;
use storefront_auth::protocol::http::Reply;
use storefront_auth::protocol::time::{Millis, Now};
use storefront_auth::session::live::{Kind, Via};
use storefront_auth::value::Value;

/// How long the tokens here live.
pub const LIFETIME: Millis = 600_000.0;
const START: Now = Now { wall: 1_800_000_000_000.0, monotonic: 0.0 };

#[derive(Clone)]
pub struct Platform {
    now: Rc<Cell<Now>>,
    stored: Rc<RefCell<Option<String>>>,
}

impl Env for Platform {
    fn now(&self) -> Now {
        self.now.get()
    }

    fn random(&self) -> f64 {
        0.5
    }

    fn peek(&self) -> Option<Option<String>> {
        Some(self.stored.borrow().clone())
    }
}

/// A client with a user signed in.
pub struct Tab {
    client: Client<Platform>,
    platform: Platform,
    last: CallId,
    /// The newest generation that was stored.
    newest: f64,
}

impl Tab {
    pub fn signed_in() -> Option<Self> {
        let platform = Platform { now: Rc::new(Cell::new(START)), stored: Rc::default() };
        let options = json!({"clientId": "11111111-1111-4111-8111-111111111111", "platform": "ordercloud"});
        let config = Config::new(&options.into())?;
        let mut tab = Self { client: Client::new(config, platform.clone()), platform, last: 0, newest: 0.0 };
        tab.feed(Input::Restore(Ok(None)));
        let grant =
            Grant::Password { username: "ada".into(), password: "pw".into(), scope: Value::nothing() };
        let asked = tab.command(Command::Login(grant, Kind::User(Via::Password), Cause::Login, false));
        tab.reply(&asked);
        tab.client.record().live().is_some().then_some(tab)
    }

    pub fn pass(&self, millis: Millis) {
        let Now { wall, monotonic } = self.platform.now();
        self.platform.now.set(Now { wall: wall + millis, monotonic: monotonic + millis });
    }

    /// Begins a call to the API.
    pub fn fetch(&mut self) -> Vec<Effect> {
        self.command(Command::Fetch(Route {
            destination: Destination::Allowed,
            is_replayable: true,
            is_urgent: false,
        }))
    }

    /// The API's answer to a call.
    pub fn answer(&mut self, id: CallId) -> Vec<Effect> {
        self.feed(Input::Answer(id, None))
    }

    /// New tokens, if they were asked for.
    pub fn reply(&mut self, asked: &[Effect]) -> Vec<Effect> {
        exchange_in(asked).map_or_else(Vec::new, |id| self.feed(Input::Reply(id, Ok(tokens()))))
    }

    /// What is stored, as another page would read it.
    pub fn stored(&self) -> String {
        self.platform.stored.borrow().clone().unwrap_or_default()
    }

    pub fn last(&self) -> CallId {
        self.last
    }

    fn command(&mut self, command: Command) -> Vec<Effect> {
        self.last += 1;
        self.feed(Input::Command(self.last, command))
    }

    /// Carries out what can be done at once, and returns everything that was asked for.
    fn feed(&mut self, input: Input) -> Vec<Effect> {
        let mut effects = self.client.handle(input);
        let mut done = 0;
        while let Some(effect) = effects.get(done) {
            done += 1;
            let input = match effect {
                Effect::Save(text, generation) => {
                    self.platform.stored.replace(Some(text.clone()));
                    self.newest = *generation;
                    continue;
                }
                Effect::Lock(id) | Effect::RecheckLock(id, _) => Input::Locked(*id, self.newest),
                _ => continue,
            };
            effects.extend(self.client.handle(input));
        }
        effects
    }
}

/// The token request among these.
pub fn exchange_in(effects: &[Effect]) -> Option<RequestId> {
    effects.iter().find_map(|effect| if let Effect::OwnRequest(id, _) = effect { Some(*id) } else { None })
}

/// A token like OrderCloud's, of one kilobyte.
pub fn token() -> String {
    let roles: Vec<String> = (0..22).map(|count| format!("CustomRole{count}")).collect();
    let claims = json!({
        "usr": "ada", "cid": "11111111-1111-4111-8111-111111111111", "u": "1920563", "usrtype": "buyer",
        "iss": "https://auth.ordercloud.io", "aud": "https://api.ordercloud.io",
        "exp": 1_927_097_743, "nbf": 1_926_492_943, "role": roles,
    });
    ["eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9", &URL_SAFE_NO_PAD.encode(claims.to_string()), &"s".repeat(342)]
        .join(".")
}

fn tokens() -> Reply {
    let body = json!({
        "access_token": token(), "token_type": "bearer", "expires_in": LIFETIME / 1000.0, "refresh_token": "r".repeat(36),
    });
    Reply { status: 200, body: Value::parse(&body.to_string()), retry_after: f64::NAN }
}
