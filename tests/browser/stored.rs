//! What is found in the storage when a client opens: a session, nothing, garbage, or the work of a newer version.

use crate::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_reload_restores_the_session_and_tells_the_first_subscriber() {
    tidy();
    let server = Server::new();
    let before = signed_in(&server, 600.0).await;
    let reloaded = open(&server, "").await;
    assert_eq!(show(&reloaded.session()), show(&before.session()));
    let (first, second) = (events(&reloaded), events(&reloaded));
    assert_eq!(heard(&first), "", "not before subscribe has returned");
    sleep(0.0).await;
    assert_eq!(heard(&first), "session:restored");
    assert_eq!(read(&first.get(0), "session"), reloaded.session());
    assert_eq!(text(&first.get(0), "previous.kind"), "signed-out");
    assert_eq!(heard(&second), "session:restored", "whoever subscribes at the same time hears it as well");
    let late = events(&reloaded);
    sleep(0.0).await;
    assert_eq!(heard(&late), "");
    assert_eq!(server.asked().len(), 1, "a reload asks the server for nothing");
}

#[wasm_bindgen_test]
async fn a_restored_session_is_used_and_renewed_as_before() {
    tidy();
    let server = Server::new();
    let _before = expired(&server).await;
    let reloaded = open(&server, "").await;
    assert_eq!(kind(&reloaded), "user");
    assert_eq!(status(send(&reloaded, "'/v1/me'", "{}")).await, 200.0);
    assert!(server.asked()[1].contains("refresh_token=refresh-1"), "{:?}", server.asked());
}

#[wasm_bindgen_test]
async fn where_nothing_is_stored_nothing_is_told() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let events = events(&client);
    sleep(0.0).await;
    assert_eq!((kind(&client).as_str(), heard(&events).as_str()), ("signed-out", ""));
    assert_eq!(stored("localStorage"), None, "opening writes nothing");
}

#[wasm_bindgen_test]
async fn a_sign_out_is_still_one_after_a_reload() {
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    ok(client.logout(&value("{}"))).await;
    assert_eq!(kind(&open(&server, "").await), "signed-out");
    let left = stored("localStorage").unwrap_or_default();
    assert!(!left.contains(&server.issued()[0]) && !left.contains("refresh-1"), "{left}");
}

#[wasm_bindgen_test]
async fn garbage_is_no_session_and_is_told() {
    for garbage in [
        "''",
        "'null'",
        "'[]'",
        "'{'",
        "'{}'",
        "'undefined'",
        "'[object Object]'",
        "'{\"v\":1}'",
        "'{\"__proto__\":{\"v\":1}}'",
        "'\\ud800'",
        "'\\0'",
        "'['.repeat(100000)",
        "'x'.repeat(1000000)",
    ] {
        tidy();
        let server = Server::new();
        let _before = signed_in(&server, 600.0).await;
        store("localStorage", &value(garbage).as_string().unwrap());
        let client = open(&server, "").await;
        let events = events(&client);
        assert_eq!(kind(&client), "signed-out", "{garbage}");
        sleep(0.0).await;
        assert_eq!(heard(&events), "storage:corrupt", "{garbage}");
        ok(client.login(&value(ADA))).await;
        assert_eq!(place(&client), "local");
        assert_eq!(kind(&open(&server, "").await), "user", "garbage is written over");
    }
}

#[wasm_bindgen_test]
async fn a_session_that_was_tampered_with_is_no_session() {
    tidy();
    let server = Server::new();
    let _before = signed_in(&server, 600.0).await;
    let good = stored("localStorage").unwrap();
    for (from, to) in
        [("refresh-1", "re\\r\\nfresh"), ("refresh-1", "re fresh"), ("\"password\"", "\"admin\"")]
    {
        let bad = good.replace(from, to);
        assert_ne!(bad, good, "{from} is not in the record");
        store("localStorage", &bad);
        assert_eq!(kind(&open(&server, "").await), "signed-out", "{to}");
    }
    store("localStorage", &good);
    assert_eq!(kind(&open(&server, "").await), "user");
}

#[wasm_bindgen_test]
async fn the_work_of_a_newer_version_is_left_alone() {
    const NEWER: &str = "{\"v\":999,\"anything\":[true]}";
    tidy();
    let server = Server::new();
    let _before = signed_in(&server, 600.0).await;
    store("localStorage", NEWER);
    let client = open(&server, "").await;
    let events = events(&client);
    sleep(0.0).await;
    assert_eq!(heard(&events), "storage:newer_version");
    assert_eq!((kind(&client).as_str(), place(&client).as_str()), ("signed-out", "memory"));
    ok(client.login(&value(ADA))).await;
    ok(client.refresh(&value("{}"))).await;
    ok(client.logout(&value("{}"))).await;
    assert_eq!(stored("localStorage").as_deref(), Some(NEWER));
}

#[wasm_bindgen_test]
async fn a_newer_version_that_comes_while_the_page_is_open_is_left_alone() {
    const NEWER: &str = "{\"v\":999,\"anything\":[true]}";
    tidy();
    let server = Server::new();
    let client = signed_in(&server, 600.0).await;
    store("localStorage", NEWER);
    other_tab(only_key().as_deref());
    ok(client.refresh(&value("{}"))).await;
    assert_eq!(stored("localStorage").as_deref(), Some(NEWER));
}

#[wasm_bindgen_test]
async fn clients_of_another_id_name_or_place_have_other_sessions() {
    tidy();
    let server = Server::new();
    let _client = signed_in(&server, 600.0).await;
    for other in
        ["name: 'second'", "clientId: 'other'", "baseUrl: 'https://api.test/shop'", "storage: 'session'"]
    {
        assert_eq!(kind(&open(&server, other).await), "signed-out", "{other}");
    }
    for same in
        ["baseUrl: 'https://api.test/'", "baseUrl: new URL('HTTPS://API.test:443')", "name: undefined"]
    {
        assert_eq!(kind(&open(&server, same).await), "user", "{same}");
    }
}
