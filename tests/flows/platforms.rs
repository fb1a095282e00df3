//! Both platforms side by side, row by row: what differs on the wire, and that nothing differs for the shopper.

use crate::world::*;
use serde_json::{Value as Json, json};
use storefront_auth::client::error::Code;
use storefront_auth::client::event::Cause;
use storefront_auth::client::ports::{Command, Outcome};
use storefront_auth::protocol::grant::Grant;
use storefront_auth::session::live::{EndReason, Kind, SessionState};
use storefront_auth::value::Value;

const PLATFORMS: [&str; 2] = ["ordercloud", "orocommerce"];

fn tab(platform: &str) -> Tab {
    Tab::open(&json!({"clientId": "shop", "platform": platform, "clientSecret": "s"}), Disk::default())
}

/// A token as each platform writes it.
fn token(platform: &str, who: &str, turn: u32, refresh: bool) -> Json {
    let claims = match platform {
        "ordercloud" if who == "guest" => json!({"usr": "template", "cid": "shop", "orderid": "o-1"}),
        "ordercloud" => json!({"usr": who, "cid": "shop", "role": ["Shopper"], "turn": turn}),
        _ if who == "guest" => json!({"sub": "visitor:7f", "aud": "shop", "scopes": [], "turn": turn}),
        _ => json!({"sub": who, "aud": "shop", "scopes": [], "iat": 1.25, "exp": 3601.25, "turn": turn}),
    };
    let kind = if platform == "ordercloud" { "bearer" } else { "Bearer" };
    let mut body = json!({"access_token": jwt(&claims), "token_type": kind, "expires_in": 3600});
    if refresh {
        body["refresh_token"] = json!(format!("{who}-refresh-{turn}"));
    }
    body
}

fn login(tab: &mut Tab, platform: &str, transfer: bool) -> u32 {
    let call = if transfer { tab.start_login_with_order("ada") } else { tab.start_login("ada") };
    tab.reply(json_reply(200, &token(platform, "ada", 1, true)));
    call
}

#[test]
fn each_has_its_token_endpoint() {
    for (platform, path) in [("ordercloud", "/oauth/token"), ("orocommerce", "/oauth2-token")] {
        let mut tab = tab(platform);
        tab.start_login("ada");
        let request = tab.last_request();
        assert_eq!(url_of(&request), format!("https://api.example{path}"));
        assert!(request.is_form, "needs no preflight");
    }
}

#[test]
fn an_application_asks_as_the_vendor_documents_it() {
    for (platform, is_form) in [("ordercloud", true), ("orocommerce", false)] {
        let mut tab = tab(platform);
        let grant = Grant::ClientCredentials { scope: Value::nothing() };
        let call = tab.command(Command::Login(grant, Kind::Application, Cause::Application, false));
        assert_eq!(tab.last_request().is_form, is_form);
        tab.reply(json_reply(200, &token(platform, "", 1, false)));
        assert!(tab.succeeded(call));
        assert!(!tab.live().unwrap().can_refresh());
    }
}

#[test]
fn a_guest_is_a_guest_whether_it_can_be_refreshed_or_not() {
    for (platform, form, can_refresh) in [
        ("ordercloud", "grant_type=client_credentials", false),
        ("orocommerce", "grant_type=password&username=guest&password=guest", true),
    ] {
        let mut tab = tab(platform);
        let call = tab.start_guest();
        assert!(tab.form().contains(form), "{}", tab.form());
        tab.reply(json_reply(200, &token(platform, "guest", 1, can_refresh)));
        assert!(tab.succeeded(call));
        let live = tab.live().unwrap();
        assert_eq!((live.kind, live.can_refresh()), (Kind::Anonymous, can_refresh));
    }
}

#[test]
fn a_visitor_stays_the_same_visitor_when_refreshed() {
    let mut tab = tab("orocommerce");
    tab.start_guest();
    tab.reply(json_reply(200, &token("orocommerce", "guest", 1, true)));
    tab.pass(3_600_000.0);
    let guest = tab.start_guest();
    assert!(tab.succeeded(guest), "the session is not over: nobody asks for another guest");
    let call = tab.token();
    assert!(tab.form().contains("refresh_token=guest-refresh-1"));
    tab.reply(json_reply(200, &token("orocommerce", "ada", 2, true)));
    assert_eq!(tab.code(call), Some(Code::BadResponse), "a user is not the visitor who asked");
    let call = tab.token();
    tab.reply(json_reply(200, &token("orocommerce", "guest", 2, true)));
    assert!(tab.succeeded(call));
    assert_eq!(tab.live().unwrap().kind, Kind::Anonymous);
}

#[test]
fn what_a_guest_has_is_handed_over_in_the_login_or_after_it() {
    for platform in PLATFORMS {
        let mut tab = tab(platform);
        tab.start_guest();
        let guest = token(platform, "guest", 1, false);
        tab.reply(json_reply(200, &guest));
        let call = login(&mut tab, platform, true);
        let token = guest["access_token"].as_str().unwrap();
        if platform == "ordercloud" {
            assert_eq!(tab.last_request().method, "PUT");
            assert!(url_of(&tab.last_request()).ends_with(token));
            tab.reply(text_reply(204, ""));
        } else {
            assert_eq!(tab.last_request().body.text("visitor_access_token").read(), token);
        }
        assert!(tab.succeeded(call));
        assert!(tab.live().unwrap().guest.is_nothing());
        let again = tab.command(Command::TransferOrder);
        assert_eq!(tab.result(again), Some(Ok(Outcome::Done(false))));
    }
}

