//! What another tab does reaches this one: by the `storage` event, by coming back to the page, or when it matters.
//!
//! The other tab is a second client over the same storage. Its writes make no event in this page, so the tests send it; what
//! the two tell each other by themselves takes its time.

use crate::support::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_sign_in_elsewhere_is_adopted() {
    tidy();
    let server = Server::new();
    let here = open(&server, "").await;
    let events = events(&here);
    let there = signed_in(&server, 600.0).await;
    other_tab(only_key().as_deref());
    assert_eq!(show(&here.session()), show(&there.session()));
    assert_eq!(heard(&events), "session:other-tab");
    assert_eq!(text(&events.get(0), "previous.kind"), "signed-out");
    assert_eq!(status(send(&here, "'/v1/me'", "{}")).await, 200.0);
    assert_eq!(server.asked().len(), 1);
}

#[wasm_bindgen_test]
async fn a_sign_out_elsewhere_signs_out() {
    tidy();
    let server = Server::new();
    let there = signed_in(&server, 600.0).await;
    let here = open(&server, "").await;
    let events = events(&here);
    sleep(0.0).await;
    ok(there.logout(&value("{}"))).await;
    other_tab(only_key().as_deref());
    assert_eq!(kind(&here), "signed-out");
    assert_eq!(heard(&events), "session:restored session:other-tab");
    assert_eq!(code(here.access_token(&value("{}"))).await, "signed_out");
}

#[wasm_bindgen_test]
async fn a_storage_that_was_cleared_is_a_sign_out() {
    tidy();
    let server = Server::new();
    let here = signed_in(&server, 600.0).await;
    tidy();
    other_tab(None);
    assert_eq!(kind(&here), "signed-out");
    assert_eq!(stored("localStorage"), None, "the session is not brought back");
}

#[wasm_bindgen_test]
async fn an_event_that_tells_nothing_new_changes_nothing() {
    tidy();
    let server = Server::new();
    let here = signed_in(&server, 600.0).await;
    let (events, session) = (later_events(&here).await, here.session());
    let key = only_key();
    for key in [None, Some("another key"), key.as_deref(), key.as_deref()] {
        other_tab(key);
    }
    assert_eq!(heard(&events), "");
    assert_eq!(here.session(), session);
}

#[wasm_bindgen_test]
async fn an_older_record_that_comes_late_is_not_adopted() {
    tidy();
    let server = Server::new();
    let here = signed_in(&server, 600.0).await;
    let old = stored("localStorage").unwrap();
    ok(here.logout(&value("{}"))).await;
    store("localStorage", &old);
    other_tab(only_key().as_deref());
    assert_eq!(kind(&here), "signed-out");
}

#[wasm_bindgen_test]
async fn garbage_from_elsewhere_changes_nothing() {
    tidy();
    let server = Server::new();
    let here = signed_in(&server, 600.0).await;
    for garbage in ["", "{", "null", "{\"v\":1}"] {
        store("localStorage", garbage);
        other_tab(only_key().as_deref());
        assert_eq!(kind(&here), "user", "{garbage:?}");
    }
}

#[wasm_bindgen_test]
async fn a_page_that_comes_back_looks_by_itself() {
    for (target, name) in [("window", "pageshow"), ("document", "visibilitychange")] {
        tidy();
        let server = Server::new();
        let here = open(&server, "").await;
        let _there = signed_in(&server, 600.0).await;
        dispatch(target, name);
        assert_eq!(kind(&here), "user", "{name}");
    }
}

#[wasm_bindgen_test]
async fn a_renewal_elsewhere_is_used_instead_of_a_second_one() {
    tidy();
    let server = Server::new();
    let here = expired(&server).await;
    let there = open(&server, "").await;
    let token = ok(there.access_token(&value("{}"))).await;
    assert_eq!(ok(here.access_token(&value("{}"))).await, token, "without any event");
    assert_eq!(server.asked().len(), 2);
}

#[wasm_bindgen_test]
async fn a_sign_out_elsewhere_ends_what_waits_here() {
    tidy();
    let server = Server::new();
    let here = expired(&server).await;
    let there = open(&server, "").await;
    server.next_token("gate.then(() => issue())");
    let waiting = here.access_token(&value("{}"));
    ok(there.logout(&value("{}"))).await;
    other_tab(only_key().as_deref());
    server.release();
    assert_eq!(code(waiting).await, "session_ended");
    assert_eq!((kind(&here).as_str(), kind(&there).as_str()), ("signed-out", "signed-out"));
    assert_eq!(kind(&open(&server, "").await), "signed-out", "the late answer is not stored");
}

#[wasm_bindgen_test]
async fn sessions_of_one_tab_are_not_disturbed_by_others() {
    tidy();
    let server = Server::new();
    let here = open(&server, "storage: 'session'").await;
    ok(here.login(&value(ADA))).await;
    let there = signed_in(&server, 600.0).await;
    ok(there.logout(&value("{}"))).await;
    other_tab(only_key().as_deref());
    other_tab(None);
    assert_eq!(kind(&here), "user");
}
