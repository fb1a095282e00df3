//! Where the storage fails, the client works in memory, says so, and nothing throws.

use crate::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

/// The client does all it is for.
async fn works(server: &Server, client: &Client) {
    ok(client.login(&value(ADA))).await;
    assert_eq!(kind(client), "user");
    let before = server.issued().len();
    ok(client.refresh(&value("{}"))).await;
    assert_eq!(server.issued().len(), before + 1);
    let token = ok(client.access_token(&value("{}"))).await.as_string();
    assert_eq!(token.as_ref(), server.issued().last());
    assert_eq!(status(send(client, "'/v1/me'", "{}")).await, 200.0);
}

async fn works_in_memory(server: &Server, client: &Client, problem: &str) {
    let events = events(client);
    works(server, client).await;
    assert_eq!(place(client), "memory");
    ok(client.logout(&value("{}"))).await;
    assert_eq!(kind(client), "signed-out");
    let problems = heard(&events).split(' ').filter(|event| event.starts_with("storage")).count();
    assert_eq!(problems, 1, "{}", heard(&events));
    assert!(heard(&events).contains(problem), "{}", heard(&events));
}

#[wasm_bindgen_test]
async fn with_a_storage_that_works_the_session_is_kept_there() {
    for (name, global) in [("local", "localStorage"), ("session", "sessionStorage")] {
        tidy();
        let server = Server::new();
        let client = open(&server, &format!("storage: '{name}'")).await;
        let events = events(&client);
        works(&server, &client).await;
        assert_eq!(place(&client), name);
        assert!(stored(global).unwrap().contains(server.issued().last().unwrap()));
        assert!(!heard(&events).contains("storage"), "{}", heard(&events));
    }
}

#[wasm_bindgen_test]
async fn a_denied_storage_leaves_memory() {
    for (name, global) in [("local", "localStorage"), ("session", "sessionStorage")] {
        tidy();
        deny(global);
        let server = Server::new();
        let client = open(&server, &format!("storage: '{name}'")).await;
        assert_eq!(place(&client), "memory");
        works_in_memory(&server, &client, "storage:unavailable").await;
    }
    tidy();
}

#[wasm_bindgen_test]
async fn a_missing_storage_leaves_memory() {
    tidy();
    withhold("localStorage");
    let server = Server::new();
    let client = open(&server, "").await;
    works_in_memory(&server, &client, "storage:unavailable").await;
    tidy();
}

#[wasm_bindgen_test]
async fn a_storage_that_drops_writes_leaves_memory() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    assert_eq!(place(&client), "local");
    stub_storage("setItem", &value("() => {}"));
    works_in_memory(&server, &client, "storage:unavailable").await;
    tidy();
}

#[wasm_bindgen_test]
async fn a_storage_that_is_taken_away_later_leaves_memory() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    works(&server, &client).await;
    assert_eq!(place(&client), "local");
    deny("localStorage");
    works_in_memory(&server, &client, "storage:unavailable").await;
    tidy();
}

#[wasm_bindgen_test]
async fn a_full_storage_leaves_memory() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    fill("localStorage");
    works_in_memory(&server, &client, "storage:full").await;
    tidy();
}

#[wasm_bindgen_test]
async fn when_there_is_room_again_the_next_call_stores_the_session() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    fill("localStorage");
    ok(client.login(&value(ADA))).await;
    assert_eq!(stored("localStorage"), None);
    ok(client.access_token(&value("{}"))).await;
    assert_eq!(place(&client), "memory", "there is no room yet");
    empty("localStorage");
    ok(client.access_token(&value("{}"))).await;
    assert_eq!(place(&client), "local");
    let reloaded = open(&server, "").await;
    assert_eq!(kind(&reloaded), "user");
    assert_eq!(server.asked().len(), 1);
}

#[wasm_bindgen_test]
async fn a_storage_that_fills_up_again_is_told_again() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let events = events(&client);
    for _ in 0..2 {
        fill("localStorage");
        ok(client.login(&value(ADA))).await;
        empty("localStorage");
        ok(client.access_token(&value("{}"))).await;
        ok(client.logout(&value("{}"))).await;
        tidy();
    }
    assert_eq!(heard(&events).matches("storage:full").count(), 2, "{}", heard(&events));
}

#[wasm_bindgen_test]
async fn a_session_in_memory_stores_nothing_and_complains_of_nothing() {
    tidy();
    let server = Server::new();
    let client = open(&server, "storage: 'memory'").await;
    let events = events(&client);
    works(&server, &client).await;
    assert_eq!(place(&client), "memory");
    assert_eq!((stored("localStorage"), stored("sessionStorage")), (None, None));
    assert!(!heard(&events).contains("storage"), "{}", heard(&events));
    assert_eq!(kind(&open(&server, "storage: 'memory'").await), "signed-out");
}
