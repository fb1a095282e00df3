//! Signing out wins over everything that was under way.

use crate::world::*;
use serde_json::json;
use storefront_auth::client::error::Code;
use storefront_auth::client::event::Cause;
use storefront_auth::client::ports::{CallId, Command, Input, Outcome, StoreFault};
use storefront_auth::protocol::http::WireFault;
use storefront_auth::session::live::SessionState;
use storefront_auth::value::Value;

#[test]
fn logout_forgets_the_tokens_here_and_in_storage() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let id = tab.command(Command::Logout(false));
    assert!(tab.succeeded(id));
    assert_eq!(tab.ended(), Some(&SessionState::SignedOut { reason: None, last_order_id: Value::nothing() }));
    assert!(!tab.stored().contains("ada"), "{}", tab.stored());
    assert_eq!(tab.causes(), [Cause::Login, Cause::Logout]);
}

#[test]
fn a_guest_who_signs_out_leaves_the_order_id() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    tab.command(Command::Logout(false));
    assert_eq!(tab.ended(), Some(&SessionState::SignedOut { reason: None, last_order_id: "order-1".into() }));
}

#[test]
fn logout_during_a_refresh_stays_logged_out() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab.pass(595_000.0);
    let calls = [tab.token(), tab.fetch(), tab.command(Command::Refresh)];
    tab.command(Command::Logout(false));
    tab.reply(tokens("ada", 2, 600, true));
    assert!(tab.ended().is_some());
    assert!(!tab.stored().contains("ada"));
    assert!(calls.iter().all(|id| tab.code(*id) == Some(Code::SessionEnded)));
}

#[test]
fn logout_during_a_login_wins() {
    let mut tab = Tab::new();
    let login = tab.start_login("ada");
    tab.command(Command::Logout(false));
    tab.reply(tokens("ada", 1, 600, true));
    assert_eq!(tab.code(login), Some(Code::SessionEnded));
    assert!(tab.ended().is_some());
}

#[test]
fn logout_while_a_call_is_at_the_api_ends_its_second_try() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let call = tab.fetch();
    tab.command(Command::Logout(false));
    tab.answer(true);
    assert_eq!(tab.code(call), Some(Code::SessionEnded));
}

#[test]
fn logout_works_where_nothing_can_be_stored() {
    let mut tab = Tab::new();
    tab.env.disk.fault.set(Some(StoreFault::Unavailable));
    tab.login("ada", 600);
    let id = tab.command(Command::Logout(false));
    assert!(tab.succeeded(id));
    assert!(tab.ended().is_some());
}

#[test]
fn a_reply_nobody_waits_for_is_dropped() {
    let mut tab = Tab::new();
    tab.feed(Input::Reply(77, tokens("ada", 1, 600, true)));
    assert_eq!(tab.user(), None);
}

/// Ada, whose access token was given `age` ago for ten minutes, signs out everywhere.
fn leave_everywhere(age: f64) -> (Tab, CallId) {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    tab.pass(age);
    let id = tab.command(Command::Logout(true));
    assert!(tab.ended().is_some() && !tab.stored().contains("ada"), "at once here");
    (tab, id)
}

/// Whether the last request revokes the tokens with the token of this turn.
fn revokes_with(tab: &Tab, turn: u32) -> bool {
    let request = tab.last_request();
    let token = tokens("ada", turn, 600, true).expect("a reply").body.text("access_token");
    (request.method, request.bearer) == ("DELETE", token)
}

fn rejected_token(tab: &mut Tab) {
    tab.reply(json_reply(401, &json!({"Errors": [{"ErrorCode": "InvalidToken"}]})));
}

#[test]
fn leaving_everywhere_with_a_token_that_is_over_gets_another_for_it() {
    for age in [590_000.0, 86_400_000.0] {
        let (mut tab, id) = leave_everywhere(age);
        assert!(tab.form().contains("refresh_token=ada-refresh-1"));
        tab.reply(tokens("ada", 2, 600, true));
        assert!(revokes_with(&tab, 2));
        assert_eq!(tab.result(id), None, "the call waits for it all");
        tab.reply(text_reply(204, ""));
        assert_eq!(tab.result(id), Some(Ok(Outcome::Nothing)));
        assert!(tab.ended().is_some() && !tab.stored().contains("ada"), "the new tokens are nobody's");
        assert_eq!(tab.causes(), [Cause::Login, Cause::Logout]);
    }
}

#[test]
fn leaving_everywhere_with_a_token_that_is_refused_tries_one_more_and_no_third() {
    for succeeds in [true, false] {
        let (mut tab, id) = leave_everywhere(0.0);
        assert!(revokes_with(&tab, 1));
        rejected_token(&mut tab);
        assert!(tab.form().contains("refresh_token=ada-refresh-1"));
        tab.reply(tokens("ada", 2, 600, true));
        assert!(revokes_with(&tab, 2));
        if succeeds {
            tab.reply(text_reply(204, ""));
            assert!(tab.succeeded(id));
        } else {
            rejected_token(&mut tab);
            assert_eq!(tab.code(id), Some(Code::OauthError));
        }
        assert_eq!((tab.requests, tab.asked.len()), (4, 0));
    }
}

#[test]
fn leaving_everywhere_says_what_kept_the_server_from_it() {
    for (reply, code) in [(invalid_grant(), Code::SessionExpired), (Err(WireFault::Network), Code::Network)] {
        let (mut tab, id) = leave_everywhere(600_000.0);
        tab.reply(reply);
        assert_eq!(tab.code(id), Some(code));
        assert_eq!((tab.requests, tab.ended().is_some()), (2, true));
    }
    let (mut tab, id) = leave_everywhere(0.0);
    tab.reply(text_reply(503, ""));
    assert_eq!((tab.code(id), tab.requests), (Some(Code::ServerUnavailable), 2), "only a 401 is the token's");
}

#[test]
fn leaving_everywhere_without_a_refresh_token_tries_with_what_there_is() {
    let mut tab = Tab::new();
    tab.start_login("ada");
    tab.reply(tokens("ada", 1, 600, false));
    tab.pass(595_000.0);
    let id = tab.command(Command::Logout(true));
    assert!(revokes_with(&tab, 1));
    rejected_token(&mut tab);
    assert_eq!((tab.code(id), tab.requests), (Some(Code::OauthError), 2));
}

#[test]
fn leaving_everywhere_can_be_given_up_at_any_step_and_disturbs_nobody_who_comes_after() {
    let (mut tab, id) = leave_everywhere(600_000.0);
    tab.feed(Input::GivenUp(id));
    assert_eq!(tab.cancelled.len(), 1);
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!((tab.requests, tab.asked.len()), (2, 0), "nothing follows");

    let (mut tab, id) = leave_everywhere(600_000.0);
    let grace = tab.start_login("grace");
    let (farewell, login) = (tab.asked[0].0, tab.asked[1].0);
    tab.asked.clear();
    tab.feed(Input::Reply(login, tokens("grace", 1, 600, true)));
    tab.feed(Input::Reply(farewell, tokens("ada", 2, 600, true)));
    assert!(tab.succeeded(grace) && revokes_with(&tab, 2));
    tab.reply(text_reply(204, ""));
    assert!(tab.succeeded(id));
    assert_eq!(tab.user().as_deref(), Some("grace"));
}
