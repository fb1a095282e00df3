//! What stateright is given: states, the steps between them, and what is claimed.
//!
//! stateright wants states that may go from thread to thread; the client counts its references without locks and must not.
//! So a state is the way to it, and its world is made anew from there where it is not at hand any more. States are the same
//! where their worlds print the same.

use crate::claims::claims;
use crate::world::{Action, Configuration, World};
use stateright::Property;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

pub struct Model {
    pub configuration: Configuration,
}

#[derive(Clone)]
pub struct State {
    /// What tells it from others.
    print: u64,
    /// What tells its world from others, tab by tab.
    exact: u64,
    way: Arc<Way>,
}

enum Way {
    First,
    Then(State, Action),
}

impl Hash for State {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        hasher.write_u64(self.print);
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.print == other.print
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.print)
    }
}

/// The worlds of the states that this thread came by lately, and a little earlier.
#[derive(Default)]
struct AtHand {
    now: HashMap<u64, Rc<World>>,
    before: HashMap<u64, Rc<World>>,
}

/// How many worlds are kept at hand.
const ROOM: usize = 20_000;

thread_local! {
    static AT_HAND: RefCell<AtHand> = RefCell::default();
}

impl AtHand {
    fn keep(&mut self, print: u64, world: Rc<World>) {
        if self.now.len() == ROOM {
            self.before = std::mem::take(&mut self.now);
        }
        self.now.insert(print, world);
    }

    fn find(&self, print: u64) -> Option<Rc<World>> {
        self.now.get(&print).or_else(|| self.before.get(&print)).cloned()
    }
}

impl Model {
    /// The world of a state.
    pub fn world(&self, state: &State) -> Rc<World> {
        if let Some(world) = AT_HAND.with_borrow(|at_hand| at_hand.find(state.exact)) {
            return world;
        }
        let world = Rc::new(match &*state.way {
            Way::First => World::first(&self.configuration),
            Way::Then(last, action) => self.world(last).after(&self.configuration, *action),
        });
        AT_HAND.with_borrow_mut(|at_hand| at_hand.keep(state.exact, Rc::clone(&world)));
        world
    }

    fn state(&self, world: World, way: Way) -> State {
        let (print, exact) =
            (world.print(&self.configuration, false), world.print(&self.configuration, true));
        AT_HAND.with_borrow_mut(|at_hand| at_hand.keep(exact, Rc::new(world)));
        State { print, exact, way: Arc::new(way) }
    }
}

impl stateright::Model for Model {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![self.state(World::first(&self.configuration), Way::First)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        actions.extend(self.world(state).actions(&self.configuration));
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let world = self.world(last).after(&self.configuration, action);
        Some(self.state(world, Way::Then(last.clone(), action)))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        claims()
    }
}
