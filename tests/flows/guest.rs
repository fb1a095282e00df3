//! Guests: one order id, kept as long as it can be.

use crate::world::*;
use storefront_auth::client::error::Code;
use storefront_auth::client::event::{Cause, Event, OrderProblem};
use storefront_auth::client::ports::{Command, GuestRequest, Input, Outcome};
use storefront_auth::protocol::http::WireFault;
use storefront_auth::session::live::{EndReason, SessionState};

#[test]
fn a_guest_has_an_order_id_and_nothing_to_refresh() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    assert_eq!(tab.order().as_deref(), Some("order-1"));
    assert!(!tab.live().unwrap().can_refresh());
    assert_eq!(tab.causes(), [Cause::Anonymous]);
}

#[test]
fn while_a_guest_is_live_nothing_is_asked_for() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let again = tab.start_guest();
    assert!(tab.succeeded(again));
    assert_eq!(tab.requests, 1);
}

#[test]
fn any_number_of_callers_make_one_guest() {
    let mut tab = Tab::automatic();
    let calls: Vec<_> = (0..50).flat_map(|_| [tab.fetch(), tab.token(), tab.start_guest()]).collect();
    assert_eq!(tab.requests, 1);
    tab.reply(guest_token("order-1", 600));
    assert_eq!(tab.sent.len(), 50);
    while !tab.sent.is_empty() {
        tab.answer(false);
    }
    assert!(calls.iter().all(|id| tab.succeeded(*id)));
    assert_eq!(tab.causes(), [Cause::Anonymous]);
}

#[test]
fn a_fresh_guest_is_asked_for_even_while_one_is_live() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let fresh = GuestRequest { fresh: true, ..GuestRequest::default() };
    let id = tab.command(Command::LoginAnonymously(fresh));
    tab.reply(guest_token("order-2", 600));
    assert!(tab.succeeded(id));
    assert_eq!(tab.order().as_deref(), Some("order-2"));
    let change =
        Event::Order { from: "order-1".into(), to: "order-2".into(), problem: Some(OrderProblem::Changed) };
    assert!(tab.events.contains(&change));
}

#[test]
fn without_the_option_a_call_while_signed_out_makes_no_guest() {
    let mut tab = Tab::new();
    let (call, token) = (tab.fetch(), tab.token());
    assert_eq!(tab.code(call), Some(Code::SignedOut));
    assert_eq!(tab.code(token), Some(Code::SignedOut));
    assert_eq!(tab.requests, 0);
}

#[test]
fn a_guest_that_could_not_be_made_is_told_to_all_and_tried_again() {
    let mut tab = Tab::automatic();
    let calls = [tab.fetch(), tab.fetch()];
    tab.reply(Err(WireFault::Network));
    assert!(calls.iter().all(|id| tab.code(*id) == Some(Code::Network)));
    tab.fetch();
    assert_eq!(tab.requests, 2);
}

#[test]
fn who_signs_in_while_a_guest_is_made_is_not_overwritten_and_serves_the_calls() {
    let mut tab = Tab::automatic();
    let call = tab.fetch();
    let login = tab.start_login("ada");
    let (guest, user) = (tab.asked[0].0, tab.asked[1].0);
    tab.feed(Input::Reply(user, tokens("ada", 1, 600, true)));
    tab.feed(Input::Reply(guest, guest_token("order-1", 600)));
    assert!(tab.succeeded(login));
    assert_eq!(tab.user().as_deref(), Some("ada"));
    tab.answer(false);
    assert!(tab.succeeded(call));
}

#[test]
fn the_end_of_a_guest_is_announced_and_names_the_order() {
    let mut tab = Tab::new();
    tab.guest("order-1", 1000);
    tab.ring();
    assert_eq!(tab.events.last(), Some(&Event::Expiring { left: 200_000.0 }));
    tab.ring();
    let ended = SessionState::SignedOut {
        reason: Some(EndReason::AnonymousExpired),
        last_order_id: "order-1".into(),
    };
    assert_eq!(tab.ended(), Some(&ended));
    assert_eq!(tab.causes(), [Cause::Anonymous, Cause::Expired]);
}

#[test]
fn a_call_that_finds_the_guest_ended_says_so_and_the_next_one_begins_anew() {
    let mut tab = Tab::automatic();
    tab.guest("order-1", 600);
    tab.pass(600_000.0);
    let late = tab.fetch();
    assert_eq!(tab.code(late), Some(Code::AnonymousExpired));
    assert!(tab.ended().is_some());
    tab.fetch();
    tab.reply(guest_token("order-2", 600));
    assert_eq!(tab.order().as_deref(), Some("order-2"));
}

#[test]
fn a_refused_guest_token_is_the_callers_and_keeps_the_guest() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let call = tab.fetch();
    tab.answer(true);
    assert_eq!(tab.result(call), Some(Ok(Outcome::Answer)));
    assert_eq!(tab.order().as_deref(), Some("order-1"));
    assert_eq!(tab.requests, 1);
}

#[test]
fn a_client_that_takes_no_guests_is_named_as_the_reason() {
    let mut tab = Tab::new();
    let call = tab.start_guest();
    tab.reply(invalid_grant());
    assert_eq!(tab.code(call), Some(Code::InvalidClient));
}
