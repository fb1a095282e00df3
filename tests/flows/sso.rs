//! What single sign-on brings back, once it is known that it was asked for.

use crate::world::*;
use serde_json::{Value as Json, json};
use storefront_auth::client::error::Code;
use storefront_auth::client::event::{Cause, Event};
use storefront_auth::client::ports::{CallId, Command, Outcome};
use storefront_auth::session::live::{Kind, Via};
use storefront_auth::value::Value;

/// Iris's claims: a token that began ten minutes ago and lasts another ten.
fn iris() -> Json {
    let now = START / 1000.0;
    json!({"usr": "iris", "cid": "SHOP", "nbf": now - 600.0, "exp": now + 600.0})
}

fn come_back(tab: &mut Tab, claims: &Json) -> CallId {
    tab.command(Command::Adopt(jwt(claims).as_str().into(), "iris-refresh".into(), true))
}

fn orders_lost(tab: &Tab) -> usize {
    tab.events.iter().filter(|event| matches!(event, Event::Order { .. })).count()
}

#[test]
fn the_user_is_signed_in_without_a_request() {
    let mut tab = Tab::new();
    let id = come_back(&mut tab, &iris());
    assert_eq!(tab.result(id), Some(Ok(Outcome::Session)));
    let live = tab.live().unwrap();
    assert_eq!((tab.user().as_deref(), live.kind), (Some("iris"), Kind::User(Via::Sso)));
    assert_eq!((tab.causes(), tab.requests), (vec![Cause::Sso], 0));
    assert!(live.can_refresh() && tab.stored().contains("iris-refresh"));
    assert_eq!(live.tokens.lifetime, 600_000.0, "what is left of it, not its whole life");
}

#[test]
fn a_token_that_is_over_or_not_a_users_of_this_client_changes_nothing() {
    for (claim, value) in [
        ("exp", json!(START / 1000.0)),
        ("cid", json!("other")),
        ("cid", json!(null)),
        ("orderid", json!("order-9")),
    ] {
        let mut claims = iris();
        claims[claim] = value;
        let mut tab = Tab::new();
        tab.login("ada", 600);
        let before = tab.record();
        let id = come_back(&mut tab, &claims);
        assert_eq!(tab.code(id), Some(Code::BadToken), "{claims}");
        assert_eq!(tab.record(), before);
    }
    let mut over = iris();
    over["exp"] = json!(START / 1000.0);
    for token in ["opaque", &jwt(&over)] {
        let mut tab = Tab::new();
        let id = tab.command(Command::Adopt(token.into(), Value::nothing(), true));
        assert_eq!(tab.code(id), Some(Code::BadToken));
    }
}

#[test]
fn a_blank_refresh_token_is_none() {
    for blank in ["", "  "] {
        let mut tab = Tab::new();
        let id = tab.command(Command::Adopt(jwt(&iris()).as_str().into(), blank.into(), true));
        assert!(tab.succeeded(id));
        assert!(!tab.live().unwrap().can_refresh());
    }
}

#[test]
fn the_guests_order_waits_to_be_handed_over() {
    let mut tab = Tab::new();
    tab.guest("order-1", 600);
    let guest = tab.live().unwrap().tokens.access_token.read();
    come_back(&mut tab, &iris());
    assert_eq!(orders_lost(&tab), 0);
    let mut next = Tab::open(&options(), tab.env.disk.clone());
    let id = next.command(Command::TransferOrder);
    assert_eq!(
        url_of(&next.last_request()),
        format!("https://api.example/v1/me/orders?anonUserToken={guest}")
    );
    next.reply(text_reply(204, ""));
    assert_eq!(next.result(id), Some(Ok(Outcome::Done(true))));
}

#[test]
fn nothing_of_the_user_before_is_kept() {
    let mut tab = Tab::new();
    tab.login("ada", 600);
    let sid = tab.record().sid;
    let token = tab.token();
    assert!(tab.succeeded(token));
    come_back(&mut tab, &iris());
    assert_ne!(tab.record().sid, sid);
    assert!(!tab.stored().contains("ada"));
    let transfer = tab.command(Command::TransferOrder);
    assert_eq!(tab.result(transfer), Some(Ok(Outcome::Done(false))));
}

#[test]
fn who_comes_back_wins_over_a_login_under_way() {
    let mut tab = Tab::new();
    let login = tab.start_login("ada");
    come_back(&mut tab, &iris());
    tab.reply(tokens("ada", 1, 600, true));
    assert_eq!(tab.code(login), Some(Code::SessionReplaced));
    assert_eq!(tab.user().as_deref(), Some("iris"));
}
