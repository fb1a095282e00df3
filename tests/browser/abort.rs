//! An abort rejects with the caller's own reason, at once, and concerns that caller alone.

use crate::support::*;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// `{ signal }` of a new controller, which stays within reach of [`abort`].
fn abortable() -> JsValue {
    Reflect::set(&js_sys::global(), &"controller".into(), &value("new AbortController()")).unwrap();
    value("{ signal: controller.signal }")
}

/// Aborts the newest controller with an object, and returns that.
fn abort() -> JsValue {
    value("(() => { const reason = { own: 'reason' }; controller.abort(reason); return reason })()")
}

const METHODS: [(&str, Method); 4] = [
    ("login", |client, options| {
        Reflect::set(options, &"username".into(), &"ada".into()).unwrap();
        Reflect::set(options, &"password".into(), &"pass".into()).unwrap();
        client.login(options)
    }),
    ("refresh", |client, options| client.refresh(options)),
    ("accessToken", |client, options| client.access_token(options)),
    ("fetch", |client, options| send_value(client, &"/v1/me".into(), options)),
];

#[wasm_bindgen_test]
async fn where_it_was_aborted_before_nothing_is_sent() {
    for (name, call) in METHODS {
        tidy();
        let server = Server::new();
        let client = expired(&server).await;
        let options = abortable();
        let reason = abort();
        assert_eq!(refused(call(&client, &options)).await, reason, "{name}");
        assert_eq!((server.asked().len(), server.called().length()), (1, 0), "{name}");
    }
}

#[wasm_bindgen_test]
async fn without_a_reason_it_is_the_platforms_abort_error() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let options = value("{ signal: AbortSignal.abort() }");
    for (name, call) in METHODS {
        assert_eq!(text(&refused(call(&client, &options)).await, "name"), "AbortError", "{name}");
    }
    let error = refused(client.login_anonymously(&options)).await;
    assert_eq!(text(&error, "name"), "AbortError");
}

#[wasm_bindgen_test]
async fn one_who_gives_up_does_not_disturb_those_who_wait_for_the_same_refresh() {
    for (name, call) in METHODS.into_iter().skip(1) {
        tidy();
        let server = Server::new();
        let client = expired(&server).await;
        server.next_token("gate.then(() => issue())");
        let others = [client.access_token(&value("{}")), send(&client, "'/v1/me'", "{}")];
        let one = call(&client, &abortable());
        let more = client.refresh(&value("{}"));
        let reason = abort();
        assert_eq!(refused(one).await, reason, "{name}: at once, while the server is still thinking");
        server.release();
        for other in others {
            ok(other).await;
        }
        assert_eq!(ok(more).await, client.session());
        assert_eq!((server.asked().len(), server.called().length()), (2, 1), "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_refresh_that_nobody_waits_for_any_more_is_not_lost() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    server.next_token("gate.then(() => issue())");
    let only = client.access_token(&abortable());
    let reason = abort();
    assert_eq!(refused(only).await, reason);
    server.release();
    sleep(20.0).await;
    let token = ok(client.access_token(&value("{}"))).await.as_string();
    assert_eq!(token.as_ref(), server.issued().last());
    assert_eq!(server.asked().len(), 2, "its answer was taken");
}

#[wasm_bindgen_test]
async fn an_aborted_login_is_taken_back() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let guest = ok(client.login_anonymously(&value("{}"))).await;
    server.next_token("(server.kept = signal, gate.then(() => issue()))");
    let options = abortable();
    Reflect::set(&options, &"username".into(), &"ada".into()).unwrap();
    Reflect::set(&options, &"password".into(), &"pass".into()).unwrap();
    let login = client.login(&options);
    sleep(20.0).await;
    let reason = abort();
    assert_eq!(refused(login).await, reason);
    assert_eq!(read(&server.kept(), "aborted"), true, "the request is ended as well");
    server.release();
    sleep(20.0).await;
    assert_eq!(client.session(), guest, "an answer that comes all the same is dropped");
}

#[wasm_bindgen_test]
async fn a_guest_that_others_wait_for_begins_all_the_same() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    server.next_token("gate.then(() => issue())");
    let one = client.login_anonymously(&abortable());
    let other = client.login_anonymously(&value("{}"));
    let reason = abort();
    assert_eq!(refused(one).await, reason);
    server.release();
    assert_eq!(text(&ok(other).await, "kind"), "anonymous");
    assert_eq!(server.asked().len(), 1);
}

#[wasm_bindgen_test]
async fn an_abort_reaches_the_call_that_is_on_its_way() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    server.next_call("(server.kept = signal, hang(signal))");
    let call = send_value(&client, &"/v1/me".into(), &abortable());
    sleep(20.0).await;
    let reason = abort();
    assert_eq!(refused(call).await, reason);
    assert_eq!(read(&server.kept(), "aborted"), true);
    assert_eq!(status(send(&client, "'/v1/me'", "{}")).await, 200.0);
}

#[wasm_bindgen_test]
async fn the_signal_of_a_request_counts_as_well() {
    tidy();
    let server = Server::new();
    let client = expired(&server).await;
    server.next_token("gate.then(() => issue())");
    abortable();
    let request = "new Request('https://api.test/v1/me', { signal: controller.signal })";
    let call = send(&client, request, "undefined");
    let reason = abort();
    assert_eq!(refused(call).await, reason);
    server.release();
    sleep(20.0).await;
    assert_eq!(server.called().length(), 0);
}

#[wasm_bindgen_test]
async fn an_abort_after_the_end_changes_nothing() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    let answer = ok(send_value(&client, &"/v1/me".into(), &abortable())).await;
    abort();
    assert_eq!(read(&answer, "status"), 200.0);
    assert_eq!(status(send(&client, "'/v1/me'", "{}")).await, 200.0);
}
