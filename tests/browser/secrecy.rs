//! Tokens and passwords are nowhere but in requests and in the store: not in errors, events, sessions or the console.

use crate::support::*;
use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

const CANARIES: [&str; 3] = ["canary-password", "canary-refresh", "canary-access"];
const LOGIN: &str = "{ username: 'ada', password: 'canary-password' }";
const ISSUE: &str =
    "json({ access_token: 'canary-access', refresh_token: 'canary-refresh', expires_in: 600 })";

fn is_silent(shown: &JsValue, about: &str) {
    let shown = [everything(shown), show(shown), format!("{shown:?}")].concat();
    for canary in CANARIES {
        assert!(!shown.contains(canary), "{about} shows {canary}: {shown}");
    }
}

#[wasm_bindgen_test]
async fn no_error_holds_a_secret() {
    tidy();
    let server = Server::new();
    let client = open(&server, "timeoutMs: 200").await;
    let printed = printed();
    let echo = "{ error: form, error_description: form, Errors: [{ ErrorCode: 'X', Message: form }] }";
    let answers = [
        "new Response(form)".to_owned(),
        "new Response(form, { status: 404 })".into(),
        "new Response(form, { status: 500 })".into(),
        "hang(signal)".into(),
        "Promise.reject(new Error(form))".into(),
        "json({ access_token: form + '\\r\\n' })".into(),
        "json({ access_token: 'a', refresh_token: form + '\\n' })".into(),
        "json({ error: 'invalid_grant', error_description: form }, { status: 400 })".into(),
        "json({ Errors: [{ ErrorCode: 'Auth.LockedOut', Message: form, Data: form }] }, { status: 400 })"
            .into(),
        format!("json({echo}, {{ status: 503 }})").replace("error: form,", ""),
    ];
    for answer in &answers {
        server.next_token(answer);
        let error = refused(client.login(&value(LOGIN))).await;
        is_silent(&error, answer);
    }
    for answer in &answers {
        server.next_token(ISSUE);
        ok(client.login(&value(LOGIN))).await;
        server.next_token(answer);
        if answer.contains("reject") {
            // A connection that breaks off is tried again at once.
            server.next_token(answer);
        }
        is_silent(&refused(client.refresh(&value("{}"))).await, answer);
    }
    is_silent(
        &refused(send(&client, "'https://evil.test/?t=canary-access'", "{}")).await,
        "a foreign address",
    );
    server.next_token(ISSUE);
    ok(client.login(&value(LOGIN))).await;
    server.next_call("new Response('', { status: 401 })");
    server.next_token("new Response(form, { status: 503 })");
    is_silent(&refused(send(&client, "'/v1/me'", "{}")).await, "a 401");
    client.dispose();
    is_silent(&refused(client.login(&value(LOGIN))).await, "a disposed client");
    is_silent(&printed, "the console");
    tidy();
}

#[wasm_bindgen_test]
async fn neither_session_nor_events_nor_capabilities_hold_a_secret() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let events = events(&client);
    server.next_token(ISSUE);
    is_silent(&ok(client.login(&value(LOGIN))).await, "what login resolves with");
    server.next_token(ISSUE);
    is_silent(&ok(client.refresh(&value("{}"))).await, "what refresh resolves with");
    is_silent(&client.session(), "the session");
    is_silent(&client.capabilities(), "the capabilities");
    ok(client.logout(&value("{}"))).await;
    assert_eq!(events.length(), 3);
    is_silent(&events, "an event");
}

#[wasm_bindgen_test]
async fn the_store_holds_tokens_but_no_password_and_nothing_after_the_sign_out() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    server.next_token(ISSUE);
    ok(client.login(&value(LOGIN))).await;
    let kept = stored("localStorage").unwrap();
    assert!(kept.contains("canary-refresh") && !kept.contains("canary-password"));
    ok(client.logout(&value("{}"))).await;
    is_silent(&Array::of1(&stored("localStorage").unwrap_or_default().into()), "the store after a sign-out");
}

#[wasm_bindgen_test]
async fn a_token_goes_into_headers_and_a_password_into_bodies_never_into_addresses() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    server.next_token(&format!("((server.kept = request.url), {ISSUE})"));
    ok(client.login(&value(LOGIN))).await;
    is_silent(&server.kept(), "the address of the token endpoint");
    server.next_call("new Response('')");
    ok(send(&client, "'/v1/me'", "{}")).await;
    assert_eq!(server.each_call("authorization"), ["Bearer canary-access"]);
    is_silent(&read(&server.called(), "0.url"), "the address of a call");
}
