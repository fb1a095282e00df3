//! Calls to the API with the bearer token.

use crate::world::*;
use storefront_auth::client::error::Code;
use storefront_auth::client::ports::{Command, Destination, Outcome, Route};
use storefront_auth::protocol::http::WireFault;

fn user() -> Tab {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab
}

fn token_of(tab: &Tab) -> Option<String> {
    Some(tab.live()?.tokens.access_token.read())
}

#[test]
fn a_good_token_goes_out_at_once() {
    let mut tab = user();
    let call = tab.fetch();
    assert_eq!(tab.sent, [(call, token_of(&tab))]);
    tab.answer(false);
    assert_eq!(tab.result(call), Some(Ok(Outcome::Answer)));
    assert_eq!(tab.requests, 1);
}

#[test]
fn a_401_renews_and_resends_once() {
    let mut tab = user();
    let call = tab.fetch();
    tab.answer(true);
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!(tab.sent, [(call, token_of(&tab))]);
    tab.answer(false);
    assert_eq!(tab.result(call), Some(Ok(Outcome::Answer)));
}

#[test]
fn many_401s_renew_once() {
    let mut tab = user();
    let calls: Vec<_> = (0..100).map(|_| tab.fetch()).collect();
    for _ in 0..100 {
        tab.answer(true);
    }
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!(tab.sent.len(), 100);
    for _ in 0..100 {
        tab.answer(false);
    }
    assert!(calls.iter().all(|id| tab.succeeded(*id)));
    assert_eq!(tab.requests, 2);
}

#[test]
fn a_401_to_an_old_token_is_resent_with_the_new_one_without_another_refresh() {
    let mut tab = user();
    let (first, second) = (tab.fetch(), tab.fetch());
    tab.answer(true);
    tab.reply(tokens("ada", 2, 600, true));
    let (second_sent, _) = tab.sent[0];
    assert_eq!(second_sent, second);
    tab.answer(true);
    assert_eq!(tab.requests, 2);
    tab.answer(false);
    tab.answer(false);
    assert!(tab.succeeded(first) && tab.succeeded(second));
}

#[test]
fn an_api_that_always_says_401_costs_one_refresh_for_any_number_of_calls() {
    let mut tab = user();
    let mut sent = 0;
    for _ in 0..100 {
        let call = tab.fetch();
        while !tab.sent.is_empty() {
            sent += 1;
            tab.answer(true);
            if !tab.asked.is_empty() {
                tab.reply(tokens("ada", 2, 600, true));
            }
        }
        assert_eq!(tab.result(call), Some(Ok(Outcome::Answer)), "the 401 is the caller's");
    }
    assert_eq!(tab.requests, 2, "the login and one refresh");
    assert!(sent <= 200, "{sent}");
}

#[test]
fn a_body_that_can_be_read_once_is_not_sent_twice() {
    let mut tab = user();
    let route = Route { destination: Destination::Allowed, is_replayable: false, is_urgent: false };
    let call = tab.command(Command::Fetch(route));
    tab.answer(true);
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!(tab.code(call), Some(Code::BodyNotReplayable));
    assert!(tab.sent.is_empty());
    let next = tab.fetch();
    tab.answer(false);
    assert!(tab.succeeded(next));
    assert_eq!(tab.requests, 2, "the next call has the new token already");
}

#[test]
fn an_urgent_call_goes_with_the_token_at_hand_or_not_at_all() {
    let urgent = || {
        let destination = Destination::Allowed;
        Command::Fetch(Route { destination, is_replayable: true, is_urgent: true })
    };
    let mut tab = user();
    tab.pass(590_000.0);
    let call = tab.command(urgent());
    assert_eq!((tab.sent.len(), tab.requests), (1, 1), "ten seconds are left");
    tab.answer(true);
    assert_eq!(tab.result(call), Some(Ok(Outcome::Answer)), "its 401 is the caller's");
    tab.pass(10_000.0);
    let call = tab.command(urgent());
    assert_eq!((tab.code(call), tab.requests), (Some(Code::RefreshBusy), 1));
    assert!(tab.live().is_some_and(|live| live.can_refresh()));
}

