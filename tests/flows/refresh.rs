//! Renewing tokens: once, and without ever losing a session to the network.

use crate::world::*;
use serde_json::json;
use storefront_auth::client::error::Code;
use storefront_auth::client::event::Cause;
use storefront_auth::client::ports::{Command, Input, Outcome};
use storefront_auth::protocol::http::WireFault;
use storefront_auth::session::live::{EndReason, SessionState};
use storefront_auth::value::Value;

/// A user whose access token is about to end.
fn due() -> Tab {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab.pass(590_000.0);
    tab
}

#[test]
fn two_hundred_calls_make_one_refresh_and_go_out_once_with_the_new_token() {
    let mut tab = due();
    let calls: Vec<_> = (0..200).map(|_| tab.fetch()).collect();
    assert!(tab.sent.is_empty());
    assert!(tab.form().contains("refresh_token=ada-refresh-1"));
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!(tab.sent.len(), 200);
    while !tab.sent.is_empty() {
        let (_, token) = tab.answer(false);
        assert_eq!(token, Some(tab.live().unwrap().tokens.access_token.read()));
    }
    assert!(calls.iter().all(|id| tab.succeeded(*id)));
    assert_eq!(tab.requests, 2, "the login and one refresh");
}

#[test]
fn a_new_refresh_token_replaces_the_old_one_and_none_keeps_it() {
    let mut tab = due();
    tab.token();
    tab.reply(tokens("ada", 2, 600, true));
    assert!(tab.stored().contains("ada-refresh-2"));
    tab.pass(590_000.0);
    tab.token();
    tab.reply(tokens("ada", 3, 600, false));
    assert!(tab.stored().contains("ada-refresh-2"));
    tab.pass(590_000.0);
    tab.token();
    assert!(tab.form().contains("refresh_token=ada-refresh-2"));
}

#[test]
fn the_session_stays_the_same_one_and_counts_on() {
    let mut tab = due();
    let before = tab.record();
    tab.token();
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!(tab.record().sid, before.sid);
    assert_eq!(tab.record().generation, before.generation + 2.0, "what was begun, and what came of it");
    assert_eq!(tab.causes(), [Cause::Login, Cause::Refresh]);
}

#[test]
fn a_network_fault_keeps_the_session_and_the_old_token_serves_while_it_lasts() {
    for fault in [WireFault::Network, WireFault::Timeout] {
        let mut tab = due();
        let call = tab.token();
        tab.reply(Err(fault));
        if fault == WireFault::Network {
            assert_eq!(tab.result(call), None, "a connection that breaks off is tried again at once");
            tab.reply(Err(fault));
        }
        assert!(tab.succeeded(call), "ten seconds are left");
        tab.pass(10_000.0);
        let late = tab.token();
        tab.reply(Err(fault));
        assert_eq!(tab.code(late), Some(Code::from_fault(fault)));
        assert_eq!(tab.user().as_deref(), Some("ada"));
        assert!(tab.live().unwrap().can_refresh());
        tab.pass(1_200.0);
        let next = tab.token();
        tab.reply(tokens("ada", 2, 600, true));
        assert!(tab.succeeded(next));
    }
}

trait FromFault {
    fn from_fault(fault: WireFault) -> Self;
}

impl FromFault for Code {
    fn from_fault(fault: WireFault) -> Self {
        match fault {
            WireFault::Network => Self::Network,
            WireFault::Timeout => Self::Timeout,
        }
    }
}

#[test]
fn a_server_in_trouble_keeps_the_session() {
    for (status, code) in [
        (500, Code::ServerUnavailable),
        (503, Code::ServerUnavailable),
        (429, Code::RateLimited),
        (404, Code::BadResponse),
    ] {
        let mut tab = due();
        tab.pass(20_000.0);
        let call = tab.token();
        tab.reply(text_reply(status, "<html>"));
        assert_eq!(tab.code(call), Some(code));
        assert!(tab.live().unwrap().can_refresh());
    }
}

