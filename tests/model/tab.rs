//! One tab: the library's own client, and what its platform knows about it.
//!
//! A client asks its surroundings for the time, for chance and for the stored text in the middle of a step. A state is
//! copied all the time, and the surroundings with it; so they are empty, and look at the scene that is set before each step.

use crate::storage::Text;
use crate::world::Configuration;
use crate::{server, world};
use std::cell::RefCell;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use storefront_auth::client::config::Config;
use storefront_auth::client::core::Client;
use storefront_auth::client::ports::{CallId, Effect, Env, Input, RequestId, Sent};
use storefront_auth::protocol::time::Now;
use storefront_auth::session::record::{Record, Stored};

/// What a client can see and draw while it makes a step.
struct Scene {
    now: Now,
    view: Text,
    tab: usize,
    drawn: u8,
}

thread_local! {
    static SCENE: RefCell<Scene> =
        const { RefCell::new(Scene { now: Now { wall: 0.0, monotonic: 0.0 }, view: None, tab: 0, drawn: 0 }) };
}

#[derive(Clone, Debug)]
pub struct FakeEnv;

impl Env for FakeEnv {
    fn now(&self) -> Now {
        SCENE.with_borrow(|scene| scene.now)
    }

    /// Never the same twice, and of two tabs at the same moment the later one has the greater luck.
    fn random(&self) -> f64 {
        SCENE.with_borrow_mut(|scene| {
            scene.drawn += 1;
            (scene.tab as f64 + 1.0) / 8.0 + f64::from(scene.drawn) / 1024.0
        })
    }

    fn peek(&self) -> Option<Option<String>> {
        SCENE.with_borrow(|scene| Some(scene.view.as_deref().map(str::to_owned)))
    }
}

/// How far a token request has come.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Flight {
    Sent,
    Answered(server::Answer),
}

/// A token request under way.
#[derive(Clone, Debug, Hash)]
pub struct Request {
    pub id: RequestId,
    pub form: String,
    pub flight: Flight,
}

/// A lock that is wanted or held.
#[derive(Clone, Debug, Hash)]
pub struct Wanted {
    pub id: RequestId,
    /// The platform owes the client a look at the marks.
    pub look: bool,
    /// It was not free at once.
    pub waited: bool,
    /// It is let go of as soon as the marks are there.
    pub leaving: bool,
}

/// What the platform knows of one tab.
#[derive(Clone, Debug, Default, Hash)]
pub struct Platform {
    pub is_frozen: bool,
    /// How much of its script the tab has begun.
    pub begun: usize,
    pub last_call: CallId,
    /// How many numbers were drawn by chance.
    pub drawn: u8,
    pub requests: Vec<Request>,
    /// Calls on their way to the API.
    pub sent: Vec<Call>,
    /// Calls that are not finished, with the session in which each began.
    pub open: Vec<(CallId, Option<usize>)>,
    pub locks: Vec<Wanted>,
    /// The generation whose shared lock is held, and the one that is being asked for.
    pub mark: u64,
    pub next_mark: Option<u64>,
    /// The latest refresh token that this tab has heard of, for each session.
    pub heard: Vec<(usize, u8)>,
    /// The record that new tokens were asked for, and the answer: for a platform that stores it whatever is held by then.
    pub base: Option<String>,
    pub answer: Option<server::Tokens>,
    /// The last call for a token has got one.
    pub got_token: bool,
}

#[derive(Clone)]
pub struct Tab {
    client: Client<FakeEnv>,
    pub platform: Platform,
    print: u64,
}

impl Tab {
    pub fn new(configuration: &Configuration) -> Self {
        let options = configuration.options();
        let config = Config::new(&options.into()).expect("a known platform");
        Self { client: Client::new(config, FakeEnv), platform: Platform::default(), print: 0 }
    }

    /// Has the client take in what happened, at this time and with this view of the store.
    pub fn handle(&mut self, tab: usize, now: Now, view: Text, input: Input) -> Vec<Effect> {
        SCENE.set(Scene { now, view, tab, drawn: self.platform.drawn });
        let effects = self.client.handle(input);
        self.platform.drawn = SCENE.with_borrow(|scene| scene.drawn);
        effects
    }

    pub fn record(&self) -> &Record {
        self.client.record()
    }

    /// The session of the tokens that are held.
    pub fn family(&self) -> Option<usize> {
        world::family(self.record())
    }

    /// Makes the client forget everything, as if the page had just been opened.
    pub fn reopen(&mut self, configuration: &Configuration) {
        self.client = Self::new(configuration).client;
    }

    /// Notes what tells this state of the tab from others.
    pub fn settle(&mut self) {
        let mut hasher = Printer(DefaultHasher::new());
        write!(hasher, "{:?}", self.client).expect("a hasher takes everything");
        // Tokens and codes, which do not print.
        self.record().encode().hash(&mut hasher.0);
        self.platform.hash(&mut hasher.0);
        self.print = hasher.0.finish();
    }
}

/// A call that was sent.
#[derive(Clone, Debug)]
pub struct Call {
    pub id: CallId,
    /// What it is to be told again if the API refuses its token.
    pub sent: Option<Sent>,
}

impl Hash for Call {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let sent =
            self.sent.map(|sent| (sent.token.sid.to_bits(), sent.token.since.to_bits(), sent.sending as u8));
        (self.id, sent).hash(state);
    }
}

impl Hash for Tab {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.print);
    }
}

struct Printer(DefaultHasher);

impl std::fmt::Write for Printer {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        self.0.write(text.as_bytes());
        Ok(())
    }
}

/// The record in a stored text.
pub fn read(text: Option<&str>, now: Now) -> Option<Record> {
    match Record::parse(text, now) {
        Stored::Record(record) => Some(record),
        Stored::Nothing | Stored::Corrupt | Stored::Newer => None,
    }
}