#[test]
fn a_foreign_origin_never_sees_the_token() {
    let mut tab = user();
    let route = Route { destination: Destination::Foreign, is_replayable: true, is_urgent: false };
    let call = tab.command(Command::Fetch(route));
    assert_eq!(tab.code(call), Some(Code::OriginNotAllowed));
    assert!(tab.sent.is_empty());
}

#[test]
fn a_callers_own_authorization_and_its_401_are_left_alone() {
    for mut tab in [user(), Tab::new()] {
        let route =
            Route { destination: Destination::OwnAuthorization, is_replayable: true, is_urgent: false };
        let call = tab.command(Command::Fetch(route));
        assert_eq!(tab.sent, [(call, None)]);
        let requests = tab.requests;
        tab.answer(true);
        assert_eq!(tab.result(call), Some(Ok(Outcome::Answer)));
        assert_eq!(tab.requests, requests);
    }
}

#[test]
fn where_the_renewal_fails_the_call_says_why() {
    let mut tab = user();
    let call = tab.fetch();
    tab.answer(true);
    tab.reply(Err(WireFault::Network));
    tab.reply(Err(WireFault::Network));
    assert_eq!(tab.code(call), Some(Code::Network));
    assert_eq!(tab.user().as_deref(), Some("ada"));
}

#[test]
fn access_and_refresh_token_both_refused_end_the_session_at_once() {
    let mut tab = user();
    let call = tab.fetch();
    tab.answer(true);
    tab.reply(invalid_grant());
    assert_eq!(tab.code(call), Some(Code::SessionExpired));
    assert!(tab.ended().is_some());
}

#[test]
fn a_call_of_one_user_is_never_resent_with_anothers_token() {
    let mut tab = user();
    let call = tab.fetch();
    tab.login("grace", 600);
    tab.answer(true);
    assert_eq!(tab.code(call), Some(Code::SessionReplaced));
    assert!(tab.sent.is_empty());
}

#[test]
fn calls_that_wait_for_a_refresh_are_not_served_with_anothers_token() {
    let mut tab = user();
    tab.pass(595_000.0);
    let call = tab.fetch();
    let refresh = tab.asked.remove(0);
    tab.login("grace", 600);
    tab.feed(storefront_auth::client::ports::Input::Reply(refresh.0, tokens("ada", 2, 600, true)));
    assert_eq!(tab.code(call), Some(Code::SessionReplaced));
    assert_eq!(tab.user().as_deref(), Some("grace"));
    assert!(tab.sent.is_empty());
}

#[test]
fn a_token_that_was_at_hand_and_is_refused_as_well_can_still_be_renewed() {
    let mut tab = user();
    let slow = tab.fetch();
    tab.command(Command::Refresh);
    tab.reply(tokens("ada", 2, 600, true));
    tab.answer(true);
    tab.answer(true);
    assert_eq!(tab.result(slow), Some(Ok(Outcome::Answer)), "twice is enough for one call");
    let next = tab.fetch();
    tab.answer(true);
    tab.reply(tokens("ada", 3, 600, true));
    tab.answer(false);
    assert_eq!(tab.result(next), Some(Ok(Outcome::Answer)));
}

#[test]
fn an_api_that_refuses_every_token_is_asked_for_a_new_one_once_in_a_while() {
    let mut tab = user();
    let mut renewals = Vec::new();
    for turn in 2..12 {
        let before = tab.requests;
        tab.fetch();
        tab.answer(true);
        if tab.requests > before {
            tab.reply(tokens("ada", turn, 600, true));
            tab.answer(true);
        }
        renewals.push(tab.requests - before);
        tab.pass(15_000.0);
    }
    assert_eq!(renewals, [1, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
}
