//! A browser with some tabs, and a server: everything that can happen next, and what comes of it.

use crate::server::{Rotation, Server, family_of, read_refresh_token};
use crate::storage::{Storage, Text};
use crate::tab::{Flight, Tab, Wanted, read};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use storefront_auth::client::ports::{Input, RequestId};
use storefront_auth::protocol::time::Now;
use storefront_auth::session::record::Record;

/// What a tab does of its own accord.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Token,
    Refresh,
    Fetch,
    Guest,
}

/// How often each thing may happen that need not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Budget {
    pub kill: u8,
    /// A request or its answer is lost.
    pub lose: u8,
    pub freeze: u8,
    /// A lock is not to be had in time.
    pub no_lock: u8,
    /// The API refuses a token.
    pub refuse: u8,
    pub sign_out: u8,
    pub sign_in: u8,
    /// So much time passes that tokens are due again.
    pub tick: u8,
    /// A tab is opened in the place of one that was killed.
    pub open: u8,
}

/// What is left out, to see whether it is missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Without {
    #[default]
    Nothing,
    /// Every tab has the lock whenever it wants it.
    Lock,
    /// Whoever has the lock is not told what the others know.
    Fence,
    /// An answer is stored whatever is held by then.
    Check,
    /// A sign-out leaves nothing behind.
    Tombstone,
    /// A tab that finds its record overwritten by a lesser one leaves it at that.
    Repair,
}

#[derive(Clone, Debug)]
pub struct Configuration {
    pub name: String,
    pub tabs: usize,
    pub rotation: Rotation,
    /// A user is signed in, and the token is this many milliseconds old; `None`: nobody was ever here.
    pub age: Option<u64>,
    /// What each tab does.
    pub script: &'static [Step],
    pub budget: Budget,
    /// The `storage` event may come later than its news shows.
    pub late_events: bool,
    /// Any tab may be told at any time that there may be news.
    pub hints: bool,
    pub without: Without,
}

impl Configuration {
    pub fn options(&self) -> Value {
        let strict = self.rotation == Rotation::Strict;
        let rotation = if strict { "strict" } else { "grace" };
        let anonymous = if self.age.is_none() { "automatic" } else { "manual" };
        json!({"clientId": "shop", "platform": "ordercloud", "rotation": rotation, "anonymous": anonymous})
    }
}

/// What may happen next; the first number is the tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The tab goes on with its script.
    Begin(usize),
    SignOut(usize),
    SignIn(usize),
    /// The server handles a token request.
    Serve(usize, usize),
    /// Its answer arrives.
    Deliver(usize, usize),
    /// Its answer, or the request itself, is lost.
    Lose(usize, usize),
    /// The server handles the request of a tab that is no more.
    ServeDead(usize),
    /// The API answers a call.
    Api(usize),
    /// The API refuses its token.
    Refuse(usize),
    /// A tab's view of the store takes in the next write of another.
    CatchUp(usize),
    /// The `storage` event of such a write.
    Hear(usize),
    Hint(usize),
    /// The shared lock named after a generation is granted.
    TokenRef(usize),
    /// Whoever has the lock is told so, and what the others know.
    Look(usize, usize),
    /// A lock is not waited for any more.
    GiveUp(usize, usize),
    Kill(usize),
    Open(usize),
    Freeze(usize),
    Thaw(usize),
    Tick,
}

/// Which of two records stands: generation, then session id, as bits; neither is ever negative.
pub type Rank = (u64, u64);

/// The shopper's doing with the highest rank.
#[derive(Clone, Copy, Debug, Hash)]
pub struct Deed {
    pub rank: Rank,
    pub is_sign_out: bool,
}

#[derive(Clone)]
pub struct World {
    /// `None`: closed or killed.
    pub tabs: Vec<Option<Rc<Tab>>>,
    pub storage: Storage,
    pub server: Server,
    pub left: Budget,
    /// Who holds the lock, and then who waits for it.
    pub queue: Vec<(usize, RequestId)>,
    pub events: Vec<VecDeque<Text>>,
    /// Requests of tabs that are no more.
    pub dead: Vec<String>,
    pub elapsed: u64,
    /// The refresh tokens whose successor has arrived in a tab.
    pub spent: Vec<(usize, u8)>,
    pub highest: Rank,
    pub deed: Option<Deed>,
    /// Which claims were broken on the way.
    pub broken: Vec<&'static str>,
}

const START: f64 = 1_800_000_000_000.0;
/// After this time tokens are due, and nobody is forbidden to ask for new ones.
pub const TICK: u64 = 600_000;

