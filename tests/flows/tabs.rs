//! Two tabs of one browser.

use crate::world::*;
use storefront_auth::client::event::Cause;
use storefront_auth::client::ports::{Command, Input};

fn two_tabs() -> (Tab, Tab) {
    let mut one = Tab::new();
    one.login("ada", 600);
    let other = Tab::open(&options(), one.env.disk.clone());
    (one, other)
}

#[test]
fn signing_out_in_one_tab_signs_the_other_out() {
    let (mut one, mut other) = two_tabs();
    one.command(Command::Logout(false));
    other.feed(Input::OtherTab);
    assert!(other.ended().is_some());
    assert_eq!(other.causes(), [Cause::Restored, Cause::OtherTab]);
}

#[test]
fn another_tabs_tokens_are_taken_over_and_nothing_is_asked() {
    let (mut one, mut other) = two_tabs();
    one.pass(590_000.0);
    other.pass(590_000.0);
    one.token();
    one.reply(tokens("ada", 2, 600, true));
    // The event has not come yet: the tab looks for itself before it spends a refresh token.
    let call = other.token();
    assert!(other.succeeded(call));
    assert_eq!(other.requests, 0);
    assert_eq!(other.record(), one.record());
}

#[test]
fn a_refusal_of_a_token_that_another_tab_has_spent_is_no_reason_to_sign_out() {
    let (mut one, mut other) = two_tabs();
    one.pass(590_000.0);
    other.pass(590_000.0);
    one.token();
    let call = other.token();
    one.reply(tokens("ada", 2, 600, true));
    other.reply(invalid_grant());
    assert!(other.succeeded(call));
    assert_eq!(other.record(), one.record());
}

#[test]
fn an_old_or_repeated_event_changes_nothing() {
    let (mut one, mut other) = two_tabs();
    let old = one.stored();
    one.command(Command::Logout(false));
    other.feed(Input::OtherTab);
    other.feed(Input::OtherTab);
    one.env.disk.text.replace(Some(old));
    other.feed(Input::OtherTab);
    assert!(other.ended().is_some(), "an older record does not come back");
    assert_eq!(other.causes(), [Cause::Restored, Cause::OtherTab]);
}

#[test]
fn a_cleared_storage_is_a_sign_out() {
    let (one, mut other) = two_tabs();
    one.env.disk.text.replace(None);
    other.feed(Input::OtherTab);
    assert!(other.ended().is_some());
    assert_eq!(other.stored(), "", "and is not undone from memory");
}

#[test]
fn a_tab_that_was_left_behind_counts_on_from_what_is_stored() {
    let (mut one, mut other) = two_tabs();
    for turn in 2..6 {
        one.pass(590_000.0);
        one.token();
        one.reply(tokens("ada", turn, 600, true));
    }
    other.login("grace", 600);
    assert!(other.record().generation > one.record().generation);
    one.feed(Input::OtherTab);
    assert_eq!(one.user().as_deref(), Some("grace"));
}

#[test]
fn a_session_in_another_browser_is_none_of_ours() {
    let (one, _) = two_tabs();
    let elsewhere = Tab::new();
    assert!(one.user().is_some() && elsewhere.user().is_none());
}

#[test]
fn a_token_of_another_tab_that_is_refused_as_well_can_still_be_renewed() {
    let mut here = Tab::new();
    here.login("ada", 600);
    let mut there = Tab::open(&options(), here.env.disk.clone());
    here.command(Command::Refresh);
    here.reply(tokens("ada", 2, 600, true));
    there.fetch();
    there.answer(true);
    let (_, second) = there.answer(true);
    assert_eq!(
        second,
        Some(here.live().unwrap().tokens.access_token.read()),
        "what the other tab has stored"
    );
    there.fetch();
    there.answer(true);
    assert!(there.form().contains("refresh_token=ada-refresh-2"), "{}", there.form());
}