#[test]
fn a_rotated_refresh_token_replaces_the_old_one_and_its_absence_keeps_it() {
    for platform in PLATFORMS {
        let mut tab = tab(platform);
        login(&mut tab, platform, false);
        for (turn, rotates) in [(2, true), (3, false)] {
            tab.pass(3_600_000.0);
            tab.token();
            tab.reply(json_reply(200, &token(platform, "ada", turn, rotates)));
        }
        tab.pass(3_600_000.0);
        tab.token();
        assert!(tab.form().contains("refresh_token=ada-refresh-2"), "{platform}");
    }
}

#[test]
fn a_dead_refresh_token_ends_the_session_however_it_is_told() {
    for (platform, status, error) in [
        ("ordercloud", 400, json!({"error": "invalid_grant", "error_description": "no"})),
        ("orocommerce", 401, json!({"error": "invalid_request", "hint": "Token has been revoked"})),
        ("orocommerce", 400, json!({"error": "invalid_grant", "hint": "Token has been revoked"})),
    ] {
        let mut tab = tab(platform);
        login(&mut tab, platform, false);
        tab.pass(3_600_000.0);
        let call = tab.token();
        tab.reply(json_reply(status, &error));
        assert_eq!(tab.code(call), Some(Code::SessionExpired), "{platform} {status}");
        let reason = Some(EndReason::SessionExpired);
        assert_eq!(tab.ended(), Some(&SessionState::SignedOut { reason, last_order_id: Value::nothing() }));
    }
}

#[test]
fn wrong_credentials_and_unknown_clients_are_told_apart() {
    for (platform, status, error, code) in [
        ("ordercloud", 400, "invalid_grant", Code::InvalidCredentials),
        ("orocommerce", 400, "invalid_grant", Code::InvalidCredentials),
        ("orocommerce", 401, "invalid_credentials", Code::InvalidCredentials),
        ("ordercloud", 401, "invalid_client", Code::InvalidClient),
        ("orocommerce", 401, "invalid_client", Code::InvalidClient),
        ("orocommerce", 400, "invalid_request", Code::OauthError),
    ] {
        let mut tab = tab(platform);
        let call = tab.start_login("ada");
        tab.reply(json_reply(status, &json!({"error": error, "hint": "h", "message": "m"})));
        assert_eq!(tab.code(call), Some(code), "{platform} {status} {error}");
    }
}

#[test]
fn a_login_page_at_the_token_endpoint_is_no_answer() {
    for platform in PLATFORMS {
        let mut tab = tab(platform);
        let call = tab.start_login("ada");
        tab.reply(text_reply(200, "<!doctype html><title>Login</title>"));
        assert_eq!(tab.code(call), Some(Code::BadResponse));
    }
}

#[test]
fn a_refused_call_is_sent_once_more_with_a_new_token() {
    for platform in PLATFORMS {
        let mut tab = tab(platform);
        login(&mut tab, platform, false);
        let call = tab.fetch();
        tab.answer(true);
        tab.reply(json_reply(200, &token(platform, "ada", 2, true)));
        tab.answer(false);
        assert_eq!(tab.result(call), Some(Ok(Outcome::Answer)), "{platform}");
    }
}

#[test]
fn signing_out_everywhere_asks_only_where_there_is_somebody_to_ask() {
    for (platform, requests) in [("ordercloud", 2), ("orocommerce", 1)] {
        let mut tab = tab(platform);
        login(&mut tab, platform, false);
        tab.command(Command::Logout(true));
        assert_eq!(tab.requests, requests, "{platform}");
        assert!(tab.ended().is_some());
    }
}

#[test]
fn roles_stand_in_the_token() {
    for (platform, roles) in [("ordercloud", json!(["Shopper"])), ("orocommerce", json!([]))] {
        let mut tab = tab(platform);
        let call = login(&mut tab, platform, false);
        assert!(tab.succeeded(call));
        assert_eq!(tab.live().unwrap().tokens.claims.roles(), Value::from(roles), "{platform}");
    }
}

#[test]
fn a_refusal_has_the_servers_own_code_where_there_is_one() {
    let exact = "Auth.InvalidUsernameOrPassword";
    for (platform, body, server_code) in [
        (
            "ordercloud",
            json!({"error": "invalid_grant", "Errors": [{"ErrorCode": exact, "Message": "no"}]}),
            exact,
        ),
        (
            "orocommerce",
            json!({"error": "invalid_grant", "hint": "Account is disabled.", "message": "no"}),
            "",
        ),
    ] {
        let mut tab = tab(platform);
        let call = tab.start_login("ada");
        tab.reply(json_reply(400, &body));
        let error = tab.result(call).unwrap().unwrap_err();
        let refusal = error.refusal.as_ref().unwrap();
        assert_eq!(
            (refusal.oauth_error.read().as_str(), refusal.server_code.read().as_str()),
            ("invalid_grant", server_code)
        );
    }
}
