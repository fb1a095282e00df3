//! After `dispose` a client does nothing any more; the stored session stays.

use crate::support::*;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

fn count(counter: &Function) -> f64 {
    counter.call0(&JsValue::UNDEFINED).unwrap().as_f64().unwrap()
}

#[wasm_bindgen_test]
async fn what_is_pending_is_rejected() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    server.next_token("gate.then(() => issue())");
    server.next_token("hang(signal)");
    let none = value("{}");
    let pending: [Promise; 4] = [
        client.access_token(&none),
        client.refresh(&none),
        send(&client, "'/v1/me'", "{}"),
        client.login(&value(ADA)),
    ];
    client.dispose();
    for call in pending {
        assert_eq!(code(call).await, "disposed");
    }
    server.release();
    sleep(10.0).await;
    assert_eq!(server.called().length(), 0);
}

#[wasm_bindgen_test]
async fn a_call_that_is_on_its_way_is_rejected_as_well() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.next_call("gate.then(() => new Response('late'))");
    let call = send(&client, "'/v1/me'", "{}");
    sleep(20.0).await;
    client.dispose();
    assert_eq!(code(call).await, "disposed");
    server.release();
    sleep(20.0).await;
}

#[wasm_bindgen_test]
async fn every_later_call_is_rejected_and_sends_nothing() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let fetch = client.fetch();
    client.dispose();
    client.dispose();
    let none = value("{}");
    for call in [
        client.login(&value(ADA)),
        client.login_anonymously(&none),
        client.refresh(&none),
        client.logout(&none),
        client.access_token(&none),
        send(&client, "'/v1/me'", "{}"),
        send(&client, "'/v1/me'", "{ headers: { Authorization: 'Basic own' } }"),
    ] {
        assert_eq!(code(call).await, "disposed");
    }
    assert_eq!(fetch, client.fetch());
    assert_eq!((server.asked().len(), server.called().length()), (1, 0));
}

#[wasm_bindgen_test]
async fn the_stored_session_stays() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    client.dispose();
    assert_eq!(kind(&client), "user", "what was shown is still shown");
    assert_eq!(kind(&open(&server, "").await), "user");
}

#[wasm_bindgen_test]
async fn nobody_hears_anything_any_more() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let events = events(&client);
    server.next_token("issue({}, { expires_in: 0.5 })");
    ok(client.login_anonymously(&value("{}"))).await;
    client.dispose();
    let there = signed_in(&server, 600.0).await;
    other_tab(only_key().as_deref());
    sleep(600.0).await;
    ok(there.logout(&value("{}"))).await;
    other_tab(only_key().as_deref());
    assert_eq!(heard(&events), "session:anonymous");
    assert_eq!(text(&client.session(), "orderId"), "order-1");
}

#[wasm_bindgen_test]
async fn every_listener_on_the_page_is_removed() {
    tidy();
    let counter = count_listeners();
    let server = Server::new();
    let client = open(&server, "").await;
    assert!(count(&counter) >= 3.0, "storage, pageshow, visibilitychange");
    client.dispose();
    assert_eq!(count(&counter), 0.0);
    tidy();
}

#[wasm_bindgen_test]
async fn no_call_leaves_a_listener_on_the_callers_signal() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let one_signal = value("{ signal: new AbortController().signal, username: 'ada', password: 'pass' }");
    let counter = count_listeners();
    ok(client.access_token(&one_signal)).await;
    ok(client.refresh(&one_signal)).await;
    ok(client.login(&one_signal)).await;
    ok(send_value(&client, &"/v1/me".into(), &one_signal)).await;
    server.next_call("Promise.reject(new TypeError('no'))");
    refused(send_value(&client, &"/v1/me".into(), &one_signal)).await;
    refused(send_value(&client, &"//evil.test".into(), &one_signal)).await;
    assert_eq!(count(&counter), 0.0);
    tidy();
}

#[wasm_bindgen_test]
async fn a_client_that_is_let_go_leaves_its_pending_calls_to_end_well() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    server.next_token("gate.then(() => issue())");
    let call = send(&client, "'/v1/me'", "{}");
    client.let_go();
    server.release();
    assert_eq!(status(call).await, 200.0);
}
