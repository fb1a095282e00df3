//! What must be true of every state, and what must be true whenever everything has come to rest.

use crate::machine::Model;
use crate::server::Rotation;
use crate::steps::{ENDS_ONCE, NEVER_TWICE, ONE_AT_A_TIME, ONE_GUEST, OWN_SESSION};
use crate::tab::read;
use crate::world::{Action, Configuration, Step, World, rank, refresh_token};
use stateright::Property;
use std::rc::Rc;
use storefront_auth::session::record::Record;

pub const HIGHEST: &str = "I3 at rest the store and all tabs have the highest rank there was";
pub const SIGNED_OUT: &str = "I4 whoever signed out stays signed out";
pub const CURRENT: &str =
    "I5 at rest the stored refresh token is the server's, or the record says that nobody knows";
pub const ONE_FOR_ALL: &str = "G2 one guest for all tabs";
pub const ALL_END: &str = "L1 at rest every call has ended";
pub const LET_GO: &str = "L2 at rest nobody has the lock or waits for it";
pub const NEXT: &str = "L3 when the network is back the next call for a token succeeds";

/// Everything that is claimed.
pub fn claims() -> Vec<Property<Model>> {
    vec![
        Property::always(ONE_AT_A_TIME, |model, state| model.is_unbroken(state, ONE_AT_A_TIME)),
        Property::always(NEVER_TWICE, |model, state| model.is_unbroken(state, NEVER_TWICE)),
        Property::always(OWN_SESSION, |model, state| model.is_unbroken(state, OWN_SESSION)),
        Property::always(ONE_GUEST, |model, state| model.is_unbroken(state, ONE_GUEST)),
        Property::always(ONE_FOR_ALL, |model, state| model.at_rest(state, is_the_only_guest)),
        Property::always(ENDS_ONCE, |model, state| model.is_unbroken(state, ENDS_ONCE)),
        Property::always(HIGHEST, |model, state| model.at_rest(state, has_the_highest)),
        Property::always(SIGNED_OUT, |model, state| model.at_rest(state, stays_signed_out)),
        Property::always(CURRENT, |model, state| model.at_rest(state, is_current_or_in_doubt)),
        Property::always(ALL_END, |model, state| model.at_rest(state, all_have_ended)),
        Property::always(LET_GO, |model, state| model.at_rest(state, is_let_go_of)),
        Property::always(NEXT, |model, state| model.at_rest(state, next_call_succeeds)),
    ]
}

impl Model {
    fn is_unbroken(&self, state: &<Self as stateright::Model>::State, claim: &str) -> bool {
        !self.world(state).broken.contains(&claim)
    }

    fn at_rest(
        &self,
        state: &<Self as stateright::Model>::State,
        claim: fn(&Configuration, &Rc<World>) -> bool,
    ) -> bool {
        let world = self.world(state);
        !is_at_rest(&self.configuration, &world) || claim(&self.configuration, &world)
    }
}

/// Nothing is under way, and somebody is there to see it.
fn is_at_rest(configuration: &Configuration, world: &World) -> bool {
    let owed = world.awake().any(|(_, tab)| tab.platform.locks.iter().any(|wanted| wanted.look));
    world.awake().next().is_some() && !owed && world.progress(configuration).is_empty()
}

fn stored(world: &World) -> Option<Record> {
    read(world.storage.text().as_deref(), world.now())
}

fn has_the_highest(_: &Configuration, world: &Rc<World>) -> bool {
    let stored = stored(world).map_or((0, 0), |record| rank(&record));
    stored == world.highest && world.awake().all(|(_, tab)| rank(tab.record()) == stored)
}

fn stays_signed_out(_: &Configuration, world: &Rc<World>) -> bool {
    let is_live = |record: &Record| record.live().is_some();
    let anybody =
        stored(world).as_ref().is_some_and(is_live) || world.awake().any(|(_, tab)| is_live(tab.record()));
    !world.deed.is_some_and(|deed| deed.is_sign_out) || !anybody
}

fn is_current_or_in_doubt(configuration: &Configuration, world: &Rc<World>) -> bool {
    let Some(record) = stored(world) else { return true };
    let Some((family, turn)) = refresh_token(&record) else { return true };
    let says_so = record.failures.as_ref().is_some_and(|failures| failures.in_doubt);
    let is_renewable = record.live().is_some_and(|live| live.renewable);
    // A tab that is killed before its last write shows may take the doubt with it; the server still takes the token.
    let is_good = world.server.is_current(family, turn)
        || world.left.kill < configuration.budget.kill && world.server.would_grant(family, turn);
    says_so || !is_renewable || may_be_lost(configuration, world) || is_good
}

/// One for all tabs; only a request whose answer nobody got may have made another, or a tab that asked for a guest after
/// somebody had signed in.
fn is_the_only_guest(configuration: &Configuration, world: &Rc<World>) -> bool {
    world.deed.is_some() || world.server.guests() <= 1 + gone(configuration, world)
}

fn all_have_ended(_: &Configuration, world: &Rc<World>) -> bool {
    world.awake().all(|(_, tab)| tab.platform.open.is_empty())
}

fn is_let_go_of(_: &Configuration, world: &Rc<World>) -> bool {
    world.awake().all(|(_, tab)| tab.platform.locks.is_empty())
}

/// How many tabs and answers have been lost.
fn gone(configuration: &Configuration, world: &World) -> usize {
    let (left, had) = (&world.left, &configuration.budget);
    usize::from(had.kill - left.kill + had.lose - left.lose)
}

/// Whether no client can promise anything: where a used refresh token ends the session, and nobody knows whether it was used.
fn may_be_lost(configuration: &Configuration, world: &World) -> bool {
    configuration.rotation == Rotation::Strict && gone(configuration, world) > 0
}

fn next_call_succeeds(configuration: &Configuration, world: &Rc<World>) -> bool {
    let mut world = (**world).clone();
    for tab in 0..configuration.tabs {
        if world.tabs[tab].as_ref().is_some_and(|tab| tab.platform.is_frozen) {
            world = world.after(configuration, Action::Thaw(tab));
        }
    }
    let world = rest(configuration, world).after(configuration, Action::Tick);
    // A guest's session cannot be renewed.
    let is_over = configuration.age.is_none() || world.deed.is_none_or(|deed| deed.is_sign_out);
    if is_over || may_be_lost(configuration, &world) {
        return true;
    }
    world.alive().all(|(tab, _)| {
        let mut world = world.clone();
        world.begin(configuration, tab, Step::Token);
        rest(configuration, world).tabs[tab].as_ref().is_some_and(|tab| tab.platform.got_token)
    })
}

/// Lets everything come to rest.
fn rest(configuration: &Configuration, mut world: World) -> World {
    while let Some(action) = world.progress(configuration).first() {
        world = world.after(configuration, *action);
    }
    world
}
