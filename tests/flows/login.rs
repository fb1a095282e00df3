//! Signing in with a password.

use crate::world::*;
use serde_json::json;
use storefront_auth::client::error::Code;
use storefront_auth::client::event::Cause;
use storefront_auth::client::ports::Input;

#[test]
fn tokens_become_the_session_and_are_stored_in_one_write() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    assert_eq!(tab.user().as_deref(), Some("ada"));
    assert!(tab.live().unwrap().can_refresh());
    assert_eq!(tab.causes(), [Cause::Login]);
    let stored = tab.stored();
    assert!(stored.contains("ada-refresh-1") && stored.contains("\"lifetime\":600000.0"), "{stored}");
}

#[test]
fn a_reload_finds_the_session_again() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let next = Tab::open(&options(), tab.env.disk.clone());
    assert_eq!(next.user().as_deref(), Some("ada"));
    assert_eq!(next.causes(), [Cause::Restored]);
    assert_eq!(next.requests, 0);
}

#[test]
fn wrong_credentials_leave_a_guest_a_guest() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let id = tab.start_login("ada");
    assert_eq!(tab.order().as_deref(), Some("order-1"), "the guest goes on while the login is under way");
    tab.reply(invalid_grant());
    assert_eq!(tab.code(id), Some(Code::InvalidCredentials));
    assert_eq!(tab.order().as_deref(), Some("order-1"));
}

#[test]
fn what_the_server_said_is_passed_on_unchanged() {
    let mut tab = Tab::new();
    let id = tab.start_login("ada");
    tab.reply(json_reply(
        400,
        &json!({"error": "invalid_grant", "Errors": [{"ErrorCode": "Auth.LockedOut", "Message": "locked"}]}),
    ));
    let error = tab.result(id).unwrap().unwrap_err();
    assert_eq!(error.code, Code::AccountBlocked);
    let refusal = error.refusal.as_ref().unwrap();
    assert_eq!(refusal.status, 400);
    assert_eq!(refusal.oauth_error.read(), "invalid_grant");
    assert_eq!(refusal.server_code.read(), "Auth.LockedOut");
}

#[test]
fn roles_of_the_configuration_are_asked_for_unless_the_caller_names_others() {
    let options = json!({"clientId": "shop", "scope": "Shopper MeAdmin"});
    let mut tab = Tab::open(&options, Default::default());
    tab.start_guest();
    assert!(tab.form().ends_with("&scope=Shopper%20MeAdmin"), "{}", tab.form());
}

#[test]
fn the_later_of_two_logins_wins_whichever_is_answered_first() {
    let mut tab = Tab::new();
    let ada = tab.start_login("ada");
    let grace = tab.start_login("grace");
    let (first, second) = (tab.asked[0].0, tab.asked[1].0);
    tab.feed(Input::Reply(second, tokens("grace", 1, 600, true)));
    tab.feed(Input::Reply(first, tokens("ada", 1, 600, true)));
    assert!(tab.succeeded(grace));
    assert_eq!(tab.code(ada), Some(Code::SessionReplaced));
    assert_eq!(tab.user().as_deref(), Some("grace"));
}

#[test]
fn a_login_that_a_later_one_overtakes_is_told_so_before_anybody_is_signed_in() {
    let mut tab = Tab::new();
    let ada = tab.start_login("ada");
    let grace = tab.start_login("grace");
    let (first, second) = (tab.asked[0].0, tab.asked[1].0);
    tab.feed(Input::Reply(first, tokens("ada", 1, 600, true)));
    assert_eq!(tab.code(ada), Some(Code::SessionReplaced), "nobody has signed out");
    tab.feed(Input::Reply(second, tokens("grace", 1, 600, true)));
    assert!(tab.succeeded(grace));
}

#[test]
fn a_login_that_is_given_up_ends_its_request_and_changes_nothing() {
    let mut tab = Tab::new();
    let id = tab.start_login("ada");
    let (exchange, _) = tab.asked[0];
    tab.feed(Input::GivenUp(id));
    assert_eq!(tab.cancelled, [exchange]);
    tab.reply(tokens("ada", 1, 600, true));
    assert_eq!(tab.user(), None);
    assert_eq!(tab.result(id), None, "the platform has told the caller already");
}
