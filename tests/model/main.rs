//! The library's own state machine, in every order of events that a browser allows, within bounds.
//!
//! Here are the bounded runs of `cargo test`, and what must be found when something is left out. `cargo xtask model` goes
//! deeper: it runs the test that is ignored here.

#![cfg(not(target_arch = "wasm32"))]
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a model that is wrong fails its test by panicking"
)]

mod claims;
mod configurations;
mod machine;
mod report;
mod server;
mod steps;
mod storage;
mod tab;
mod world;

use crate::claims::{NEXT, SIGNED_OUT};
use crate::configurations as these;
use crate::report::{Search, assert_is_broken, assert_none_is_broken, check};
use crate::server::Rotation;
use crate::steps::{NEVER_TWICE, ONE_AT_A_TIME};
use crate::world::{Configuration, Without};

#[test]
fn three_tabs_survive_any_one_fault() {
    assert_none_is_broken(&these::three_tabs(), Search::AtRandom(600));
}

#[test]
fn two_tabs_survive_any_two_faults() {
    assert_none_is_broken(&these::two_tabs(), Search::AtRandom(200));
}

#[test]
fn three_tabs_make_one_guest() {
    assert_none_is_broken(&these::guests(), Search::AtRandom(600));
}

#[test]
fn harder_lives_are_survived_too() {
    assert_none_is_broken(&these::harder(), Search::AtRandom(600));
}

#[test]
fn three_tabs_without_a_fault_are_explored_to_the_end() {
    for rotation in these::ROTATIONS {
        let report = check(&Configuration::new(3, rotation, &[]), Search::Broadly(usize::MAX));
        assert!(report.is_complete, "{report}");
    }
}

fn without(without: Without, rotation: Rotation, faults: &[&str]) -> Configuration {
    Configuration { without, ..Configuration::new(2, rotation, faults) }
}

#[test]
fn without_the_lock_there_are_two_refreshes_at_a_time() {
    assert_is_broken(ONE_AT_A_TIME, &without(Without::Lock, Rotation::None, &[]));
}

#[test]
fn without_the_fence_a_used_refresh_token_is_sent_again() {
    assert_is_broken(NEVER_TWICE, &without(Without::Fence, Rotation::Grace, &[]));
}

#[test]
fn without_the_fence_a_strict_server_ends_the_session() {
    assert_is_broken(NEXT, &without(Without::Fence, Rotation::Strict, &[]));
}

#[test]
fn without_the_check_before_storing_a_sign_out_is_undone() {
    assert_is_broken(SIGNED_OUT, &without(Without::Check, Rotation::Grace, &["sign-out"]));
}

#[test]
fn without_the_tombstone_a_sign_out_is_undone() {
    assert_is_broken(SIGNED_OUT, &without(Without::Tombstone, Rotation::Grace, &["sign-out"]));
}

#[test]
fn without_the_repair_a_sign_out_is_overwritten() {
    assert_is_broken(SIGNED_OUT, &without(Without::Repair, Rotation::Grace, &["sign-out"]));
}

/// What the design cannot do, as long as a sign-out waits for nobody: who could put it right must be alive.
#[test]
fn a_sign_out_is_undone_where_all_tabs_die_before_the_one_that_overwrote_it_learns_of_it() {
    let faults = ["kill", "kill", "sign-out", "opened anew"];
    assert_is_broken(SIGNED_OUT, &Configuration::new(2, Rotation::Grace, &faults));
}

#[test]
#[ignore = "the deeper run: `cargo xtask model`"]
fn deeper() {
    let limit = std::env::var("STATES").ok().and_then(|number| number.parse().ok()).unwrap_or(1_000_000);
    let which = std::env::var("WHICH").unwrap_or_default();
    let all =
        [these::three_tabs(), these::two_tabs(), these::guests(), these::harder()].into_iter().flatten();
    let mut broken = Vec::new();
    for configuration in all.filter(|configuration| configuration.name.contains(&which)) {
        let report = check(&configuration, Search::Broadly(limit));
        println!("{report}");
        broken.extend(report.found.map(|_| configuration.name));
    }
    assert!(broken.is_empty(), "a claim is broken: {broken:#?}");
}
