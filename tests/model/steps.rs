//! What comes of each action: what the client is told, and how its platform carries out what it decides.

use crate::server::{Answer, Rotation, family_of, refresh_token_in};
use crate::tab::{Call, Flight, Request, Tab, Wanted, read};
use crate::world::{Action, Configuration, Deed, Rank, Step, TICK, Without, World, rank, refresh_token};
use std::collections::VecDeque;
use std::rc::Rc;
use storefront_auth::client::event::Cause;
use storefront_auth::client::ports::{
    CallId, Command, Destination, Effect, GuestRequest, Input, Outcome, RequestId, Route,
};
use storefront_auth::protocol::grant::Grant;
use storefront_auth::protocol::http::WireFault;
use storefront_auth::session::live::{Kind, Via};
use storefront_auth::session::record::Record;
use storefront_auth::value::Value;

pub const ONE_AT_A_TIME: &str = "I1 one refresh at a time for each refresh token";
pub const NEVER_TWICE: &str = "I2 a used refresh token is not used again";
pub const OWN_SESSION: &str = "I6 a call has its own session's token or none";
pub const ONE_GUEST: &str = "I7 no guest takes the place of another";
pub const ENDS_ONCE: &str = "L1 a call ends once";

impl World {
    /// The world after an action.
    pub fn after(&self, configuration: &Configuration, action: Action) -> Self {
        let mut world = self.clone();
        world.act(configuration, action);
        world
    }

    fn act(&mut self, configuration: &Configuration, action: Action) {
        match action {
            Action::Begin(tab) => {
                let step = self.edit(tab, |tab| {
                    tab.platform.begun += 1;
                    configuration.script.get(tab.platform.begun - 1).copied()
                });
                if let Some(step) = step.flatten() {
                    self.begin(configuration, tab, step);
                }
            }
            Action::SignOut(tab) => {
                self.left.sign_out -= 1;
                self.command(configuration, tab, Command::Logout(false), Some(true));
                if configuration.without == Without::Tombstone {
                    self.storage.write(tab, None);
                    self.edit(tab, |tab| tab.reopen(configuration));
                    self.feed(configuration, tab, Input::Restore(Ok(None)), None);
                }
            }
            Action::SignIn(tab) => {
                self.left.sign_in = self.left.sign_in.saturating_sub(1);
                let username = if self.deed.is_some() { "eve" } else { "ada" }.into();
                let password = "pw".into();
                let grant = Grant::Password { username, password, scope: Value::nothing() };
                let login = Command::Login(grant, Kind::User(Via::Password), Cause::Login, false);
                self.command(configuration, tab, login, None);
            }
            Action::Serve(tab, at) => {
                let form = self.edit(tab, |tab| tab.platform.requests[at].form.clone()).unwrap_or_default();
                let answer = Flight::Answered(self.server.handle(&form));
                self.edit(tab, |tab| tab.platform.requests[at].flight = answer);
            }
            Action::Deliver(tab, at) => self.deliver(configuration, tab, at),
            Action::Lose(tab, at) => {
                self.left.lose -= 1;
                if let Some(request) = self.edit(tab, |tab| tab.platform.requests.remove(at)) {
                    self.feed(configuration, tab, Input::Reply(request.id, Err(WireFault::Network)), None);
                }
            }
            Action::ServeDead(at) => {
                let form = self.dead.remove(at);
                self.server.handle(&form);
            }
            Action::Api(tab) => self.answer(configuration, tab, false),
            Action::Refuse(tab) => {
                self.left.refuse -= 1;
                self.answer(configuration, tab, true);
            }
            Action::CatchUp(tab) => {
                let news = self.storage.sync_from_store(tab);
                self.events[tab].push_back(news);
                if !configuration.late_events {
                    self.hear(configuration, tab);
                }
            }
            Action::Hear(tab) => self.hear(configuration, tab),
            Action::Hint(tab) => self.feed(configuration, tab, Input::OtherTab, None),
            Action::TokenRef(tab) => {
                let leaving = self.edit(tab, |tab| {
                    let platform = &mut tab.platform;
                    platform.mark = platform.next_mark.take().unwrap_or(platform.mark);
                    let leaving =
                        platform.locks.iter().filter(|wanted| wanted.leaving).map(|wanted| wanted.id);
                    leaving.collect::<Vec<_>>()
                });
                for id in leaving.into_iter().flatten() {
                    self.let_go(tab, id);
                }
            }
            Action::Look(tab, at) => self.look(configuration, tab, at),
            Action::GiveUp(tab, at) => {
                let Some(id) = self.edit(tab, |tab| tab.platform.locks[at].id) else { return };
                if self.left.no_lock > 0 && !self.progress(configuration).contains(&action) {
                    self.left.no_lock -= 1;
                }
                self.let_go(tab, id);
                self.feed(configuration, tab, Input::NotLocked(id), None);
            }
            Action::Kill(tab) => {
                self.left.kill -= 1;
                self.kill(tab);
            }
            Action::Open(tab) => {
                self.left.open -= 1;
                self.tabs[tab] = Some(Rc::new(Tab::new(configuration)));
                self.edit(tab, |tab| tab.platform.drawn = 30);
                self.storage.join(tab);
                let text = self.storage.text().as_deref().map(str::to_owned);
                self.feed(configuration, tab, Input::Restore(Ok(text)), None);
            }
            Action::Freeze(tab) => {
                self.left.freeze -= 1;
                self.edit(tab, |tab| tab.platform.is_frozen = true);
            }
            Action::Thaw(tab) => {
                self.edit(tab, |tab| tab.platform.is_frozen = false);
                self.feed(configuration, tab, Input::OtherTab, None);
            }
            Action::Tick => {
                self.left.tick = self.left.tick.saturating_sub(1);
                self.elapsed += TICK;
                self.server.grow_older();
            }
        }
    }

