//! Answers that make no sense, and secrets that must not show.

use crate::world::*;
use serde_json::json;
use storefront_auth::client::error::Code;

#[test]
fn nonsense_at_login_is_named_and_stores_nothing() {
    let token = "h.e30.s";
    for (status, body, code) in [
        (200, "<html>login</html>".to_owned(), Code::BadResponse),
        (200, String::new(), Code::BadResponse),
        (200, "[]".into(), Code::BadResponse),
        (200, json!({"access_token": 7}).to_string(), Code::BadResponse),
        (200, json!({"access_token": token, "token_type": "mac"}).to_string(), Code::BadResponse),
        (200, json!({"access_token": "a\r\nSet-Cookie: x"}).to_string(), Code::BadToken),
        (200, json!({"access_token": token, "refresh_token": "r\n"}).to_string(), Code::BadToken),
        (0, String::new(), Code::BadResponse),
        (302, String::new(), Code::BadResponse),
        (404, "<html>".into(), Code::BadResponse),
        (400, "{}".into(), Code::BadResponse),
        (500, "{}".into(), Code::ServerUnavailable),
        (502, "<>".into(), Code::ServerUnavailable),
        (401, json!({"error": "invalid_client"}).to_string(), Code::InvalidClient),
        (400, json!({"error": "unsupported_grant_type"}).to_string(), Code::OauthError),
        (
            400,
            json!({"Errors": [{"ErrorCode": "Auth.InsufficientRoles"}]}).to_string(),
            Code::InsufficientRoles,
        ),
    ] {
        let mut tab = Tab::new();
        let id = tab.start_login("ada");
        tab.reply(text_reply(status, &body));
        assert_eq!(tab.code(id), Some(code), "{status} {body}");
        assert!(tab.ended().is_some());
        assert_eq!(tab.stored(), "");
    }
}

#[test]
fn no_error_and_no_debug_output_shows_a_secret() {
    let canary = "canary-5f0c";
    let mut tab = Tab::new();
    let id = tab.start_login(canary);
    let form = tab.form().to_owned();
    assert!(form.contains(canary));
    tab.reply(text_reply(
        400,
        &format!("{{\"error\":\"invalid_grant\",\"error_description\":\"{canary}\"}}"),
    ));
    let shown = format!("{:?}", tab.result(id));
    assert!(!shown.contains(canary), "{shown}");

    tab.login("ada", 600);
    let shown = format!("{:?} {:?}", tab.events, tab.record());
    assert!(
        !shown.contains("ada-refresh-1") && !shown.contains(&tab.live().unwrap().tokens.access_token.read())
    );
}
