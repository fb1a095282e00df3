//! Signing out wins over everything that was under way.

use crate::world::*;
use storefront_auth::client::error::Code;
use storefront_auth::client::notice::Cause;
use storefront_auth::client::ports::{Command, Input, StoreFault};
use storefront_auth::protocol::value::Value;
use storefront_auth::session::record::Holding;

#[test]
fn logout_forgets_the_tokens_here_and_in_storage() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let id = tab.command(Command::Logout(false));
    assert!(tab.succeeded(id));
    assert_eq!(tab.ended(), Some(&Holding::Ended { reason: None, last_order_id: Value::nothing() }));
    assert!(!tab.stored().contains("ada"), "{}", tab.stored());
    assert_eq!(tab.causes(), [Cause::Login, Cause::Logout]);
}

#[test]
fn a_guest_who_signs_out_leaves_the_order_id() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    tab.command(Command::Logout(false));
    assert_eq!(tab.ended(), Some(&Holding::Ended { reason: None, last_order_id: "order-1".into() }));
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
    tab.around.disk.fault.set(Some(StoreFault::Unavailable));
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