    pub fn begin(&mut self, configuration: &Configuration, tab: usize, step: Step) {
        let route = Route { destination: Destination::Allowed, is_replayable: true, is_urgent: false };
        let command = match step {
            Step::Token => Command::AccessToken,
            Step::Refresh => Command::Refresh,
            Step::Fetch => Command::Fetch(route),
            Step::Guest => Command::LoginAnonymously(GuestRequest::default()),
        };
        self.command(configuration, tab, command, None);
    }

    fn command(&mut self, configuration: &Configuration, tab: usize, command: Command, deed: Option<bool>) {
        let call = self.edit(tab, |tab| {
            let family = tab.family();
            tab.platform.last_call += 1;
            tab.platform.got_token = false;
            tab.platform.open.push((tab.platform.last_call, family));
            tab.platform.last_call
        });
        if let Some(call) = call {
            self.feed(configuration, tab, Input::Command(call, command), deed);
        }
    }

    fn deliver(&mut self, configuration: &Configuration, tab: usize, at: usize) {
        let Some(request) = self.edit(tab, |tab| tab.platform.requests.remove(at)) else { return };
        let answer = match request.flight {
            Flight::Answered(answer) => answer,
            Flight::Sent => self.server.handle(&request.form),
        };
        let is_refresh = refresh_token_in(&request.form);
        if let (Some(token), Answer::Tokens(tokens)) = (is_refresh, answer) {
            if token.1 != tokens.turn && !self.spent.contains(&token) {
                self.spent.push(token);
            }
            if configuration.without == Without::Check {
                self.edit(tab, |tab| tab.platform.answer = Some(tokens));
            }
        }
        // Whoever gives a name and a password means it; guests come without being asked for.
        let deed = request.form.contains("\"username\":").then_some(false);
        self.feed(configuration, tab, Input::Reply(request.id, Ok(answer.reply())), deed);
    }

    fn answer(&mut self, configuration: &Configuration, tab: usize, rejected_token: bool) {
        if let Some(Call { id, sent }) = self.edit(tab, |tab| tab.platform.sent.remove(0)) {
            self.feed(configuration, tab, Input::Answer(id, sent.filter(|_| rejected_token)), None);
        }
    }

    fn hear(&mut self, configuration: &Configuration, tab: usize) {
        if let Some(news) = self.events[tab].pop_front() {
            let input = news.map_or(Input::OtherTab, |text| Input::Found(Some((*text).to_owned())));
            self.feed(configuration, tab, input, None);
        }
    }

    fn look(&mut self, configuration: &Configuration, tab: usize, at: usize) {
        let newest = self.newest(configuration) as f64;
        let wanted = self.edit(tab, |tab| {
            let wanted = &mut tab.platform.locks[at];
            (wanted.look, wanted.waited) = (false, false);
            wanted.id
        });
        let Some(id) = wanted else { return };
        self.feed(configuration, tab, Input::Locked(id, newest), None);
        if configuration.without == Without::Check {
            self.store_unchecked(configuration, tab);
        }
    }

