//! Signing in and out, and the session object that the application sees.

use crate::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_login_becomes_the_session() {
    tidy();
    let server = Server::new();
    let client = open(&server, "scope: ['Shopper', 'MeAdmin']").await;
    let before = value("Date.now()").as_f64().unwrap();
    let session = ok(client.login(&value("{ username: 'ada', password: 'p&=é' }"))).await;
    assert_eq!(session, client.session());
    assert_eq!(text(&session, "kind"), "user");
    assert_eq!(text(&session, "via"), "password");
    assert_eq!(text(&session, "claims.username"), "ada");
    assert_eq!(show(&read(&session, "roles")), "[\"Shopper\"]");
    assert_eq!(read(&session, "canRefresh"), true);
    let left = read(&session, "expiresAt").as_f64().unwrap() - before;
    assert!((600_000.0..610_000.0).contains(&left), "{left}");
    assert_eq!(
        server.asked(),
        [format!(
            "client_id={}&grant_type=password&username=ada&password=p%26%3D%C3%A9&scope=Shopper%20MeAdmin",
            server.client_id()
        )]
    );
}

#[wasm_bindgen_test]
async fn what_a_login_asks_for_goes_before_what_the_options_ask_for() {
    tidy();
    let server = Server::new();
    let client = open(&server, "scope: ['Shopper']").await;
    ok(client.login(&value("{ username: 'a', password: 'b', scope: ['MeAdmin'] }"))).await;
    assert!(server.asked()[0].ends_with("&scope=MeAdmin"), "{:?}", server.asked());
}

#[wasm_bindgen_test]
async fn a_session_is_frozen_throughout() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let frozen = |path: &str| {
        is_frozen(&if path.is_empty() { client.session() } else { read(&client.session(), path) })
    };
    assert!(frozen(""));
    ok(client.login(&value(ADA))).await;
    for path in ["", "roles", "claims", "claims.roles", "claims.raw"] {
        assert!(frozen(path), "{path}");
    }
}

#[wasm_bindgen_test]
async fn the_session_is_the_same_object_until_something_changes() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let signed_out = client.session();
    server.next_token("json({ error: 'invalid_grant' }, { status: 400 })");
    assert_eq!(code(client.login(&value(ADA))).await, "invalid_credentials");
    assert_eq!(client.session(), signed_out, "a login that failed changes nothing");
    ok(client.login(&value(ADA))).await;
    let session = client.session();
    assert_ne!(session, signed_out);
    ok(client.access_token(&value("{}"))).await;
    ok(send(&client, "'/v1/me'", "{}")).await;
    server.next_token("new Response('', { status: 500 })");
    refused(client.refresh(&value("{}"))).await;
    assert_eq!(client.session(), session, "neither use nor a refresh that failed changes it");
    ok(client.refresh(&value("{}"))).await;
    assert_ne!(client.session(), session);
}

#[wasm_bindgen_test]
async fn a_sign_out_forgets_everything_at_once() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let promise = client.logout(&value("{}"));
    assert_eq!(kind(&client), "signed-out", "before anything is awaited");
    ok(promise).await;
    let session = client.session();
    assert_eq!(show(&session), "{\"kind\":\"signed-out\",\"reason\":null,\"lastOrderId\":null}");
    assert_eq!(code(send(&client, "'/v1/me'", "{}")).await, "signed_out");
    assert_eq!(code(client.access_token(&value("{}"))).await, "signed_out");
    assert_eq!(code(client.refresh(&value("{}"))).await, "signed_out");
    assert_eq!((server.asked().len(), server.called().length()), (1, 0));
}

#[wasm_bindgen_test]
async fn signing_out_twice_or_while_signed_out_is_no_error() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    ok(client.logout(&value("undefined"))).await;
    ok(client.logout(&value("null"))).await;
    assert_eq!(kind(&client), "signed-out");
}

#[wasm_bindgen_test]
async fn a_sign_out_while_a_login_is_under_way_wins() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    server.next_token("gate.then(() => issue())");
    let login = client.login(&value(ADA));
    ok(client.logout(&value("{}"))).await;
    server.release();
    assert_eq!(code(login).await, "session_ended");
    assert_eq!(kind(&client), "signed-out");
    assert_eq!(kind(&open(&server, "").await), "signed-out");
}

#[wasm_bindgen_test]
async fn what_the_server_says_of_a_refused_login_is_passed_on() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    server.next_token(
        "json({ error: 'invalid_grant', error_description: 'x',
                Errors: [{ ErrorCode: 'Auth.InvalidUsernameOrPassword', Message: 'x', Data: null }] },
              { status: 400 })",
    );
    let error = refused(client.login(&value(ADA))).await;
    assert_eq!(code_of(&error), "invalid_credentials");
    assert_eq!(read(&error, "status"), 400.0);
    assert_eq!(text(&error, "oauthError"), "invalid_grant");
    assert_eq!(text(&error, "serverCode"), "Auth.InvalidUsernameOrPassword");
    assert_eq!(read(&error, "retryable"), false);
    assert!(read(&error, "response").is_null() && read(&error, "retryAfterMs").is_null());
}

#[wasm_bindgen_test]
async fn a_token_that_is_no_jwt_makes_a_session_without_claims() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    server.next_token("json({ access_token: 'opaque', expires_in: 60 })");
    let session = ok(client.login(&value(ADA))).await;
    assert_eq!(text(&session, "kind"), "user");
    assert!(read(&session, "claims.username").is_null());
    assert_eq!(show(&read(&session, "claims.raw")), "{}");
    assert_eq!(read(&session, "canRefresh"), false);
}
