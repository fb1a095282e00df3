//! A guest becomes a user, and the order comes along.

use crate::world::*;
use serde_json::json;
use storefront_auth::client::error::Code;
use storefront_auth::client::event::{Cause, Event, OrderProblem};
use storefront_auth::client::ports::{CallId, Command, Input, Outcome};
use storefront_auth::protocol::http::WireFault;
use storefront_auth::session::live::{Kind, Via};
use storefront_auth::value::Value;

/// A guest with an order who has begun to sign in and wants the order to come along.
fn signing_in() -> (Tab, CallId) {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let id = tab.start_login_with_order("ada");
    (tab, id)
}

fn order_news(tab: &Tab) -> Vec<(Option<String>, Option<String>, Option<OrderProblem>)> {
    let news = tab.events.iter();
    news.filter_map(|event| match event {
        Event::Order { from, to, problem } => Some((text(from), text(to), *problem)),
        _ => None,
    })
    .collect()
}

/// A text, where there is one.
fn text(value: &Value) -> Option<String> {
    value.is_some().then(|| value.read())
}

#[test]
fn the_order_is_handed_over_once_the_user_is_stored() {
    let (mut tab, id) = signing_in();
    let guest = tab.live().unwrap().tokens.access_token.read();
    tab.reply(tokens("ada", 1, 600, true));
    assert_eq!(tab.result(id), None, "the caller hears of it when the order is there");
    assert!(tab.stored().contains("ada-refresh-1"), "the user is stored before the order is asked for");
    let request = tab.last_request();
    assert_eq!(request.method, "PUT");
    assert_eq!(url_of(&request), format!("https://api.example/v1/me/orders?anonUserToken={guest}"));
    let user = tab.live().unwrap().tokens.access_token.clone();
    assert_eq!(request.bearer, user, "on behalf of the user");
    tab.reply(text_reply(204, ""));
    assert_eq!(tab.result(id), Some(Ok(Outcome::Session)));
    assert_eq!(order_news(&tab), [(Some("order-1".into()), Some("order-1".into()), None)]);
    assert!(!tab.stored().contains(&guest), "the guest's token has done its work");
}

#[test]
fn a_failed_hand_over_leaves_the_user_signed_in_and_can_be_repeated_after_a_reload() {
    let (mut tab, id) = signing_in();
    tab.reply(tokens("ada", 1, 600, true));
    tab.reply(Err(WireFault::Network));
    assert_eq!(tab.result(id), Some(Ok(Outcome::Session)));
    assert_eq!(tab.user().as_deref(), Some("ada"));
    assert_eq!(order_news(&tab), [(Some("order-1".into()), None, Some(OrderProblem::TransferFailed))]);

    let mut next = Tab::open(&options(), tab.env.disk.clone());
    let failed = next.command(Command::TransferOrder);
    next.reply(text_reply(503, ""));
    assert_eq!(next.code(failed), Some(Code::ServerUnavailable));
    let again = next.command(Command::TransferOrder);
    next.reply(text_reply(204, ""));
    assert_eq!(next.result(again), Some(Ok(Outcome::Done(true))));
    let nothing = next.command(Command::TransferOrder);
    assert_eq!(next.result(nothing), Some(Ok(Outcome::Done(false))));
}

#[test]
fn the_order_survives_a_refresh_between_two_tries() {
    let (mut tab, _) = signing_in();
    tab.reply(tokens("ada", 1, 600, true));
    tab.reply(Err(WireFault::Timeout));
    tab.command(Command::Refresh);
    tab.reply(tokens("ada", 2, 600, true));
    let id = tab.command(Command::TransferOrder);
    tab.reply(text_reply(204, ""));
    assert_eq!(tab.result(id), Some(Ok(Outcome::Done(true))));
}

/// A user whose guest's order could not be handed over, and whose access token has ended since.
fn left_behind() -> Tab {
    let (mut tab, _) = signing_in();
    tab.reply(tokens("ada", 1, 600, true));
    tab.reply(Err(WireFault::Network));
    tab.pass(600_000.0);
    tab
}