impl World {
    fn new(configuration: &Configuration, text: Text, server: Server, elapsed: u64) -> Self {
        let tabs = configuration.tabs;
        let mut world = Self {
            tabs: (0..tabs).map(|_| Some(Rc::new(Tab::new(configuration)))).collect(),
            storage: Storage::new(tabs, text.clone()),
            server,
            left: configuration.budget,
            queue: Vec::new(),
            events: vec![VecDeque::new(); tabs],
            dead: Vec::new(),
            elapsed,
            spent: Vec::new(),
            highest: (0, 0),
            deed: None,
            broken: Vec::new(),
        };
        for tab in 0..tabs {
            // Chance does not repeat itself when a page is opened anew.
            world.edit(tab, |tab| tab.platform.drawn = if elapsed > 0 { 10 } else { 0 });
            world.feed(configuration, tab, Input::Restore(Ok(text.as_deref().map(str::to_owned))), None);
        }
        world
    }

    /// Tabs that were all opened after the session was begun: no marks of theirs help to find out how far it is.
    pub fn first(configuration: &Configuration) -> Self {
        let mut first = Self::new(configuration, None, Server::new(configuration.rotation), 0);
        let Some(age) = configuration.age else { return first };
        for action in [Action::SignIn(0), Action::Deliver(0, 0)] {
            first = first.after(configuration, action);
        }
        let mut world = Self::new(configuration, first.storage.text(), first.server, age);
        world.deed = first.deed;
        world
    }

    /// What tells this world from others. Where chance decides nothing between tabs, it does not matter which is which.
    pub fn print(&self, configuration: &Configuration, exactly: bool) -> u64 {
        let budget = &configuration.budget;
        let by_name = exactly || budget.sign_in + budget.sign_out > 0 || configuration.age.is_none();
        let mut tabs: Vec<u64> = (0..self.tabs.len()).map(|tab| self.print_of(tab, by_name)).collect();
        tabs.sort_unstable();
        let mut hasher = DefaultHasher::new();
        tabs.hash(&mut hasher);
        self.storage.print(&mut hasher);
        (&self.server, &self.left, &self.dead, self.elapsed).hash(&mut hasher);
        (&self.spent, self.highest, self.deed, &self.broken).hash(&mut hasher);
        hasher.finish()
    }

    fn print_of(&self, tab: usize, by_name: bool) -> u64 {
        let mut hasher = DefaultHasher::new();
        by_name.then_some(tab).hash(&mut hasher);
        self.tabs[tab].hash(&mut hasher);
        self.storage.print_of(tab, &mut hasher);
        self.events[tab].hash(&mut hasher);
        let place = |(at, (other, id)): (usize, &(usize, RequestId))| (*other == tab).then_some((at, *id));
        self.queue.iter().enumerate().filter_map(place).for_each(|place| place.hash(&mut hasher));
        hasher.finish()
    }

    pub fn now(&self) -> Now {
        let elapsed = self.elapsed as f64;
        Now { wall: START + elapsed, monotonic: elapsed }
    }

    /// Everything that may happen next.
    pub fn actions(&self, configuration: &Configuration) -> Vec<Action> {
        let mut actions = self.progress(configuration);
        let is_stuck = actions.is_empty();
        let left = &self.left;
        for (tab, known) in self.awake() {
            let platform = &known.platform;
            if platform.begun < configuration.script.len() {
                actions.push(Action::Begin(tab));
            }
            if left.sign_out > 0 {
                actions.push(Action::SignOut(tab));
            }
            if left.sign_in > 0 {
                actions.push(Action::SignIn(tab));
            }
            if configuration.hints {
                actions.push(Action::Hint(tab));
            }
            if left.lose > 0 {
                actions.extend((0..platform.requests.len()).map(|at| Action::Lose(tab, at)));
            }
            if left.refuse > 0 && !platform.sent.is_empty() {
                actions.push(Action::Refuse(tab));
            }
            for (at, wanted) in platform.locks.iter().enumerate() {
                let may = if self.holds(configuration, tab, wanted.id) {
                    wanted.look
                        && self.is_in_vain(configuration, tab, wanted)
                        && (is_stuck || left.no_lock > 0)
                } else {
                    left.no_lock > 0
                };
                let give_up = Action::GiveUp(tab, at);
                if may && !actions.contains(&give_up) {
                    actions.push(give_up);
                }
            }
            if left.freeze > 0 {
                actions.push(Action::Freeze(tab));
            }
        }
        for (tab, known) in self.alive() {
            if left.kill > 0 {
                actions.push(Action::Kill(tab));
            }
            if known.platform.is_frozen {
                actions.push(Action::Thaw(tab));
            }
        }
        if left.open > 0 {
            actions.extend((0..self.tabs.len()).filter(|tab| self.tabs[*tab].is_none()).map(Action::Open));
        }
        let dead = self.dead.iter().enumerate().filter(|(_, form)| self.server.would_tolerate(form));
        actions.extend(dead.map(|(at, _)| Action::ServeDead(at)));
        if left.tick > 0 {
            actions.push(Action::Tick);
        }
        actions
    }