    /// What would be stored if an answer were not held against what is held by then.
    fn store_unchecked(&mut self, configuration: &Configuration, tab: usize) {
        let now = self.now();
        let text = self.edit(tab, |tab| {
            let is_done = tab.platform.locks.iter().all(|wanted| wanted.leaving);
            let answer = tab.platform.answer.take().filter(|_| is_done)?;
            let base = read(tab.platform.base.take().as_deref(), now)?;
            let renewed = answer.renew(&base, tab.record().generation + 1.0, now)?;
            (!renewed.has_token_of(tab.record())).then(|| renewed.encode())
        });
        if let Some(text) = text.flatten() {
            self.storage.write(tab, Some(text.as_str().into()));
            self.feed(configuration, tab, Input::Found(Some(text)), None);
        }
    }

    /// The lock goes to the next; the marks vanish; what was written stays written, and what was sent stays sent.
    fn kill(&mut self, tab: usize) {
        let Some(known) = self.tabs[tab].take() else { return };
        let sent = known.platform.requests.iter().filter(|request| request.flight == Flight::Sent);
        self.dead
            .extend(sent.map(|request| request.form.clone()).filter(|form| refresh_token_in(form).is_some()));
        self.queue.retain(|(other, _)| *other != tab);
        self.events[tab].clear();
        self.storage.forget(tab);
    }

    fn let_go(&mut self, tab: usize, id: RequestId) {
        self.queue.retain(|other| *other != (tab, id));
        self.edit(tab, |tab| tab.platform.locks.retain(|wanted| wanted.id != id));
    }

    /// Changes what the platform knows of a tab.
    pub fn edit<R>(&mut self, tab: usize, change: impl FnOnce(&mut Tab) -> R) -> Option<R> {
        let known = Rc::make_mut(self.tabs[tab].as_mut()?);
        let result = change(known);
        known.settle();
        Some(result)
    }