#[test]
fn a_hand_over_that_is_repeated_late_renews_the_users_token_first() {
    let mut tab = left_behind();
    let id = tab.command(Command::TransferOrder);
    assert!(tab.form().contains("refresh_token=ada-refresh-1"));
    tab.reply(tokens("ada", 2, 600, true));
    let request = tab.last_request();
    assert_eq!((request.method, &request.bearer), ("PUT", &tab.live().unwrap().tokens.access_token));
    tab.reply(text_reply(204, ""));
    assert_eq!(tab.result(id), Some(Ok(Outcome::Done(true))));
}

#[test]
fn two_hand_overs_that_wait_for_one_renewal_or_a_renewal_that_fails_lose_nothing() {
    let mut tab = left_behind();
    let calls = [tab.command(Command::TransferOrder), tab.command(Command::TransferOrder)];
    tab.reply(Err(WireFault::Timeout));
    assert_eq!(calls.map(|id| tab.code(id)), [Some(Code::Timeout); 2]);
    let call = tab.command(Command::TransferOrder);
    tab.command(Command::Logout(false));
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!(tab.code(call), Some(Code::SessionEnded));
    assert!(tab.asked.is_empty(), "nobody's order is handed over");
}

#[test]
fn a_hand_over_that_another_one_has_made_meanwhile_has_nothing_to_do() {
    let mut tab = left_behind();
    let call = tab.command(Command::TransferOrder);
    let mut other = Tab::open(&options(), tab.env.disk.clone());
    other.command(Command::Refresh);
    other.reply(tokens("ada", 2, 600, true));
    let done = other.command(Command::TransferOrder);
    other.reply(text_reply(204, ""));
    assert!(other.succeeded(done));
    tab.feed(Input::OtherTab);
    tab.reply(tokens("ada", 2, 600, true));
    assert_eq!(tab.result(call), Some(Ok(Outcome::Done(false))));
}

#[test]
fn a_guest_with_an_empty_cart_has_nothing_to_hand_over() {
    let (mut tab, id) = signing_in();
    tab.reply(tokens("ada", 1, 600, true));
    tab.reply(json_reply(404, &json!({"Errors": [{"ErrorCode": "NotFound"}]})));
    assert_eq!(tab.result(id), Some(Ok(Outcome::Session)));
    assert_eq!(order_news(&tab), []);
    let again = tab.command(Command::TransferOrder);
    assert_eq!(tab.result(again), Some(Ok(Outcome::Done(false))));
}

#[test]
fn a_failed_login_keeps_the_guest_and_the_order() {
    let (mut tab, id) = signing_in();
    tab.reply(invalid_grant());
    assert_eq!(tab.code(id), Some(Code::InvalidCredentials));
    assert_eq!(tab.order().as_deref(), Some("order-1"));
    assert_eq!(order_news(&tab), []);
}

#[test]
fn a_login_without_hand_over_says_that_the_order_stays_behind() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    tab.login("ada", 600);
    assert_eq!(order_news(&tab), [(Some("order-1".into()), None, Some(OrderProblem::Changed))]);
}

#[test]
fn signing_out_during_a_hand_over_wins() {
    let (mut tab, id) = signing_in();
    tab.reply(tokens("ada", 1, 600, true));
    tab.command(Command::Logout(false));
    tab.reply(text_reply(204, ""));
    assert_eq!(tab.code(id), Some(Code::SessionEnded));
    assert!(tab.ended().is_some());
}