    /// What happens sooner or later if nothing else does.
    pub fn progress(&self, configuration: &Configuration) -> Vec<Action> {
        let mut actions = Vec::new();
        // Otherwise nobody can tell a request on its way there from an answer on its way back.
        let may_get_lost = self.left.kill + self.left.lose > 0;
        let holder_is_frozen = self
            .queue
            .first()
            .is_some_and(|(tab, _)| self.tabs[*tab].as_ref().is_some_and(|holder| holder.platform.is_frozen));
        for (tab, known) in self.alive() {
            let platform = &known.platform;
            for (at, request) in platform.requests.iter().enumerate() {
                match request.flight {
                    Flight::Sent if may_get_lost => actions.push(Action::Serve(tab, at)),
                    _ if !platform.is_frozen => actions.push(Action::Deliver(tab, at)),
                    _ => {}
                }
            }
            if platform.is_frozen {
                continue;
            }
            if !platform.sent.is_empty() {
                actions.push(Action::Api(tab));
            }
            if self.storage.is_behind(tab) {
                actions.push(Action::CatchUp(tab));
            }
            if !self.events[tab].is_empty() {
                actions.push(Action::Hear(tab));
            }
            if platform.next_mark.is_some() {
                actions.push(Action::TokenRef(tab));
            }
            for (at, wanted) in platform.locks.iter().enumerate() {
                if !self.holds(configuration, tab, wanted.id) {
                    if holder_is_frozen {
                        actions.push(Action::GiveUp(tab, at));
                    }
                } else if wanted.look && !self.is_in_vain(configuration, tab, wanted) {
                    actions.push(Action::Look(tab, at));
                }
            }
        }
        actions
    }

    pub fn alive(&self) -> impl Iterator<Item = (usize, &Tab)> {
        self.tabs.iter().enumerate().filter_map(|(at, tab)| tab.as_deref().map(|tab| (at, tab)))
    }

    pub fn awake(&self) -> impl Iterator<Item = (usize, &Tab)> {
        self.alive().filter(|(_, tab)| !tab.platform.is_frozen)
    }

    pub fn holds(&self, configuration: &Configuration, tab: usize, id: RequestId) -> bool {
        configuration.without == Without::Lock || self.queue.first() == Some(&(tab, id))
    }

    /// The newest generation that any tab has marked.
    pub fn newest(&self, configuration: &Configuration) -> u64 {
        let marks = self.alive().map(|(_, tab)| tab.platform.mark);
        if configuration.without == Without::Fence { 0 } else { marks.max().unwrap_or(0) }
    }

    /// Whether a look at the marks leads nowhere before the tab's view of the store has changed. Where there are none, the
    /// platform waits until the last write of a holder that is no more must have come through.
    pub fn is_in_vain(&self, configuration: &Configuration, tab: usize, wanted: &Wanted) -> bool {
        let newest = self.newest(configuration);
        let Some(known) = &self.tabs[tab] else { return true };
        let fence = configuration.without != Without::Fence;
        if newest == 0 {
            return fence && wanted.waited && self.storage.is_behind(tab);
        }
        let view = read(self.storage.view(tab).as_deref(), self.now());
        let shown = view.map_or(0.0, |record| record.generation);
        newest as f64 > known.record().generation.max(shown)
    }
}

/// The session of the tokens in a record.
pub fn family(record: &Record) -> Option<usize> {
    record.live().map(|live| family_of(&live.tokens.access_token.read()))
}

/// The session and the turn of the refresh token in a record.
pub fn refresh_token(record: &Record) -> Option<(usize, u8)> {
    let token = &record.live()?.tokens.refresh_token;
    token.is_some().then(|| read_refresh_token(&token.read()))
}

pub fn rank(record: &Record) -> Rank {
    (record.generation as u64, record.sid.to_bits())
}
