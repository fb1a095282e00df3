//! A store of the application's own, which may take its time.

use crate::support::*;
use js_sys::Reflect;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// Makes `shelf` within reach of expressions: a store that notes in `shelf.log` what it is asked for, and is slow.
fn shelf() -> JsValue {
    let shelf = value(
        "{ log: [], kept: new Map(),
           async get(key) { await null; return shelf.kept.get(key) ?? null },
           async set(key, text) {
             shelf.log.push('begin');
             await new Promise((resolve) => setTimeout(resolve, 15));
             shelf.kept.set(key, text);
             shelf.log.push('end');
           },
           async remove(key) { shelf.kept.delete(key) } }",
    );
    Reflect::set(&js_sys::global(), &"shelf".into(), &shelf).unwrap();
    shelf
}

#[wasm_bindgen_test]
async fn a_login_resolves_after_the_write() {
    tidy();
    let shelf = shelf();
    let server = Server::new();
    let client = open(&server, "storage: shelf").await;
    assert_eq!(place(&client), "custom");
    let session = ok(client.login(&value(ADA))).await;
    assert_eq!(show(&read(&shelf, "log")), "[\"begin\",\"end\"]");
    assert_eq!(session, client.session());
    assert_eq!((stored("localStorage"), stored("sessionStorage")), (None, None));
}

#[wasm_bindgen_test]
async fn the_session_is_there_at_once_and_the_events_do_not_wait() {
    tidy();
    let shelf = shelf();
    let server = Server::new();
    let client = open(&server, "storage: shelf").await;
    let events = events(&client);
    ok(client.login(&value(ADA))).await;
    let sign_out = client.logout(&value("{}"));
    assert_eq!(kind(&client), "signed-out");
    assert_eq!(heard(&events), "session:login session:logout");
    ok(sign_out).await;
    assert_eq!(show(&read(&shelf, "log")), "[\"begin\",\"end\",\"begin\",\"end\"]");
}

#[wasm_bindgen_test]
async fn writes_are_made_one_after_the_other() {
    tidy();
    let shelf = shelf();
    let server = Server::new();
    let client = open(&server, "storage: shelf").await;
    ok(client.login(&value(ADA))).await;
    let calls = [client.refresh(&value("{}")), client.login_anonymously(&value("{ fresh: true }"))];
    for call in calls {
        ok(call).await;
    }
    ok(client.logout(&value("{}"))).await;
    let log = show(&read(&shelf, "log"));
    assert_eq!(
        log.replace("\"begin\",\"end\"", "write"),
        "[write,write,write,write,write]",
        "a refresh is two: what is begun, and what came of it"
    );
    assert_eq!(kind(&open(&server, "storage: shelf").await), "signed-out", "the last one counts");
}

#[wasm_bindgen_test]
async fn a_reload_restores_from_it() {
    tidy();
    shelf();
    let server = Server::new();
    let client = open(&server, "storage: shelf").await;
    ok(client.login(&value(ADA))).await;
    let reloaded = open(&server, "storage: shelf").await;
    let events = events(&reloaded);
    assert_eq!(show(&reloaded.session()), show(&client.session()));
    sleep(0.0).await;
    assert_eq!(heard(&events), "session:restored");
    assert_eq!(kind(&open(&server, "storage: shelf, name: 'other'").await), "signed-out");
}

#[wasm_bindgen_test]
async fn a_store_may_answer_at_once() {
    tidy();
    shelf();
    let server = Server::new();
    let options = "storage: { get: (key) => shelf.kept.get(key), remove() {},
                              set: (key, text) => void shelf.kept.set(key, text) }";
    let client = open(&server, options).await;
    ok(client.login(&value(ADA))).await;
    assert_eq!(kind(&open(&server, options).await), "user");
}

#[wasm_bindgen_test]
async fn its_methods_are_called_on_it() {
    tidy();
    let server = Server::new();
    let options = "storage: new (class { #kept = new Map(); get(key) { return this.#kept.get(key) }
                     set(key, text) { this.#kept.set(key, text) } remove() {} })()";
    let client = open(&server, options).await;
    ok(client.login(&value(ADA))).await;
    assert_eq!(place(&client), "custom");
}

#[wasm_bindgen_test]
async fn a_store_that_cannot_be_read_leaves_memory() {
    for get in ["() => { throw new Error('no') }", "() => Promise.reject('no')"] {
        tidy();
        let server = Server::new();
        let client = open(&server, &format!("storage: {{ get: {get}, set() {{}}, remove() {{}} }}")).await;
        let events = events(&client);
        ok(client.login(&value(ADA))).await;
        assert_eq!((kind(&client).as_str(), place(&client).as_str()), ("user", "memory"), "{get}");
        assert_eq!(heard(&events), "storage:unavailable session:login", "{get}");
    }
}

#[wasm_bindgen_test]
async fn a_store_that_cannot_be_written_leaves_memory() {
    for (set, problem) in [
        ("() => { throw new Error('no') }", "unavailable"),
        ("() => Promise.reject(undefined)", "unavailable"),
        ("() => Promise.reject(new DOMException('', 'QuotaExceededError'))", "full"),
    ] {
        tidy();
        let server = Server::new();
        let client = open(&server, &format!("storage: {{ get() {{}}, set: {set}, remove() {{}} }}")).await;
        let events = events(&client);
        ok(client.login(&value(ADA))).await;
        assert_eq!((kind(&client).as_str(), place(&client).as_str()), ("user", "memory"), "{set}");
        assert_eq!(heard(&events), format!("session:login storage:{problem}"), "{set}");
        assert_eq!(status(send(&client, "'/v1/me'", "{}")).await, 200.0);
    }
}

#[wasm_bindgen_test]
async fn whatever_a_store_gives_is_no_reason_to_throw() {
    for given in ["7", "{}", "true", "''", "'garbage'", "NaN", "[]", "Symbol()"] {
        tidy();
        let server = Server::new();
        let client =
            open(&server, &format!("storage: {{ get: () => {given}, set() {{}}, remove() {{}} }}")).await;
        assert_eq!(kind(&client), "signed-out", "{given}");
        ok(client.login(&value(ADA))).await;
        assert_eq!(kind(&client), "user", "{given}");
    }
}