#[test]
fn a_guest_registers_and_keeps_the_order() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let guest = tab.live().unwrap().tokens.access_token.clone();
    let profile = Value::parse(r#"{"Username":"new"}"#);
    let id = tab.command(Command::Register(profile.clone()));
    let request = tab.last_request();
    assert_eq!((request.method, &request.body, &request.bearer), ("PUT", &profile, &guest));
    let token = jwt(&json!({"usr": "new", "cid": "shop", "nbf": 1000, "exp": 1600}));
    tab.reply(json_reply(200, &json!({"access_token": token})));
    assert_eq!(tab.result(id), Some(Ok(Outcome::Session)));
    assert_eq!(tab.live().unwrap().kind, Kind::User(Via::Register));
    assert!(!tab.live().unwrap().can_refresh());
    assert_eq!(tab.live().unwrap().tokens.lifetime, 600_000.0, "by what the token says of itself");
    assert_eq!(tab.causes(), [Cause::Anonymous, Cause::Register]);
    assert_eq!(order_news(&tab), [(Some("order-1".into()), Some("order-1".into()), None)]);
}

#[test]
fn a_refused_registration_keeps_the_guest() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let id = tab.command(Command::Register(Value::parse("{}")));
    tab.reply(json_reply(409, &json!({"Errors": [{"ErrorCode": "User.UsernameMustBeUnique"}]})));
    let error = tab.result(id).unwrap().unwrap_err();
    assert_eq!(error.code, Code::OauthError);
    assert_eq!(error.refusal.as_ref().unwrap().server_code.read(), "User.UsernameMustBeUnique");
    assert_eq!(tab.order().as_deref(), Some("order-1"));
}

#[test]
fn only_a_guest_can_register() {
    let mut tab = Tab::new();
    let nobody = tab.command(Command::Register(Value::parse("{}")));
    assert_eq!(tab.code(nobody), Some(Code::SignedOut));
    tab.login("ada", 600);
    let user = tab.command(Command::Register(Value::parse("{}")));
    assert_eq!(tab.code(user), Some(Code::SignedOut));
    assert_eq!(tab.requests, 1);
}

#[test]
fn a_guest_who_is_over_cannot_register_and_hears_why() {
    for rings in [false, true] {
        let mut tab = Tab::new();
        tab.guest("order-1", 600);
        tab.pass(600_000.0);
        if rings {
            tab.feed(Input::Awake);
        }
        let id = tab.command(Command::Register(Value::parse("{}")));
        assert_eq!(tab.code(id), Some(Code::AnonymousExpired), "rung: {rings}");
        assert!(tab.ended().is_some());
        assert_eq!(tab.requests, 1);
    }
}

#[test]
fn signing_out_everywhere_is_at_once_here_and_then_at_the_server() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let token = tab.live().unwrap().tokens.access_token.clone();
    let id = tab.command(Command::Logout(true));
    assert!(tab.ended().is_some() && !tab.stored().contains("ada"));
    let request = tab.last_request();
    assert_eq!((request.method, &request.bearer), ("DELETE", &token));
    assert_eq!(url_of(&request), "https://api.example/v1/me/tokens");
    tab.reply(Err(WireFault::Network));
    assert_eq!(tab.code(id), Some(Code::Network), "the caller knows that other devices stay signed in");
    assert!(tab.ended().is_some());
}

#[test]
fn a_guests_tokens_are_never_revoked_everywhere() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let id = tab.command(Command::Logout(true));
    assert!(tab.succeeded(id));
    assert_eq!(tab.requests, 1);
}

#[test]
fn adopted_tokens_replace_the_session_and_bring_nothing_of_it_along() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let sid = tab.record().sid;
    let seconds = START / 1000.0;
    let token = jwt(&json!({"usr": "grace", "cid": "other", "nbf": seconds - 100.0, "exp": seconds + 500.0}));
    let id = tab.command(Command::Adopt(token.as_str().into(), Value::nothing(), false));
    assert!(tab.succeeded(id));
    assert_eq!(tab.user().as_deref(), Some("grace"));
    assert!(!tab.live().unwrap().can_refresh(), "ada's refresh token is not grace's");
    assert_ne!(tab.record().sid, sid);
    assert_eq!(tab.live().unwrap().tokens.lifetime, 500_000.0);
    assert!(!tab.stored().contains("ada"));
}