    /// Tells a client what happened, and carries out what it decides. `deed`: if the session changes now, that is the
    /// shopper's doing; true: a sign-out.
    pub fn feed(&mut self, configuration: &Configuration, tab: usize, input: Input, deed: Option<bool>) {
        let Some(mut shared) = self.tabs[tab].take() else { return };
        let known = Rc::make_mut(&mut shared);
        let first = rank(known.record());
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let is_news = matches!(input, Input::Found(_) | Input::OtherTab);
            let before = if is_news { (u64::MAX, u64::MAX) } else { rank(known.record()) };
            if let Input::Found(text) = &input {
                self.note(known, read(text.as_deref(), self.now()).as_ref());
            }
            for effect in known.handle(tab, self.now(), self.storage.view(tab), input) {
                inputs.extend(self.perform(configuration, tab, known, effect, before));
            }
            let record = known.record().clone();
            self.note(known, Some(&record));
        }
        let last = rank(known.record());
        self.highest = self.highest.max(last);
        if let Some(is_sign_out) = deed.filter(|_| last != first)
            && self.deed.is_none_or(|deed| deed.rank < last)
        {
            self.deed = Some(Deed { rank: last, is_sign_out });
        }
        known.settle();
        self.tabs[tab] = Some(shared);
    }

    /// Notes which refresh token a tab has heard of.
    fn note(&self, known: &mut Tab, record: Option<&Record>) {
        let Some((family, turn)) = record.and_then(refresh_token) else { return };
        match known.platform.heard.iter_mut().find(|(other, _)| *other == family) {
            Some((_, heard)) => *heard = turn.max(*heard),
            None => known.platform.heard.push((family, turn)),
        }
    }

    fn breach(&mut self, claim: &'static str) {
        if !self.broken.contains(&claim) {
            self.broken.push(claim);
        }
    }

    fn perform(
        &mut self,
        configuration: &Configuration,
        tab: usize,
        known: &mut Tab,
        effect: Effect,
        before: Rank,
    ) -> Option<Input> {
        let platform = &mut known.platform;
        match effect {
            Effect::OwnRequest(id, request) => {
                let form = request.body.print();
                if let Some(token) = refresh_token_in(&form) {
                    if configuration.without == Without::Check {
                        known.platform.base = Some(known.record().encode());
                    }
                    self.check_refresh(configuration, known, &form, token);
                }
                known.platform.requests.push(Request { id, form, flight: Flight::Sent });
            }
            Effect::ApiCall(call, token, sent) => {
                platform.sent.push(Call { id: call, sent });
                self.check_token(known, call, &token);
            }
            Effect::Finish(call, result) => {
                if let Ok(Outcome::AccessToken(token)) = &result {
                    platform.got_token = true;
                    self.check_token(known, call, token);
                }
                let before = known.platform.open.len();
                known.platform.open.retain(|(other, _)| *other != call);
                if known.platform.open.len() + 1 != before && configuration.without != Without::Tombstone {
                    self.breach(ENDS_ONCE);
                }
            }
            Effect::Save(text, generation) => {
                let record = read(Some(&text), self.now());
                let is_repair = record.as_ref().is_some_and(|record| rank(record) <= before);
                let is_tombstone = record.as_ref().is_some_and(|record| record.live().is_none());
                let is_left_out = match configuration.without {
                    Without::Repair => is_repair,
                    Without::Tombstone => is_tombstone,
                    Without::Nothing | Without::Lock | Without::Fence | Without::Check => false,
                };
                if !is_left_out {
                    self.check_guest(configuration, tab, record.as_ref());
                    self.storage.write(tab, Some(text.into()));
                }
                known.platform.next_mark = Some(generation as u64);
                return Some(Input::Saved(Ok(())));
            }
            Effect::Announce(generation) => platform.next_mark = Some(generation as u64),
            Effect::Lock(id) => {
                let waited = !self.queue.is_empty();
                platform.locks.push(Wanted { id, look: true, waited, leaving: false });
                self.queue.push((tab, id));
            }
            Effect::RecheckLock(id, _) => {
                let held = platform.locks.iter_mut().find(|wanted| wanted.id == id);
                held.into_iter().for_each(|wanted| wanted.look = true);
            }
            Effect::Unlock(id) => {
                if platform.next_mark.is_none() {
                    platform.locks.retain(|wanted| wanted.id != id);
                    self.queue.retain(|other| *other != (tab, id));
                }
                let held = platform.locks.iter_mut().find(|wanted| wanted.id == id);
                held.into_iter().for_each(|wanted| wanted.leaving = true);
            }
            Effect::Cancel(_) | Effect::WakeAfter(_) | Effect::Emit(_) => {}
        }
        None
    }

    /// Nobody sends the token of a session that is over, or a token whose successor is known. What a tab has learnt may die
    /// with it, where it is killed at once.
    fn check_refresh(&mut self, configuration: &Configuration, known: &Tab, form: &str, token: (usize, u8)) {
        let under_way = |tab: &Tab| tab.platform.requests.iter().any(|request| request.form == form);
        if under_way(known) || self.alive().any(|(_, other)| under_way(other)) {
            self.breach(ONE_AT_A_TIME);
        }
        let is_held = refresh_token(known.record()) == Some(token);
        let heard_of_newer = known.platform.heard.iter().any(|(of, turn)| *of == token.0 && *turn > token.1);
        let nobody_died = self.left.kill == configuration.budget.kill;
        let is_spent = configuration.rotation != Rotation::None && self.spent.contains(&token);
        if !is_held || heard_of_newer || is_spent && nobody_died {
            self.breach(NEVER_TWICE);
        }
    }

    fn check_token(&mut self, known: &Tab, call: CallId, token: &Value) {
        let began_in =
            known.platform.open.iter().find(|(other, _)| *other == call).and_then(|(_, family)| *family);
        let used = token.is_some().then(|| family_of(&token.read()));
        if began_in.is_some() && used.is_some() && used != began_in {
            self.breach(OWN_SESSION);
        }
    }

    /// The write of a guest's record, while another guest's is the one that counts. What has been overwritten already does
    /// not; and what a tab wrote that died at once may not show yet.
    fn check_guest(&mut self, configuration: &Configuration, tab: usize, record: Option<&Record>) {
        let guest = |record: Option<&Record>| {
            let live = record?.live().filter(|live| live.kind == Kind::Anonymous)?;
            Some(live.order_id()).filter(Value::is_some)
        };
        let kept = read(self.storage.text().as_deref(), self.now()).filter(|kept| rank(kept) == self.highest);
        let (kept, new) = (guest(kept.as_ref()), guest(record));
        let can_know = self.left.kill == configuration.budget.kill || !self.storage.is_behind(tab);
        if kept.is_some() && new.is_some() && kept != new && can_know {
            self.breach(ONE_GUEST);
        }
    }
}
