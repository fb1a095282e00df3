//! Guest shopping: one guest for any number of callers, and an end that is announced.

use crate::support::*;
use js_sys::Array;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_guest_has_an_order_and_no_refresh_token() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let session = ok(client.login_anonymously(&value("undefined"))).await;
    assert_eq!(session, client.session());
    assert_eq!(text(&session, "kind"), "anonymous");
    assert_eq!(text(&session, "orderId"), "order-1");
    assert_eq!(read(&session, "canRefresh"), false);
    assert_eq!(server.asked(), [format!("client_id={}&grant_type=client_credentials", server.client_id())]);
}

#[wasm_bindgen_test]
async fn a_live_guest_stays_the_guest_unless_a_fresh_one_is_asked_for() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let guest = ok(client.login_anonymously(&value("{}"))).await;
    assert_eq!(ok(client.login_anonymously(&value("{ fresh: false }"))).await, guest);
    assert_eq!(server.asked().len(), 1);
    let events = later_events(&client).await;
    let fresh = ok(client.login_anonymously(&value("{ fresh: true, anonUserId: 'v/1' }"))).await;
    assert_eq!(text(&fresh, "orderId"), "order-2");
    assert!(server.asked()[1].ends_with("&anonuserid=v%2F1"), "{:?}", server.asked());
    assert_eq!(heard(&events), "session:anonymous order:changed");
    assert_eq!(show(&read(&events.get(1), "from")), "\"order-1\"");
    assert_eq!(show(&read(&events.get(1), "to")), "\"order-2\"");
}

#[wasm_bindgen_test]
async fn many_callers_become_one_guest() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let calls: Array = (0..50).map(|_| client.login_anonymously(&value("{}"))).collect();
    let sessions = all_ok(&calls).await;
    assert!(sessions.iter().all(|session| session == client.session()));
    assert_eq!(server.asked().len(), 1);
}

#[wasm_bindgen_test]
async fn where_it_is_automatic_the_first_calls_become_one_guest() {
    tidy();
    let server = Server::new();
    let client = open(&server, "anonymous: 'automatic'").await;
    assert_eq!(kind(&client), "signed-out", "not before it is needed");
    let calls: Array = (0..20).map(|_| send(&client, "'/v1/me/products'", "{}")).collect();
    let answers = all_ok(&calls).await;
    assert!(answers.iter().all(|answer| read(&answer, "status") == 200.0));
    assert_eq!((kind(&client).as_str(), server.asked().len()), ("anonymous", 1));
}

#[wasm_bindgen_test]
async fn a_guest_stays_a_guest_until_the_login_has_succeeded() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let guest = ok(client.login_anonymously(&value("{}"))).await;
    server.next_token("json({ error: 'invalid_grant' }, { status: 400 })");
    assert_eq!(code(client.login(&value(ADA))).await, "invalid_credentials");
    assert_eq!(client.session(), guest);
    ok(client.login(&value(ADA))).await;
    assert_eq!(kind(&client), "user");
}

#[wasm_bindgen_test]
async fn the_end_of_a_guest_is_announced_and_the_order_is_not_lost() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    let events = events(&client);
    server.next_token("issue({}, { expires_in: 1 })");
    let guest = ok(client.login_anonymously(&value("{}"))).await;
    sleep(1300.0).await;
    assert_eq!(heard(&events), "session:anonymous expiring: session:expired");
    assert_eq!(read(&events.get(1), "session"), guest);
    assert_eq!(read(&events.get(1), "secondsLeft"), 0.0);
    assert_eq!(text(&client.session(), "kind"), "signed-out");
    assert_eq!(text(&client.session(), "reason"), "anonymous_expired");
    assert_eq!(text(&client.session(), "lastOrderId"), "order-1");
    let reloaded = open(&server, "").await;
    assert_eq!(text(&reloaded.session(), "lastOrderId"), "order-1");
}

#[wasm_bindgen_test]
async fn a_sign_out_keeps_the_id_of_the_guests_order() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    ok(client.login_anonymously(&value("{}"))).await;
    ok(client.logout(&value("{}"))).await;
    assert_eq!(text(&client.session(), "lastOrderId"), "order-1");
    assert!(read(&client.session(), "reason").is_null());
}

#[wasm_bindgen_test]
async fn refreshing_a_guest_resolves_unchanged_while_the_token_is_good() {
    tidy();
    let server = Server::new();
    let client = open(&server, "").await;
    server.next_token("issue({}, { expires_in: 60 })");
    let guest = ok(client.login_anonymously(&value("{}"))).await;
    assert_eq!(ok(client.refresh(&value("{}"))).await, guest);
    assert_eq!(server.asked().len(), 1);
}
