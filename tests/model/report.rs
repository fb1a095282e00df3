//! Runs stateright over a configuration, and says what came of it.

use crate::machine::Model;
use crate::world::Configuration;
use stateright::{Checker, HasDiscoveries, Model as _, UniformChooser};
use std::fmt;
use std::time::Duration;

/// How to go about it, and after how many states to stop.
#[derive(Clone, Copy, Debug)]
pub enum Search {
    /// The nearest states first: what is found is found by the shortest way.
    Broadly(usize),
    /// From the beginning to rest again and again, taking turns by chance, though always the same.
    AtRandom(usize),
}

/// What came of it.
pub struct Report {
    name: String,
    states: usize,
    depth: usize,
    took: Duration,
    /// There are no more states than these.
    pub is_complete: bool,
    /// The claim that is broken, and how.
    pub found: Option<(&'static str, String)>,
}

const SEED: u64 = 4;

/// Stops at the first claim that is broken.
pub fn check(configuration: &Configuration, search: Search) -> Report {
    search_for(HasDiscoveries::AnyFailures, configuration, search)
}

/// Leaves something out, and stops when this claim is found broken.
pub fn assert_is_broken(claim: &'static str, configuration: &Configuration) {
    let report = search_for(HasDiscoveries::AnyOf([claim].into()), configuration, Search::Broadly(300_000));
    println!("{:?} left out of {report}", configuration.without);
    assert!(report.found.is_some_and(|(found, _)| found == claim), "nothing is missed");
}

fn search_for(wanted: HasDiscoveries, configuration: &Configuration, search: Search) -> Report {
    #[expect(clippy::disallowed_methods, reason = "what is measured is how long the search takes")]
    let start = std::time::Instant::now();
    let model = Model { configuration: configuration.clone() };
    // One thread: the worlds that are at hand are so for one.
    let checker = model.checker().threads(1).finish_when(wanted.clone());
    match search {
        Search::Broadly(limit) => {
            let done = checker.target_state_count(limit).spawn_bfs().join();
            Report::new(configuration, &wanted, &done, start.elapsed(), done.state_count() < limit)
        }
        Search::AtRandom(limit) => {
            let done = checker.target_state_count(limit).spawn_simulation(SEED, UniformChooser).join();
            Report::new(configuration, &wanted, &done, start.elapsed(), false)
        }
    }
}

/// Fails with the shortest way to whatever claim is broken.
pub fn assert_none_is_broken(configurations: &[Configuration], search: Search) {
    for configuration in configurations {
        let report = check(configuration, search);
        println!("{report}");
        assert!(report.found.is_none(), "a claim is broken");
    }
}

impl Report {
    fn new(
        configuration: &Configuration,
        wanted: &HasDiscoveries,
        done: &impl Checker<Model>,
        took: Duration,
        is_complete: bool,
    ) -> Self {
        let is_wanted =
            |claim: &str| !matches!(wanted, HasDiscoveries::AnyOf(claims) if !claims.contains(claim));
        let found = done.discoveries().into_iter().find(|(claim, _)| is_wanted(claim));
        Self {
            name: configuration.name.clone(),
            states: done.unique_state_count(),
            depth: done.max_depth(),
            took,
            is_complete: is_complete && found.is_none(),
            found: found.map(|(claim, path)| (claim, format!("{:?}", path.into_actions()))),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, states, depth, took, .. } = self;
        let end = if self.is_complete { "all" } else { "so far" };
        write!(f, "{name:<60} {states:>9} states, {end:<6} depth {depth:>3} {:>7.1} s", took.as_secs_f64())?;
        match &self.found {
            Some((claim, path)) => write!(f, "\n    BROKEN: {claim}\n    {path}"),
            None => Ok(()),
        }
    }
}