#[test]
fn a_refused_refresh_token_leaves_the_access_token_its_last_seconds() {
    let mut tab = due();
    let call = tab.token();
    tab.reply(invalid_grant());
    assert!(tab.succeeded(call));
    assert!(!tab.live().unwrap().can_refresh());
    tab.pass(10_000.0);
    let late = tab.token();
    assert_eq!(tab.code(late), Some(Code::SessionExpired));
    assert_eq!(
        tab.ended(),
        Some(&SessionState::SignedOut {
            reason: Some(EndReason::SessionExpired),
            last_order_id: Value::nothing()
        })
    );
    let after = tab.token();
    assert_eq!(tab.code(after), Some(Code::SignedOut));
    assert_eq!(tab.requests, 2, "a refused token is not tried again");
}

#[test]
fn refused_after_its_end_the_session_is_over_and_every_call_hears_why() {
    let mut tab = due();
    tab.pass(20_000.0);
    let calls = [tab.token(), tab.fetch(), tab.command(Command::Refresh)];
    tab.reply(invalid_grant());
    assert!(calls.iter().all(|id| tab.code(*id) == Some(Code::SessionExpired)));
    assert!(tab.ended().is_some());
}

#[test]
fn an_explicit_refresh_is_one_for_all_who_ask() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let calls = [tab.command(Command::Refresh), tab.command(Command::Refresh)];
    assert_eq!(tab.asked.len(), 1);
    tab.reply(tokens("ada", 2, 600, true));
    assert!(calls.iter().all(|id| tab.result(*id) == Some(Ok(Outcome::Session))));
}

#[test]
fn without_refresh_token_a_refresh_resolves_while_the_token_is_good() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let good = tab.command(Command::Refresh);
    assert!(tab.succeeded(good));
    tab.pass(600_000.0);
    let late = tab.command(Command::Refresh);
    assert_eq!(tab.code(late), Some(Code::AnonymousExpired));
    let again = tab.command(Command::Refresh);
    assert_eq!(tab.code(again), Some(Code::AnonymousExpired), "the end is no other one for being known");
    assert_eq!(tab.requests, 1);
}

#[test]
fn an_answer_for_somebody_else_is_refused_and_stores_nothing() {
    let mut tab = due();
    tab.pass(20_000.0);
    let call = tab.token();
    tab.reply(tokens("eve", 2, 600, true));
    assert_eq!(tab.code(call), Some(Code::BadResponse));
    assert_eq!(tab.user().as_deref(), Some("ada"));
    assert!(!tab.stored().contains("eve"));
}

#[test]
fn one_caller_giving_up_does_not_disturb_the_others() {
    let mut tab = due();
    let (one, other) = (tab.token(), tab.token());
    tab.feed(Input::GivenUp(one));
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!(tab.result(one), None);
    assert!(tab.succeeded(other));
}

#[test]
fn the_secret_goes_along_with_a_refresh() {
    let options = json!({"clientId": "shop", "clientSecret": "s3cret"});
    let mut tab = Tab::open(&options, Default::default());
    tab.login("ada", 600);
    tab.pass(590_000.0);
    tab.token();
    assert!(tab.form().contains("client_secret=s3cret"));
}

#[test]
fn a_refresh_says_why_the_session_ended_whether_or_not_the_alarm_has_rung() {
    for rings in [false, true] {
        let mut tab = Tab::new();
        let login = tab.start_login("ada");
        tab.reply(tokens("ada", 1, 600, false));
        assert!(tab.succeeded(login));
        tab.pass(600_000.0);
        if rings {
            tab.feed(Input::Awake);
        }
        let refresh = tab.command(Command::Refresh);
        assert_eq!(tab.code(refresh), Some(Code::SessionExpired), "rung: {rings}");
        assert!(tab.ended().is_some());
        tab.command(Command::Logout(false));
        let refresh = tab.command(Command::Refresh);
        assert_eq!(tab.code(refresh), Some(Code::SignedOut), "the shopper's own doing is no such end");
    }
}