#[test]
fn tokens_that_are_no_jwt_or_over_are_not_adopted() {
    let over = jwt(&json!({"usr": "grace", "exp": START / 1000.0 - 1.0}));
    for (token, code) in [("opaque".to_owned(), Code::BadToken), (over, Code::SessionExpired)] {
        let mut tab = Tab::new();
        tab.login("ada", 600);
        let id = tab.command(Command::Adopt(token.as_str().into(), Value::nothing(), false));
        assert_eq!(tab.code(id), Some(code));
        assert_eq!(tab.user().as_deref(), Some("ada"));
    }
}

/// Grace's tokens, which another library was given, and whose access token ended an hour ago.
fn adopt_late(tab: &mut Tab, refresh_token: &str) -> CallId {
    let now = START / 1000.0;
    let token = jwt(&json!({"usr": "grace", "cid": "shop", "nbf": now - 7200.0, "exp": now - 3600.0}));
    tab.command(Command::Adopt(token.as_str().into(), refresh_token.into(), false))
}

#[test]
fn adopted_tokens_that_are_over_are_renewed_at_their_first_use_also_after_a_reload() {
    let mut tab = Tab::new();
    let id = adopt_late(&mut tab, "grace-refresh-1");
    assert_eq!(tab.result(id), Some(Ok(Outcome::Session)));
    assert_eq!((tab.alarm, tab.requests), (None, 0), "no clock ends it");
    tab.feed(Input::Awake);
    let mut next = Tab::open(&options(), tab.env.disk.clone());
    next.pass(86_400_000.0);
    next.feed(Input::Awake);
    for tab in [&mut tab, &mut next] {
        let (call, token) = (tab.fetch(), tab.token());
        assert!(tab.sent.is_empty() && tab.form().contains("refresh_token=grace-refresh-1"));
        tab.reply(Err(WireFault::Timeout));
        assert_eq!([tab.code(call), tab.code(token)], [Some(Code::Timeout); 2]);
        assert_eq!(tab.user().as_deref(), Some("grace"), "a fault of the network does not end it");
    }
    next.pass(60_000.0);
    let call = next.token();
    next.reply(tokens("grace", 2, 600, true));
    assert!(next.succeeded(call));
    assert_eq!(next.live().unwrap().tokens.lifetime, 600_000.0);
}

#[test]
fn adopted_tokens_that_are_over_end_where_the_server_refuses_to_renew_them() {
    let mut tab = Tab::new();
    adopt_late(&mut tab, "grace-refresh-1");
    let call = tab.token();
    tab.reply(invalid_grant());
    assert_eq!(tab.code(call), Some(Code::SessionExpired));
    assert!(tab.ended().is_some());
}

#[test]
fn a_blank_refresh_token_is_none_whoever_brings_it() {
    for blank in ["", " "] {
        let mut tab = Tab::new();
        let late = adopt_late(&mut tab, blank);
        assert_eq!(tab.code(late), Some(Code::SessionExpired));
        let good = jwt(&json!({"usr": "grace", "exp": START / 1000.0 + 500.0}));
        let id = tab.command(Command::Adopt(good.as_str().into(), blank.into(), false));
        assert!(tab.succeeded(id));
        assert!(!tab.live().unwrap().can_refresh());
    }
}

#[test]
fn a_one_time_password_is_asked_for_and_nothing_changes() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let body = Value::parse(r#"{"ClientID":"shop"}"#);
    let id = tab.command(Command::OneTimePassword(body));
    let request = tab.last_request();
    assert_eq!(url_of(&request), "https://api.example/v1/password/onetimepassword");
    assert_eq!((request.method, &request.bearer), ("POST", &Value::nothing()));
    tab.reply(text_reply(204, ""));
    assert_eq!(tab.result(id), Some(Ok(Outcome::Nothing)));
    assert_eq!(tab.order().as_deref(), Some("order-1"));
}

#[test]
fn a_registration_that_is_given_up_ends_its_request() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let id = tab.command(Command::Register(Value::parse("{}")));
    tab.feed(Input::GivenUp(id));
    assert_eq!(tab.cancelled.len(), 1);
    assert_eq!(tab.order().as_deref(), Some("order-1"));
}
