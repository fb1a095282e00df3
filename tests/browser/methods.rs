//! What is handed to a method: wrong options are rejections that name the option, never exceptions.

use crate::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_login_needs_a_user_name_and_a_password() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    for (credentials, named) in [
        ("undefined", "username"),
        ("null", "username"),
        ("{}", "username"),
        ("{ password: 'pass' }", "username"),
        ("{ username: 7, password: 'pass' }", "username"),
        ("{ username: 'ada' }", "password"),
        ("{ username: 'ada', password: 1234 }", "password"),
        ("{ username: 'ada', password: null }", "password"),
        ("{ get username() { throw 'no' }, password: 'pass' }", "username"),
        ("{ username: 'ada', password: 'pass', scope: 'Shopper' }", "scope"),
        ("{ username: 'ada', password: 'pass', scope: ['a b'] }", "scope"),
        ("'ada'", "options"),
        ("['ada', 'pass']", "options"),
    ] {
        let error = refused(client.login(&value(credentials))).await;
        assert_eq!(code_of(&error), "config_invalid", "{credentials}");
        assert_eq!(about(&error), named, "{credentials}");
    }
    assert!(server.asked().is_empty());
    assert_eq!(kind(&client), "signed-out");
}

#[wasm_bindgen_test]
async fn options_of_every_method_are_read_with_the_same_care() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let methods: [(&str, Method, &str); 7] = [
        ("loginAnonymously", |client, options| client.login_anonymously(options), "'text'"),
        ("loginAnonymously", |client, options| client.login_anonymously(options), "{ scope: 7 }"),
        ("loginAnonymously", |client, options| client.login_anonymously(options), "{ anonUserId: 7 }"),
        ("refresh", |client, options| client.refresh(options), "7"),
        ("accessToken", |client, options| client.access_token(options), "[]"),
        ("accessToken", |client, options| client.access_token(options), "() => {}"),
        ("logout", |client, options| client.logout(options), "'everywhere'"),
    ];
    for (name, method, options) in methods {
        assert_eq!(code(method(&client, &value(options))).await, "config_invalid", "{name}({options})");
    }
    assert!(server.asked().is_empty());
}

#[wasm_bindgen_test]
async fn a_wrong_call_does_not_disturb_the_next_one() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    for _ in 0..3 {
        refused(client.login(&value("{}"))).await;
    }
    ok(client.login(&value(ADA))).await;
    refused(client.refresh(&value("7"))).await;
    assert_eq!(status(send(&client, "'/v1/me'", "{}")).await, 200.0);
}

#[wasm_bindgen_test]
async fn a_signal_that_is_none_is_no_reason_to_throw() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    for signal in ["null", "undefined", "{}", "'text'", "7"] {
        ok(client.access_token(&value(&format!("{{ signal: {signal} }}")))).await;
    }
}
